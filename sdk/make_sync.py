"""Makes the client for threads of the one for asyncio: `python sdk/make_sync.py`.

What is below `torale/aio` is written by hand, and so are both transports and clients; the rest is made here.
"""

import subprocess
import sys
from pathlib import Path

import unasync

HOME = Path(__file__).parent / "src" / "torale"
MADE = ("admin", "auth", "builder", "notifications", "pages", "public", "tasks", "webhooks")


def make(home: Path = HOME) -> list[Path]:
    """Write each module anew, formatted; returns where they are."""
    sources = [str(home / "aio" / f"{name}.py") for name in MADE]
    unasync.unasync_files(sources, [unasync.Rule(fromdir="/torale/aio/", todir="/torale/")])
    made = [home / f"{name}.py" for name in MADE]
    # `yield from` is not for asyncio, and what is made here can have it.
    for arguments in (["check", "--select", "UP028", "--fix", "--unsafe-fixes"], ["check", "--fix"], ["format"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--quiet", *map(str, made)]
        subprocess.run(command, check=True)  # noqa: S603 - our own words
    return made


if __name__ == "__main__":
    make()
