"""The stage of the journeys: a whole Torale, and doubles of the world outside."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests import stack as stacks
from tests.doubles.gemini import KEY, MODEL, GeminiDouble, grounded, judgement
from tests.doubles.pages import Pages
from tests.doubles.receiver import Receiver
from tests.doubles.server import LocalServer
from tests.doubles.smtp import MailServer

Double = TypeVar("Double", bound=LocalServer)


def served(make: Callable[[], Double]) -> Iterator[Double]:
    with make() as double:
        yield double


@pytest.fixture(scope="session")
def the_gemini() -> Iterator[GeminiDouble]:
    yield from served(GeminiDouble)


@pytest.fixture(scope="session")
def the_receiver() -> Iterator[Receiver]:
    yield from served(Receiver)


@pytest.fixture(scope="session")
def the_pages() -> Iterator[Pages]:
    yield from served(Pages)


@pytest.fixture(scope="session")
def the_mail() -> Iterator[MailServer]:
    with MailServer() as double:
        yield double


@pytest.fixture(scope="session")
def the_stack(
    tmp_path_factory: pytest.TempPathFactory,
    the_gemini: GeminiDouble,
    the_receiver: Receiver,
    the_pages: Pages,
    the_mail: MailServer,
    prepared: Path,
) -> Iterator[stacks.Stack]:
    """Torale in the world of the doubles, but for the workers, which each journey starts as it needs them."""
    with stacks.running(tmp_path_factory.mktemp("torale"), template=prepared) as stack:
        stack.environment = {
            "SEARCH_PROVIDER": "gemini",
            "GEMINI_API_KEY": KEY,
            "GEMINI_MODEL": MODEL,
            "GOOGLE_GEMINI_BASE_URL": the_gemini.base_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{the_mail.settings['EMAIL_PORT']}",
            "TORALE_ALLOWED_PRIVATE_URLS": f"{the_receiver.url('/hook/')},{the_pages.url('/shop/')}",
            "TORALE_RATE_LIMITS": "off",
        }
        stack.start("web", "beat")
        stack.sign_in("alice@example.com")
        yield stack


@pytest.fixture
def gemini(the_gemini: GeminiDouble) -> GeminiDouble:
    the_gemini.searches, the_gemini.evaluations = [grounded()], [judgement()]
    the_gemini.requests.clear()
    return the_gemini


@pytest.fixture
def receiver(the_receiver: Receiver) -> Receiver:
    the_receiver.requests.clear()
    return the_receiver


@pytest.fixture
def pages(the_pages: Pages) -> Pages:
    return the_pages


@pytest.fixture
def mail(the_mail: MailServer) -> MailServer:
    the_mail.raw.clear()
    return the_mail


@pytest.fixture
def stack(the_stack: stacks.Stack) -> Iterator[stacks.Stack]:
    """Started: web and beat. A test starts the workers; what it puts in their environment is gone after it."""
    kept = dict(the_stack.environment)
    yield the_stack
    the_stack.environment = kept
    the_stack.end("worker", "courier")
    for task in the_stack.call("GET", ""):
        the_stack.call("DELETE", f"/{task['id']}")
