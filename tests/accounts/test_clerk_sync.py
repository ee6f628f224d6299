"""Clerk's users become users here: once, by a verified address, and never in somebody else's place."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.clerk.errors import ClerkUnavailableError
from accounts.models import ApiKey, User
from tests.accounts.clerk import bearing, sync
from tests.conftest import client_of, member
from tests.doubles.clerk import SECRET_KEY, Behaviour, ClerkDouble, email_address

pytestmark = pytest.mark.django_db
NO_ADDRESS = {"detail": "Your Clerk account has no verified email address"}
TAKEN = {"detail": "Another account has this email address"}


def test_a_user_of_clerks_gets_an_account(clerk: ClerkDouble) -> None:
    user_id = clerk.add_user("Ann@Example.com", first_name="Ann", username="ann")
    answer = sync(clerk.token(user_id))
    user = User.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {
        "user": {
            "id": str(user.id),
            "clerk_user_id": user_id,
            "email": "ann@example.com",
            "first_name": "Ann",
            "username": "ann",
            "is_active": True,
            "has_seen_welcome": False,
            "created_at": answer.json()["user"]["created_at"],
        },
        "created": True,
    }
    assert user.owns_verified("ann@example.com")
    assert not user.has_usable_password()


def test_the_token_alone_is_enough_when_it_carries_a_verified_address(clerk: ClerkDouble) -> None:
    claims: dict[str, Any] = {"email": "ann@example.com", "email_verified": True, "first_name": "Ann"}
    answer = sync(clerk.token(clerk.add_user(None), **claims)).json()
    assert answer["created"]
    assert (answer["user"]["email"], answer["user"]["first_name"]) == ("ann@example.com", "Ann")
    assert clerk.times_asked("/v1/users") == 0


def test_again_it_updates_the_same_account(clerk: ClerkDouble) -> None:
    user_id = clerk.add_user("ann@example.com", first_name="Ann")
    first = sync(clerk.token(user_id)).json()
    clerk.users[user_id].update(email_addresses=[email_address("ann@new.example")], first_name="Anna")
    second = sync(clerk.token(user_id)).json()
    assert not second["created"]
    assert second["user"] == {**first["user"], "email": "ann@new.example", "first_name": "Anna"}
    assert User.objects.get().owns_verified("ann@new.example")


def test_what_clerk_does_not_say_stays_as_it_was(clerk: ClerkDouble) -> None:
    user_id = clerk.add_user("ann@example.com", first_name="Ann", username="ann")
    sync(clerk.token(user_id))
    again = sync(clerk.token(user_id, email="ann@example.com", email_verified=True)).json()
    assert (again["user"]["first_name"], again["user"]["username"]) == ("Ann", "ann")


@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_create_one_account(clerk: ClerkDouble) -> None:
    user_id = clerk.add_user("ann@example.com")
    token = clerk.token(user_id)

    def ask(_: int) -> Any:
        try:
            return sync(token)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(ask, range(10)))
    assert [answer.status_code for answer in answers] == [200] * 10
    assert sum(answer.json()["created"] for answer in answers) == 1
    assert len({answer.json()["user"]["id"] for answer in answers}) == User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_clerk_users_with_one_address_at_once_one_gets_it(clerk: ClerkDouble) -> None:
    tokens = [clerk.token(clerk.add_user("ann@example.com")) for _ in range(2)]

    def ask(token: str) -> Any:
        try:
            return sync(token)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(answer.status_code for answer in pool.map(ask, tokens)) == [200, 409]


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "ann@example.com"},
        {"email": "ann@example.com", "email_verified": False},
        {"email": "not an address", "email_verified": True},
        {"email": f"{'x' * 250}@example.com", "email_verified": True},
        {"email": ["ann@example.com"], "email_verified": True},
        {"email": "ann\x00@example.com", "email_verified": True},
    ],
)
@pytest.mark.parametrize("with_backend", [True, False])
def test_without_a_verified_address_there_is_no_account(
    clerk: ClerkDouble, settings: Settings, claims: dict[str, Any], with_backend: bool
) -> None:
    settings.CLERK_SECRET_KEY = SECRET_KEY if with_backend else ""
    member("ann@example.com")
    answer = sync(clerk.token(clerk.add_user("ann@example.com", verified=False), **claims))
    assert (answer.status_code, answer.json()) == (400, NO_ADDRESS)
    assert list(User.objects.values_list("email", "clerk_user_id")) == [("ann@example.com", None)]


def test_an_unverified_claim_is_settled_by_the_backend(clerk: ClerkDouble) -> None:
    member("boss@example.com")
    user_id = clerk.add_user("ann@example.com")
    answer = sync(clerk.token(user_id, email="boss@example.com", email_verified=False)).json()
    assert answer["user"]["email"] == "ann@example.com"
    assert User.objects.get(email="boss@example.com").clerk_user_id is None


def test_only_a_verified_one_of_several_addresses_counts(clerk: ClerkDouble) -> None:
    user_id = clerk.add_user("boss@example.com", verified=False)
    clerk.users[user_id]["email_addresses"].append(email_address("ann@example.com"))
    assert sync(clerk.token(user_id)).json()["user"]["email"] == "ann@example.com"


def test_the_primary_address_comes_first(clerk: ClerkDouble) -> None:
    user_id = clerk.add_user("ann@example.com")
    clerk.users[user_id]["email_addresses"].insert(0, email_address("other@example.com"))
    assert sync(clerk.token(user_id)).json()["user"]["email"] == "ann@example.com"


def test_a_local_account_is_linked_and_keeps_what_it_has(clerk: ClerkDouble) -> None:
    local = member("ann@example.com")
    local.set_password("long enough to keep")
    local.save()
    program = client_of(local)
    user_id = clerk.add_user("ANN@example.com", first_name="Ann")
    answer = sync(clerk.token(user_id)).json()
    local.refresh_from_db()
    assert (answer["created"], answer["user"]["id"]) == (False, str(local.id))
    assert (local.clerk_user_id, local.first_name) == (user_id, "Ann")
    assert local.check_password("long enough to keep")
    assert program.get("/auth/me").status_code == 200


@pytest.mark.parametrize(("says", "becomes"), [("admin", "admin"), (None, "user"), ("Admin", "user"), ("user", "user")])
def test_a_linked_account_has_the_role_that_clerk_says(clerk: ClerkDouble, says: str | None, becomes: str) -> None:
    for number, role in enumerate(User.Role):
        local = member(f"ann{number}@example.com", role)
        sync(clerk.token(clerk.add_user(local.email, role=says)))
        local.refresh_from_db()
        assert local.role == becomes


def test_a_linked_admin_is_none_when_clerk_does_not_say(clerk: ClerkDouble) -> None:
    local = member("root@example.com", User.Role.ADMIN)
    sync(clerk.token(clerk.add_user(None), email="root@example.com", email_verified=True))
    local.refresh_from_db()
    assert local.role == "user"


@pytest.mark.parametrize(("age", "role"), [(0, "admin"), (90, "user")])
def test_the_role_comes_from_the_token_while_that_is_new(clerk: ClerkDouble, age: int, role: str) -> None:
    claims: dict[str, Any] = {"email": "ann@example.com", "email_verified": True, "public_metadata": {"role": "admin"}}
    sync(clerk.token(clerk.add_user(None), **claims, iat=int(time.time()) - age))
    assert User.objects.get().role == role


def test_who_opened_an_account_in_anothers_name_loses_it(clerk: ClerkDouble) -> None:
    squatter = User.objects.create_user("ann@example.com", "known to the squatter")
    program = client_of(squatter)
    sync(clerk.token(clerk.add_user("ann@example.com")))
    squatter.refresh_from_db()
    assert not squatter.has_usable_password()
    assert program.get("/auth/me").status_code == 401
    assert squatter.owns_verified("ann@example.com")


def test_an_address_that_another_clerk_user_has_is_refused(clerk: ClerkDouble) -> None:
    sync(clerk.token(clerk.add_user("ann@example.com")))
    answer = sync(clerk.token(clerk.add_user("ann@example.com")))
    assert (answer.status_code, answer.json()) == (409, TAKEN)
    assert User.objects.count() == 1


def test_nobody_moves_into_another_account_by_changing_their_address(clerk: ClerkDouble) -> None:
    boss = member("boss@example.com", User.Role.ADMIN)
    user_id = clerk.add_user("ann@example.com")
    sync(clerk.token(user_id))
    clerk.users[user_id]["email_addresses"] = [email_address("boss@example.com")]
    answer = sync(clerk.token(user_id))
    assert (answer.status_code, answer.json()) == (409, TAKEN)
    boss.refresh_from_db()
    assert (boss.clerk_user_id, boss.role) == (None, "admin")


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_deactivated_user_stays_so(clerk: ClerkDouble, is_linked: bool) -> None:
    user_id = clerk.add_user("ann@example.com")
    local = member("ann@example.com")
    User.objects.update(is_active=False, clerk_user_id=user_id if is_linked else None)
    answer = sync(clerk.token(user_id))
    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid token"})
    local.refresh_from_db()
    assert (local.is_active, local.clerk_user_id) == (False, user_id if is_linked else None)


@pytest.mark.parametrize("fields", [None, {"banned": True}])
def test_whom_clerk_does_not_know_or_has_banned_gets_nothing(clerk: ClerkDouble, fields: dict[str, Any] | None) -> None:
    user_id = clerk.add_user("ann@example.com", **(fields or {})) if fields else "user_gone"
    assert sync(clerk.token(user_id)).status_code == 401
    assert not User.objects.exists()


@pytest.mark.parametrize("behaviour", [behaviour for behaviour in Behaviour if behaviour is not Behaviour.OK])
def test_while_clerk_gives_no_answer_of_use_it_is_said_to_be_unavailable(
    clerk: ClerkDouble, behaviour: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    token = clerk.token(clerk.add_user("ann@example.com"))
    bearing(token).get("/auth/me")
    clerk.users_behave = behaviour
    began = time.perf_counter()
    answer = sync(token)
    assert time.perf_counter() - began < 10
    assert (answer.status_code, answer.json()) == (503, {"detail": "Sign-in service temporarily unavailable"})
    assert not User.objects.exists()
    assert SECRET_KEY not in caplog.text
    assert "/elsewhere" not in clerk.asked


def test_a_wrong_secret_key_is_the_operators_matter(clerk: ClerkDouble, settings: Settings) -> None:
    settings.CLERK_SECRET_KEY = "sk_test_of_another_application"
    assert sync(clerk.token(clerk.add_user("ann@example.com"))).status_code == 503


def test_the_secret_key_shows_in_no_error(clerk: ClerkDouble) -> None:
    assert SECRET_KEY not in repr(ClerkUnavailableError("it answered 500"))


def test_names_that_no_database_can_hold_are_cut_to_what_it_can(clerk: ClerkDouble) -> None:
    user_id = clerk.add_user("ann@example.com", first_name="A\x00n\ud800n" + "x" * 500, username=7)
    user = sync(clerk.token(user_id)).json()["user"]
    assert user["first_name"] == "Ann" + "x" * 147
    assert user["username"] == ""


def test_it_takes_a_session_token_and_nothing_else(clerk: ClerkDouble) -> None:
    key, _ = ApiKey.issue(user=member("ann@example.com"), name="program")
    answer = bearing(key).post("/auth/sync-user")
    assert (answer.status_code, answer.json()) == (401, {"detail": "Invalid token"})
    nobody = APIClient().post("/auth/sync-user")
    assert (nobody.status_code, nobody.json()) == (401, {"detail": "Authorization header missing"})
    assert nobody["WWW-Authenticate"] == "Bearer"


def test_the_body_does_not_matter(clerk: ClerkDouble) -> None:
    client = bearing(clerk.token(clerk.add_user("ann@example.com")))
    body = {"email": "boss@example.com", "role": "admin", "clerk_user_id": "user_x"}
    assert client.post("/auth/sync-user/", body, format="json").json()["user"]["email"] == "ann@example.com"
    assert User.objects.get().role == "user"
