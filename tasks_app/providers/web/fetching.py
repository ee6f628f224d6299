"""Fetching pages, and saying why one could not be read."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from http import HTTPStatus

from config import outbound
from tasks_app.pipeline import errors
from tasks_app.pipeline.sources import canonical
from tasks_app.pipeline.text import tidy
from tasks_app.providers.web.documents import UnreadableError, read
from tasks_app.providers.web.rules import Reading

AT_ONCE = 5
HEADERS = {"Accept": "text/html, application/xhtml+xml, text/plain, application/json;q=0.9, */*;q=0.5"}
TITLE_LENGTH = 300


class PageError(errors.PipelineError):
    """A page that the task names cannot be read, and asking again within minutes will not change that.

    Neither the operator nor the provider is at fault, so it is a kind of its own: the task's owner sees why, and after
    three such executions is told. A private address ends here too.
    """

    max_retries = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that was not read, and the error that says why."""

    url: str
    error: errors.PipelineError


def fetch(urls: Sequence[str], *, seconds: float) -> list[Reading | Failure]:
    """Each page, read or not, in the order asked for; all of them within `seconds`, but for what parsing takes."""
    policy = replace(
        outbound.PAGES, deadline=min(outbound.PAGES.deadline, seconds * AT_ONCE / (len(urls) + AT_ONCE - 1))
    )
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        answers = list(pool.map(lambda url: _answer(url, policy), urls))
    return [_read(url, answer) for url, answer in zip(urls, answers, strict=True)]


def _answer(url: str, policy: outbound.Policy) -> outbound.Answer | Failure:
    try:
        return outbound.request("GET", url, policy=policy, headers=HEADERS)
    except outbound.OutboundError as error:
        return Failure(url, _kind_of(error)(f"{url} could not be read: {error.message}."))


def _kind_of(error: outbound.OutboundError) -> type[errors.PipelineError]:
    if isinstance(error, outbound.DeadlineError):
        return errors.TimeoutError
    return errors.NetworkError if error.retryable else PageError


def _read(url: str, answer: outbound.Answer | Failure) -> Reading | Failure:
    if isinstance(answer, Failure):
        return answer
    if answer.status != HTTPStatus.OK:
        return Failure(url, _refused(url, answer))
    try:
        document = read(
            answer.body,
            content_type=answer.headers.get("Content-Type", ""),
            content_encoding=answer.headers.get("Content-Encoding", ""),
            max_bytes=outbound.PAGES.max_bytes,
        )
    except UnreadableError as error:
        return Failure(url, PageError(f"{url} could not be read: {error}."))
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
