"""Errors of requests to addresses that a user or a page named.

OutboundError
├── ForbiddenAddressError   it must not be requested: private, local, malformed, or http where https is required
├── UnreachableError        no connection, no valid certificate, or what came back was not HTTP
├── DeadlineError           the answer was not complete in time
├── TooLargeError           the answer is longer than is read
└── TooManyRedirectsError   the address passes on to others without end
"""

from typing import ClassVar


class OutboundError(Exception):
    """The message may be shown to the user who named the address. If `retryable`, trying later can help."""

    retryable: ClassVar[bool] = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ForbiddenAddressError(OutboundError):
    pass


class UnreachableError(OutboundError):
    retryable = True


class DeadlineError(OutboundError):
    retryable = True


class TooLargeError(OutboundError):
    pass


class TooManyRedirectsError(OutboundError):
    pass
