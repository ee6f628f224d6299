"""Domain errors, named by what they mean; `core.api.exceptions` decides how HTTP says them.

DomainError
├── NotFoundError      what was asked for does not exist, or not for this user
├── ForbiddenError     the rules of the installation do not allow it
├── ConflictError      it clashes with what is there now
├── InvalidError       it is well-formed, and makes no sense
│   └── InvalidTransitionError
├── LimitExceededError too much of it, too soon
├── UnavailableError   something that is needed is away; trying again later can help
├── UpstreamError      a service of others, which was asked for it, failed
└── TooLateError       it was not there in the time it has
"""


class DomainError(Exception):
    """Something the caller asked for and cannot have; the message is fit for that caller to read."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFoundError(DomainError):
    pass


class ForbiddenError(DomainError):
    pass


class ConflictError(DomainError):
    pass


class InvalidError(DomainError):
    pass


class InvalidTransitionError(InvalidError):
    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(f"Invalid state transition: {current} -> {wanted}")


class LimitExceededError(DomainError):
    """`retry_after`: in how many seconds there is room again."""

    def __init__(self, retry_after: int, message: str = "Rate limit exceeded") -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnavailableError(DomainError):
    """`retry_after`: in how many seconds it may be back."""

    def __init__(self, message: str, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UpstreamError(DomainError):
    pass


class TooLateError(DomainError):
    pass
