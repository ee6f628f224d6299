"""Visibility and forks: names, channels, counts, and what parallel forks leave behind."""

import uuid
from collections import Counter
from functools import partial
from typing import Any

import pytest
from django_celery_beat.models import PeriodicTask
from pytest_django import Settings

from accounts.models import User
from core.errors import ConflictError, ForbiddenError, NotFoundError
from notifications.models import EmailAddress, Notification, Webhook
from notifications.services import ChannelConfigs, Channels, WebhookConfig
from tasks_app.models import Task
from tasks_app.scheduling import schedules
from tasks_app.services import sharing
from tests.conftest import member
from tests.parallel import at_once
from tests.tasks_app.make import NOW, make_task

CHANNELS = ChannelConfigs(
    email="reader@example.com", webhook=WebhookConfig(url="https://hooks.example.com/x", headers={"X-Custom": "value"})
)


def public_task(owner: User, **fields: Any) -> Task:
    task = make_task(owner, **fields)
    return sharing.set_visibility(owner=owner, task_id=task.pk, is_public=True, now=NOW)


def fork(task: Task, owner: User, name: str | None = None) -> Task:
    return sharing.fork_task(owner=owner, task_id=task.pk, name=name, now=NOW)


def channels_of(task: Task) -> ChannelConfigs:
    return Channels(email=task.email, webhook=task.webhook).configs


def forks_of(task: Task) -> int:
    return Task.objects.get(pk=task.pk).subscriber_count


# ── Visibility ───────────────────────────────────────────────────────────────────────────────────


def test_visibility_is_set_and_taken_back_by_the_owner(owner: User) -> None:
    task = public_task(owner)
    assert (task.is_public, task.updated_at) == (True, NOW)
    assert not sharing.set_visibility(owner=owner, task_id=task.pk, is_public=False, now=NOW).is_public
    assert not Task.objects.get().is_public


def test_a_stranger_changes_no_ones_visibility(owner: User, stranger: User) -> None:
    task = public_task(owner)
    with pytest.raises(NotFoundError):
        sharing.set_visibility(owner=stranger, task_id=task.pk, is_public=False, now=NOW)
    assert Task.objects.get().is_public


# ── Forks ────────────────────────────────────────────────────────────────────────────────────────


def test_a_fork_of_anothers_task_has_its_question_and_nothing_else(owner: User, stranger: User) -> None:
    task = public_task(owner, schedule="0 9 * * *", channels=CHANNELS)
    made = fork(task, stranger)

    assert (made.owner, made.forked_from, made.name) == (stranger, task, "iPhone (Copy)")
    assert (made.search_query, made.condition_description) == (task.search_query, task.condition_description)
    assert (made.state, made.is_public, made.next_run, made.schedule) == ("paused", False, None, None)
    assert (made.email, made.webhook) == (None, None)
    schedule = PeriodicTask.objects.select_related("clocked").get(name=f"task-{made.pk}")
    assert (schedule.enabled, schedule.clocked.clocked_time) == (False, schedules.PARKED)
    assert forks_of(task) == 1


def test_a_fork_of_ones_own_task_keeps_schedule_and_channels_and_does_not_count(owner: User) -> None:
    task = make_task(owner, schedule="0 9 * * *", channels=CHANNELS)
    made = fork(task, owner)

    assert (made.schedule, made.state) == ("0 9 * * *", "paused")
    assert channels_of(made) == channels_of(task) == CHANNELS
    assert made.email == task.email
    assert made.webhook != task.webhook
    assert Webhook.objects.count() == 2
    assert forks_of(task) == 0


def test_a_fork_neither_asks_a_reader_again_nor_takes_back_a_no(owner: User) -> None:
    task = make_task(owner, channels=ChannelConfigs(email=owner.email))
    EmailAddress.objects.update(unsubscribed_at=NOW)
    asked = make_task(owner, channels=CHANNELS)
    before = Notification.objects.count()

    fork(task, owner, "one")
    fork(asked, owner, "two")
    assert Notification.objects.count() == before
    assert EmailAddress.objects.get(address=owner.email).unsubscribed_at == NOW


@pytest.mark.parametrize("is_there", [True, False])
def test_a_task_that_is_private_or_not_there_cannot_be_forked(owner: User, stranger: User, is_there: bool) -> None:
    task_id = make_task(owner).pk if is_there else uuid.uuid4()
    with pytest.raises(NotFoundError, match="Task not found"):
        sharing.fork_task(owner=stranger, task_id=task_id, name=None, now=NOW)


