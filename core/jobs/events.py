"""Celery's events, of which none is lost between threads."""

from typing import Any

from celery.app.events import Events as CeleryEvents
from celery.events import EventDispatcher


class Dispatcher(EventDispatcher):
    """Celery's own sends its buffer and then empties it: what another thread has put there meanwhile goes unsent.

    It also keeps, for when the broker is back, the very list that it then empties.
    """

    # The stubs lack them.
    mutex: Any
    _group_buffer: dict[str, list[dict[str, Any]]]
    _publish: Any

    def flush(self, errors: bool = True, groups: bool = True) -> None:
        super().flush(errors, groups=False)
        if groups:
            with self.mutex:
                for group, events in self._group_buffer.items():
                    told = events[:]
                    self._publish(told, self.publisher, f"{group}.multi")
                    del events[: len(told)]


class Events(CeleryEvents):
    dispatcher_cls = f"{__name__}:{Dispatcher.__name__}"
