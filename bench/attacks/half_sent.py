"""Requests of HTTP/1.1 that are begun and not ended."""

from functools import partial

from bench.attacks.attack import Attack, Target, hold

HEAD = b"POST %b HTTP/1.1\r\nHost: localhost\r\n"


def _chunked(target: Target, until: float, *, path: bytes) -> None:
    hold(target, until, sent=HEAD % path + b"Transfer-Encoding: chunked\r\n\r\n", connections=70)


def _with_a_key(target: Target, until: float) -> None:
    sent = HEAD % b"/api/v1/tasks" + f"Authorization: Bearer {target.key}\r\nContent-Length: 5000\r\n\r\n{{".encode()
    hold(target, until, sent=sent, connections=70)


def _heads(target: Target, until: float) -> None:
    hold(target, until, sent=b"GET /healthz HTTP/1.1\r\nHost: loc", connections=300)


def _nothing(target: Target, until: float) -> None:
    hold(target, until, sent=b"", connections=300)


DEAD = "/healthz dead while they are held"
ATTACKS = (
    Attack("70 chunked bodies that never come, to /healthz", DEAD, partial(_chunked, path=b"/healthz")),
    Attack("70 chunked bodies that never come, to the sign-in", DEAD, partial(_chunked, path=b"/sign-in")),
    Attack("70 bodies that never come, with a key", DEAD, _with_a_key),
    Attack("300 heads that never end", "not measured", _heads),
    Attack("300 connections that send nothing", "not measured", _nothing),
)
