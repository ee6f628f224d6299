"""Accounts and passwords by mail: nobody learns who has an account, and only who reads the mail gets in."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import Settings

from accounts import limits, mails
from accounts.models import User
from config.celery import app
from config.checks import check_settings
from core.api.rates import Rate
from tests.accounts.people import PASSWORD, is_signed_in, person, post, quick_passwords, sign_in

__all__ = ["post", "quick_passwords"]
pytestmark = pytest.mark.django_db
Post = Callable[[], str]
NEW = "staple of another colour"


@pytest.fixture
def signup(settings: Settings) -> None:
    settings.TORALE_SIGNUP = "open"


def choose(client: Client, link: str, password: str = NEW, again: str | None = None) -> str:
    """What the page behind a link answers to a new password, messages included."""
    answer = client.post(link, {"new_password1": password, "new_password2": again or password}, follow=True)
    return str(answer.content.decode())


def ask(client: Client, path: str, email: str) -> str:
    page = client.post(path, {"email": email}).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "")


# ── A new password ───────────────────────────────────────────────────────────────────────────────


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, post: Post) -> None:
    person()
    ask(client, "/password/forgot", "Alice@example.com")
    assert mail.outbox[0].to == ["alice@example.com"]
    assert client.get(post()).status_code == 200
    assert "Your password is set" in choose(client, post())
    assert sign_in(client, password=PASSWORD).status_code == 200
    assert sign_in(client, password=NEW).status_code == 302


def test_the_page_says_the_same_whether_there_is_an_account_or_not(client: Client, post: Post) -> None:
    person()
    person("bob@example.com", is_active=False)
    addresses = ("alice@example.com", "bob@example.com", "nobody@example.com")
    assert len({ask(client, "/password/forgot", address) for address in addresses}) == 1
    assert [message.to for message in mail.outbox] == [["alice@example.com"]]


def test_opening_the_link_changes_nothing(client: Client, post: Post) -> None:
    """Mail scanners do that."""
    person()
    ask(client, "/password/forgot", "alice@example.com")
    for _ in range(3):
        assert client.get(post()).status_code == 200
    assert sign_in(client).status_code == 302


@pytest.mark.usefixtures("quick_passwords")
def test_a_link_is_good_for_one_hour_and_one_password(client: Client, post: Post) -> None:
    person()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client, "/password/forgot", "alice@example.com")
        late, link = post(), post()
        clock.shift(timedelta(minutes=61))
        assert client.get(late).status_code == 404
        ask(client, "/password/forgot", "alice@example.com")
        link = post()
        choose(client, link)
        assert client.get(link).status_code == 404
        assert "does not work any more" in choose(client, link, "something else again")
    assert sign_in(client, password=NEW).status_code == 302


@pytest.mark.parametrize(
    "query",
    ["", "?user=x&token=y", "?token=%00", "?user=&token=", "?user=00000000-0000-0000-0000-000000000000&token=a-b"],
)
@pytest.mark.parametrize("path", ["/password/reset", "/signup/finish"])
def test_a_link_that_was_not_made_here_opens_nothing(client: Client, signup: None, path: str, query: str) -> None:
    person()
    assert client.get(path + query).status_code == 404
    assert client.post(path + query, {"new_password1": NEW, "new_password2": NEW}).status_code == 404


def test_one_users_token_does_not_open_another_account(client: Client, post: Post) -> None:
    alice, bob = person(), person("bob@example.com")
    ask(client, "/password/forgot", "alice@example.com")
    assert client.get(post().replace(str(alice.pk), str(bob.pk))).status_code == 404


def test_a_new_password_ends_other_sessions_and_vouches_for_the_address(client: Client, post: Post) -> None:
    person(email_verified_at=None)
    thief = Client()
    sign_in(thief)
    ask(client, "/password/forgot", "alice@example.com")
    choose(client, post())
    assert not is_signed_in(thief)
    assert User.objects.get().email_verified_at


def test_a_deactivated_user_cannot_use_a_link_sent_before(client: Client, post: Post) -> None:
    person()
    ask(client, "/password/forgot", "alice@example.com")
    User.objects.update(is_active=False)
    assert client.get(post()).status_code == 404


def test_an_account_made_by_an_operator_gets_its_first_password_by_mail(client: Client, post: Post) -> None:
    User.objects.create_user("alice@example.com")
    ask(client, "/password/forgot", "alice@example.com")
    choose(client, post())
    assert sign_in(client, password=NEW).status_code == 302


def test_who_comes_from_clerk_alone_gets_no_password_here(client: Client, post: Post) -> None:
    User.objects.create_user("alice@example.com", clerk_user_id="user_1")
    ask(client, "/password/forgot", "alice@example.com")
    assert not mail.outbox


def test_a_weak_password_is_refused_with_reasons(client: Client, post: Post) -> None:
    person()
    ask(client, "/password/forgot", "alice@example.com")
    for weak in ("short", "12345678901", "password", "alice@example"):
        assert 'class="errorlist"' in choose(client, post(), weak)
    assert 'class="errorlist"' in choose(client, post(), NEW, again="not the same")
    assert sign_in(client).status_code == 302


def test_nobody_can_fill_anothers_mailbox(client: Client, post: Post) -> None:
    person()
    for _ in range(5):
        ask(client, "/password/forgot", "alice@example.com")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("path", ["/password/forgot", "/signup"])
def test_one_mailbox_gets_three_mails_an_hour_however_it_is_written(
    client: Client, post: Post, signup: None, limited: Settings, path: str
) -> None:
    written = ["victim@example.com", "victim+1@example.com", "Victim+2@Example.com", "victim+3@example.com"]
    answers = [
        client.post(path, {"email": address}, REMOTE_ADDR=f"192.0.2.{number}") for number, address in enumerate(written)
    ]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert client.post(path, {"email": "other@example.com"}).status_code == 200
    assert len(mail.outbox) == (4 if path == "/signup" else 0)


def test_one_senders_address_and_all_together_have_mails_sent_within_limits(
    client: Client, post: Post, signup: None, limited: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAIL_FROM", limits.Scope("mail-from", (Rate(2, 3600),)))
    monkeypatch.setattr(limits, "MAIL_IN_ALL", limits.Scope("mail-in-all", (Rate(3, 3600),)))
    asked = [("192.0.2.1", 200), ("192.0.2.1", 200), ("192.0.2.1", 429), ("192.0.2.2", 200), ("192.0.2.3", 429)]
    for number, (address, status) in enumerate(asked):
        answer = client.post("/signup", {"email": f"reader{number}@example.com"}, REMOTE_ADDR=address)
        assert answer.status_code == status, number
    assert len(mail.outbox) == 3


def test_a_mail_that_could_not_be_sent_may_be_asked_for_again(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    person()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", _refuse)
        with pytest.raises(OSError, match="no mail server"):
            mails.send_reset("alice@example.com")
    mails.send_reset("alice@example.com")
    assert len(mail.outbox) == 1


def _refuse(*args: object, **options: object) -> None:
    raise OSError("no mail server")


def test_while_the_broker_is_away_the_page_says_so(client: Client, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(app, "send_task", refuse)
    assert client.post("/password/forgot", {"email": "nobody@example.com"}).status_code == 503


# ── A new account ────────────────────────────────────────────────────────────────────────────────


def test_signing_up_is_closed_unless_an_operator_opens_it(client: Client) -> None:
    for answer in (client.get("/signup"), client.post("/signup", {"email": "a@example.com"})):
        assert answer.status_code == 404
        assert "by invitation" in answer.content.decode()
    assert "/signup" not in client.get("/login").content.decode()


def test_a_setting_that_says_neither_open_nor_closed_is_pointed_out(settings: Settings) -> None:
    for value, expected in (("open", []), ("closed", []), ("yes", ["torale.E010"])):
        settings.TORALE_SIGNUP = value
        assert [found.id for found in check_settings(None) if "TORALE_SIGNUP" in found.msg] == expected


def test_an_account_begins_with_the_address_and_ends_with_a_password(client: Client, post: Post, signup: None) -> None:
    assert 'href="/signup"' in client.get("/login").content.decode()
    ask(client, "/signup", "Dora@Example.com")
    assert not User.objects.exists()
    assert "dora@example.com" in client.get(post()).content.decode()
    assert "Your account is ready" in choose(client, post())
    user = User.objects.get()
    assert (user.email, user.role, user.owns_verified("dora@example.com")) == ("dora@example.com", "user", True)
    assert sign_in(client, "dora@example.com", NEW).status_code == 302


def test_who_has_an_account_is_told_by_mail_and_nobody_else(client: Client, post: Post, signup: None) -> None:
    person()
    assert ask(client, "/signup", "alice@example.com") == ask(client, "/signup", "nobody@example.com")
    [known, new] = mail.outbox
    assert "You have one already" in str(known.body)
    assert "/signup/finish" not in str(known.body)
    assert "/signup/finish" in str(new.body)


def test_a_link_used_twice_makes_one_account_and_leaves_its_password(client: Client, post: Post, signup: None) -> None:
    ask(client, "/signup", "dora@example.com")
    choose(client, post())
    assert "There is an account" in choose(client, post(), "something else again")
    assert sign_in(client, "dora@example.com", NEW).status_code == 302


def test_a_sign_up_link_is_good_for_a_day_while_sign_up_is_open(
    client: Client, post: Post, signup: None, settings: Settings
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask(client, "/signup", "dora@example.com")
        clock.shift(timedelta(hours=23))
        assert client.get(post()).status_code == 200
        settings.TORALE_SIGNUP = "closed"
        assert client.get(post()).status_code == 404
        settings.TORALE_SIGNUP = "open"
        clock.shift(timedelta(hours=2))
        assert client.get(post()).status_code == 404


def test_an_address_cannot_smuggle_anything_into_the_mail(client: Client, post: Post, signup: None) -> None:
    for odd in (
        "a@example.com\nBcc: b@example.com",
        "a@example.com,b@example.com",
        "a@example.com\r\n\r\nhello",
        "x" * 300,
    ):
        client.post("/signup", {"email": odd})
    assert not mail.outbox


# ── Another password ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("quick_passwords")
def test_changing_the_password_keeps_this_browser_and_signs_out_the_others(client: Client) -> None:
    person()
    other = Client()
    sign_in(client)
    sign_in(other)
    wrong = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    assert 'class="errorlist"' in client.post("/settings/password", wrong).content.decode()
    right = wrong | {"old_password": PASSWORD}
    assert client.post("/settings/password", right)["Location"] == "/settings"
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)
