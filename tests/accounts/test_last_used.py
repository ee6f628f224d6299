from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts import authentication
from accounts.models import ApiKey, User
from tests.accounts.clerk import bearing, sync
from tests.doubles.clerk import ClerkDouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(owner: User) -> str:
    return ApiKey.issue(user=owner, name="tests")[0]


def authenticate(key: str) -> ApiKey:
    request = Request(APIRequestFactory().get("/", headers={"Authorization": f"Bearer {key}"}))
    identity = authentication.BearerAuthentication().authenticate(request)
    assert identity is not None
    assert isinstance(identity[1], ApiKey)
    return identity[1]


def used(key: str) -> ApiKey:
    authenticate(key)
    return ApiKey.objects.get()


def age(minutes: float) -> None:
    before = timezone.now() - timedelta(minutes=minutes)
    ApiKey.objects.update(last_used_at=before)
    User.objects.update(last_seen_at=before)


def test_the_first_use_of_a_key_is_noted(key: str) -> None:
    last_used_at = used(key).last_used_at

    assert last_used_at is not None
    assert timezone.now() - last_used_at < timedelta(seconds=5)


def test_within_a_minute_a_request_reads_once_and_writes_nothing(
    key: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    age(0.9)

    with django_assert_num_queries(1):
        authenticate(key)


def test_after_a_minute_the_use_is_noted_again(key: str) -> None:
    age(1.1)
    before = ApiKey.objects.get().last_used_at

    after = used(key).last_used_at

    assert before is not None
    assert after is not None
    assert after - before > timedelta(minutes=1)


def test_whoever_reads_an_old_time_does_not_write_over_a_newer_one(key: str) -> None:
    age(5)
    slow = ApiKey.objects.get()
    newer = used(key).last_used_at

    authentication._note_use(slow, now=timezone.now())

    assert ApiKey.objects.get().last_used_at == newer


def test_who_calls_the_api_is_seen_at_most_once_a_minute(key: str) -> None:
    authenticate(key)
    first = User.objects.get().last_seen_at
    authenticate(key)
    again = User.objects.get().last_seen_at
    age(1.1)
    authenticate(key)
    later = User.objects.get().last_seen_at

    assert first is not None
    assert later is not None
    assert again == first < later


def test_who_presents_a_token_of_clerks_is_seen(clerk: ClerkDouble) -> None:
    token = clerk.token(clerk.add_user("clara@example.com"))
    sync(token)
    age(1.1)
    before = User.objects.get().last_seen_at

    bearing(token).get("/auth/me")

    after = User.objects.get().last_seen_at
    assert before is not None
    assert after is not None
    assert after > before


def test_who_signs_in_is_seen(owner: User, client: Client) -> None:
    client.force_login(owner)

    assert User.objects.get().last_seen_at is not None


def test_a_bad_key_writes_nothing(key: str) -> None:
    with CaptureQueriesContext(connection) as queries, pytest.raises(AuthenticationFailed):
        authenticate("sk_wrong")

    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]
