"""Fetching pages, and saying why one could not be read."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from config import outbound
from tasks_app.documents import Barrier, BarrierKind, Document, read
from tasks_app.pipeline import errors
from tasks_app.pipeline.sources import canonical
from tasks_app.providers.web.in_child import PageError, in_child

AT_ONCE = 5
# The reasons for which an answer is not the page, but for those that `documents` words by itself.
_BARRIERS = {
    BarrierKind.BOT_CHECK: "it lets only browsers in",
    BarrierKind.CONSENT: "it asks for consent first",
    BarrierKind.SIGN_IN: "it asks to sign in first",
    BarrierKind.REGION: "it is closed to this part of the world",
    BarrierKind.QUEUE: "it is a waiting room",
    BarrierKind.MAINTENANCE: "it is down for maintenance",
    BarrierKind.ERROR_PAGE: "it is an error page",
    BarrierKind.SOFT_404: "it says that there is no such page",
    BarrierKind.PARKED: "its domain is parked",
    BarrierKind.EMPTY_SHELL: "it holds no text without its scripts",
}
HEADERS = {"Accept": "text/html, application/xhtml+xml, text/plain, application/json;q=0.9, */*;q=0.5"}


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that was not read, and the error that says why."""

    url: str
    error: errors.PipelineError


def fetch(urls: Sequence[str], *, seconds: float) -> list[Document | Failure]:
    """Each page, read or not, in the order asked for; all of them within `seconds`."""
    ends_at = time.monotonic() + seconds
    policy = replace(
        outbound.PAGES, deadline=min(outbound.PAGES.deadline, seconds * AT_ONCE / (len(urls) + AT_ONCE - 1))
    )

    def work(url: str) -> Document | Failure:
        return _read(url, _answer(url, policy), ends_at)

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        # The threads belong to the work of this one, and end with it.
        begun = [pool.submit(copy_context().run, work, url) for url in urls]
    return [each.result() for each in begun]


def _answer(url: str, policy: outbound.Policy) -> outbound.Answer | Failure:
    try:
        return outbound.request("GET", url, policy=policy, headers=HEADERS)
    except outbound.OutboundError as error:
        return Failure(url, _kind_of(error)(f"{url} could not be read: {error.message}."))


def _kind_of(error: outbound.OutboundError) -> type[errors.PipelineError]:
    if isinstance(error, outbound.DeadlineError):
        return errors.TimeoutError
    return errors.NetworkError if error.retryable else PageError


def _read(url: str, answer: outbound.Answer | Failure, ends_at: float) -> Document | Failure:
    if isinstance(answer, Failure):
        return answer
    if answer.status != HTTPStatus.OK:
        return Failure(url, _refused(url, answer))
    reading = partial(
        read,
        url=canonical(answer.url) or answer.url,
        status=answer.status,
        headers=dict(answer.headers),
        max_bytes=outbound.PAGES.max_bytes,
    )
    try:
        document: Document = in_child(reading, answer.body, of=url, seconds=ends_at - time.monotonic())
    except errors.PipelineError as error:
        return Failure(url, error)
    if document.barrier:
        return Failure(url, PageError(f"{url} could not be read: {_barred(document.barrier)}."))
    return document


def _barred(barrier: Barrier) -> str:
    reason = _BARRIERS.get(barrier.kind)
    return f"{reason} (“{barrier.words[:100]}”)" if reason and barrier.words else reason or barrier.words


def _refused(url: str, answer: outbound.Answer) -> errors.PipelineError:
    message = f"{url} could not be read: it answered {_named(answer.status)}."
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return errors.RateLimitError(message, retry_after=_seconds(answer.headers.get("Retry-After", "")))
    return errors.ProviderError(message) if answer.status >= 500 else PageError(message)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _seconds(retry_after: str) -> float | None:
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None
