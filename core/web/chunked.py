"""Bodies in chunks, without a Content-Length (RFC 9112, 7.1); under WSGI Django would read them as empty."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, TypeVar

from core.api.wire import MAX_BODY_BYTES

Answer = TypeVar("Answer", bound=Iterable[bytes])


def with_content_length(
    application: Callable[[dict[str, Any], Any], Answer],
) -> Callable[[dict[str, Any], Any], Answer]:
    """Wrap a WSGI application; read a chunked body up to one byte beyond the limit and set its length."""

    def answer(environ: dict[str, Any], start_response: Any) -> Answer:
        if environ.get("HTTP_TRANSFER_ENCODING") and not environ.get("CONTENT_LENGTH"):
            body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
        return application(environ, start_response)

    return answer
