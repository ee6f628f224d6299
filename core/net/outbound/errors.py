"""Why an address that a user or a page named gave no answer.

OutboundError
├── ForbiddenAddressError   it may not be reached at all: private, local, malformed, not https where that is needed
├── UnreachableError        no connection, no valid certificate, or what came back was not HTTP
├── DeadlineError           the answer was not complete in time
├── TooLargeError           the answer is longer than is read
└── TooManyRedirectsError   the address passes on to others without end
"""

from typing import ClassVar


class OutboundError(Exception):
    """The message is fit for the user who named the address; `retryable` says whether trying later can help."""

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
