"""`./script/manage create_api_key`."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import ApiKey, User

pytestmark = pytest.mark.django_db


def create_api_key(*args: str) -> str:
    out = StringIO()
    call_command("create_api_key", *args, stdout=out)
    return out.getvalue()


def test_the_key_alone_is_printed_and_opens_the_api(client: Client) -> None:
    printed = create_api_key("new@example.com")

    assert printed.startswith("sk_")
    assert printed.count("\n") == 1
    answer = client.get("/api/v1/tasks", headers={"authorization": f"Bearer {printed.strip()}"})
    assert answer.status_code == 200


def test_a_new_user_is_verified_and_has_no_password_and_no_role() -> None:
    create_api_key("New@Example.com")
    user = User.objects.get(email="new@example.com")

    assert user.owns_verified("new@example.com")
    assert not user.has_usable_password()
    assert user.role == User.Role.USER


def test_a_second_key_leaves_the_first_and_the_user_as_they_were(owner: User) -> None:
    owner.set_password("a long secret")
    owner.save()
    before = User.objects.values().get()
    keys = {create_api_key("alice@example.com").strip() for _ in range(2)}

    assert len(keys) == ApiKey.objects.count() == 2
    assert User.objects.values().get() == before


def test_admin_gives_the_role_to_an_existing_user_too(owner: User) -> None:
    create_api_key("alice@example.com", "--admin")
    create_api_key("alice@example.com")

    owner.refresh_from_db()
    assert owner.is_staff


def test_a_key_has_the_name_it_is_given() -> None:
    create_api_key("new@example.com", "--name", "Deploy 🚀")

    assert ApiKey.objects.get().name == "Deploy 🚀"


@pytest.mark.parametrize(
    "email", ["", "alice", "a@b", "a b@example.com", "al\udcffice@example.com", "x" * 300 + "@example.com"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(CommandError, match="is not an email address"):
        create_api_key(email)
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 101, "\udcff"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(CommandError, match="--name must be"):
        create_api_key("new@example.com", "--name", name)
    assert not User.objects.exists()


def test_a_deactivated_user_gets_no_key(owner: User) -> None:
    owner.is_active = False
    owner.save()

    with pytest.raises(CommandError, match="is deactivated"):
        create_api_key("alice@example.com", "--admin")
    assert not ApiKey.objects.exists()


def test_a_rejected_option_says_so(capsys: Any) -> None:
    with pytest.raises(CommandError):
        create_api_key("new@example.com", "--owner")
