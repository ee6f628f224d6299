"""Errors of one search-and-evaluate. Each kind has its own retries and waits (in seconds).

PipelineError              message fit for the task's owner: plain words, no addresses, no keys
├── ValidationError        the evaluation does not fit its schema, after one repair      2 retries
├── ProviderError          blocked or empty answers, its 5xx                             2 retries
├── RateLimitError         429                                                           5 retries
│   └── OverloadedError    503 "overloaded"                                              5 retries
├── TimeoutError           over the deadline, or the lease                               3 retries
├── NetworkError           no connection                                                 3 retries
├── ConfigurationError     rejected key, unknown model: an operator must act             none
└── UnexpectedError        anything else, recorded by the name of its class              2 retries
"""

from typing import ClassVar

LONGEST_WAIT = 3600.0


class PipelineError(Exception):
    """An attempt that failed. The n-th retry waits `first_wait * growth**n`, or what the provider asked for."""

    max_retries: ClassVar[int] = 2
    first_wait: ClassVar[float] = 30.0
    growth: ClassVar[float] = 4.0

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after

    @property
    def error_type(self) -> str:
        """Name of the error in an execution's record."""
        return type(self).__name__

    def wait(self, retry_count: int) -> float:
        """Return the seconds to the next attempt after `retry_count` retries, at most an hour."""
        if self.retry_after is not None:
            return min(max(self.retry_after, 1.0), LONGEST_WAIT)
        return min(self.first_wait * self.growth ** min(retry_count, 20), LONGEST_WAIT)


class ValidationError(PipelineError):
    pass


class ProviderError(PipelineError):
    pass


class RateLimitError(PipelineError):
    max_retries = 5


class OverloadedError(RateLimitError):
    pass


class TimeoutError(PipelineError):  # noqa: A001 - the documented name of this kind
    max_retries = 3
    first_wait = 10.0
    growth = 3.0


class NetworkError(PipelineError):
    max_retries = 3
    first_wait = 10.0
    growth = 3.0


class ConfigurationError(PipelineError):
    max_retries = 0


class UnexpectedError(PipelineError):
    """An unforeseen error. Its class is recorded and its message is not, since that may contain secrets."""

    def __init__(self, cause: BaseException) -> None:
        self._cause_name = type(cause).__name__
        super().__init__(f"Something went wrong on our side ({self._cause_name}). It has been logged.")

    @property
    def error_type(self) -> str:
        return self._cause_name


def as_pipeline_error(exc: BaseException) -> PipelineError:
    """Return `exc` if it is an error of the pipeline, else an `UnexpectedError` for it."""
    return exc if isinstance(exc, PipelineError) else UnexpectedError(exc)
