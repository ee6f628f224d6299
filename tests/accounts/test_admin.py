"""Users and API keys in the Django admin."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiKey, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(admin: User, client: Client) -> Client:
    client.force_login(admin)
    return client


def test_an_operator_makes_a_user_with_a_password(operator: Client) -> None:
    answer = operator.post(
        "/admin/accounts/user/add/",
        {
            "email": "New@Example.com",
            "role": "user",
            "usable_password": "true",
            "password1": "tall grey herons",
            "password2": "tall grey herons",
        },
    )
    user = User.objects.get(email="new@example.com")

    assert answer.status_code == 302
    assert user.check_password("tall grey herons")
    assert user.owns_verified("new@example.com")


def test_an_operator_gives_and_takes_a_role(operator: Client, owner: User) -> None:
    page = f"/admin/accounts/user/{owner.pk}"

    assert operator.get(f"{page}/change/").status_code == 200
    for operation, is_admin in [("make_admin", True), ("make_user", False)]:
        operator.post(f"{page}/{operation}/")
        owner.refresh_from_db()
        assert owner.is_staff is is_admin
    operator.post(f"{page}/change/", {"email": owner.email, "first_name": "", "role": "admin"})
    owner.refresh_from_db()
    assert not owner.is_staff


def test_nobody_changes_their_own_role(operator: Client, admin: User) -> None:
    answer = operator.post(f"/admin/accounts/user/{admin.pk}/make_user/", follow=True)
    admin.refresh_from_db()
    assert admin.is_staff
    assert b"You cannot change your own role." in answer.content


def test_the_role_of_a_user_of_clerks_is_clerks(operator: Client, owner: User, settings: Any) -> None:
    settings.CLERK_ISSUER = "https://clerk.test"
    User.objects.filter(pk=owner.pk).update(clerk_user_id="user_1")
    answer = operator.post(f"/admin/accounts/user/{owner.pk}/make_admin/", follow=True)
    owner.refresh_from_db()
    assert not owner.is_staff
    assert "role follows Clerk" in answer.content.decode()


def test_an_operator_sets_a_password(operator: Client, owner: User) -> None:
    page = f"/admin/accounts/user/{owner.pk}/password/"

    assert operator.get(page).status_code == 200
    operator.post(page, {"password1": "tall grey herons", "password2": "tall grey herons"})
    owner.refresh_from_db()
    assert owner.check_password("tall grey herons")


def test_a_user_is_neither_deleted_nor_deactivated_on_the_form(operator: Client, owner: User) -> None:
    page = f"/admin/accounts/user/{owner.pk}"

    assert operator.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    operator.post(f"{page}/change/", {"email": owner.email, "role": "user", "is_active": ""})
    owner.refresh_from_db()
    assert owner.is_active


def test_an_operator_sees_keys_but_not_their_digests_and_revokes_them(operator: Client, owner: User) -> None:
    key, row = ApiKey.issue(user=owner, name="laptop")
    shown = (
        operator.get("/admin/accounts/apikey/").content
        + operator.get(f"/admin/accounts/apikey/{row.pk}/change/").content
    )

    assert b"laptop" in shown
    assert key.encode() not in shown
    assert row.digest.hex().encode() not in shown
    chosen = {"action": "revoke", "_selected_action": [str(row.pk)]}
    assert b"does not come back" in operator.post("/admin/accounts/apikey/", chosen).content
    row.refresh_from_db()
    assert row.is_active
    operator.post("/admin/accounts/apikey/", {**chosen, "confirmed": "yes"})
    row.refresh_from_db()
    assert not row.is_active


def test_users_are_searched_by_address(operator: Client, owner: User) -> None:
    assert b"alice@example.com" in operator.get("/admin/accounts/user/", {"q": "alice"}).content


def test_a_user_without_the_role_is_kept_out(client: Client, owner: User) -> None:
    client.force_login(owner)

    assert client.get("/admin/accounts/user/").status_code == 302
