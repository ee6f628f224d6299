"""All HTTP to addresses that a user or a page named: webhooks and pages, never to a private address.

    answer = outbound.request("POST", url, policy=outbound.WEBHOOKS, headers=headers, body=body)

`request` returns an `OutboundResponse` or raises an `OutboundError`. `refuse_by_sight` reads the URL alone and sends no
packet.
"""

from core.net.outbound.errors import (
    DeadlineError,
    ForbiddenAddressError,
    OutboundError,
    TooLargeError,
    TooManyRedirectsError,
    UnreachableError,
)
from core.net.outbound.exchange import request
from core.net.outbound.policy import PAGES, WEBHOOKS, OutboundResponse, Policy
from core.net.outbound.target import refuse_by_sight

__all__ = [
    "PAGES",
    "WEBHOOKS",
    "DeadlineError",
    "ForbiddenAddressError",
    "OutboundError",
    "OutboundResponse",
    "Policy",
    "TooLargeError",
    "TooManyRedirectsError",
    "UnreachableError",
    "refuse_by_sight",
    "request",
]
