"""What the owner of an account is told by mail, and what a new password ends."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts import links, notices, services
from accounts.models import ApiKey, SecurityNotice, User
from tests.accounts.people import PASSWORD, SITE, is_signed_in, person, post, quick_passwords, sign_in

__all__ = ["post", "quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post")]
NEW = "staple of another colour"
OFF: dict[str, Any] = {"tells_new_keys": False, "tells_new_address": False, "tells_new_sign_ins": False}


def told() -> list[EmailMessage]:
    """Deliver what is to be told, and return all mails so far."""
    for notice in SecurityNotice.objects.order_by("created_at"):
        notices.deliver(notice.pk, now=timezone.now())
    return list(mail.outbox)


def subjects() -> list[str]:
    return [str(message.subject) for message in told()]


def change(client: Client, **more: str) -> Any:
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW, **more}
    return client.post("/settings/password", form)


def reset(client: Client, user: User, **more: str) -> Any:
    return client.post(links.reset_url(user).removeprefix(SITE), {"new_password1": NEW, "new_password2": NEW, **more})


def test_a_new_password_ends_all_sessions_and_their_cookies(client: Client) -> None:
    person()
    sign_in(client)
    other, thief = Client(), Client()
    sign_in(other)
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(thief)
    change(client)
    assert (is_signed_in(client), is_signed_in(other), is_signed_in(thief)) == (True, False, False)


@pytest.mark.parametrize(("way", "ticked"), [(change, False), (reset, True)])
def test_keys_may_be_revoked_with_a_new_password(client: Client, way: Callable[..., Any], ticked: bool) -> None:
    alice = person()
    ApiKey.issue(user=alice, name="laptop")
    client.force_login(alice)
    path = "/settings/password" if way is change else links.reset_url(alice).removeprefix(SITE)
    page = client.get(path).content.decode()
    assert "Revoke my API keys too (1)" in page
    assert ("checked" in page) is ticked
    arguments = (client,) if way is change else (client, alice)
    assert way(*arguments, revoke_keys="on").status_code == 302
    assert not ApiKey.objects.get().is_active


@pytest.mark.parametrize("way", [change, reset])
def test_keys_go_on_working_unless_the_box_is_ticked(client: Client, way: Callable[..., Any]) -> None:
    alice = person()
    ApiKey.issue(user=alice, name="laptop")
    client.force_login(alice)
    way(*((client,) if way is change else (client, alice)))
    assert ApiKey.objects.get().is_active


def test_who_has_no_keys_is_not_asked(client: Client) -> None:
    client.force_login(person())
    assert "revoke_keys" not in client.get("/settings/password").content.decode()


@pytest.mark.parametrize("way", [change, reset])
def test_a_new_password_is_always_told(client: Client, way: Callable[..., Any]) -> None:
    alice = person(**OFF)
    client.force_login(alice)
    way(*((client,) if way is change else (client, alice)))
    assert subjects() == ["Your Torale password was changed"]
    assert "127.0.0.1" in str(mail.outbox[0].body)
    assert NEW not in str(mail.outbox[0].body)


def test_a_password_and_an_address_that_an_operator_sets_are_told(client: Client, admin: User) -> None:
    alice = person()
    client.force_login(admin)
    client.post(
        f"/admin/accounts/user/{alice.pk}/password/", {"usable_password": "true", "password1": NEW, "password2": NEW}
    )
    client.post(f"/admin/accounts/user/{alice.pk}/change/", {"email": "new@example.com", "first_name": ""})
    assert subjects() == ["Your Torale password was changed", "Your Torale account has a new address"]
    assert mail.outbox[1].to == ["alice@example.com"]
    assert "new@example.com" in str(mail.outbox[1].body)


def test_a_new_key_is_told_unless_it_is_turned_off(client: Client) -> None:
    alice = person()
    key, _ = services.issue_key(user=alice, name="laptop")
    assert subjects() == ["A new API key for your Torale account"]
    assert "laptop" in str(mail.outbox[0].body)
    assert key not in str(mail.outbox[0].body)
    User.objects.update(**OFF)
    services.issue_key(user=User.objects.get(), name="server")
    assert len(told()) == 1


def test_a_sign_in_from_a_new_place_is_told_once(client: Client) -> None:
    person()
    for _ in range(2):
        sign_in(client)
    assert len(told()) == 1
    other = Client(REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Firefox\n{{ x }}")
    for _ in range(2):
        sign_in(other)
    sign_in(other, password="wrong")
    assert subjects() == ["A sign-in to your Torale account from a new place"] * 2
    assert "192.0.2.7, Firefox{{ x }}" in str(mail.outbox[1].body)


def test_each_notice_but_the_first_can_be_turned_off(client: Client) -> None:
    client.force_login(person())
    page = client.get("/settings/notices").content.decode()
    assert page.count("checked") == 3
    assert client.post("/settings/notices", {"tells_new_keys": "on"})["Location"] == "/settings/notices"
    user = User.objects.get()
    assert (user.tells_new_keys, user.tells_new_address, user.tells_new_sign_ins) == (True, False, False)
    sign_in(Client())
    assert not told()


def test_a_notice_is_committed_with_what_it_tells_of_or_not_at_all() -> None:
    alice = person()
    with transaction.atomic():
        services.issue_key(user=alice, name="laptop")
        transaction.set_rollback(True)
    assert not SecurityNotice.objects.exists()
    services.issue_key(user=alice, name="laptop")
    assert SecurityNotice.objects.get().recipient == "alice@example.com"


def test_a_notice_waits_in_the_database_while_mail_cannot_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    services.issue_key(user=person(), name="laptop")
    notice = SecurityNotice.objects.get()
    now = notice.created_at
    with monkeypatch.context() as away:
        away.setattr(EmailMessage, "send", refuse)
        notices.deliver(notice.pk, now=now)
        notices.deliver(notice.pk, now=now)
    notice.refresh_from_db()
    assert (notice.attempt_count, notice.next_attempt_at - now) == (1, notices.FIRST_WAIT)
    assert notices.publish_due(now=now) == 0
    assert notices.publish_due(now=notice.next_attempt_at) == 1
    notices.deliver(notice.pk, now=notice.next_attempt_at)
    assert subjects() == ["A new API key for your Torale account"]
    assert not SecurityNotice.objects.exists()


def test_a_notice_that_a_lost_worker_held_is_sent_by_another_under_the_same_id(monkeypatch: pytest.MonkeyPatch) -> None:
    services.issue_key(user=person(), name="laptop")
    notice = SecurityNotice.objects.get()
    now, send, ids = notice.created_at, EmailMessage.send, []

    def send_and_die(message: EmailMessage) -> None:
        ids.append(message.extra_headers["Message-ID"])
        send(message)
        raise SystemExit

    monkeypatch.setattr(EmailMessage, "send", send_and_die)
    for moment in (now, now + notices.LEASE / 2, now + notices.LEASE):
        with suppress(SystemExit):
            notices.deliver(notice.pk, now=moment)
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_notice_that_nobody_could_send_for_a_week_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    services.issue_key(user=person(), name="laptop")
    monkeypatch.setattr(EmailMessage, "send", refuse)
    notice, tries = SecurityNotice.objects.get(), 0
    now = notice.created_at
    while SecurityNotice.objects.exists():
        notices.deliver(notice.pk, now=now)
        now, tries = now + notices.LONGEST_WAIT, tries + 1
    assert tries == notices.VALIDITY / notices.LONGEST_WAIT + 1


def refuse(*args: object, **options: object) -> None:
    raise OSError("no mail server")
