"""Celery's event dispatcher, without its race between threads."""

from typing import Any

from celery.app.events import Events as CeleryEvents
from celery.events import EventDispatcher


class Dispatcher(EventDispatcher):
    """Removes only sent events from the buffer. Celery empties it and loses events that other threads added meanwhile.

    While the broker is away, Celery also keeps the same list for later, and then empties it.
    """

    # Missing in the stubs.
    mutex: Any
    _group_buffer: dict[str, list[dict[str, Any]]]
    _publish: Any

    def flush(self, errors: bool = True, groups: bool = True) -> None:
        super().flush(errors, groups=False)
        if groups:
            with self.mutex:
                for group, events in self._group_buffer.items():
                    sending = events[:]
                    self._publish(sending, self.publisher, f"{group}.multi")
                    del events[: len(sending)]


class Events(CeleryEvents):
    dispatcher_cls = f"{__name__}:{Dispatcher.__name__}"
