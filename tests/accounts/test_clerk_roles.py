"""The role of Clerk's users is what Clerk says now."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from redis import Redis
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.clerk import roles
from accounts.clerk.tokens import verify
from accounts.models import ApiKey, User
from accounts.permissions import IsAdmin
from tests.accounts.clerk import bearing, sync
from tests.conftest import member
from tests.doubles.clerk import Behaviour, ClerkDouble

pytestmark = pytest.mark.django_db
ADMIN = {"role": "admin"}


class ForAdmins(APIView):
    permission_classes = (IsAdmin,)

    def get(self, request: Request) -> Response:
        return Response("welcome")


def asked(credential: str) -> tuple[int, Any]:
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"Bearer {credential}")
    answer = ForAdmins.as_view()(request)
    return answer.status_code, answer.data


REFUSED = (403, {"detail": "Admin access required"})
WELCOME = (200, "welcome")


def synced(clerk: ClerkDouble, **how: Any) -> tuple[str, User, str]:
    """A Clerk id, its user here and that one's API key."""
    user_id = clerk.add_user("ann@example.com", **how)
    sync(clerk.token(user_id, email="ann@example.com", email_verified=True))
    user = User.objects.get(clerk_user_id=user_id)
    clerk.asked.clear()
    return user_id, user, ApiKey.issue(user=user, name="program")[0]


def expire(user: User) -> None:
    cache.delete(f"clerk-role:{user.clerk_user_id}")


def test_local_users_have_the_role_that_is_stored(clerk: ClerkDouble) -> None:
    keys = [ApiKey.issue(user=member(f"{role}@example.com", role), name="program")[0] for role in User.Role]
    assert [asked(key) for key in keys] == [REFUSED, WELCOME]
    assert clerk.asked == []


def test_nobody_is_told_what_is_missing(clerk: ClerkDouble) -> None:
    answer = ForAdmins.as_view()(APIRequestFactory().get("/"))
    assert (answer.status_code, answer.data) == (401, {"detail": "Authorization header missing"})


def test_a_token_that_says_admin_makes_one_without_a_call(clerk: ClerkDouble) -> None:
    user_id, user, _ = synced(clerk)
    assert asked(clerk.token(user_id, public_metadata=ADMIN)) == WELCOME
    user.refresh_from_db()
    assert (user.role, clerk.asked) == ("admin", [])


@pytest.mark.parametrize(
    "metadata", [{}, {"role": "user"}, {"role": ["admin"]}, {"role": "ADMIN"}, "admin", ["admin"], None, True]
)
def test_a_token_that_says_anything_else_makes_none(clerk: ClerkDouble, metadata: Any) -> None:
    user_id, _, _ = synced(clerk)
    claims = {"public_metadata": metadata, "unsafe_metadata": ADMIN, "role": "admin", "metadata": ADMIN}
    assert asked(clerk.token(user_id, **claims)) == REFUSED


def test_a_role_taken_away_ends_with_the_next_token(clerk: ClerkDouble) -> None:
    user_id, user, _ = synced(clerk)
    assert asked(clerk.token(user_id, public_metadata=ADMIN)) == WELCOME
    assert asked(clerk.token(user_id, public_metadata={})) == REFUSED
    user.refresh_from_db()
    assert not user.is_staff


@pytest.mark.parametrize("issued", [{"iat": int(time.time()) - 90}, {"iat": None}])
def test_a_token_of_long_ago_is_not_asked_about_roles(clerk: ClerkDouble, issued: dict[str, Any]) -> None:
    user_id, _, _ = synced(clerk)
    token = clerk.token(user_id, public_metadata=ADMIN, **issued)
    assert asked(token) == REFUSED
    assert clerk.times_asked(f"/v1/users/{user_id}") == 1


def test_where_the_token_does_not_say_the_backend_does(clerk: ClerkDouble) -> None:
    user_id, user, key = synced(clerk, role="admin")
    assert user.role == "user"
    assert asked(clerk.token(user_id)) == WELCOME
    assert asked(key) == WELCOME
    assert clerk.asked == [f"/v1/users/{user_id}"]
    user.refresh_from_db()
    assert user.is_staff


