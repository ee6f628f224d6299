"""Cost of authentication and rate limits: CPU time of the web process for each request.

    TORALE_DB_CONN_MAX_AGE=60 .venv/bin/python -m bench.authentication

Requests that do nothing else go through the whole WSGI application, to the PostgreSQL and Redis that are configured,
each kind in turn, many times over. Exit code 1 if being authenticated and limited costs more than BOUND_MS.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.test import override_settings

from config.wsgi import application
from core.api.rates import Rate

ROUNDS, REQUESTS = 40, 100
BOUND_MS = 2.0
UNREACHED = tuple(Rate(10**8, seconds) for seconds in (60, 3600, 86400))


@dataclass(frozen=True)
class Kind:
    """One kind of request; `rates` as in the setting TORALE_RATE_LIMITS."""

    name: str
    path: str
    authorization: str = ""
    rates: tuple[Rate, ...] = ()


def main() -> int:
    with api_key() as key, override_settings(ROOT_URLCONF="bench.urls"):
        bearer = f"Bearer {key}"
        kinds = [
            Kind("`/healthz`", "/healthz"),
            Kind("a bare view", "/bare"),
            Kind("authenticated", "/authenticated", bearer),
            Kind("authenticated, limited", "/authenticated", bearer, UNREACHED),
        ]
        costs = measure(kinds)
    report(costs)
    values = list(costs.values())
    return int(values[-1] - values[0] > BOUND_MS)


@contextmanager
def api_key() -> Iterator[str]:
    from accounts.models import ApiKey, User  # once Django is set up

    user = User.objects.create_user(f"bench-{time.time_ns()}@example.com")
    try:
        yield ApiKey.issue(user=user, name="bench")[0]
    finally:
        user.delete()


def measure(kinds: list[Kind]) -> dict[str, float]:
    """Milliseconds of CPU per request, in the round that other processes disturbed least."""
    rounds: dict[str, list[float]] = {kind.name: [] for kind in kinds}
    for _ in range(ROUNDS):
        for kind in kinds:
            with override_settings(TORALE_RATE_LIMITS=kind.rates):
                rounds[kind.name].append(cpu_ms(kind))
    return {name: min(costs) for name, costs in rounds.items()}


def cpu_ms(kind: Kind) -> float:
    began = time.process_time()
    for _ in range(REQUESTS):
        request(kind)
    return (time.process_time() - began) * 1000 / REQUESTS


def request(kind: Kind) -> None:
    b"".join(application(environ(kind), _start_response))


def environ(kind: Kind) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": kind.path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        **({"HTTP_AUTHORIZATION": kind.authorization} if kind.authorization else {}),
    }


def _start_response(status: str, headers: Any, error: Any = None, /) -> Callable[[bytes], object]:
    if not status.startswith("200"):
        raise RuntimeError(f"answered {status}")
    return lambda _: None


def report(costs: dict[str, float]) -> None:
    first, bare, *_ = costs.values()
    lines = ["| request | CPU, ms | more than `/healthz`, ms | of a bare view |", "|---|---|---|---|"]
    for name, cost in costs.items():
        lines.append(f"| {name} | {cost:.2f} | {cost - first:.2f} | {cost / bare:.1f} × |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
