"""Health: `/healthz` (process answers), `/readyz` (its services answer), `/status` (all processes run)."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from threading import Lock
from time import monotonic

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.log import log_response

from core.jobs import heartbeat, queues

logger = logging.getLogger(__name__)

UNAVAILABLE = 503
WITHIN_SECONDS = 0.8
WORKERS = [heartbeat.worker_name(queue) for queue in queues.ALL]
OK = "ok"


class Probe:
    """Probe of another process, run in a thread, so that a hanging process cannot delay the answer.

    One probe runs at a time; callers meanwhile wait for the same result.
    """

    def __init__(self, name: str, ask: Callable[[], object]) -> None:
        self.name = name
        self._ask = ask
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"probe-{name}")
        self._lock = Lock()
        self._asked: Future[object] | None = None

    def begin(self) -> "Future[object]":
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = self._thread.submit(self._ask)
            return self._asked


def _ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def _ask_broker() -> object:
    return heartbeat.client().ping()


def _ask_missing_heartbeats() -> list[str]:
    return heartbeat.missing([*WORKERS, heartbeat.SCHEDULER])


DATABASE, BROKER = Probe("database", _ask_database), Probe("broker", _ask_broker)
HEARTBEATS = Probe("heartbeats", _ask_missing_heartbeats)


def healthz() -> JsonResponse:
    return JsonResponse({"status": OK})


def readyz() -> JsonResponse:
    return _report(_asked([DATABASE, BROKER]))


def status() -> JsonResponse:
    begun = HEARTBEATS.begin()
    checks = _asked([DATABASE, BROKER])
    silent = _silent(begun) if checks[BROKER.name] == OK else None
    for name in (*WORKERS, heartbeat.SCHEDULER):
        checks[name] = _life(name, silent)
    return _report(checks)


def _silent(begun: "Future[object]") -> object:
    try:
        return begun.result(0.1)
    except Exception:  # the broker has just gone away; the next call reports it
        return None


def _life(name: str, silent: object) -> str:
    if not isinstance(silent, list):
        return "unknown: the broker does not answer"
    return "not heard of lately" if name in silent else OK


def _asked(probes: Iterable[Probe]) -> dict[str, str]:
    end = monotonic() + WITHIN_SECONDS
    begun = [(probe.name, probe.begin()) for probe in probes]
    return {name: _answer(answer, max(0.0, end - monotonic())) for name, answer in begun}


def _answer(answer: "Future[object]", seconds: float) -> str:
    try:
        answer.result(seconds)
    except TooSlow:
        return "does not answer"
    except Exception as error:  # the message may hold secrets, so only the type is shown
        return f"cannot be reached ({type(error).__name__})"
    return OK


def _report(checks: dict[str, str]) -> JsonResponse:
    down = [name for name, state in checks.items() if state != OK]
    if not down:
        return JsonResponse({"status": OK, "checks": checks})
    body = {"detail": f"Down: {', '.join(down)}", "status": "unavailable", "down": down, "checks": checks}
    return JsonResponse(body, status=UNAVAILABLE)


VIEWS: dict[str, Callable[[], JsonResponse]] = {"/healthz": healthz, "/readyz": readyz, "/status": status}


class HealthMiddleware:
    """Answers before other middleware: a load balancer's probe uses neither our host name nor https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path_info.rstrip("/"))
        if view is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = view()
        response["Cache-Control"] = "no-store"
        if response.status_code == UNAVAILABLE:
            # Logged here, since Django would log a server error that does not name what is down.
            said = (request.path_info, response.content.decode())
            log_response("%s: %s", *said, response=response, request=request, logger=logger, level="warning")
        return response
