"""Outcomes of an attempt: a Receipt or a DeliveryError."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receiver has accepted the message."""

    status_code: int | None = None
    excerpt: str = ""


class DeliveryError(Exception):
    """The receiver has not accepted the message. The reason is fit for users. Retrying may help unless `permanent`."""

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        status_code: int | None = None,
        excerpt: str = "",
        retry_after: timedelta = timedelta(0),
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.status_code = status_code
        self.excerpt = excerpt
        self.retry_after = retry_after


class GoneError(DeliveryError):
    """The receiver wants no further messages, ever."""

    def __init__(self, reason: str, *, status_code: int, excerpt: str) -> None:
        super().__init__(reason, permanent=True, status_code=status_code, excerpt=excerpt)
