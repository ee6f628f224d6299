"""Answers that are asked for and not read."""

from bench.attacks.attack import Attack, Target, hold


def run(target: Target, until: float) -> None:
    hold(target, until, sent=b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20, connections=90)


ATTACK = Attack("90 connections that ask and do not read", "not measured", run)
