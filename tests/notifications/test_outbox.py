"""What is recorded once, who holds it, and how it gets on the queue."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery import Celery
from django.db import connection

from accounts.models import User
from config.celery import app as real_app
from core.jobs import broker
from notifications import dispatch, jobs, services
from notifications.messages import Event
from notifications.models import Attempt, Notification
from notifications.services import outbox
from tests.notifications.make import Clock, deliver, email_to, make_message, record, save, webhook_to

URL = "https://receiver.example/hook"


def configured_app(url: str) -> Celery:
    """Torale's own Celery configuration on another broker."""
    app = Celery("test", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    queues, routes = real_app.conf.task_queues, real_app.conf.task_routes
    app.conf.update(CELERY_BROKER_URL=url, task_queues=queues, task_routes=routes)
    return app


class Queue:
    """The queue `notifications` as a worker takes from it."""

    def __init__(self) -> None:
        self._channel: Any = real_app.connection_for_read().default_channel

    def empty(self) -> None:
        """Drop what other tests left here, jobs of other kinds included."""
        self._channel.queue_purge("notifications")

    def take_all(self) -> list[UUID]:
        messages = iter(lambda: self._channel.basic_get("notifications", no_ack=True), None)
        return [UUID(message.decode()[0][0]) for message in messages]


@pytest.fixture
def queue() -> Iterator[Queue]:
    queue = Queue()
    queue.empty()
    yield queue
    queue.empty()
    queue._channel.close()


def test_a_message_is_recorded_once_for_each_channel(owner: User, clock: Clock) -> None:
    channels = save(owner, {"type": "email", "address": owner.email}, {"type": "webhook", "url": URL})
    message = make_message()
    for _ in range(2):
        services.record(message=message, owner_id=owner.id, channels=channels, now=clock())
    recorded = Notification.objects.all()
    assert {(row.kind, row.recipient, row.status) for row in recorded} == {
        ("email", owner.email, "pending"),
        ("webhook", URL, "pending"),
    }
    assert len(recorded) == 2
    assert all(row.message == message for row in recorded)


def test_another_event_of_the_same_execution_is_recorded_too(owner: User, clock: Clock) -> None:
    channels, execution_id = email_to(owner), uuid4()
    for event in (Event.CONDITION_MET, Event.RECOVERED):
        message = make_message(event=event, execution_id=execution_id)
        services.record(message=message, owner_id=owner.id, channels=channels, now=clock())
    assert Notification.objects.filter(execution_id=execution_id).count() == 2


def test_a_recorded_notification_is_published_after_the_commit(
    owner: User, clock: Clock, queue: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as after_commit:
        notification = record(owner, email_to(owner), now=clock())
    assert queue.take_all() == []
    for callback in after_commit:
        callback()
    assert queue.take_all() == [notification.id]


def test_a_lost_message_is_published_again_but_not_every_second(owner: User, clock: Clock, queue: Queue) -> None:
    notification = record(owner, email_to(owner), now=clock())
    assert dispatch.publish_due(now=clock(), limit=10) == 0, "its first message may still be on its way"
    clock.now += dispatch.REPUBLISH_AFTER
    assert dispatch.publish_due(now=clock(), limit=10) == 1
    assert dispatch.publish_due(now=clock(), limit=10) == 0
    assert queue.take_all() == [notification.id]


def test_what_waited_longest_is_published_first_in_bounded_batches(owner: User, clock: Clock, queue: Queue) -> None:
    channels, waiting = email_to(owner), []
    for _ in range(3):
        clock.advance(seconds=1)
        waiting.append(record(owner, channels, now=clock()).id)
    clock.advance(hours=1)
    assert dispatch.publish_due(now=clock(), limit=2) == 2
    assert queue.take_all() == waiting[:2]


def test_looking_for_what_is_due_takes_one_query_when_there_is_nothing(
    db: None, clock: Clock, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        dispatch.publish_due(now=clock(), limit=10)


def test_a_broker_that_is_away_loses_nothing(
    owner: User, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(broker, "app", configured_app("redis://127.0.0.1:1/0"))
    notification = record(owner, email_to(owner), now=clock())
    broker.publish(dispatch.DELIVER_JOB, [notification.id])
    assert "the broker is away" in caplog.text
    clock.advance(minutes=1)
    assert dispatch.publish_due(now=clock(), limit=10) == 1


def test_the_job_delivers_what_its_id_names(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    clock.advance(minutes=-1)
    notification = record(owner, email_to(owner), now=clock())
    jobs.deliver(str(notification.id))
    notification.refresh_from_db()
    assert notification.status == "sent"
    assert len(mailoutbox) == 1


def test_a_message_that_comes_twice_sends_once(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    notification = record(owner, email_to(owner), now=clock())
    deliver(notification, clock)
    deliver(notification, clock)
    assert len(mailoutbox) == 1
    assert notification.attempts.count() == 1


def test_an_unknown_id_does_nothing(db: None, clock: Clock) -> None:
    jobs.deliver(str(uuid4()))


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_claims(owner: User, clock: Clock) -> None:
    notification = record(owner, email_to(owner), now=clock())
    barrier, claims = Barrier(8), []

    def claim() -> None:
        barrier.wait()
        claims.append(outbox.claim(notification.id, now=clock()))
        connection.close()

    workers = [Thread(target=claim) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(claimed is not None for claimed in claims) == 1


def test_a_crash_between_sending_and_recording_delivers_again_after_the_lease(
    owner: User, clock: Clock, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    notification = record(owner, email_to(owner), now=clock())
    with monkeypatch.context() as crashing:
        crashing.setattr(outbox, "sent", lambda *_, **__: exit(9))
        with pytest.raises(SystemExit):
            deliver(notification, clock)
    assert deliver(notification, clock).status == "pending", "the lease is still on"
    clock.now += outbox.LEASE
    assert deliver(notification, clock).status == "sent"
    first, second = (mail.message()["Message-ID"] for mail in mailoutbox)
    assert first == second


def test_a_worker_that_lost_its_lease_writes_nothing(owner: User, clock: Clock) -> None:
    notification = record(owner, email_to(owner), now=clock())
    late = outbox.claim(notification.id, now=clock())
    clock.now += outbox.LEASE
    assert deliver(notification, clock).status == "sent"
    assert late is not None
    attempt = Attempt(notification=late, number=late.attempt_count, started_at=clock(), duration_ms=1)
    assert not outbox.failed(late, attempt, reason="too late")
    assert not outbox.sent(late, attempt, now=clock())
    notification.refresh_from_db()
    assert (notification.status, notification.attempts.count()) == ("sent", 1)


def test_one_that_kills_its_workers_is_given_up(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    notification = record(owner, email_to(owner), now=clock())
    for _ in range(10):
        assert outbox.claim(notification.id, now=clock())
        clock.now += outbox.LEASE
    assert deliver(notification, clock).status == "failed"
    assert mailoutbox == []


def test_an_error_that_nobody_foresaw_is_retried(
    owner: User, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    notification = record(owner, email_to(owner), now=clock())
    monkeypatch.setattr("notifications.transports.email.compose", lambda *_: 1 / 0)
    assert deliver(notification, clock).status == "pending"
    assert notification.error_message == "It could not be sent (ZeroDivisionError)."
    assert "nobody foresaw" in caplog.text


def test_deleting_a_task_cancels_what_it_still_had_to_tell(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    task_id, channels = uuid4(), email_to(owner)
    sent = deliver(record(owner, channels, now=clock(), task_id=task_id), clock)
    waiting = record(owner, channels, now=clock(), task_id=task_id)
    others = record(owner, channels, now=clock())
    services.cancel_pending(task_id=task_id)
    assert deliver(waiting, clock).status == "cancelled"
    sent.refresh_from_db()
    assert (sent.status, deliver(others, clock).status) == ("sent", "sent")
    assert len(mailoutbox) == 2


def test_a_worker_does_not_revive_what_was_cancelled_under_its_hands(owner: User, clock: Clock) -> None:
    notification = record(owner, email_to(owner), now=clock())
    held = outbox.claim(notification.id, now=clock())
    assert notification.task_id
    assert held
    services.cancel_pending(task_id=notification.task_id)
    assert not outbox.put_off(held, None, until=clock() + timedelta(hours=1), reason="")
    assert deliver(notification, clock).status == "cancelled"


def test_nothing_is_sent_for_a_deactivated_account(owner: User, clock: Clock, mailoutbox: list[Any]) -> None:
    notification = record(owner, email_to(owner), now=clock())
    User.objects.filter(id=owner.id).update(is_active=False)
    assert deliver(notification, clock).status == "cancelled"
    assert mailoutbox == []


def test_a_disabled_webhook_is_not_called(owner: User, clock: Clock) -> None:
    channels = webhook_to(owner, URL)
    notification = record(owner, channels, now=clock())
    assert channels.webhook
    channels.webhook.disabled_at, channels.webhook.disabled_reason = clock(), "The receiver answered 410."
    channels.webhook.save()
    assert deliver(notification, clock).error_message == "The webhook is disabled: The receiver answered 410."
    assert notification.status == "cancelled"
