"""How much mail goes out, and what becomes of the rest: it is held, and told in one digest."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import User
from notifications import services
from notifications.messages import Event
from notifications.models import EmailAddress, Notification
from notifications.services import Channels, addresses, delivery, outbox
from tests.notifications.make import Clock, deliver, email_to, record

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def tell(owner: User, clock: Clock, times: int, *, channels: Channels | None = None) -> list[Notification]:
    channels = channels or email_to(owner)
    return [deliver(record(owner, channels, now=clock(), text=f"News {n}"), clock) for n in range(times)]


def deliver_all_due(clock: Clock) -> None:
    """What workers do until there is nothing more to do at this moment."""
    while due := list(Notification.objects.claimable(clock())):
        for row in due:
            delivery.deliver(row.id, clock=clock)


def fill(owner: User, clock: Clock, count: int, *, event: Event = Event.WEBHOOK_DISABLED, to: str = "") -> None:
    """That many mails went out at this moment."""
    Notification.objects.bulk_create(
        Notification(
            owner=owner,
            event=event,
            kind="email",
            recipient=to or f"reader{number}@example.com",
            status="sent",
            admitted_at=clock(),
            created_at=clock(),
        )
        for number in range(count)
    )


def test_the_eleventh_mail_in_an_hour_to_one_address_is_held(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    started = clock()
    *passed, held = tell(owner, clock, 11)
    assert {row.status for row in passed} == {"sent"}
    assert (held.status, held.is_held, held.next_attempt_at, held.publish_at) == (
        "pending",
        True,
        *[started + HOUR] * 2,
    )
    assert held.error_message == "Held: at most 10 mails an hour go to one address."
    assert held.attempt_count == 0
    assert len(mailoutbox) == 10


def test_what_is_held_is_sent_as_one_digest_when_the_window_opens(
    owner: User, as_owner: APIClient, clock: Clock, mailoutbox: list[Any]
) -> None:
    held = tell(owner, clock, 13)[10:]
    clock.advance(hours=1)
    deliver_all_due(clock)
    assert len(mailoutbox) == 11
    digest = mailoutbox[-1]
    assert digest.subject == "3 notifications that came too fast for one mail each"
    for row in held:
        row.refresh_from_db()
        assert (row.status, row.sent_at, row.error_message) == ("sent", clock(), "")
        for part in (digest.body, digest.alternatives[0].content):
            assert row.message.text in part
            assert row.message.task_url in part
    sends = as_owner.get("/api/v1/notifications/sends").json()
    assert (sends["total"], {send["status"] for send in sends["sends"]}) == (13, {"sent"})


def test_a_single_one_that_was_held_is_an_ordinary_mail(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    held = tell(owner, clock, 11)[-1]
    clock.advance(hours=1)
    assert deliver(held, clock).status == "sent"
    assert mailoutbox[-1].subject == held.message.subject()
    assert not Notification.objects.filter(event=Event.DIGEST).exists()


def test_a_digest_takes_one_place(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    tell(owner, clock, 15)
    clock.advance(hours=1)
    deliver_all_due(clock)
    passed = [row.status for row in tell(owner, clock, 10)]
    assert passed == ["sent"] * 9 + ["pending"]


def test_a_digest_that_is_sent_again_after_a_crash_is_the_same_mail(
    owner: User, clock: Clock, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(owner, clock, 12)
    clock.advance(hours=1)
    with monkeypatch.context() as crashing:
        crashing.setattr(outbox, "sent", lambda *_, **__: exit(9))
        with pytest.raises(SystemExit):
            deliver_all_due(clock)
    assert Notification.objects.filter(status="pending").count() == 3, "the digest and what it tells"
    clock.now += outbox.LEASE
    deliver_all_due(clock)
    first, second = mailoutbox[-2:]
    assert first.message()["Message-ID"] == second.message()["Message-ID"]
    assert first.body == second.body
    assert not Notification.objects.filter(status="pending").exists()


def test_what_a_digest_cannot_tell_has_failed_with_it(owner: User, clock: Clock, mail_server: Any) -> None:
    held = tell(owner, clock, 12)[10:]
    mail_server.answers["RCPT"] = "550 no such user"
    clock.advance(hours=1)
    deliver_all_due(clock)
    for row in held:
        row.refresh_from_db()
        assert (row.status, "550 no such user" in row.error_message) == ("failed", True)


def test_a_deleted_task_is_not_in_the_digest(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    tell(owner, clock, 10)
    kept, dropped = tell(owner, clock, 2)
    clock.advance(hours=1)
    delivery.deliver(kept.id, clock=clock)  # makes the digest, which is still to be delivered
    assert dropped.task_id
    services.cancel_pending(task_id=dropped.task_id)
    deliver_all_due(clock)
    assert "1 notifications" in mailoutbox[-1].subject
    dropped.refresh_from_db()
    assert dropped.status == "cancelled"


def test_a_digest_of_what_was_all_called_off_is_not_sent(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    rows = tell(owner, clock, 12)[10:]
    clock.advance(hours=1)
    delivery.deliver(rows[0].id, clock=clock)
    for row in rows:
        assert row.task_id
        services.cancel_pending(task_id=row.task_id)
    deliver_all_due(clock)
    assert len(mailoutbox) == 10
    assert Notification.objects.get(event=Event.DIGEST).status == "cancelled"


def test_users_who_write_to_one_address_share_its_limit_and_no_digest(
    owner: User, stranger: User, clock: Clock, mailoutbox: list[Any]
) -> None:
    channels = [email_to(user, "Bob@example.com" if user == owner else "bob@example.com") for user in (owner, stranger)]
    EmailAddress.objects.update(confirmed_at=clock())
    tell(owner, clock, 12, channels=channels[0])
    tell(stranger, clock, 2, channels=channels[1])
    assert len(mailoutbox) == 10
    clock.advance(hours=1)
    deliver_all_due(clock)
    assert [mail.subject[:15] for mail in mailoutbox[10:]] == ["2 notifications"] * 2


def test_a_user_is_sent_a_hundred_mails_a_day(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    fill(owner, clock, 99)
    passed, held = tell(owner, clock, 2)
    assert (passed.status, held.status, held.next_attempt_at) == ("sent", "pending", clock() + DAY)
    assert held.error_message == "Held: at most 100 mails a day are sent for one user."
    clock.now += DAY
    assert deliver(held, clock).status == "sent"


def test_the_window_opens_when_the_oldest_mail_leaves_it(owner: User, clock: Clock) -> None:
    fill(owner, clock, 1, to=owner.email)
    clock.advance(minutes=30)
    fill(owner, clock, 9, to=owner.email.upper())
    [held] = tell(owner, clock, 1)
    assert held.next_attempt_at == clock() + timedelta(minutes=30)


def test_an_address_is_asked_three_times_an_hour(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    fill(owner, clock, 3, event=Event.CONFIRMATION, to="bob@example.com")
    email_to(owner, "bob@example.com")
    mail = Notification.objects.get(status="pending")
    assert deliver(mail, clock).next_attempt_at == clock() + HOUR
    assert mailoutbox == []
    clock.now += HOUR
    assert deliver(mail, clock).status == "sent"


def test_a_sender_has_ten_addresses_a_day_asked(owner: User, stranger: User, clock: Clock) -> None:
    for number in range(11):
        email_to(owner, f"reader{number}@example.com")
    email_to(stranger, "bob@example.com")
    clock.advance(seconds=5)
    deliver_all_due(clock)
    [held] = Notification.objects.filter(status="pending")
    assert held.owner == owner
    assert held.next_attempt_at == clock() + DAY


def test_an_address_that_nobody_could_ask_in_time_is_not_asked(owner: User, clock: Clock) -> None:
    email_to(owner, "bob@example.com")
    mail = Notification.objects.get()
    clock.advance(days=6, hours=12)
    fill(owner, clock, 10, event=Event.CONFIRMATION)
    assert deliver(mail, clock).error_message == "The address could not be asked in time."
    assert mail.status == "failed"


def test_asking_and_telling_are_counted_apart(owner: User, clock: Clock) -> None:
    fill(owner, clock, 10, to="bob@example.com")
    email = email_to(owner, "bob@example.com").email
    mail = Notification.objects.get(status="pending")
    assert deliver(mail, clock).status == "sent"
    assert email
    addresses.confirm(email_id=email.id, now=clock())


def test_webhooks_are_not_counted(owner: User, clock: Clock) -> None:
    fill(owner, clock, 100)
    row = Notification.objects.create(
        owner=owner,
        event=Event.WEBHOOK_TEST,
        kind="webhook",
        recipient="x",
        created_at=clock(),
        next_attempt_at=clock(),
        publish_at=clock(),
    )
    assert deliver(row, clock).admitted_at is None


def test_a_mail_that_is_tried_again_keeps_its_place(owner: User, clock: Clock, mail_server: Any) -> None:
    mail_server.answers["RCPT"] = "450 later"
    rows = tell(owner, clock, 10)
    mail_server.answers.clear()
    clock.advance(minutes=10)
    assert [deliver(row, clock).status for row in rows] == ["sent"] * 10


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_ten_send(owner: User, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    channels = email_to(owner)
    rows = [record(owner, channels, now=clock(), execution_id=uuid4()) for _ in range(16)]
    sent, barrier = [], Barrier(len(rows))
    monkeypatch.setattr("notifications.services.lanes.MOST_OF_A_USER", len(rows))
    monkeypatch.setattr("notifications.services.lanes.MOST_OF_A_KIND", len(rows))
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", lambda mail: sent.append(mail))

    def work(row: Notification) -> None:
        barrier.wait()
        delivery.deliver(row.id, clock=clock)
        connection.close()

    def work_all() -> None:
        workers = [Thread(target=work, args=(row,)) for row in rows]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    work_all()
    assert len(sent) == 10
    clock.advance(hours=1)
    work_all()
    deliver_all_due(clock)
    assert len(sent) == 11
    assert not Notification.objects.exclude(status="sent").exists()


def ask(owner: User, clock: Clock, address: str) -> Notification:
    addresses.choose(owner=owner, address=address, current=None, now=clock())
    return deliver(Notification.objects.get(event=Event.CONFIRMATION, recipient=address), clock)


def test_one_mailbox_is_asked_three_times_an_hour_and_six_a_day_however_it_is_written(
    owner: User, stranger: User, clock: Clock, mailoutbox: list[Any]
) -> None:
    written = ["victim@gmail.com", "victim+1@gmail.com", "Vic.tim+2@googlemail.com", "v.i.c.tim@gmail.com"]
    askers = [owner, stranger, owner, stranger]
    held = [ask(person, clock, address) for person, address in zip(askers, written, strict=True)]
    assert [row.status for row in held] == ["sent", "sent", "sent", "pending"]
    clock.now += HOUR
    deliver_all_due(clock)
    for number in range(5):
        ask(owner if number % 2 else stranger, clock, f"victim+more{number}@gmail.com")
    clock.now += HOUR
    deliver_all_due(clock)
    assert len(mailoutbox) == 6


def test_one_sender_asks_ten_a_day_whatever_their_accounts_are_called(
    owner: User, clock: Clock, mailoutbox: list[Any]
) -> None:
    others = [User.objects.create_user(f"alice+{number}@example.com") for number in range(11)]
    held = [ask(person, clock, f"reader{number}@example.com") for number, person in enumerate([owner, *others])]
    assert [row.status for row in held] == ["sent"] * 10 + ["pending"] * 2
    assert held[-1].error_message == "Held: at most 10 addresses a day are asked for one user."


def test_all_senders_together_ask_so_many_an_hour(owner: User, stranger: User, clock: Clock) -> None:
    fill(stranger, clock, 300, event=Event.CONFIRMATION)
    assert ask(owner, clock, "bob@example.com").error_message == "Held: too many addresses are asked at the moment."