def test_a_deactivated_users_public_task_cannot_be_forked(owner: User, stranger: User) -> None:
    task = public_task(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    with pytest.raises(NotFoundError):
        fork(task, stranger)


def test_forks_are_numbered_until_the_names_run_out(owner: User, stranger: User) -> None:
    task = public_task(owner)
    assert [fork(task, stranger).name for _ in range(3)] == ["iPhone (Copy)", "iPhone (Copy 2)", "iPhone (Copy 3)"]
    with pytest.raises(ConflictError, match=r"iPhone \(Copy\)"):
        fork(task, stranger)
    assert (forks_of(task), Task.objects.owned_by(stranger).count()) == (1, 3), "a user counts once a day"


def test_a_name_that_is_taken_is_refused_at_once_and_nothing_is_counted(owner: User, stranger: User) -> None:
    task = public_task(owner)
    make_task(stranger, name="Mine")
    with pytest.raises(ConflictError, match="Mine"):
        fork(task, stranger, "Mine")
    assert forks_of(task) == 0
    assert PeriodicTask.objects.count() == 2
    assert fork(task, stranger, "Mine too").name == "Mine too"


def test_anothers_names_are_not_taken(owner: User, stranger: User) -> None:
    task = public_task(owner)
    make_task(owner, name="iPhone (Copy)")
    assert fork(task, stranger).name == "iPhone (Copy)"


def test_the_name_of_a_fork_is_cut_to_the_length_that_a_name_may_have(owner: User) -> None:
    task = make_task(owner, name="n" * 200)
    assert [fork(task, owner).name for _ in range(2)] == ["n" * 193 + " (Copy)", "n" * 191 + " (Copy 2)"]


def test_more_tasks_than_one_may_have_are_not_forked(owner: User, stranger: User, settings: Settings) -> None:
    settings.TORALE_MAX_TASKS_PER_USER = 1
    task = public_task(owner)
    fork(task, stranger)
    with pytest.raises(ForbiddenError, match="1 tasks"):
        fork(task, stranger, "another")
    assert forks_of(task) == 1


def test_a_fork_outlives_its_original(owner: User) -> None:
    task = make_task(owner)
    made = fork(task, owner)
    task.delete()
    made.refresh_from_db()
    assert made.forked_from is None


# ── In parallel ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_of_twenty_forks_at_once_by_one_user_three_have_names_and_the_others_are_conflicts() -> None:
    owner, stranger = member("alice@example.com"), member("charlie@example.com")
    task = public_task(owner)
    ended = at_once([partial(fork, task, stranger)] * 20)

    assert Counter(type(made) for made in ended) == {Task: 3, ConflictError: 17}
    names = {made.name for made in ended if isinstance(made, Task)}
    assert names == {"iPhone (Copy)", "iPhone (Copy 2)", "iPhone (Copy 3)"}
    assert (forks_of(task), Task.objects.owned_by(stranger).count()) == (1, 3), "a user counts once a day"
    assert PeriodicTask.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_forks_at_once_by_many_users_are_all_counted() -> None:
    task = public_task(member("alice@example.com"))
    others = [member(f"{number}@example.com") for number in range(12)]
    ended = at_once([partial(fork, task, other) for other in others])

    assert {type(made) for made in ended} == {Task}
    assert forks_of(task) == 12


@pytest.mark.django_db(transaction=True)
def test_forks_at_once_keep_to_the_number_of_tasks_one_may_have(settings: Settings) -> None:
    settings.TORALE_MAX_TASKS_PER_USER = 2
    task, stranger = public_task(member("alice@example.com")), member("charlie@example.com")
    ended = at_once([partial(fork, task, stranger, str(number)) for number in range(8)])

    assert Counter(type(made) for made in ended) == {Task: 2, ForbiddenError: 6}
    assert (forks_of(task), Task.objects.owned_by(stranger).count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_creates_and_forks_at_once_keep_to_the_number_of_tasks_one_may_have(settings: Settings) -> None:
    settings.TORALE_MAX_TASKS_PER_USER = 3
    task, stranger = public_task(member("alice@example.com")), member("charlie@example.com")
    forks = [partial(fork, task, stranger, str(number)) for number in range(5)]
    ended = at_once([*forks, *[partial(make_task, stranger)] * 5])

    assert Counter(type(made) for made in ended) == {Task: 3, ForbiddenError: 7}


@pytest.mark.django_db(transaction=True)
def test_creates_and_forks_with_one_address_at_once_wait_for_no_lock_in_a_circle(settings: Settings) -> None:
    settings.TORALE_MAX_TASKS_PER_USER = 40
    owner = member("alice@example.com")
    for _ in range(3):
        task = make_task(owner, channels=CHANNELS)
        EmailAddress.objects.update(confirmation_asked_at=None)
        forks = [partial(fork, task, owner, str(uuid.uuid4())) for _ in range(4)]
        ended = at_once([*forks, *[partial(make_task, owner, channels=CHANNELS)] * 4])
        assert {type(made) for made in ended} == {Task}
    assert Webhook.objects.count() == Task.objects.count() == 27


@pytest.mark.django_db(transaction=True)
def test_of_a_task_for_which_there_is_no_room_nothing_is_left(settings: Settings) -> None:
    settings.TORALE_MAX_TASKS_PER_USER = 0
    with pytest.raises(ForbiddenError):
        make_task(member("alice@example.com"), channels=CHANNELS)
    assert not any(model.objects.exists() for model in (Task, Webhook, EmailAddress, PeriodicTask))


@pytest.mark.django_db(transaction=True)
def test_two_users_who_fork_each_others_tasks_at_once_do_not_wait_for_each_other() -> None:
    alice, charlie = member("alice@example.com"), member("charlie@example.com")
    hers, his = public_task(alice), public_task(charlie)
    calls = [partial(fork, task, who, name) for task, who in ((his, alice), (hers, charlie)) for name in "abcd"]

    assert {type(made) for made in at_once(calls)} == {Task}
    assert forks_of(hers) == forks_of(his) == 1
    assert Task.objects.exclude(forked_from=None).count() == 8
