"""Fetching pages, and saying why one could not be read."""

import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from urllib.parse import urljoin

from core.net import outbound
from core.net.retry_after import seconds_of
from tasks_app.documents import Barrier, BarrierKind, Document, read, refresh_of
from tasks_app.pipeline import errors
from tasks_app.pipeline.sources import canonical
from tasks_app.providers.web.in_child import BarredPageError, PageError, in_child

MOST_PAGES = CONCURRENT_PAGES = 10
WITH_THE_PAGE = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION, HTTPStatus.PARTIAL_CONTENT})
# Barriers that may be gone within minutes.
PASSING = frozenset({BarrierKind.BOT_CHECK, BarrierKind.QUEUE, BarrierKind.MAINTENANCE, BarrierKind.ERROR_PAGE})
EXPLANATIONS = {
    BarrierKind.BOT_CHECK: "it shows a check for robots in place of the page",
    BarrierKind.CONSENT: "it asks for consent in place of the page",
    BarrierKind.SIGN_IN: "it asks its visitors to sign in",
    BarrierKind.REGION: "it is not shown in the region that it was read from",
    BarrierKind.QUEUE: "it shows a waiting room in place of the page",
    BarrierKind.MAINTENANCE: "it is down for maintenance",
    BarrierKind.ERROR_PAGE: "it shows an error in place of the page",
    BarrierKind.SOFT_404: "it says that there is no such page",
    BarrierKind.PARKED: "its domain is parked or for sale",
    BarrierKind.EMPTY_SHELL: "this page needs a browser: scripts put its text there, and none are run here",
}
HEADERS = {"Accept": "text/html, application/xhtml+xml, text/plain, application/json;q=0.9, */*;q=0.5"}


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that was not read, and the error that says why."""

    url: str
    error: errors.PipelineError


def fetch(urls: Sequence[str], *, seconds: float) -> list[Document | Failure]:
    """Return each page, read or not, in the order asked for, within `seconds`; none beyond `MOST_PAGES` is read."""
    urls, others = urls[:MOST_PAGES], urls[MOST_PAGES:]
    ends_at = time.monotonic() + seconds
    policy = replace(
        outbound.PAGES,
        deadline=min(outbound.PAGES.deadline, seconds * CONCURRENT_PAGES / (len(urls) + CONCURRENT_PAGES - 1)),
    )

    def work(url: str) -> Document | Failure:
        return _read(url, _answer(url, policy), ends_at)

    with ThreadPoolExecutor(max_workers=CONCURRENT_PAGES) as pool:
        # The threads belong to the work of this one, and end with it.
        begun = [pool.submit(copy_context().run, work, url) for url in urls]
    return [
        *(each.result() for each in begun),
        *(Failure(url, PageError(f"{url} was not read: at most {MOST_PAGES} pages are.")) for url in others),
    ]


def _answer(url: str, policy: outbound.Policy) -> outbound.OutboundResponse | Failure:
    try:
        return outbound.request("GET", url, policy=policy, headers=HEADERS, onward=_onward)
    except outbound.OutboundError as error:
        return Failure(url, _kind_of(error)(f"{url} could not be read: {error.message}."))


def _onward(answer: outbound.OutboundResponse) -> str | None:
    """Return the address that a page passes on to by itself, unless it only loads itself again."""
    address = refresh_of(answer.body, answer.headers) if answer.status in WITH_THE_PAGE else None
    try:
        return None if address is None or urljoin(answer.url, address) == answer.url else address
    except ValueError:
        return None


def _kind_of(error: outbound.OutboundError) -> type[errors.PipelineError]:
    if isinstance(error, outbound.DeadlineError):
        return errors.TimeoutError
    return errors.NetworkError if error.retryable else PageError


def _read(url: str, answer: outbound.OutboundResponse | Failure, ends_at: float) -> Document | Failure:
    if isinstance(answer, Failure):
        return answer
    reading = partial(
        read,
        url=canonical(answer.url) or answer.url,
        status=answer.status,
        headers=dict(answer.headers),
        max_bytes=outbound.PAGES.max_bytes,
    )
    try:
        document = in_child(reading, answer.body, returns=Document, of=url, seconds=ends_at - time.monotonic())
    except errors.PipelineError as error:
        return Failure(url, error)
    refusal = _refused(url, answer, document.barrier)
    return document if refusal is None else Failure(url, refusal)


def _refused(url: str, answer: outbound.OutboundResponse, barrier: Barrier | None) -> errors.PipelineError | None:
    """Return the error for an answer that is not the page, or None where it is."""
    if answer.status not in WITH_THE_PAGE:
        message = f"{url} could not be read: it answered {_named(answer.status)}{_shown(barrier)}."
        return _error_for(answer, message, barrier)
    if answer.status == HTTPStatus.PARTIAL_CONTENT and not _is_whole(answer.headers.get("Content-Range", "")):
        return PageError(f"{url} could not be read: it answered with a part of the page.")
    if barrier is None:
        return None
    kind = BarredPageError if barrier.kind in PASSING else PageError
    return kind(f"{url} could not be read: {_explained(barrier)}.")


def _error_for(answer: outbound.OutboundResponse, message: str, barrier: Barrier | None) -> errors.PipelineError:
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = seconds_of(answer.headers.get("Retry-After", ""), now=datetime.now(UTC))
        return errors.RateLimitError(message, retry_after=wait)
    if answer.status >= 500:
        return errors.ProviderError(message)
    is_passing = barrier is not None and barrier.kind in (BarrierKind.BOT_CHECK, BarrierKind.QUEUE)
    return BarredPageError(message) if is_passing else PageError(message)


def _explained(barrier: Barrier) -> str:
    if barrier.kind is BarrierKind.UNREADABLE:
        return barrier.words
    return f"{EXPLANATIONS[barrier.kind]} (“{barrier.words}”)"


def _shown(barrier: Barrier | None) -> str:
    """Say what an error's page shows, where it is more than the error."""
    if barrier is None or barrier.kind in (BarrierKind.ERROR_PAGE, BarrierKind.SOFT_404, BarrierKind.UNREADABLE):
        return ""
    return "" if barrier.words[:3].isdigit() else f", and {EXPLANATIONS[barrier.kind]} (“{barrier.words}”)"


def _is_whole(content_range: str) -> bool:
    """Return True where a range (RFC 9110, 14.4) holds all of the page, or none is named."""
    found = re.fullmatch(r"\s*bytes\s+0-(\d{1,12})/(\d{1,12})\s*", content_range)
    return not content_range or (found is not None and int(found[1]) + 1 == int(found[2]))


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
