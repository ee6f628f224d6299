"""Pass complete responses to the server as a list.

The server sends a list with its head in one call. It iterates over anything else piece by piece.
"""

from collections.abc import Callable, Iterable
from typing import Any


def buffered(application: Callable[[dict[str, Any], Any], Any]) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Wrap Django's application; close each response (PEP 3333) before it is sent, unless it streams."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        response = application(environ, start_response)
        if response.streaming:
            return response  # type: ignore[no-any-return]
        try:
            return [response.content]
        finally:
            response.close()

    return answer
