"""Errors of the client.

ToraleError
├── ConfigurationError       no key, or an address or a file that cannot be used
├── APIConnectionError       no answer: the server could not be reached, or went away
│   └── APITimeoutError      no answer in time
├── WaitTimeoutError         an execution has not ended in the time that was given to wait for it
├── SignatureError           a webhook that is not genuine, or too old
└── APIError                 the server refused
    ├── AuthenticationError  401: the key is missing, wrong or revoked
    ├── ForbiddenError       403: not for this key, or more than you may have
    ├── NotFoundError        404: not there, or not yours
    ├── ConflictError        409: it clashes with what is there now
    ├── ValidationError      400, 422: what was sent cannot be; `fields` says where
    ├── RateLimitError       429: too many requests; `retry_after` says for how long
    └── UnavailableError     503: the server, or something it needs, is away for a while
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torale.models import Execution


class ToraleError(Exception):
    """Base of all errors of this library. Its text is a sentence for people."""


class ConfigurationError(ToraleError):
    pass


class APIConnectionError(ToraleError):
    pass


class APITimeoutError(APIConnectionError, TimeoutError):
    pass


class SignatureError(ToraleError):
    pass


class WaitTimeoutError(ToraleError, TimeoutError):
    """The execution has not ended in time and goes on. `execution` is its last known state."""

    def __init__(self, message: str, execution: Execution) -> None:
        super().__init__(message)
        self.execution = execution


class APIError(ToraleError):
    """The server refused. `status` is HTTP's, `detail` the server's text, `retry_after` seconds to wait or None."""

    def __init__(self, status: int, detail: Any, *, retry_after: float | None = None) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.detail if isinstance(self.detail, str) else f"The server answered {self.status}."


class AuthenticationError(APIError):
    pass


class ForbiddenError(APIError):
    pass


class NotFoundError(APIError):
    pass


class ConflictError(APIError):
    pass


class RateLimitError(APIError):
    pass


class UnavailableError(APIError):
    pass


class ValidationError(APIError):
    """Invalid fields. `fields` names each problem: `{"search_query": "String should not be blank"}`."""

    @property
    def problems(self) -> Sequence[Mapping[str, Any]]:
        """Problems as the server lists them: `type`, `loc` and `msg`; empty if it answers one sentence."""
        told = self.detail if isinstance(self.detail, list) else []
        return [problem for problem in told if isinstance(problem, Mapping) and {"loc", "msg"} <= problem.keys()]

    @property
    def fields(self) -> dict[str, str]:
        return {_place(problem["loc"]): str(problem["msg"]) for problem in self.problems}

    def __str__(self) -> str:
        return "; ".join(f"{place}: {message}" for place, message in self.fields.items()) or super().__str__()


def _place(loc: Sequence[str | int]) -> str:
    """Return the name of a field without a leading `body`, `query` or `path`, unless that is all."""
    return ".".join(str(part) for part in (loc[1:] or loc))


_BY_STATUS: dict[int, type[APIError]] = {
    400: ValidationError,
    401: AuthenticationError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    422: ValidationError,
    429: RateLimitError,
    503: UnavailableError,
}


# Statuses of overload, of a restart, and of a proxy meanwhile.
_AWAY = frozenset((429, 502, 503, 504))


def is_away(error: ToraleError) -> bool:
    """Return True if the server may answer the same request later."""
    return isinstance(error, APIConnectionError) or (isinstance(error, APIError) and error.status in _AWAY)


def refusal(status: int, detail: Any, *, retry_after: float | None = None) -> APIError:
    """Return the error for a failed answer."""
    return _BY_STATUS.get(status, APIError)(status, detail, retry_after=retry_after)
