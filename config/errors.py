"""Domain errors, named by what they mean; `config.api` decides how HTTP says them.

DomainError
├── NotFoundError      what was asked for does not exist, or not for this user
├── ForbiddenError     the rules of the installation do not allow it
├── ConflictError      it clashes with what is there now
├── InvalidError       it is well-formed, and makes no sense
│   └── InvalidTransitionError
└── UnavailableError   something that is needed is away; trying again later can help
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


class UnavailableError(DomainError):
    pass
