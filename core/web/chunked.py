"""Bodies that come in chunks, without a Content-Length (RFC 9112, 7.1): Django under WSGI would take them for empty."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, TypeVar

from core.api.wire import MAX_BODY_BYTES

Answer = TypeVar("Answer", bound=Iterable[bytes])


def with_length(application: Callable[[dict[str, Any], Any], Answer]) -> Callable[[dict[str, Any], Any], Answer]:
    """Read such a body, one byte further than any may be long, and pass it on with its length."""

    def answer(environ: dict[str, Any], start_response: Any) -> Answer:
        if environ.get("HTTP_TRANSFER_ENCODING") and not environ.get("CONTENT_LENGTH"):
            body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
        return application(environ, start_response)

    return answer
