from collections.abc import Iterator
from typing import Any

import pytest

from tests.doubles.receiver import Receiver
from tests.doubles.smtp import MailServer
from tests.notifications.make import Clock, make_clock


@pytest.fixture
def clock() -> Clock:
    return make_clock()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A webhook receiver that may be reached although it is on this machine."""
    with Receiver() as receiver:
        settings.TORALE_ALLOWED_PRIVATE_URLS = (receiver.url("/hook"),)
        yield receiver


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as server:
        for name, value in server.settings.items():
            setattr(settings, name, value)
        yield server
