"""The client before the real server: the WSGI application over HTTP, and real API keys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test.testcases import LiveServerThread

from accounts.models import ApiKey, User
from torale import ToraleClient
from torale.transport import Transport

Connect = Callable[..., ToraleClient]


class OneConnection(ThreadedWSGIServer):
    """Its requests are part of the test's own transaction, which is rolled back rather than all tables emptied."""

    def _close_connections(self) -> None:
        pass


class Plain(WSGIHandler):
    """Whatever it is made of, it serves the application alone."""

    def __init__(self, application: object) -> None:
        super().__init__()


class Server(LiveServerThread):
    server_class = OneConnection


@pytest.fixture(scope="session")
def _server(django_db_setup: None) -> Iterator[str]:
    server = Server("127.0.0.1", Plain, connections_override={"default": connections["default"]})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    # As it ends, the server's thread closes the connection that it shares.
    connections["default"].inc_thread_sharing()
    server.terminate()
    connections["default"].dec_thread_sharing()


@pytest.fixture
def url(_server: str, db: None) -> Iterator[str]:
    """Where Torale is served. One request at a time: the client waits for it while the connection is the server's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    connections["default"].inc_thread_sharing()
    yield _server
    connections["default"].dec_thread_sharing()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is configured: a home of its own, and no variables."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("TORALE_API_KEY", "TORALE_API_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def connect(url: str) -> Iterator[Connect]:
    """A client that speaks for a user."""
    clients: list[ToraleClient] = []

    def make(user: User) -> ToraleClient:
        key, _ = ApiKey.issue(user=user, name="tests")
        clients.append(ToraleClient(key, url))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(connect: Connect, owner: User) -> ToraleClient:
    return connect(owner)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client would have waited before each attempt but the first."""
    waited: list[float] = []
    monkeypatch.setattr("torale.transport.time.sleep", waited.append)
    return waited


@pytest.fixture
def transport_to() -> Iterator[Callable[..., Transport]]:
    made: list[Transport] = []

    def make(url: str, *, key: str = "sk_secret", max_retries: int = 4) -> Transport:
        made.append(Transport(url=url, key=key, timeout=1.0, max_retries=max_retries, retry_for=60.0))
        return made[-1]

    yield make
    for transport in made:
        transport.close()
