"""All HTTP to addresses that a user or a page named: webhooks and pages, never to a private address.

    answer = outbound.request("POST", url, policy=outbound.WEBHOOKS, headers=headers, body=body)

`request` returns an `Answer` or raises an `OutboundError`; `refuse_by_sight` tells without any packet what shows in
the URL itself.
"""

from config.outbound.errors import (
    DeadlineError,
    ForbiddenAddressError,
    OutboundError,
    TooLargeError,
    TooManyRedirectsError,
    UnreachableError,
)
from config.outbound.exchange import request
from config.outbound.policy import PAGES, WEBHOOKS, Answer, Policy
from config.outbound.target import refuse_by_sight

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
