"""The stage of the faults: one Torale for all of them, whose leases are short; each test starts what it killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stack as stacks
from tests.doubles.gemini import KEY, MODEL
from tests.doubles.receiver import Behaviour, Receiver
from tests.faults.load import HeldGemini, Load

LEASE_SECONDS, DEADLINE_SECONDS = 10, 8


@pytest.fixture(scope="session")
def the_load(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Load]:
    home = tmp_path_factory.mktemp("torale")
    with (
        HeldGemini() as gemini,
        Receiver() as receiver,
        stacks.running(home, durable=True, template=prepared) as stack,
    ):
        stack.environment = {
            "SEARCH_PROVIDER": "gemini",
            "GEMINI_API_KEY": KEY,
            "GEMINI_MODEL": MODEL,
            "GOOGLE_GEMINI_BASE_URL": gemini.base_url,
            "TORALE_ALLOWED_PRIVATE_URLS": receiver.url("/hook"),
            "TORALE_EXECUTION_LEASE": str(LEASE_SECONDS),
            "TORALE_EXECUTION_DEADLINE": str(DEADLINE_SECONDS),
            "TORALE_NOTIFICATION_LEASE": "3",
        }
        stack.start("web", "worker", "courier", "beat")
        stack.sign_in("alice@example.com")
        stack.await_ready()
        yield Load(stack, gemini, receiver)


@pytest.fixture
def load(the_load: Load) -> Iterator[Load]:
    """All is well, and nobody has been told anything."""
    the_load.stack.revive()
    the_load.stack.await_ready()
    the_load.receiver.requests.clear()
    yield the_load
    the_load.gemini.let_go()
    the_load.gemini.takes(0.0)
    the_load.receiver.behaviour = Behaviour.OK
    for task in the_load.created:
        the_load.stack.call("DELETE", f"/{task}")
    the_load.created.clear()
