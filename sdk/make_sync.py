"""Generate the synchronous client from the asyncio client: `python sdk/make_sync.py`.

The modules in `torale/aio`, both transports and both clients are written by hand. The modules in `MADE` are generated.
"""

import subprocess
import sys
from pathlib import Path

import unasync

HOME = Path(__file__).parent / "src" / "torale"
MADE = ("admin", "auth", "builder", "notifications", "pages", "public", "tasks", "webhooks")


def make(home: Path = HOME) -> list[Path]:
    """Generate and format each module. Returns their paths."""
    sources = [str(home / "aio" / f"{name}.py") for name in MADE]
    unasync.unasync_files(sources, [unasync.Rule(fromdir="/torale/aio/", todir="/torale/")])
    made = [home / f"{name}.py" for name in MADE]
    # The synchronous modules can have `yield from`, which asyncio lacks.
    for arguments in (["check", "--select", "UP028", "--fix", "--unsafe-fixes"], ["check", "--fix"], ["format"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--quiet", *map(str, made)]
        subprocess.run(command, check=True)  # noqa: S603 - our own words
    return made


if __name__ == "__main__":
    make()
