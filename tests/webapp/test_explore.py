"""Public tasks to look through and to copy, templates, and what search engines are told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from tasks_app.conditions import rewritten, understand
from tasks_app.models import Task
from tasks_app.pipeline import plain
from tasks_app.pipeline.types import Wish
from tasks_app.selectors.public import public_tasks
from tests.tasks_app.make import NOW, make_task
from webapp.pages.first_start import EXAMPLES
from webapp.task_templates import TaskTemplate, task_templates

pytestmark = pytest.mark.django_db


def public(owner: User, name: str, *, now: datetime = NOW, **fields: Any) -> Task:
    task = make_task(owner, name=name, now=now)
    Task.objects.filter(pk=task.pk).update(is_public=True, **fields)
    return task


def test_everybody_finds_public_tasks_and_no_private_one(owner: User) -> None:
    public(owner, "Lamp below 40 euros")
    make_task(owner, name="A secret")
    page = Client().get("/explore").content.decode()
    assert "Lamp below 40 euros" in page
    assert "A secret" not in page


def test_words_are_found_at_their_beginnings_and_by_the_index(owner: User) -> None:
    public(owner, "Lamp below 40 euros")
    public(owner, "Camera in stock")
    page = Client().get("/explore?q=LAM+euro").content.decode()
    assert "Lamp below 40 euros" in page
    assert "Camera in stock" not in page
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan", "nestloop"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        # Of a handful of rows every index is as good.
        cursor.execute("DROP INDEX task_public_by_age, task_public_by_popularity")
        assert "task_words" in public_tasks(words="lamp").order_by().explain()


def test_the_most_copied_come_first_where_that_is_asked(owner: User) -> None:
    public(owner, "Copied often", subscriber_count=7)
    public(owner, "Made last", now=NOW + timedelta(hours=1))
    pages = [Client().get(f"/explore?sort={sort}").content.decode() for sort in ("recent", "popular", "nonsense")]
    assert [page.index("Made last") < page.index("Copied often") for page in pages] == [True, False, True]


def test_one_click_copies_a_task(owner: User, stranger: User) -> None:
    task = public(owner, "Lamp below 40 euros")
    browser = Client()
    browser.force_login(stranger)
    assert f'action="/tasks/{task.pk}/fork"' in browser.get("/explore").content.decode()
    browser.post(f"/tasks/{task.pk}/fork")
    assert Task.objects.get(owner=stranger).forked_from_id == task.pk


def test_hostile_names_are_shown_as_text(owner: User) -> None:
    public(owner, "<script>alert(1)</script>")
    page = Client().get("/explore").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_page_of_tasks_takes_the_same_queries_however_many_there_are(
    owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        public(owner, f"Number {number}")
    with django_assert_num_queries(2):
        page = Client().get("/explore?page=2").content.decode()
    assert page.count("<h3") == 6


@pytest.mark.parametrize("template", task_templates(), ids=lambda template: template.title)
def test_each_template_is_understood_or_said_to_need_a_model(template: TaskTemplate) -> None:
    draft = plain.draft(Wish(template.wish))
    condition = rewritten(draft.condition) or draft.condition
    assert (understand(condition) is None) == template.needs_model


def test_there_are_twenty_templates_and_each_is_shown(db: None) -> None:
    assert len({template.title for template in task_templates()}) == 20
    assert Client().get("/explore").content.decode().count("/tasks/new?wish=") == 20


def test_each_example_of_the_first_start_is_understood() -> None:
    for example in EXAMPLES:
        draft = plain.draft(Wish(str(example)))
        assert understand(rewritten(draft.condition) or draft.condition), example


def test_search_engines_are_kept_out_unless_the_operator_lets_them_in(owner: User, settings: Settings) -> None:
    task = public(owner, "Lamp")
    assert "Disallow: /\n" in Client().get("/robots.txt").content.decode()
    assert Client().get("/sitemap.xml").status_code == 404
    assert 'content="noindex"' in Client().get("/explore").content.decode()

    settings.TORALE_INDEXING = True
    assert "Sitemap: " in Client().get("/robots.txt").content.decode()
    sitemap = Client().get("/sitemap.xml").content.decode()
    assert f"{settings.PUBLIC_URL}/tasks/{task.pk}</loc>" in sitemap
    assert 'content="noindex"' not in Client().get("/explore").content.decode()


def test_a_public_task_is_previewed_and_indexed_only_where_that_is_allowed(owner: User, settings: Settings) -> None:
    path = f"/tasks/{public(owner, 'Lamp & “shade”').pk}"
    page = Client().get(path).content.decode()
    assert '<meta property="og:title" content="Lamp &amp; “shade”">' in page
    assert f'<meta property="og:url" content="{settings.PUBLIC_URL}{path}">' in page
    assert 'content="noindex"' in page
    settings.TORALE_INDEXING = True
    assert 'content="noindex"' not in Client().get(path).content.decode()
    Task.objects.update(is_public=False)
    browser = Client()
    browser.force_login(owner)
    private = browser.get(path).content.decode()
    assert "og:title" not in private
    assert 'content="noindex"' in private


def test_public_pages_can_be_previewed(owner: User, settings: Settings) -> None:
    page = Client().get("/explore").content.decode()
    assert '<meta property="og:title" content="Explore">' in page
    assert f'<meta property="og:image" content="{settings.PUBLIC_URL}/static/torale-preview.png">' in page
