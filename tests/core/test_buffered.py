"""A complete answer is given to the server whole, and its request has ended by then; a streamed one piece by piece."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from core.web.buffered import buffered


class Watched(HttpResponse):
    is_over = False

    def close(self) -> None:
        super().close()
        self.is_over = True


def answered(response: HttpResponseBase) -> object:
    return buffered(lambda environ, start_response: response)({}, None)


@pytest.mark.django_db
def test_a_complete_answer_is_a_list_and_its_request_has_ended() -> None:
    response = Watched(b"all of it")

    assert answered(response) == [b"all of it"]
    assert response.is_over


def test_a_streamed_answer_is_asked_for_its_pieces_and_ended_by_the_server() -> None:
    taken = []

    def pieces() -> Iterator[bytes]:
        for piece in (b"one", b"two"):
            taken.append(piece)
            yield piece

    response = StreamingHttpResponse(pieces())

    assert answered(response) is response
    assert taken == []
    assert list(response) == [b"one", b"two"]
