"""Addresses of the server of this home. `./script/server` writes them down for commands without `PORT`."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from core.env import env, home

FILE = "server.json"
PORT, FLOWER_PORT = 8000, 5555


@dataclass(frozen=True, slots=True)
class Running:
    """`url` and `flower_url` are on this machine, `public_url` is how people reach it."""

    url: str
    flower_url: str
    public_url: str

    @classmethod
    def read(cls) -> Self | None:
        """Return what the server that runs, or was killed, has written down; None without one."""
        try:
            return cls(**json.loads((home() / FILE).read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, folder: Path) -> None:
        """Write it down below the home `folder`, whole or not at all."""
        draft = folder / f"{FILE}.new"
        draft.write_text(json.dumps(asdict(self)))
        draft.replace(folder / FILE)


def forget(folder: Path) -> None:
    with suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)


def public_url() -> str:
    """Return `PUBLIC_URL`; else where `PORT` says; else where the server of this home answers."""
    written = None if env.str("PORT", default="") else Running.read()
    usual = written.public_url if written else f"http://127.0.0.1:{env.int('PORT', default=PORT)}"
    return str(env.str("PUBLIC_URL", default=usual)).rstrip("/")


def flower_url() -> str:
    """Return `FLOWER_URL`; else where `FLOWER_PORT` says; else where the Flower of this home answers."""
    written = None if env.str("FLOWER_PORT", default="") else Running.read()
    usual = written.flower_url if written else f"http://127.0.0.1:{env.int('FLOWER_PORT', default=FLOWER_PORT)}"
    return str(env.str("FLOWER_URL", default=usual)).rstrip("/")


def local_url() -> str:
    """Return where a command on this machine asks the server: at the port that is given or written down."""
    if env.str("PORT", default=""):
        return f"http://127.0.0.1:{env.int('PORT')}"
    written = Running.read()
    return written.url if written else public_url()
