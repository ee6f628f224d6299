"""HTTP sessions for calls to providers: bounded answers, no redirects, no cookies, no proxy variables."""

import ssl
from typing import Any

import aiohttp
import certifi

from tasks_app.providers import background

ANSWER_BYTES = 4 * 1024 * 1024
OPENING = 5.0  # seconds


class AnswerTooLargeError(ValueError):
    """An answer is larger than `ANSWER_BYTES`."""


class BoundedResponse(aiohttp.ClientResponse):
    """A response whose body raises `AnswerTooLargeError` past `ANSWER_BYTES`.

    An unreadable error response becomes plain text, so that the SDK decides by the status.
    """

    async def json(self, **how: Any) -> Any:
        try:
            return await super().json(**how)
        except AnswerTooLargeError:
            raise
        except (ValueError, RecursionError) as error:
            raise aiohttp.ContentTypeError(self.request_info, self.history) from error

    async def text(self, encoding: str | None = None, errors: str = "strict") -> str:
        return await super().text(encoding, errors if self.ok else "replace")

    async def read(self) -> bytes:
        if self._body is None:
            try:
                self._body = await self._read_bounded()
            except BaseException:
                self.close()
                raise
        return self._body

    async def _read_bounded(self) -> bytes:
        body = bytearray()
        async for part in self.content.iter_any():
            body += part
            if len(body) > ANSWER_BYTES:
                raise AnswerTooLargeError
        return bytes(body)


def open_session(*, connections: int) -> aiohttp.ClientSession:
    """Open a session without timeouts of its own: the deadline of `background.run` bounds each call."""
    return background.run(_open(connections), timeout=OPENING)


def close(session: aiohttp.ClientSession) -> None:
    """Close the session soon, without waiting: the caller may be the thread that has to close it."""
    background.start(session.close())


async def _open(connections: int) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        # Trust the authorities that google-genai trusts, not the machine's.
        connector=aiohttp.TCPConnector(
            limit=connections, keepalive_timeout=60, ssl=ssl.create_default_context(cafile=certifi.where())
        ),
        timeout=aiohttp.ClientTimeout(total=None),
        response_class=BoundedResponse,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": "identity"},
        trust_env=False,
    )
