"""Users and API keys in the Django admin."""

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


def test_an_operator_gives_a_role(operator: Client, owner: User) -> None:
    page = f"/admin/accounts/user/{owner.pk}/change/"

    assert operator.get(page).status_code == 200
    operator.post(page, {"email": owner.email, "first_name": "", "role": "admin"})
    owner.refresh_from_db()
    assert owner.is_staff


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
    operator.post("/admin/accounts/apikey/", {"action": "revoke", "_selected_action": [str(row.pk)]})
    row.refresh_from_db()
    assert not row.is_active


def test_users_are_searched_by_address(operator: Client, owner: User) -> None:
    assert b"alice@example.com" in operator.get("/admin/accounts/user/", {"q": "alice"}).content


def test_a_user_without_the_role_is_kept_out(client: Client, owner: User) -> None:
    client.force_login(owner)

    assert client.get("/admin/accounts/user/").status_code == 302
