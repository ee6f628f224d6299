"""The first account: offered while there is none, to this machine or with the code, and to one person alone."""

from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import first_account
from accounts.models import User
from core.errors import ConflictError
from tests.accounts.people import person, quick_passwords

__all__ = ["quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

ACCOUNT = {"email": "ada@example.com", "password": "correct horse battery", "time_zone": "Europe/Berlin"}


@pytest.fixture(autouse=True)
def _for_this_machine(settings: Settings) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def here() -> Client:
    return Client(headers={"host": "127.0.0.1:8000"})


def test_the_first_one_here_becomes_a_verified_admin_and_is_asked_one_question(here: Client) -> None:
    assert "Make the account" in here.get("/").content.decode()
    answer = here.post("/", ACCOUNT)
    assert (answer.status_code, answer["Location"]) == (302, "/welcome")
    user = User.objects.get()
    assert (user.role, user.time_zone, user.owns_verified("ada@example.com")) == ("admin", "Europe/Berlin", True)
    page = here.get("/welcome").content.decode()
    assert page.count("/tasks/new?wish=") == 6


def test_nothing_is_offered_once_there_is_an_account(here: Client) -> None:
    person()
    assert "Make the account" not in here.get("/").content.decode()
    assert here.post("/", ACCOUNT)["Location"] == "/login"
    assert User.objects.count() == 1


def test_accounts_of_the_demo_and_of_keys_leave_the_first_one_to_be_made(here: Client) -> None:
    User.objects.create(email="demo@torale.invalid")
    call_command("create_api_key", "ada@example.com", stdout=StringIO())
    assert "Make the account" in here.get("/").content.decode()

    assert here.post("/", ACCOUNT)["Location"] == "/welcome"
    ada = User.objects.get(email="ada@example.com")
    assert (ada.role, ada.check_password(ACCOUNT["password"]), ada.api_keys.count()) == ("admin", True, 1)
    assert "Make the account" not in Client(headers={"host": "127.0.0.1:8000"}).get("/").content.decode()


@pytest.mark.parametrize(
    ("headers", "peer", "public_url"),
    [
        ({"host": "127.0.0.1:8000"}, "192.0.2.7", "http://127.0.0.1:8000"),
        ({"host": "torale.example"}, "127.0.0.1", "http://127.0.0.1:8000"),
        ({"host": "127.0.0.1:8000", "x-forwarded-for": "192.0.2.7"}, "127.0.0.1", "http://127.0.0.1:8000"),
        ({"host": "127.0.0.1:8000"}, "127.0.0.1", "https://torale.example"),
    ],
)
def test_from_elsewhere_the_code_is_needed(
    settings: Settings, headers: dict[str, str], peer: str, public_url: str
) -> None:
    settings.PUBLIC_URL, settings.SECURE_SSL_REDIRECT = public_url, False
    there = Client(headers=headers, REMOTE_ADDR=peer)
    for code in ({}, {"code": "0" * first_account.CODE_LENGTH}):
        assert "errorlist" in there.post("/", {**ACCOUNT, **code}).content.decode()
    assert not User.objects.exists()
    assert there.post("/", {**ACCOUNT, "code": first_account.code()})["Location"] == "/welcome"


def test_the_command_prints_the_link_until_there_is_an_account(here: Client) -> None:
    printed = StringIO()
    call_command("first_start", stdout=printed)
    assert f"http://127.0.0.1:8000/?code={first_account.code()}" in printed.getvalue()
    person()
    printed = StringIO()
    call_command("first_start", stdout=printed)
    assert printed.getvalue() == ""


@pytest.mark.parametrize(
    ("field", "value"), [("email", "no address"), ("password", "12345678"), ("time_zone", "Mars/Olympus")]
)
def test_the_form_says_at_the_field_what_is_wrong_and_keeps_the_rest(here: Client, field: str, value: str) -> None:
    page = here.post("/", {**ACCOUNT, field: value}).content.decode()
    assert f'id="id_{field}_error"' in page
    assert field == "email" or 'value="ada@example.com"' in page
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_first_accounts_at_once_one_is_made() -> None:
    start = Barrier(2)

    def make(name: str) -> bool:
        start.wait()
        try:
            first_account.open_first_account(
                email=f"{name}@example.com", password="p", time_zone="UTC", now=timezone.now()
            )
        except ConflictError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(make, ("ada", "grace"))) == [False, True]
    assert User.objects.count() == 1
