"""`/tasks/new` and `/tasks/{id}/edit`: from a sentence to a task, and every field by the rules of the API."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from notifications.models import EmailAddress
from notifications.services import ChannelConfigs, WebhookConfig
from tasks_app.models import Execution, Task
from tests.inquiring import DraftingProvider, apart, at_once, provider
from tests.tasks_app.make import make_task, own_channels
from webapp.forms.cadence import Cadence, next_times

__all__ = ["apart", "at_once", "provider"]
NEW = "/tasks/new"
WISH = "Tell me when the camera at https://shop.example.com/camera is in stock"
QUERY = "Is the camera at https://shop.example.com/camera in stock?"
SOUND = {"search_query": QUERY, "told": "usual", "cadence": "auto"}


@pytest.fixture
def person(client: Client, owner: User) -> User:
    client.force_login(owner)
    return owner


def create(client: Client, **fields: Any) -> Any:
    return client.post(NEW, {"do": "create", **SOUND, **fields})


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200, answer.status_code
    return {name: [str(error) for error in found] for name, found in answer.context["form"].errors.items()}


# ── From a sentence ──────────────────────────────────────────────────────────────────────────────


def test_a_sentence_becomes_a_task_that_is_understood(client: Client, person: User) -> None:
    page = client.get(NEW, {"wish": WISH})
    form = page.context["form"]
    assert form["name"].value() == "Camera is in stock"
    assert form["condition_description"].value() == "The camera at https://shop.example.com/camera is in stock"
    assert "Understood as" in page.content.decode()
    assert client.post(NEW, {"do": "suggest", "wish": WISH}).context["form"].initial == form.initial


def test_a_sentence_may_say_when_and_where(client: Client, person: User) -> None:
    wish = f"{WISH}. Check every day at 9 am and mail friend@example.com"
    form = client.get(NEW, {"wish": wish}).context["form"]
    assert {name: form[name].value() for name in ("cadence", "at", "told", "email")} == {
        "cadence": "at",
        "at": "09:00",
        "told": "own",
        "email": "friend@example.com",
    }


@pytest.mark.parametrize(
    ("zone", "said", "at", "schedule"),
    [
        ("Asia/Kolkata", "every morning at 8", "08:00", "30 2 * * *"),
        ("Asia/Tokyo", "every day at 9 am UTC", "18:00", "0 9 * * *"),
    ],
)
def test_a_time_in_a_sentence_is_that_of_the_persons_zone(
    client: Client, person: User, zone: str, said: str, at: str, schedule: str
) -> None:
    User.objects.update(time_zone=zone)
    form = client.get(NEW, {"wish": f"{WISH}, {said}"}).context["form"]
    assert form["at"].value() == at
    create(client, cadence="at", at=at, weekdays=form["weekdays"].value())
    assert Task.objects.get().schedule == schedule


def test_a_model_is_asked_by_a_button_alone(
    client: Client, person: User, settings: Settings, provider: DraftingProvider, at_once: None
) -> None:
    settings.SEARCH_PROVIDER, settings.GEMINI_API_KEY = "gemini", "key"
    page = client.get(NEW, {"wish": WISH})
    assert (page.context["form"], provider.wishes) == (None, [])
    assert WISH in page.content.decode()
    assert client.post(NEW, {"do": "suggest", "wish": WISH}).context["form"]["name"].value() == "Name"


def test_a_sentence_without_words_is_asked_for(client: Client, person: User) -> None:
    page = client.post(NEW, {"do": "suggest", "wish": " \n"})
    assert "Write what you want to know." in page.content.decode()


# ── What is made ─────────────────────────────────────────────────────────────────────────────────


def test_everything_that_the_api_takes_can_be_filled_in(client: Client, person: User) -> None:
    answer = create(
        client,
        name="Camera",
        condition_description="It is in stock",
        told="own",
        email="friend@example.com",
        webhook_url="https://hooks.example.com/x",
        webhook_method="PUT",
        webhook_headers="X-Custom: a: b\r\n\r\nX-Other:2",
        cadence="every",
        every="30",
        is_public="on",
        paused="on",
        context='{"room": 7}',
    )
    task = Task.objects.get()
    assert answer.headers["Location"] == f"/tasks/{task.pk}"
    assert (task.owner, task.name, task.search_query) == (person, "Camera", QUERY)
    assert (task.condition_description, task.schedule) == ("It is in stock", "*/30 * * * *")
    assert (task.state, task.is_public, task.context) == ("paused", True, {"room": 7})
    assert own_channels(task) == [
        {"type": "email", "address": "friend@example.com"},
        {
            "type": "webhook",
            "url": "https://hooks.example.com/x",
            "method": "PUT",
            "headers": {"X-Custom": "a: b", "X-Other": "2"},
        },
    ]


def test_little_is_enough_and_the_first_check_is_now(client: Client, person: User) -> None:
    create(client, run_immediately="on")
    task = Task.objects.get()
    assert (task.name, task.condition_description, own_channels(task)) == ("New Monitor", QUERY, [])
    assert task.told_by == [{"type": "email", "recipient": person.email, "is_default": True}]
    assert Execution.objects.get().by_hand


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"search_query": " "}, "search_query"),
        ({"search_query": "x" * 2001}, "search_query"),
        ({"name": "n" * 201}, "name"),
        ({"condition_description": "c" * 2001}, "condition_description"),
        ({"condition_description": "a\x00b"}, "condition_description"),
        ({"cadence": "cron", "cron": "0 9 * *"}, "cron"),
        ({"cadence": "cron", "cron": ""}, "cron"),
        ({"cadence": "cron", "cron": "0 0 30 2 *"}, "cron"),
        ({"cadence": "at", "at": "", "weekdays": ["1"]}, "at"),
        ({"cadence": "at", "at": "25:00", "weekdays": ["1"]}, "at"),
        ({"cadence": "at", "at": "09:00"}, "weekdays"),
        ({"cadence": "every", "every": "7"}, "every"),
        ({"cadence": "sometimes"}, "cadence"),
        ({"told": "own"}, "email"),
        ({"told": "own", "email": "nobody"}, "email"),
        ({"told": "own", "webhook_url": "http://hooks.example.com/x"}, "webhook_url"),
        ({"told": "own", "webhook_url": "https://127.0.0.1/x"}, "webhook_url"),
        ({"told": "own", "webhook_url": "https://hooks.example.com", "webhook_headers": "nonsense"}, "webhook_headers"),
        ({"told": "own", "webhook_url": "https://hooks.example.com", "webhook_headers": "Host: x"}, "webhook_headers"),
        ({"context": "[1]"}, "context"),
        ({"context": "{"}, "context"),
        ({"context": "[" * 6000}, "context"),
        ({"context": '{"a": "' + "x" * 5000 + '"}'}, "context"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    client: Client, person: User, fields: dict[str, Any], field: str
) -> None:
    answer = create(client, **({"name": "Kept"} | fields))
    found = errors(answer)
    assert list(found) == [field]
    assert all(found[field])
    assert not Task.objects.exists()
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "name" in fields or 'value="Kept"' in page
    assert len(page) < 60_000


def test_a_person_with_as_many_tasks_as_one_may_have_is_told(client: Client, person: User, settings: Settings) -> None:
    settings.TORALE_MAX_TASKS_PER_USER = 0
    assert "as many as one user may have" in errors(create(client))["__all__"][0]


# ── Times ────────────────────────────────────────────────────────────────────────────────────────


def test_a_time_is_that_of_the_persons_zone(client: Client, person: User) -> None:
    User.objects.update(time_zone="Asia/Kolkata")
    create(client, cadence="at", at="02:00", weekdays=["1", "3"])
    assert Task.objects.get().schedule == "30 20 * * 0,2"

    page = client.get(f"/tasks/{Task.objects.get().pk}/edit")
    form = page.context["form"]
    assert (form["cadence"].value(), form["at"].value(), sorted(form["weekdays"].value())) == (
        "at",
        "02:00",
        ["1", "3"],
    )


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"])
@pytest.mark.parametrize(
    "cadence",
    [
        Cadence(),
        Cadence(kind="every", minutes=5),
        Cadence(kind="every", minutes=60),
        Cadence(kind="every", minutes=12 * 60),
        Cadence(kind="at", at=time(23, 45)),
        Cadence(kind="at", at=time(0, 0), weekdays=frozenset({0, 6})),
        Cadence(kind="cron", cron="1,2 3 * * *"),
        Cadence(kind="cron", cron="0 9 1 * *"),
    ],
)
def test_a_choice_is_read_back_from_the_schedule_that_it_makes(cadence: Cadence, zone: str) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with timezone.override(zone):
        assert Cadence.of(cadence.schedule(now=now), now=now) == cadence


def test_the_next_three_times_are_shown_while_one_chooses(client: Client, person: User) -> None:
    now = datetime(2026, 3, 1, 12, 31, tzinfo=UTC)
    assert [at.hour for at in next_times("0 */6 * * *", now=now).times] == [18, 0, 6]
    assert next_times("nonsense", now=now).times == next_times(None, now=now).times == []

    shown = client.post(f"{NEW}/times", {"cadence": "every", "every": "360"}).content.decode()
    assert shown.count("<time") == 3
    assert "<time" not in client.post(f"{NEW}/times", {"cadence": "auto"}).content.decode()


# ── To try it ────────────────────────────────────────────────────────────────────────────────────


def test_it_can_be_tried_without_a_script(
    client: Client, person: User, provider: DraftingProvider, at_once: None
) -> None:
    page = client.post(NEW, {"do": "try", **SOUND, "name": "Kept"}).content.decode()
    for said in ("Not met", "On the 9th of September.", "“9th of September”", "https://apple.example/news", "Kept"):
        assert said in page, said
    assert not Task.objects.exists()


def test_a_trial_is_followed_to_its_end_by_who_began_it(
    client: Client, person: User, stranger: User, provider: DraftingProvider, at_once: None
) -> None:
    begun = client.post(f"{NEW}/trials", SOUND).content.decode()
    path = begun.partition('hx-get="')[2].partition('"')[0]
    assert path.startswith(f"{NEW}/trials/")
    assert "Waiting for a free worker" in begun

    ended = client.get(path).content.decode()
    assert "On the 9th of September." in ended
    assert "hx-get" not in ended

    client.force_login(stranger)
    assert "On the 9th" not in client.get(path).content.decode()


def test_a_trial_of_nothing_says_what_is_missing(client: Client, person: User) -> None:
    assert "Fill in" in client.post(f"{NEW}/trials", SOUND | {"search_query": ""}).content.decode()


def test_how_it_is_understood_is_told_while_one_types(client: Client, person: User) -> None:
    said = client.post(f"{NEW}/understood", SOUND | {"condition_description": "The page says “in stock”"})
    assert "Understood as" in said.content.decode()
    said = client.post(f"{NEW}/understood", SOUND | {"condition_description": "Everybody is happy"})
    assert "needs a model" in said.content.decode()


# ── To change it ─────────────────────────────────────────────────────────────────────────────────


def edit(client: Client, task: Task, **fields: Any) -> Any:
    return client.post(f"/tasks/{task.pk}/edit", {"do": "save", **fields})


def test_a_task_is_changed_by_the_same_form(client: Client, person: User) -> None:
    hook = WebhookConfig(url="https://hooks.example.com/x", headers={"X-A": "1"})
    task = make_task(person, channels=ChannelConfigs(email=person.email, webhook=hook), context={"a": 1})
    form = client.get(f"/tasks/{task.pk}/edit").context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert fields["webhook_headers"] == "X-A: 1"

    edit(client, task, **fields)
    before = Task.objects.get()
    assert (before.updated_at, before.question_version) == (None, 1), "nothing was changed"

    edit(client, task, **fields | {"name": "Other", "told": "usual", "is_public": "on"})
    task = Task.objects.get()
    assert (task.name, own_channels(task), task.is_public, task.context) == ("Other", [], True, {"a": 1})


def test_another_persons_task_is_not_there_to_be_changed(client: Client, person: User, stranger: User) -> None:
    task = make_task(stranger)
    assert client.get(f"/tasks/{task.pk}/edit").status_code == 404
    assert edit(client, task, **SOUND).status_code == 404


def test_verified_addresses_are_offered(client: Client, person: User) -> None:
    EmailAddress.objects.create(owner=person, address="friend@example.com", confirmed_at=timezone.now())
    EmailAddress.objects.create(owner=person, address="unasked@example.com")
    page = client.get(f"{NEW}?form").content.decode()
    assert '<option value="friend@example.com">' in page
    assert f'<option value="{person.email}">' in page
    assert "unasked@example.com" not in page


def test_what_was_typed_and_refused_is_text(client: Client, person: User) -> None:
    hostile = "</textarea><script>alert(1)</script>"
    page = create(client, name=hostile, search_query=" ", condition_description=hostile).content.decode()
    assert hostile not in page
