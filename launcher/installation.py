"""One installation: its folder, its ports, and which servers it brings itself."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.env import home
from launcher import embedded
from launcher.errors import StartError
from launcher.running import Running

# In the environment of each process that was started for an installation: whose it is.
MARK = "TORALE_INSTANCE"
OWNER_URL, SUPERUSER_URL = "DATABASE_OWNER_URL", "DATABASE_SUPERUSER_URL"


@dataclass(frozen=True)
class Installation:
    """`database_url` and `redis_url` are empty where the embedded servers are meant.

    `database_owner_url` is for the migrations alone; without one they use `database_url`.
    """

    home: Path
    port: int = 8000
    flower_port: int = 5555
    database_url: str = ""
    database_owner_url: str = ""
    redis_url: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def flower_url(self) -> str:
        return f"http://127.0.0.1:{self.flower_port}"

    @property
    def logs(self) -> Path:
        return self.home / "log"

    @property
    def postgres_data(self) -> Path:
        return self.home / "postgres" / "data"

    @property
    def redis_data(self) -> Path:
        return self.home / "redis"

    @property
    def metrics(self) -> Path:
        """Folder of the processes' metrics since the last start."""
        return self.home / "metrics"

    @property
    def outbox(self) -> Path:
        """Folder of mails, without a mail server."""
        return self.home / "outbox"

    @property
    def sockets(self) -> Path:
        return embedded.socket_folder(self.home)

    def as_running(self, base: Mapping[str, str] = os.environ) -> Running:
        """Return what is written down for commands on this machine."""
        public_url = (base.get("PUBLIC_URL") or self.url).rstrip("/")
        return Running(url=self.url, flower_url=self.flower_url, public_url=public_url)

    def environment(self, base: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Return what each process of this installation finds in its environment: not the database's owner."""
        allowed = [base.get("TORALE_ALLOWED_PRIVATE_URLS", ""), f"{self.url}/demo/"]
        return {
            **{name: value for name, value in base.items() if name not in (OWNER_URL, SUPERUSER_URL)},
            MARK: str(self.home),
            "TORALE_HOME": str(self.home),
            "PORT": str(self.port),
            "FLOWER_PORT": str(self.flower_port),
            "TORALE_ALLOWED_PRIVATE_URLS": ",".join(filter(None, allowed)),
            "PYTHONUNBUFFERED": "1",
        }


def from_environment() -> Installation:
    """The installation that the environment describes. Raises StartError when a port is none."""
    return Installation(
        home=home(),
        port=_port("PORT", 8000),
        flower_port=_port("FLOWER_PORT", 5555),
        database_url=os.environ.get("DATABASE_URL", ""),
        database_owner_url=os.environ.get(OWNER_URL, ""),
        redis_url=os.environ.get("REDIS_URL", ""),
    )


def _port(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise StartError(f"{name} is {text!r}, which is no port: set it to a number from 1 to 65535.")
    return int(text)
