"""Errors of Clerk's tokens and APIs.

InvalidTokenError        what was presented is no session token that is valid now; ask again with a new one
ClerkUnavailableError    Clerk gave no answer of use; trying later can help
"""

from core.errors import UnavailableError


class InvalidTokenError(Exception):
    """The message is fit for the bearer of the token."""

    def __init__(self, message: str = "Invalid token") -> None:
        super().__init__(message)
        self.message = message


class ClerkUnavailableError(UnavailableError):
    """The message is for the log; clients read that the service is unavailable."""

    def __init__(self, reason: str) -> None:
        super().__init__("Sign-in service temporarily unavailable")
        self.reason = reason
