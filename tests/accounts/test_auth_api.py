"""`/auth/me` and `/auth/api-keys`, as programs see them."""

import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts import services
from accounts.models import ApiKey, User
from core.errors import ForbiddenError
from tests.accounts.clerk import bearing, sync
from tests.conftest import client_of
from tests.doubles.clerk import ClerkDouble
from tests.doubles.redis_link import RedisLink

KEYS = "/auth/api-keys"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def made(client: APIClient, name: str = "laptop") -> dict[str, Any]:
    answer = client.post(KEYS, {"name": name}, format="json")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_me_is_the_user_whose_key_it_is(as_owner: APIClient, owner: User) -> None:
    me = as_owner.get("/auth/me").json()
    assert TIME.fullmatch(me.pop("created_at"))
    assert me == {
        "id": str(owner.pk),
        "clerk_user_id": None,
        "email": "alice@example.com",
        "first_name": "",
        "username": "",
        "is_active": True,
        "has_seen_welcome": False,
        "role": "user",
        "verified_notification_emails": ["alice@example.com"],
        "has_default_webhook": False,
    }


def test_me_says_who_is_an_admin(admin: User) -> None:
    assert client_of(admin).get("/auth/me").json()["role"] == "admin"


def test_the_role_of_a_clerk_user_is_what_clerk_says(clerk: ClerkDouble, db: None) -> None:
    token = clerk.token(clerk.add_user("ann@example.com", role="admin"))
    sync(token)
    assert bearing(token).get("/auth/me").json()["role"] == "admin"


def test_a_new_key_is_shown_with_what_is_known_of_it(as_owner: APIClient, owner: User) -> None:
    answer = made(as_owner)
    info = answer["key_info"]
    assert set(answer) == {"key", "key_info"}
    assert re.fullmatch(r"sk_[A-Za-z0-9_-]{43}", answer["key"])
    assert TIME.fullmatch(info.pop("created_at"))
    assert info == {
        "id": str(ApiKey.objects.get(name="laptop").pk),
        "user_id": str(owner.pk),
        "key_prefix": answer["key"][:11],
        "name": "laptop",
        "last_used_at": None,
        "is_active": True,
    }


def test_a_new_key_works_at_once_and_only_its_digest_is_kept(as_owner: APIClient) -> None:
    key = made(as_owner)["key"]
    assert bearing(key).get("/auth/me").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(k::text, ' ') FROM accounts_apikey k")
        assert key not in cursor.fetchone()[0]


def test_the_list_has_active_keys_first_and_the_newest_of_them_on_top(as_owner: APIClient) -> None:
    for name in ("first", "second", "third"):
        made(as_owner, name)
    as_owner.delete(f"{KEYS}/{ApiKey.objects.get(name='third').pk}")
    listed = as_owner.get(KEYS).json()
    assert [key["name"] for key in listed] == ["second", "first", "tests", "third"]
    assert [key["is_active"] for key in listed] == [True, True, True, False]
    assert not any("key" in key or "digest" in key for key in listed)


def test_the_list_is_bounded_and_still_has_every_active_key(as_owner: APIClient, owner: User) -> None:
    revoked = [
        ApiKey(user=owner, name="old", prefix="sk_", digest=uuid.uuid4().bytes, revoked_at=timezone.now())
        for _ in range(120)
    ]
    ApiKey.objects.bulk_create(revoked)
    listed = as_owner.get(KEYS).json()
    assert len(listed) == services.MAX_LISTED_KEYS
    assert [key["name"] for key in listed if key["is_active"]] == ["tests"]


