"""Fetching pages, and saying why one could not be read."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from config import outbound
from tasks_app.pipeline import errors
from tasks_app.pipeline.sources import canonical
from tasks_app.pipeline.text import tidy
from tasks_app.providers.web.documents import Document, UnreadableError, read
from tasks_app.providers.web.in_child import PageError, in_child
from tasks_app.providers.web.rules import Reading

AT_ONCE = 5
HEADERS = {"Accept": "text/html, application/xhtml+xml, text/plain, application/json;q=0.9, */*;q=0.5"}
TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that was not read, and the error that says why."""

    url: str
    error: errors.PipelineError


def fetch(urls: Sequence[str], *, seconds: float) -> list[Reading | Failure]:
    """Each page, read or not, in the order asked for; all of them within `seconds`."""
    ends_at = time.monotonic() + seconds
    policy = replace(
        outbound.PAGES, deadline=min(outbound.PAGES.deadline, seconds * AT_ONCE / (len(urls) + AT_ONCE - 1))
    )

    def work(url: str) -> Reading | Failure:
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


def _read(url: str, answer: outbound.Answer | Failure, ends_at: float) -> Reading | Failure:
    if isinstance(answer, Failure):
        return answer
    if answer.status != HTTPStatus.OK:
        return Failure(url, _refused(url, answer))
    reading = partial(
        read,
        content_type=answer.headers.get("Content-Type", ""),
        content_encoding=answer.headers.get("Content-Encoding", ""),
        max_bytes=outbound.PAGES.max_bytes,
    )
    try:
        document: Document = in_child(reading, answer.body, of=url, seconds=ends_at - time.monotonic())
    except UnreadableError as error:
        return Failure(url, PageError(f"{url} could not be read: {error}."))
    except errors.PipelineError as error:
        return Failure(url, error)
    where = canonical(answer.url) or answer.url
    title = tidy(document.title or document.heading, TITLE_LENGTH)
    return Reading(where, title, f"{document.main}\n{document.rest}", document.heading)


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
