"""A fuzzer driven by the OpenAPI document finds no 5xx, and nothing that the document does not say.

A longer search, new each time: `HYPOTHESIS_PROFILE=long pytest tests/core/test_openapi_fuzz.py`.
"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from schemathesis import Case as AnyCase
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation

from accounts.models import ApiKey, User
from core.net import outbound
from tests.accounts.conftest import clerk
from tests.doubles.clerk import ClerkDouble
from tests.inquiring import apart, at_once, provider
from tests.tasks_app.make import make_task

__all__ = ["apart", "at_once", "clerk", "provider"]
Case = AnyCase[Any]
CRON = ["0 9 * * *", "*/5 * * * 1-5", "0 0 1,15 * *", "30 6 L * *"]
CONFIG = {
    "checks": {
        # A request can fit the schema and still ask for what may not be: an address that is no one's, a state
        # that cannot follow, a webhook into a private network, one key or one execution by hand too many.
        "positive_data_acceptance": {"expected-statuses": ["200", "204", "400", "403", "404", "409", "429"]},
    },
}
IS_LONG = settings.get_current_profile_name() == "long"
EXAMPLES_PER_OPERATION = 200 if IS_LONG else 25

schemathesis.openapi.format("cron", st.sampled_from(CRON))
schema = schemathesis.openapi.from_wsgi(
    "/openapi.json", get_wsgi_application(), config=SchemathesisConfig.from_dict(CONFIG)
)


@pytest.fixture
def credential(owner: User, admin: User, clerk: ClerkDouble) -> Callable[[Case], str]:
    """What opens an operation: a key of one who may, or a session of Clerk's where a key does not."""
    key, admins_key = (ApiKey.issue(user=user, name="fuzzer")[0] for user in (owner, admin))
    clerks_user = clerk.add_user("ann@example.com")

    def opens(case: Case) -> str:
        if case.path == "/auth/sync-user":
            return clerk.token(clerks_user)
        return admins_key if case.path.startswith("/admin/") else key

    return opens


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A served request closes the connection that it used, which here is the test's own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def _no_webhook_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is tested at once is never reached: no test sends anything to the outside."""

    ask = outbound.request

    def request(*args: Any, policy: outbound.Policy, **options: Any) -> outbound.OutboundResponse:
        if policy is outbound.WEBHOOKS:
            raise outbound.UnreachableError("no connection could be made")
        return ask(*args, policy=policy, **options)

    monkeypatch.setattr(outbound, "request", request)


@pytest.mark.usefixtures("provider", "at_once", "unhurried", "_no_webhook_answers")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES_PER_OPERATION,
    deadline=None,
    derandomize=not IS_LONG,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_what_is_served_is_what_the_document_says(case: Case, owner: User, credential: Callable[[Case], str]) -> None:
    if _names_a_task(case):
        case.path_parameters["task_id"] = str(make_task(owner).pk)
    spoilt = case.meta and case.meta.is_negative_at(ParameterLocation.HEADER)
    if "Idempotency-Key" in case.headers and not spoilt:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())  # one that was used before is refused
    if case.query and {"page", "offset"} <= case.query.keys():
        del case.query["offset"]  # either fits by itself, and a schema cannot say so
    if isinstance(case.body, dict) and isinstance(case.body.get("context"), dict):
        case.body["context"] = {"reference": "A-17"}  # a schema cannot say which texts can be stored
    # Asked in this process, schemathesis does not unpack what is compressed.
    headers = {"Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers if spoilt else headers | {"Authorization": f"Bearer {credential(case)}"})


def _names_a_task(case: Case) -> bool:
    """Whether the path is as it should be; then it leads to a task that is there."""
    try:
        return bool(uuid.UUID(str(case.path_parameters["task_id"])))
    except (KeyError, ValueError):
        return False
