"""All HTTP to addresses that a user or a page named: webhooks and pages, never to a private address.

    answer = outbound.request("POST", url, policy=outbound.WEBHOOKS, headers=headers, body=body)

`request` returns an `Answer` or raises an `OutboundError`; `refuse_by_sight` tells without any packet what shows in
the URL itself.
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
from core.net.outbound.policy import PAGES, WEBHOOKS, Answer, Policy
from core.net.outbound.target import refuse_by_sight

__all__ = [
    "PAGES",
    "WEBHOOKS",
    "Answer",
    "DeadlineError",
    "ForbiddenAddressError",
    "OutboundError",
    "Policy",
    "TooLargeError",
    "TooManyRedirectsError",
    "UnreachableError",
    "refuse_by_sight",
    "request",
]
