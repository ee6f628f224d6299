"""Addresses of the embedded PostgreSQL and Redis, which follow from `TORALE_HOME` alone."""

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

# A Unix socket's path fits into 104 bytes on macOS and 108 on Linux; supervisord adds the longest name.
SOCKET_FOLDER_LIMIT = 103 - len("/supervisor.sock.4194304")
DATABASE = "torale"
# Roles of the database: the first made the cluster and may do everything, the second migrates, the third works.
SUPERUSER, OWNER, APPLICATION = "torale", "torale_owner", "torale_app"
POSTGRES_PORT = 5432  # only the socket's name: nothing listens on TCP


def socket_folder(home: Path) -> Path:
    """The private folder of the servers' sockets: below `home`, or below /tmp where that path would be too long."""
    below = home / "run"
    if len(os.fsencode(below)) <= SOCKET_FOLDER_LIMIT:
        return below
    return Path("/tmp") / f"torale-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"  # noqa: S108 - made private


def database_url(home: Path, role: str = APPLICATION, *, database: str = DATABASE) -> str:
    host = quote(str(socket_folder(home)), safe="")
    return f"postgres://{role}@/{database}?host={host}&port={POSTGRES_PORT}"


def redis_url(home: Path) -> str:
    return f"unix://{quote(str(redis_socket(home)))}?db=0"


def redis_socket(home: Path) -> Path:
    return socket_folder(home) / "redis.sock"