def test_listing_keys_takes_one_query(
    as_owner: APIClient, owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        services.issue_key(user=owner, name=str(number))
    as_owner.get(KEYS)
    with django_assert_num_queries(2):  # the credential, and the list
        as_owner.get(KEYS)


def test_a_user_makes_twenty_keys_a_day_and_no_more(as_owner: APIClient, owner: User) -> None:
    for _ in range(19):  # beside the one that asks
        key = as_owner.post(KEYS, {"name": "again"}, format="json").json()
        as_owner.delete(f"{KEYS}/{key['key_info']['id']}")

    refused = as_owner.post(KEYS, {"name": "again"}, format="json")

    assert (refused.status_code, "20 API keys within a day" in refused.json()["detail"]) == (429, True)
    assert 86_000 < int(refused["Retry-After"]) <= 86_400
    ApiKey.objects.exclude(name="tests").update(created_at=timezone.now() - timedelta(days=1))
    assert as_owner.post(KEYS, {"name": "next day"}, format="json").status_code == 200


def test_a_revoked_key_is_refused_on_the_very_next_request(as_owner: APIClient) -> None:
    answer = made(as_owner)
    client = bearing(answer["key"])
    assert client.get("/auth/me").status_code == 200
    revoked = as_owner.delete(f"{KEYS}/{answer['key_info']['id']}")
    assert (revoked.status_code, revoked.json()) == (200, {"status": "revoked"})
    refused = client.get("/auth/me")
    assert (refused.status_code, refused.json()) == (401, {"detail": "Invalid API key"})


def test_a_key_may_revoke_itself(as_owner: APIClient) -> None:
    own = ApiKey.objects.get().pk
    assert as_owner.delete(f"{KEYS}/{own}").status_code == 200
    assert as_owner.get(KEYS).status_code == 401


def test_revoking_twice_keeps_the_first_time(as_owner: APIClient) -> None:
    key_id = made(as_owner)["key_info"]["id"]
    as_owner.delete(f"{KEYS}/{key_id}")
    first = ApiKey.objects.get(pk=key_id).revoked_at
    assert as_owner.delete(f"{KEYS}/{key_id}").status_code == 200
    assert ApiKey.objects.get(pk=key_id).revoked_at == first


def test_another_users_key_can_be_neither_seen_nor_revoked(as_owner: APIClient, as_stranger: APIClient) -> None:
    key_id = made(as_owner)["key_info"]["id"]
    refused = as_stranger.delete(f"{KEYS}/{key_id}")
    assert (refused.status_code, refused.json()) == (404, {"detail": "API key not found"})
    assert ApiKey.objects.get(pk=key_id).is_active
    assert key_id not in as_stranger.get(KEYS).content.decode()


@pytest.mark.parametrize("key_id", ["6f1c2f0e-6f0f-4c1c-9d59-0d3c1f3b5a11", "1", "not-an-id", "%00", "a" * 5000])
def test_a_key_that_cannot_be_is_not_found(as_owner: APIClient, key_id: str) -> None:
    assert as_owner.delete(f"{KEYS}/{key_id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({}, "missing"),
        ({"name": None}, "string_type"),
        ({"name": 7}, "string_type"),
        ({"name": ""}, "string_too_short"),
        ({"name": " \n"}, "string_too_short"),
        ({"name": "x" * 101}, "string_too_long"),
        ({"name": "a\x00b"}, "string_unicode"),
        ({"name": "\ud800"}, "string_unicode"),
    ],
)
def test_a_bad_name_is_named(as_owner: APIClient, body: dict[str, Any], kind: str) -> None:
    answer = as_owner.post(KEYS, json.dumps(body), content_type="application/json")
    assert answer.status_code == 422
    assert [(problem["loc"], problem["type"]) for problem in answer.json()["detail"]] == [(["body", "name"], kind)]
    assert ApiKey.objects.count() == 1


def test_a_name_may_have_100_characters_of_any_script(as_owner: APIClient) -> None:
    assert made(as_owner, "鍵" * 100)["key_info"]["name"] == "鍵" * 100


def test_an_eleventh_active_key_is_refused_until_one_is_revoked(as_owner: APIClient) -> None:
    ids = [made(as_owner, str(number))["key_info"]["id"] for number in range(9)]
    refused = as_owner.post(KEYS, {"name": "one too many"}, format="json")
    assert refused.status_code == 403
    assert "revoke one first" in refused.json()["detail"]
    as_owner.delete(f"{KEYS}/{ids[0]}")
    assert made(as_owner)


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_only_as_many_get_a_key_as_there_are_places() -> None:
    user = User.objects.create_user("alice@example.com")

    def issue(number: int) -> bool:
        try:
            services.issue_key(user=user, name=str(number))
        except ForbiddenError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(issue, range(24))) == services.MAX_ACTIVE_KEYS
    assert ApiKey.objects.count() == services.MAX_ACTIVE_KEYS


def test_an_account_that_has_just_been_deactivated_gets_no_key(owner: User) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(ForbiddenError):
        services.issue_key(user=owner, name="late")


def test_no_key_is_made_while_requests_cannot_be_counted(as_owner: APIClient, link: RedisLink) -> None:
    link.go_dead()
    assert as_owner.post(KEYS, {"name": "laptop"}, format="json").status_code == 503
    assert as_owner.get(KEYS).status_code == 200


def test_a_session_is_no_credential_for_the_api(owner: User) -> None:
    client = APIClient()
    client.force_login(owner)
    answer = client.get("/auth/me")
    assert (answer.status_code, answer.json()) == (401, {"detail": "Authorization header missing"})
