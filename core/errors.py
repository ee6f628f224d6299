"""Domain errors; `core.api.exceptions` maps them to HTTP statuses.

DomainError
├── NotFoundError      the object does not exist, or not for this user
├── ForbiddenError     a rule of the installation forbids it
├── ConflictError      it conflicts with the present state
├── InvalidError       it is well-formed, but makes no sense
│   └── InvalidTransitionError
├── LimitExceededError a limit is reached; wait and try again
├── UnavailableError   a part of Torale is away; trying again later can help
├── UpstreamError      a third party's service failed
└── TooLateError       the result was not ready in time
"""


class DomainError(Exception):
    """A request that cannot be fulfilled. The message may be shown to the caller."""

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
    """The limit allows another attempt in `retry_after` seconds."""

    def __init__(self, retry_after: int, message: str = "Rate limit exceeded") -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnavailableError(DomainError):
    """The missing part may be back in `retry_after` seconds."""

    def __init__(self, message: str, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UpstreamError(DomainError):
    pass


class TooLateError(DomainError):
    pass