def test_what_the_backend_said_holds_for_less_than_a_minute(
    clerk: ClerkDouble, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_id, user, key = synced(clerk, role="admin")
    assert asked(key) == WELCOME
    with Redis.from_url(settings.REDIS_URL) as redis:
        assert 50 < redis.ttl(cache.make_key(f"clerk-role:{user_id}")) <= 57
    clerk.users[user_id]["public_metadata"] = {}
    expire(user)
    assert asked(key) == REFUSED


@pytest.mark.parametrize("behaviour", [Behaviour.ERROR, Behaviour.HANG, Behaviour.GARBAGE, Behaviour.EMPTY])
def test_while_clerk_gives_no_answer_nobody_is_an_admin_by_it(clerk: ClerkDouble, behaviour: Behaviour) -> None:
    _, user, key = synced(clerk, role="admin")
    assert asked(key) == WELCOME
    clerk.users_behave = behaviour
    expire(user)
    began = time.perf_counter()
    assert asked(key) == REFUSED
    assert time.perf_counter() - began < 10
    user.refresh_from_db()
    assert not user.is_staff
    assert bearing(key).get("/auth/api-keys").status_code == 200
    clerk.users_behave = Behaviour.OK
    expire(user)
    assert asked(key) == WELCOME


def test_a_clerk_that_gave_no_answer_is_left_alone_for_a_while(clerk: ClerkDouble) -> None:
    _, _, key = synced(clerk, role="admin")
    clerk.users_behave = Behaviour.ERROR
    assert [asked(key) for _ in range(5)] == [REFUSED] * 5
    assert len(clerk.asked) == 1


def test_a_token_may_say_what_the_backend_cannot(clerk: ClerkDouble) -> None:
    user_id, _, _ = synced(clerk)
    clerk.users_behave = Behaviour.ERROR
    assert asked(clerk.token(user_id, public_metadata=ADMIN)) == WELCOME


@pytest.mark.parametrize("fate", ["banned", "deleted", "no secret key"])
def test_who_is_not_known_to_be_an_admin_is_none(clerk: ClerkDouble, settings: Settings, fate: str) -> None:
    user_id, user, key = synced(clerk, role="admin")
    assert asked(key) == WELCOME
    match fate:
        case "banned":
            clerk.users[user_id]["banned"] = True
        case "deleted":
            del clerk.users[user_id]
        case _:
            settings.CLERK_SECRET_KEY = ""
    expire(user)
    assert asked(key) == REFUSED


def test_a_role_given_here_to_clerks_user_does_not_last(clerk: ClerkDouble) -> None:
    _, user, key = synced(clerk)
    User.objects.filter(pk=user.pk).update(role=User.Role.ADMIN)
    assert asked(key) == REFUSED


def test_without_clerk_the_stored_role_is_the_role(clerk: ClerkDouble, settings: Settings) -> None:
    _, user, key = synced(clerk)
    settings.CLERK_ISSUER = ""
    User.objects.filter(pk=user.pk).update(role=User.Role.ADMIN)
    assert asked(key) == WELCOME


def test_roles_are_known_while_redis_is_away(clerk: ClerkDouble, settings: Settings) -> None:
    _, _, key = synced(clerk, role="admin")
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert asked(key) == WELCOME
    assert asked(key) == WELCOME


def test_who_a_user_is_says_the_role_of_now(clerk: ClerkDouble) -> None:
    user_id, _, _ = synced(clerk, role="admin")
    assert bearing(clerk.token(user_id)).get("/auth/me").json()["role"] == "admin"


def test_a_session_in_the_django_admin_ends_with_the_role(clerk: ClerkDouble) -> None:
    user_id, user, _ = synced(clerk, role="admin")
    browser = Client()
    browser.force_login(user)
    assert browser.get("/admin/").status_code == 200
    clerk.users[user_id]["public_metadata"] = {}
    expire(user)
    assert browser.get("/admin/").status_code == 302
    assert browser.get("/settings/api-keys").status_code == 200


def test_the_age_of_a_token_is_counted_to_the_second(clerk: ClerkDouble) -> None:
    user_id, _, _ = synced(clerk)
    token = verify(clerk.token(user_id, public_metadata=ADMIN))
    assert token.issued_at is not None
    assert roles.said_by_token(token, now=token.issued_at + timedelta(seconds=60)) == "admin"
    assert roles.said_by_token(token, now=token.issued_at + timedelta(seconds=61)) is None
