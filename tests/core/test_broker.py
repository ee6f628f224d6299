"""Jobs go on the queue many at a time, as the messages that Celery itself would send."""

import base64
import json
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from celery import Celery
from celery.events.receiver import EventReceiver
from django.conf import settings
from kombu import pools
from redis import Redis

from config.celery import app
from core.jobs import broker, transport

JOB, QUEUE = "maintenance.of-a-test", "maintenance"


@pytest.fixture
def queue() -> Iterator["Redis"]:
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.delete(QUEUE)
        yield redis
        redis.delete(QUEUE)


def taken(queue: "Redis") -> list[dict[str, Any]]:
    """The messages in the order in which a worker takes them."""
    raw: Any = queue.lrange(QUEUE, 0, -1)
    messages = [json.loads(message) for message in reversed(raw)]
    for message in messages:
        message["body"] = json.loads(base64.b64decode(message["body"]))
    return messages


def test_a_batch_is_the_messages_that_celery_would_send_one_by_one(queue: "Redis") -> None:
    ids = [uuid.uuid4() for _ in range(3)]
    for row_id in ids:
        app.send_task(JOB, args=[str(row_id)], task_id=str(row_id), ignore_result=True)
    broker.publish(JOB, ids)
    messages = taken(queue)
    for message in messages:
        del message["properties"]["delivery_tag"], message["properties"]["reply_to"]
    assert messages[:3] == messages[3:]
    assert [message["headers"]["id"] for message in messages[:3]] == [str(row_id) for row_id in ids]


def test_a_batch_is_a_command_and_not_one_for_each_job(queue: "Redis", monkeypatch: pytest.MonkeyPatch) -> None:
    broker.publish(JOB, [uuid.uuid4()])
    commands: list[str] = []
    execute: Any = Redis.execute_command

    def counted(self: "Redis", *args: Any, **options: Any) -> Any:
        commands.append(args[0])
        return execute(self, *args, **options)

    monkeypatch.setattr(Redis, "execute_command", counted)
    broker.publish(JOB, [uuid.uuid4() for _ in range(500)])
    assert sorted(commands) == ["LPUSH", "PUBLISH"]
    assert queue.llen(QUEUE) == 501


def test_a_redis_behind_a_socket_is_published_to_in_batches_too() -> None:
    with Celery(broker="redis+socket:///nowhere.sock?virtual_host=0", set_as_current=False) as own:
        producers = pools.producers[broker._connection(own)]
        pooled: Any = producers.connections.new()
        assert pooled.get_transport_cls() is transport.Transport
        assert pooled.hostname == "socket:///nowhere.sock?virtual_host=0"


def test_more_than_goes_at_once_goes_in_turn(queue: "Redis", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "BATCH_SIZE", 2)
    ids = [uuid.uuid4() for _ in range(5)]
    broker.publish(JOB, ids)
    assert [message["headers"]["id"] for message in taken(queue)] == [str(row_id) for row_id in ids]


def test_who_watches_celerys_events_hears_of_each_job(queue: "Redis") -> None:
    ids = [uuid.uuid4() for _ in range(3)]
    heard: list[dict[str, Any]] = []
    with app.connection_for_read() as connection:
        make_receiver: Any = EventReceiver
        receiver = make_receiver(connection, {"task-sent": heard.append}, app=app)
        with receiver.consumer_context(wakeup=False) as (listening, _, _):
            with suppress(TimeoutError):
                listening.drain_events(timeout=0.1)
            broker.publish(JOB, ids)
            listening.drain_events(timeout=5)
    assert [event["uuid"] for event in heard] == [str(row_id) for row_id in ids]
    assert {(event["name"], event["queue"]) for event in heard} == {(JOB, QUEUE)}


def test_a_broker_that_is_frozen_is_waited_for_in_bounds_and_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        frozen = Celery("frozen", broker=f"redis://127.0.0.1:{server.getsockname()[1]}/0", set_as_current=False)
        frozen.conf.broker_transport_options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "socket_timeout": 0.2}
        monkeypatch.setattr(broker, "app", frozen)
        begun = time.monotonic()
        broker.publish(JOB, [uuid.uuid4()])
    assert time.monotonic() - begun < 10
    assert "the broker is away, 1 jobs" in caplog.text


def test_a_channel_has_one_client_until_its_connections_are_given_up(queue: "Redis") -> None:
    with broker.batch() as producer:
        channel: Any = producer.channel
        with channel.conn_or_acquire() as one, channel.conn_or_acquire() as same:
            assert one is same
        channel._disconnect_pools()
        with channel.conn_or_acquire() as another:
            assert another is not one
            assert another.ping()
