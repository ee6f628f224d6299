"""Programs of an installation, as the supervisor runs them."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.env import env
from core.jobs import queues
from launcher import pinning, postgres, redis
from launcher.installation import Installation
from launcher.processes import dying_with_parent

WEB_PROCESSES = min(2, os.cpu_count() or 1)
WEB_THREADS = 16  # in each process, which has as many database connections and one more
# An execution waits for its provider nearly all its time, and holds no connection to the database meanwhile.
EXECUTION_THREADS, EXECUTION_CONNECTIONS = 64, 8
COURIER_THREADS = 16  # half of them for inquiries, of which there are never more (TORALE_MAX_PREVIEWS)


@dataclass(frozen=True)
class Program:
    """`stop_seconds`: how long it may take to end after `stop_signal`, before it is killed."""

    name: str
    command: list[str]
    stop_signal: str = "TERM"
    stop_seconds: int = 5
    environment: Mapping[str, str] = field(default_factory=dict)


def servers(installation: Installation) -> Iterator[Program]:
    """The embedded servers that this installation brings itself."""
    if not installation.database_url:
        yield Program("postgres", postgres.command(installation), stop_signal="INT", stop_seconds=2)
    if not installation.redis_url:
        yield Program("redis", redis.command(installation), stop_seconds=2)


def torale(installation: Installation) -> Iterator[Program]:
    # Flower must not count along: it has metrics of its own.
    counting = {"PROMETHEUS_MULTIPROC_DIR": str(installation.metrics)}
    yield Program("web", _web(installation), environment={**counting, **_web_environment()})
    # A worker ends with its jobs. One that takes longer is killed, and the job's lease returns it to the queue.
    worker = _worker("worker", EXECUTION_THREADS, queues.EXECUTIONS)
    yield Program("worker", worker, environment={**counting, "TORALE_DB_POOL": str(EXECUTION_CONNECTIONS)})
    courier = _worker("courier", COURIER_THREADS, queues.INQUIRIES, queues.NOTIFICATIONS, queues.MAINTENANCE)
    yield Program("courier", courier, environment={**counting, "TORALE_DB_POOL": str(COURIER_THREADS)})
    yield Program("beat", _celery("beat", "--loglevel=INFO", "--pidfile="), environment=counting)
    yield Program("flower", _flower(installation))


def _web(installation: Installation) -> list[str]:
    return _python(
        *("-m", "launcher.web", "launcher.web:application", f"--bind=127.0.0.1:{installation.port}"),
        *(f"--workers={WEB_PROCESSES}", f"--threads={WEB_THREADS}", "--graceful-timeout=3"),
    )


def _web_environment() -> dict[str, str]:
    # The process inherits a setting of the operator's.
    pinned = {"TORALE_PIN_WEB": "true"} if pins_web() and not os.environ.get("TORALE_PIN_WEB") else {}
    return {"TORALE_DB_CONN_MAX_AGE": "60", **pinned}


def pins_web() -> bool:
    """Return True if web processes keep to processors: by TORALE_PIN_WEB, else if the whole machine may be used."""
    return bool(env.bool("TORALE_PIN_WEB", default=pinning.owns_machine()))


def _worker(name: str, threads: int, *queues: str) -> list[str]:
    return _celery(
        *("worker", f"--hostname={name}@%h", f"--queues={','.join(queues)}", "--loglevel=INFO"),
        *("--pool=threads", f"--concurrency={threads}", "--without-mingle", "--without-gossip"),
    )


def _flower(installation: Installation) -> list[str]:
    return _celery(
        *("flower", "--address=127.0.0.1", f"--port={installation.flower_port}"),
        *("--conf=flowerconfig.py", f"--db={installation.home}/flower.db"),
    )


def _celery(*arguments: str) -> list[str]:
    # The checks have just been made by `migrate`.
    return _python("-m", "celery", "--app=config", "--skip-checks", "--quiet", *arguments)


def _python(*arguments: str) -> list[str]:
    return dying_with_parent([sys.executable, *arguments])
