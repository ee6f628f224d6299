"""A fuzzer driven by the OpenAPI document finds no 5xx, and nothing that the document does not say."""

import uuid
from collections.abc import Iterator
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
from tests.inquiring import apart, at_once, provider
from tests.tasks_app.make import make_task

__all__ = ["apart", "at_once", "provider"]
Case = AnyCase[Any]
CRON = ["0 9 * * *", "*/5 * * * 1-5", "0 0 1,15 * *", "30 6 L * *"]
CONFIG = {
    "checks": {
        # A request can fit the schema and still ask for what may not be: an address that is no one's, a state
        # that cannot follow, a webhook into a private network, one key too many.
        "positive_data_acceptance": {"expected-statuses": ["200", "204", "400", "403", "404", "409"]},
    },
}
EXAMPLES_PER_OPERATION = 25

schemathesis.openapi.format("cron", st.sampled_from(CRON))
document = schemathesis.openapi.from_wsgi(
    "/openapi.json", get_wsgi_application(), config=SchemathesisConfig.from_dict(CONFIG)
)
# Clerk's own tokens open that one, and an API key does not.
schema = document.exclude(operation_id="syncUser")


@pytest.fixture
def key(owner: User) -> str:
    return ApiKey.issue(user=owner, name="fuzzer")[0]


@pytest.fixture
def admins_key(admin: User) -> str:
    return ApiKey.issue(user=admin, name="fuzzer")[0]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A served request closes the connection that it used, which here is the test's own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("provider", "at_once")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES_PER_OPERATION,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
def test_what_is_served_is_what_the_document_says(case: Case, owner: User, key: str, admins_key: str) -> None:
    if _names_a_task(case):
        case.path_parameters["task_id"] = str(make_task(owner).pk)
    bearer = admins_key if case.path.startswith("/admin/") else key
    spoilt = case.meta and case.meta.is_negative_at(ParameterLocation.HEADER)
    if "Idempotency-Key" in case.headers and not spoilt:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())  # one that was used before is refused
    # Asked in this process, schemathesis does not unpack what is compressed.
    headers = {"Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers if spoilt else headers | {"Authorization": f"Bearer {bearer}"})


def _names_a_task(case: Case) -> bool:
    """Whether the path is as it should be; then it leads to a task that is there."""
    try:
        return bool(uuid.UUID(str(case.path_parameters["task_id"])))
    except (KeyError, ValueError):
        return False
