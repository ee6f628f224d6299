"""What is the same as before is not sent again, and what is long is sent compressed."""

import gzip
from typing import Any

import orjson
from rest_framework.test import APIClient

from accounts.models import User
from tests.accounts.limiting import limited
from tests.tasks_app.make import make_task

__all__ = ["limited"]

TASKS = "/api/v1/tasks"


def test_an_unchanged_list_is_not_sent_again(as_owner: APIClient, owner: User) -> None:
    make_task(owner)
    first = as_owner.get(TASKS)
    again = as_owner.get(TASKS, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")

    make_task(owner)
    changed = as_owner.get(TASKS, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (changed.status_code, len(changed.json())) == (200, 2)


def test_what_is_not_sent_again_counts_against_the_limits(as_owner: APIClient, owner: User, limited: Any) -> None:
    first = as_owner.get(TASKS)
    again = as_owner.get(TASKS, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    assert int(again["X-RateLimit-Remaining"]) == int(first["X-RateLimit-Remaining"]) - 1


def test_nobody_learns_by_an_etag_what_they_may_not_read(
    as_owner: APIClient, as_stranger: APIClient, owner: User
) -> None:
    path = f"{TASKS}/{make_task(owner).pk}"
    etag = as_owner.get(path)["ETag"]
    assert as_stranger.get(path, HTTP_IF_NONE_MATCH=etag).status_code == 404


def test_a_long_answer_is_compressed_for_who_can_read_it(as_owner: APIClient, owner: User) -> None:
    for _ in range(3):
        make_task(owner)
    plain, packed = as_owner.get(TASKS), as_owner.get(TASKS, HTTP_ACCEPT_ENCODING="gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content)
    assert orjson.loads(gzip.decompress(packed.content)) == plain.json()
    assert "Accept-Encoding" in packed["Vary"]
