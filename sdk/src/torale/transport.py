"""HTTP requests of the client, their retries, and their errors as ToraleErrors.

The key is sent only to the configured address: redirects are refused. It is in no repr and no error.
"""

from __future__ import annotations

import random
import re
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import urllib3
from requests.auth import AuthBase

from torale._version import __version__
from torale.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    ConfigurationError,
    NotFoundError,
    ToraleError,
    refusal,
)

CONNECT_TIMEOUT = 5.0
FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0
Fetch = Callable[[int, int], Mapping[str, Any]]
ID = re.compile(r"[\w-]+", re.ASCII)


class Bearer(AuthBase):
    """Bearer token as an `auth`: without one requests would replace the header by credentials of ~/.netrc."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


@dataclass(frozen=True)
class Call:
    """A request. `is_repeatable`: it may be sent again if its answer is lost."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    timeout: float | None = None
    is_repeatable: bool = True
    idempotency_key: str | None = None
    # Seconds for all attempts together; None is the client's default.
    retry_for: float | None = None

    def parameters(self) -> dict[str, str]:
        return {name: _text(value) for name, value in self.query.items() if value is not None}

    def headers(self) -> dict[str, str]:
        return {"Idempotency-Key": self.idempotency_key} if self.idempotency_key else {}

    def timeouts(self, usual: float) -> tuple[float, float]:
        """Return the timeouts of connection and answer in seconds."""
        answer = self.timeout or usual
        least = answer if self.retry_for is None else min(answer, self.retry_for)
        return min(CONNECT_TIMEOUT, least), least

    def may_repeat(self, failure: ToraleError) -> bool:
        """Return True if a retry may help and can do no harm."""
        if isinstance(failure, APIConnectionError):
            return self.is_repeatable
        if not isinstance(failure, APIError):
            return False
        # 409 with a time to wait: an earlier request with this Idempotency-Key is under way.
        is_under_way = failure.status == 409 and failure.retry_after is not None
        return failure.status == 429 or (self.is_repeatable and (failure.status == 503 or is_under_way))


def creation(path: str, body: Any, idempotency_key: str | None) -> Call:
    """Return a POST with an `Idempotency-Key`, which makes retries safe."""
    key = _checked_idempotency_key(idempotency_key) if idempotency_key else str(uuid.uuid4())
    return Call("POST", path, body=body, idempotency_key=key)


class Attempts:
    """Attempts at one call: decides on the next one and its time."""

    def __init__(self, call: Call, *, max_retries: int, until: float) -> None:
        self._call, self._max_retries, self._until = call, max_retries, until
        self._made, self._was_lost = 0, False

    def wait_after(self, failure: ToraleError) -> float | None:
        """Return the seconds to the next attempt; None if a lost attempt has succeeded. Raises `failure` at the end."""
        if self._was_lost and self._call.method == "DELETE" and isinstance(failure, NotFoundError):
            return None
        wait = _wait(self._made, failure)
        is_last = self._made == self._max_retries or time.monotonic() + wait > self._until
        if is_last or not self._call.may_repeat(failure):
            raise failure
        self._was_lost = self._was_lost or isinstance(failure, APIConnectionError)
        self._made += 1
        return wait


class Response(Protocol):
    """An HTTP response of either library."""

    @property
    def status_code(self) -> int: ...

    @property
    def url(self) -> Any: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    def json(self) -> Any: ...


class Transport:
    """Transport by requests. `timeout` bounds the wait for an answer, `retry_for` all attempts; both in seconds.

    A failed call is retried at most `max_retries` times, after growing waits and not before the time that the server
    asks for. It fails at once if the server asks for more time than is left.
    """

    def __init__(self, *, url: str, key: str, timeout: float, max_retries: int, retry_for: float) -> None:
        self.url = checked_address(url)
        self._auth = Bearer(checked_key(key))
        self._timeout = timeout
        self._max_retries = max_retries
        self._retry_for = retry_for
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": f"torale-python/{__version__}", "Accept": "application/json"})

    def close(self) -> None:
        self._session.close()

    def get(self, path: str, **query: Any) -> Any:
        return self.send(Call("GET", path, query))

    def pages(self, path: str, **query: Any) -> Callable[[int, int], Any]:
        """Return a function that fetches a page of `path` by its number and length."""
        return lambda number, length: self.get(path, page=number, limit=length, **query)

    def create(self, path: str, body: Any = None, *, idempotency_key: str | None = None) -> Any:
        """POST with an `Idempotency-Key`, which makes retries safe."""
        return self.send(creation(path, body, idempotency_key))

    def send(self, call: Call) -> Any:
        """Send a call and return the JSON of its answer. Raises ToraleError."""
        until = time.monotonic() + (self._retry_for if call.retry_for is None else call.retry_for)
        attempts = Attempts(call, max_retries=self._max_retries, until=until)
        while True:
            answer = self._attempt(call)
            if not isinstance(answer, ToraleError):
                return content(answer)
            wait = attempts.wait_after(answer)
            if wait is None:
                return None
            sleep(wait)

    def _attempt(self, call: Call) -> requests.Response | ToraleError:
        try:
            answer = self._session.request(
                call.method,
                f"{self.url}{call.path}",
                params=call.parameters(),
                json=call.body,
                headers=call.headers(),
                auth=self._auth,
                timeout=call.timeouts(self._timeout),
                allow_redirects=False,
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, UnicodeError) as error:
            # Returned and raised elsewhere, so that it has no reference to `error`, whose request has the key.
            return _failure(error, self.url)
        return answer if answer.status_code < 300 else refused(answer, reason=answer.reason)


