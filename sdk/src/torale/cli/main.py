"""Entry point of the command line. Exit codes: 0 success, 1 an error with its sentence, 2 a wrong command."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import NoReturn

from torale.cli import streams
from torale.cli.advice import connected
from torale.cli.answer import Answer
from torale.cli.arguments import parser
from torale.errors import ToraleError

INTERRUPTED = 130


def run() -> NoReturn:
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    streams.ready()
    try:
        return _done(arguments)
    except ToraleError as error:
        streams.complain(str(error))
        return 1
    except (KeyboardInterrupt, EOFError):  # Ctrl-C, and Ctrl-D at a prompt
        return INTERRUPTED
    except BrokenPipeError:
        streams.silence(sys.stdout)  # the reader has closed the pipe
        return 0
    except OSError as error:
        streams.silence(sys.stdout)
        streams.complain(f"Reading or writing failed: {error.strerror or error}.")
        return 1


def _done(arguments: Sequence[str] | None) -> int:
    """Run the command and flush its output: at exit Python would report a failure by a traceback."""
    try:
        return _obey(parser().parse_args(arguments))
    finally:
        sys.stdout.flush()


def _obey(given: Namespace) -> int:
    if not given.needs_client:
        return _shown(given.command(given), as_json=given.json)
    with connected(url=given.url) as client:
        return _shown(given.command(client, given), as_json=given.json)


def _shown(answer: Answer, *, as_json: bool) -> int:
    if as_json and answer.data is not None:
        print(streams.as_json(answer.data, indent=2))
    elif not as_json and answer.text:
        print(answer.text)
    return answer.code
