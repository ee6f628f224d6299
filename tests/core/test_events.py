"""Events wait in a worker for their turn, while its threads tell more."""

from collections.abc import Callable
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from config.celery import app


class Line:
    """Stands for the way to the broker: what goes out, and what happens meanwhile."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self.sent: list[str] = []
        self._meanwhile = meanwhile

    def publish(self, events: list[dict[str, Any]], **options: Any) -> None:
        meanwhile, self._meanwhile = self._meanwhile, lambda: None
        meanwhile()
        self.sent += [event["uuid"] for event in events]


@pytest.fixture
def dispatcher() -> Any:
    """What the application's workers send with, not connected."""
    return app.events.Dispatcher(buffer_group=["task"], enabled=False, on_send_buffered=lambda: None)


def tell(dispatcher: Any, job: str) -> None:
    dispatcher.enabled = True
    dispatcher.send("task-started", uuid=job)


def test_what_a_thread_tells_while_others_go_out_goes_out_next(dispatcher: Any) -> None:
    dispatcher.producer = line = Line(lambda: tell(dispatcher, "second"))
    tell(dispatcher, "first")

    dispatcher.flush()
    assert line.sent == ["first"]

    dispatcher.flush()
    assert line.sent == ["first", "second"]


def test_what_could_not_go_out_is_kept(dispatcher: Any) -> None:
    def away() -> None:
        raise OperationalError

    dispatcher.producer = line = Line(away)
    tell(dispatcher, "first")

    dispatcher.flush()
    assert line.sent == []

    dispatcher.flush()
    assert line.sent == ["first"]
