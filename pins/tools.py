"""Tools that ask the network and may get no answer."""

import subprocess


class UnavailableError(Exception):
    """A tool gave no answer; its text says why."""


def run(*command: str, seconds: float) -> str:
    """Run a program and return its output, whatever its exit code.

    Raises UnavailableError when it is missing or takes longer than `seconds`.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)  # noqa: S603 - every word is ours
    except subprocess.TimeoutExpired:
        raise UnavailableError(f"no answer within {seconds:g} s") from None
    except OSError as error:
        raise UnavailableError(f"{command[0]} cannot be started: {error.strerror}") from error
    return done.stdout
