"""The manner of answers that are not successes, whoever gives them."""

from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client
from rest_framework.test import APIClient

from core.api.wire import MAX_BODY_BYTES, BodyTooLargeError, BoundedJSONParser
from core.errors import UnavailableError
from tasks_app.services import tasks

TASKS = "/api/v1/tasks"


def test_an_unknown_path_is_json(client: Client) -> None:
    answer = client.get("/api/v1/nothing", headers={"accept": "text/html"})

    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found"})


def test_a_browser_gets_a_page_for_what_is_no_api(client: Client) -> None:
    answer = client.get("/nothing", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_a_program_gets_json_for_what_is_no_api(client: Client) -> None:
    assert client.get("/nothing", headers={"accept": "*/*"}).json() == {"detail": "Not found"}


def test_a_host_that_is_not_ours_is_refused_in_json(client: Client) -> None:
    answer = client.get(TASKS, headers={"host": "evil.example"})

    assert (answer.status_code, answer.json()) == (400, {"detail": "Bad request"})


def test_what_nobody_foresaw_is_a_500_without_details(as_owner: APIClient) -> None:
    as_owner.raise_request_exception = False
    with mock.patch.object(tasks, "create_and_read_task", side_effect=RuntimeError("SELECT secret")):
        answer = as_owner.post(TASKS, {"search_query": "x"}, format="json")

    assert (answer.status_code, answer.json()) == (500, {"detail": "Internal server error"})


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), UnavailableError("Away")])
def test_what_is_away_is_a_503_with_a_time_to_come_back(as_owner: APIClient, error: Exception) -> None:
    with mock.patch.object(tasks, "create_and_read_task", side_effect=error):
        answer = as_owner.post(TASKS, {"search_query": "x"}, format="json")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["detail"] in ("Service temporarily unavailable", "Away")


def test_a_body_is_read_no_further_than_its_bound() -> None:
    """Whatever Content-Length says."""
    stream = mock.Mock()
    stream.read.return_value = b" " * (MAX_BODY_BYTES + 1)
    request: Any = mock.Mock(META={"CONTENT_LENGTH": "2"})

    with pytest.raises(BodyTooLargeError):
        BoundedJSONParser().parse(stream, parser_context={"request": request})
    stream.read.assert_called_once_with(MAX_BODY_BYTES + 1)