def sleep(seconds: float) -> None:
    """Sleep. The asyncio client has its own."""
    time.sleep(seconds)


def item(path: str, id_: str | uuid.UUID | Mapping[str, Any]) -> str:
    """Return `path` with an id in it. Raises NotFoundError for text that cannot be an id."""
    text = str(id_of(id_))
    if not ID.fullmatch(text):
        raise NotFoundError(404, f"{text!r} is no id")
    return path.format(text)


def id_of(named: Any) -> Any:
    """Return the id of a record, or the id itself."""
    return named["id"] if isinstance(named, Mapping) else named


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def content(answer: Response) -> Any:
    """Return the JSON of a successful answer. Raises APIError for all others."""
    if answer.status_code == 204:
        return None
    host = urlsplit(str(answer.url)).netloc
    try:
        found = answer.json()
    except ValueError:
        raise APIError(answer.status_code, f"{host} answered something that is not JSON: is it Torale?") from None
    if not isinstance(found, dict | list):
        raise APIError(answer.status_code, f"{host} answered something else than was asked for: is it Torale?")
    return found


def refused(answer: Response, *, reason: str) -> APIError:
    """Return the error for a failed answer; `reason` is the phrase beside its status."""
    host = urlsplit(str(answer.url)).netloc
    if answer.status_code < 400:
        return APIError(answer.status_code, f"{host} redirects: give the address it redirects to")
    try:
        detail = answer.json()["detail"]
    except (ValueError, LookupError, TypeError):
        detail = f"{host} answered {answer.status_code} {reason or ''}".rstrip() + "."
    return refusal(answer.status_code, detail, retry_after=_seconds(answer.headers.get("Retry-After")))


def _failure(error: Exception, url: str) -> ToraleError:
    host = urlsplit(url).netloc
    if isinstance(error, requests.Timeout):
        return APITimeoutError(f"{host} did not answer in time.")
    if isinstance(error, requests.exceptions.SSLError):
        return APIConnectionError(f"{host} has no certificate that can be trusted.")
    if isinstance(error, requests.ConnectionError | requests.exceptions.ChunkedEncodingError):
        return APIConnectionError(f"{host} could not be reached, or ended the connection.")
    return ConfigurationError(f"{host}: the request could not be made ({type(error).__name__}): is the address right?")


def _seconds(header: str | None) -> float | None:
    """Read `Retry-After` (RFC 9110, 10.2.3): seconds or a date; None for anything else."""
    if not header:
        return None
    try:
        if header.strip().isdigit():
            return float(header)
        at = parsedate_to_datetime(header)
    except (ValueError, TypeError, OverflowError):
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _wait(attempt: int, failure: ToraleError) -> float:
    """Return a wait that doubles each time, with jitter, and is at least what the server asks for."""
    backoff = min(LONGEST_WAIT, FIRST_WAIT * 2.0**attempt) * random.uniform(0.5, 1.0)
    asked = failure.retry_after if isinstance(failure, APIError) else None
    return backoff if asked is None else asked + backoff / 4


def checked_address(url: str) -> str:
    if not _is_address(url.strip()):
        raise ConfigurationError(f"{url!r} is no address of a server: it should look like https://torale.example.com")
    return url.strip().rstrip("/")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    has_more = parts.username or parts.query or parts.fragment
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_port and not has_more


def checked_key(key: str) -> str:
    """Return a key that fits into a header. The error does not quote it, as that of requests would."""
    if not key.strip().isascii() or not key.strip().isprintable() or " " in key.strip():
        raise ConfigurationError("The API key has characters in it that no key has.")
    return key.strip()


def _checked_idempotency_key(key: str) -> str:
    if not (key.isascii() and key.isprintable() and key.strip()):
        raise ConfigurationError("An idempotency key is of printable ASCII, such as a UUID.")
    return key
