"""A body without a Content-Length is read like any other."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest

from core.api.wire import MAX_BODY_BYTES
from core.web.chunked import with_content_length


def passed_on(environ: dict[str, Any]) -> tuple[str | None, bytes]:
    seen: list[tuple[str | None, bytes]] = []

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.append((environ.get("CONTENT_LENGTH"), environ["wsgi.input"].read()))
        return [b""]

    with_content_length(application)(environ, None)
    return seen[0]


def test_a_chunked_body_is_passed_on_with_its_length() -> None:
    sent = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(b'{"name": "x"}')}
    assert passed_on(sent) == ("13", b'{"name": "x"}')


def test_a_body_without_end_is_read_no_further_than_shows_that_it_is_too_long() -> None:
    length, body = passed_on({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(b"x" * 3 * MAX_BODY_BYTES)})
    assert (length, len(body)) == (str(MAX_BODY_BYTES + 1), MAX_BODY_BYTES + 1)


@pytest.mark.parametrize("length", ["4", None])
def test_any_other_request_is_left_as_it_is(length: str | None) -> None:
    headers = {"CONTENT_LENGTH": length} if length else {}
    assert passed_on({"wsgi.input": BytesIO(b"body"), **headers}) == (length, b"body")
