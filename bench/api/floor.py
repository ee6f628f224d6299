"""The floor: a bare WSGI function that answers the same by one statement and `orjson`, as fast as any framework could.

It authenticates by the statement of `accounts.lookup`, counts against the same limits by the same script, and is served
by the same server. It validates nothing, logs nothing and audits nothing, so it is a measure, not an API.
"""

import os
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import django
import orjson
import psycopg
from psycopg.types.json import set_json_loads

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django is set up first
from django.db import connection  # noqa: E402 - Django is set up first

from accounts import counters, limits, lookup  # noqa: E402
from accounts.models import ApiKey  # noqa: E402
from bench.api import statements  # noqa: E402
from launcher import pinning  # noqa: E402
from tasks_app.scheduling import dispatch  # noqa: E402

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS
OWNER = [field.attname for field in ApiKey._meta.concrete_fields].index("user_id")

Database = psycopg.Connection[tuple[Any, ...]]
_of_thread = threading.local()
set_json_loads(orjson.loads)
if settings.TORALE_PIN_WEB:
    pinning.pin()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    digest = ApiKey.digest_of(environ["HTTP_AUTHORIZATION"].removeprefix("Bearer "))
    scope = limits.ADMIN if path.startswith("/admin/") else limits.API
    standing = counters.count(scope.windows(f"key:{digest.hex()[:32]}"))
    database = _database()
    key = database.execute(lookup._statement(), [digest]).fetchone()
    if key is None or not standing.passes:
        start_response("401 Unauthorized", [])
        return [b""]
    answer, task_id = _route(environ["REQUEST_METHOD"], path)
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    body = orjson.dumps(answer(database, key[OWNER], task_id, sent), default=str, option=OPTIONS)
    start_response(
        "200 OK",
        [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("X-RateLimit-Limit", str(standing.limit)),
            ("X-RateLimit-Remaining", str(standing.remaining)),
            ("X-RateLimit-Reset", str(standing.reset)),
        ],
    )
    return [body]


def tasks(database: Database, owner: uuid.UUID, task_id: str, sent: bytes) -> Any:
    return [_task(row) for row in database.execute(statements.TASKS, [owner])]


def task(database: Database, owner: uuid.UUID, task_id: str, sent: bytes) -> Any:
    return _task(database.execute(statements.TASK, [task_id, owner]).fetchone() or ())


def executions(database: Database, owner: uuid.UUID, task_id: str, sent: bytes) -> Any:
    rows = database.execute(statements.EXECUTIONS, [task_id, owner]).fetchall()
    return [dict(zip(statements.EXECUTION_FIELDS, row, strict=False)) for row in rows]


def create(database: Database, owner: uuid.UUID, task_id: str, sent: bytes) -> Any:
    given = orjson.loads(sent)
    values = {"owner": owner, "state": "active", "name": "New Monitor", **given}
    return _task(database.execute(statements.CREATE, values).fetchone() or ())


def update(database: Database, owner: uuid.UUID, task_id: str, sent: bytes) -> Any:
    return _task(database.execute(statements.UPDATE, [orjson.loads(sent)["name"], task_id, owner]).fetchone() or ())


def execute(database: Database, owner: uuid.UUID, task_id: str, sent: bytes) -> Any:
    with database.transaction():
        ((version,),) = database.execute(statements.LOCK, [task_id, owner])
        row = database.execute(statements.EXECUTE, {"task": task_id, "version": version}).fetchone() or ()
    dispatch.publish([row[0]])
    return dict(zip(statements.EXECUTION_FIELDS, row, strict=True))


def stats(database: Database, owner: uuid.UUID, task_id: str, sent: bytes) -> Any:
    names = ("total", "active_30d", "new_7d", "tasks", "executions", "notifications", "popular_queries")
    return dict(zip(names, database.execute(statements.STATS, _last_day()).fetchone() or (), strict=True))


def admin_executions(database: Database, owner: uuid.UUID, task_id: str, sent: bytes) -> Any:
    rows = database.execute(statements.ADMIN_EXECUTIONS, _last_day()).fetchall()
    return {
        "executions": [dict(zip(statements.ADMIN_FIELDS, row, strict=False)) for row in rows],
        "total": rows[0][-1],
        "page": 1,
        "limit": 50,
    }


def _last_day() -> dict[str, datetime]:
    since = datetime.now(UTC) - timedelta(days=1)
    return {"since": since, "first_hour": since.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)}


ANSWERS: dict[tuple[str, str], Callable[[Database, uuid.UUID, str, bytes], Any]] = {
    ("GET", "tasks"): tasks,
    ("POST", "tasks"): create,
    ("GET", "task"): task,
    ("PUT", "task"): update,
    ("GET", "executions"): executions,
    ("POST", "execute"): execute,
    ("GET", "admin/stats"): stats,
    ("GET", "admin/executions"): admin_executions,
}


def _route(method: str, path: str) -> tuple[Callable[[Database, uuid.UUID, str, bytes], Any], str]:
    if path.startswith("/admin/"):
        return ANSWERS[method, path.strip("/")], ""
    _, _, _, _, *below = path.rstrip("/").split("/")
    kind = below[1] if len(below) > 1 else "task" if below else "tasks"
    return ANSWERS[method, kind], below[0] if below else ""


def _task(row: Sequence[Any]) -> dict[str, Any]:
    written = dict(zip(statements.TASK_FIELDS, row, strict=False))
    last = row[len(statements.TASK_FIELDS) :]
    written["last_execution"] = dict(zip(statements.EXECUTION_FIELDS, last, strict=True)) if last[0] else None
    written["notifications"] = []
    return written


def _database() -> Database:
    if not hasattr(_of_thread, "database"):
        parameters = connection.get_connection_params()
        wanted = {
            name: parameters[name] for name in ("host", "port", "user", "password", "dbname") if name in parameters
        }
        _of_thread.database = psycopg.connect(**wanted, autocommit=True)
    return _of_thread.database  # type: ignore[no-any-return]
