"""HTTP requests and their retries under asyncio, by httpx."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from torale._version import __version__
from torale.errors import APIConnectionError, APITimeoutError, ConfigurationError, ToraleError
from torale.transport import (
    Attempts,
    Call,
    checked_address,
    checked_key,
    content,
    creation,
    id_of,
    item,
    refused,
)

try:
    import httpx
except ImportError as error:
    raise ImportError("AsyncTorale needs httpx: pip install 'torale-client[async]'") from error

__all__ = ["Call", "Fetch", "Transport", "id_of", "item", "sleep"]

Fetch = Callable[[int, int], Awaitable[Mapping[str, Any]]]


async def sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)


class Transport:
    """Transport for asyncio, with the behaviour of `torale.transport.Transport`."""

    def __init__(self, *, url: str, key: str, timeout: float, max_retries: int, retry_for: float) -> None:
        self.url = checked_address(url)
        self._timeout = timeout
        self._max_retries = max_retries
        self._retry_for = retry_for
        self._client = httpx.AsyncClient(
            headers={
                "Authorization": f"Bearer {checked_key(key)}",
                "User-Agent": f"torale-python/{__version__}",
                "Accept": "application/json",
            },
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def get(self, path: str, **query: Any) -> Any:
        return await self.send(Call("GET", path, query))

    def pages(self, path: str, **query: Any) -> Fetch:
        """Return a function that fetches a page of `path` by its number and length."""
        return lambda number, length: self.get(path, page=number, limit=length, **query)

    async def create(self, path: str, body: Any = None, *, idempotency_key: str | None = None) -> Any:
        """POST with an `Idempotency-Key`, which makes retries safe."""
        return await self.send(creation(path, body, idempotency_key))

    async def send(self, call: Call) -> Any:
        """Send a call and return the JSON of its answer. Raises ToraleError."""
        until = time.monotonic() + (self._retry_for if call.retry_for is None else call.retry_for)
        attempts = Attempts(call, max_retries=self._max_retries, until=until)
        while True:
            answer = await self._attempt(call)
            if not isinstance(answer, ToraleError):
                return content(answer)
            wait = attempts.wait_after(answer)
            if wait is None:
                return None
            await sleep(wait)

    async def _attempt(self, call: Call) -> httpx.Response | ToraleError:
        connection, reading = call.timeouts(self._timeout)
        try:
            answer = await self._client.request(
                call.method,
                f"{self.url}{call.path}",
                params=call.parameters(),
                json=call.body,
                headers=call.headers(),
                timeout=httpx.Timeout(reading, connect=connection),
            )
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            # Returned and raised elsewhere, so that it has no reference to `error`, whose request has the key.
            return _failure(error, self.url)
        return answer if answer.status_code < 300 else refused(answer, reason=answer.reason_phrase)


def _failure(error: Exception, url: str) -> ToraleError:
    host = urlsplit(url).netloc
    if isinstance(error, httpx.TimeoutException):
        return APITimeoutError(f"{host} did not answer in time.")
    if isinstance(error, httpx.ConnectError) and "CERTIFICATE" in str(error).upper():
        return APIConnectionError(f"{host} has no certificate that can be trusted.")
    if isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError):
        return APIConnectionError(f"{host} could not be reached, or ended the connection.")
    return ConfigurationError(f"{host}: the request could not be made ({type(error).__name__}): is the address right?")
