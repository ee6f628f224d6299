"""Access to Flower: requests for unknown hosts are refused, and a password that is set protects every page.

Flower itself checks no `Host` header, so that a page of another site could read it by DNS rebinding, and serves
`/metrics` without the password.
"""

import hmac
from base64 import b64decode
from collections.abc import Collection, Sequence
from typing import Any

from django.http.request import split_domain_port, validate_host
from flower.app import Flower
from flower.views import BaseHandler
from tornado.httputil import HTTPServerRequest
from tornado.web import Application, HTTPError

HEALTHCHECK = "/healthcheck"


class RefusalHandler(BaseHandler):  # type: ignore[misc]  # flower has no types
    """Answers any method with one status; a 401 asks for the password (RFC 7617)."""

    def initialize(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason

    def prepare(self) -> None:
        raise HTTPError(self.status, self.reason)


def guard(*, hosts: Collection[str], passwords: Sequence[str]) -> None:
    """Let Flower of this process serve `hosts` alone, and only with one of `passwords` if there are any.

    `hosts` are written as in Django's ALLOWED_HOSTS, `passwords` as `user:password`. The health check, which tells
    nothing but that Flower answers, needs no password.
    """
    find_handler = Application.find_handler

    def guarded(flower: Any, request: HTTPServerRequest, **kwargs: Any) -> Any:
        def refuse(status: int, reason: str) -> Any:
            return flower.get_handler_delegate(request, RefusalHandler, {"status": status, "reason": reason})

        if not validate_host(split_domain_port(request.host)[0], hosts):
            return refuse(400, "Flower is not served under this host: set FLOWER_URL to the address that is used.")
        is_open = not passwords or request.path.endswith(HEALTHCHECK)
        if not is_open and not knows_password(request.headers.get("Authorization", ""), passwords):
            return refuse(401, "Password required")
        return find_handler(flower, request, **kwargs)

    Flower.find_handler = guarded


def knows_password(header: str, passwords: Sequence[str]) -> bool:
    """Return True if the Authorization header carries one of `passwords` (`user:password`)."""
    scheme, _, credentials = header.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        sent = b64decode(credentials.strip(), validate=True)
    except ValueError:
        return False
    return any(hmac.compare_digest(sent, password.encode()) for password in passwords)
