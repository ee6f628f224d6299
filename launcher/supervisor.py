"""supervisord, which starts the programs and restarts whatever of them dies."""

import os
import secrets
import shlex
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from core.env import BASE_DIR
from launcher.errors import StartError
from launcher.installation import Installation
from launcher.processes import SUPERVISOR_MODULE, dying_with_parent
from launcher.programs import Program

SERVERS, TORALE = "servers", "torale"
START_SECONDS = 10.0


def config(installation: Installation, *, servers: Iterable[Program], torale: Iterable[Program], password: str) -> str:
    """supervisord's configuration: the servers start with it and end last, Torale when it is told to."""
    socket = installation.sockets / "supervisor.sock"
    sections: dict[str, dict[str, Any]] = {
        "supervisord": {
            "nodaemon": "true",
            "silent": "true",
            "logfile": installation.logs / "supervisord.log",
            "logfile_maxbytes": "10MB",
            "logfile_backups": "2",
            "loglevel": "warn",
            "pidfile": installation.home / "supervisord.pid",
            "directory": BASE_DIR,
            **({"user": "root"} if os.geteuid() == 0 else {}),
        },
        "unix_http_server": {"file": socket, "chmod": "0700", "username": TORALE, "password": password},
        "rpcinterface:supervisor": {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
        },
        **_group(installation, SERVERS, list(servers), priority=1, autostart=True),
        **_group(installation, TORALE, list(torale), priority=2, autostart=False),
    }
    return "\n".join(line for name, options in sections.items() for line in _section(name, options))


def _group(
    installation: Installation, name: str, programs: list[Program], *, priority: int, autostart: bool
) -> dict[str, dict[str, Any]]:
    if not programs:
        return {}
    members = {"programs": ",".join(program.name for program in programs), "priority": priority}
    sections = {f"program:{program.name}": _program(installation, program, autostart=autostart) for program in programs}
    return {f"group:{name}": members, **sections}


def _program(installation: Installation, program: Program, *, autostart: bool) -> dict[str, Any]:
    return {
        "command": shlex.join(program.command),
        "environment": ",".join(f'{name}="{value}"' for name, value in program.environment.items()),
        "autostart": str(autostart).lower(),
        "autorestart": "true",
        # supervisord waits one second longer after each failed start, and never gives up.
        "startretries": 1_000_000,
        "stopsignal": program.stop_signal,
        "stopwaitsecs": program.stop_seconds,
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": installation.logs / f"{program.name}.log",
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "2",
    }


def _section(name: str, options: dict[str, Any]) -> Iterator[str]:
    yield f"[{name}]"
    for option, value in options.items():
        yield f"{option}={str(value).replace('%', '%%')}"
    yield ""


class Supervisor:
    """A supervisord of our own, that ends when this process does."""

    def __init__(self, installation: Installation, *, servers: Iterable[Program], torale: Iterable[Program]) -> None:
        self._socket = installation.sockets / "supervisor.sock"
        self._password = secrets.token_hex()
        self._socket.unlink(missing_ok=True)
        path = installation.home / "supervisord.conf"
        path.touch(mode=0o600)
        path.write_text(config(installation, servers=servers, torale=torale, password=self._password))
        self._process = subprocess.Popen(
            dying_with_parent([sys.executable, "-m", SUPERVISOR_MODULE, "-c", str(path)], "TERM"),
            cwd=BASE_DIR,
            env=installation.environment(),
            # Ctrl-C at the terminal is for the launcher alone: it stops all in order.
            start_new_session=True,
        )
        self._await_socket()

    def _await_socket(self) -> None:
        end = time.monotonic() + START_SECONDS
        while not self._socket.exists():
            if not self.is_alive() or time.monotonic() > end:
                self._process.kill()
                raise StartError("The supervisor does not start: see supervisord.log.")
            time.sleep(0.02)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def start(self, group: str) -> None:
        self._rpc().startProcessGroup(group, False)

    def is_running(self, name: str) -> bool:
        """Return True if this server runs or is being started."""
        try:
            state = self._rpc().getProcessInfo(f"{SERVERS}:{name}")["statename"]
        except (Fault, OSError):
            return False
        return state in ("STARTING", "RUNNING")

    def wait(self) -> None:
        """Wait until it ends."""
        self._process.wait()

    def _rpc(self) -> Any:
        transport = SupervisorTransport(TORALE, self._password, f"unix://{self._socket}")
        return ServerProxy("http://127.0.0.1", transport=transport).supervisor
