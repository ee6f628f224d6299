"""Drafts by a model: a task made from what somebody wishes for in their own words, or changed as they ask."""

from collections.abc import Callable
from dataclasses import replace
from re import Pattern
from typing import Any

import pydantic
from pydantic import Field

from tasks_app.pipeline import answers, errors, plain
from tasks_app.pipeline.cadence import heard
from tasks_app.pipeline.evaluate import Filled, Reply
from tasks_app.pipeline.prompts import Prompt, prompt
from tasks_app.pipeline.text import tidy
from tasks_app.pipeline.types import Draft, Wish

NONE = "none"

INSTRUCTIONS = """\
You turn a wish into a task for a service that watches the web: it searches with a query again and again, and tells
somebody when a condition is met.

The data holds `wish` (what they said) and `task` (the task that they want changed, as it is now; null: a new one).

For a new task put what to search for into one question, and what they wait for into one statement of fact that can come
true, in the language of the wish. Keep every address, name, figure and date that it names. For a change, change what
the wish asks for, and repeat everything else of `task` word for word. Answer with one JSON object that fits the
schema."""

_TELL = "`keep` as it is, `none`, or the one {} that `wish` itself names for being told; `none` for a new task without."


class DraftForm(pydantic.BaseModel):
    """The form in which a model must answer; also the schema that it is given."""

    model_config = pydantic.ConfigDict(strict=True)

    name: Filled = Field(description="A title of at most 60 characters.")
    search_query: Filled = Field(description="What to find out, as one question.")
    condition: Filled = Field(description="When to tell them, as one statement of fact.")
    schedule: str | None = Field(
        description="A cron expression of five fields, in UTC, that says exactly what the wish asks for. Null if five "
        "fields cannot say it, such as every 90 minutes. That of `task` if the wish says nothing of times. Else null, "
        "and the service decides when to search."
    )
    email: str = Field(description=_TELL.format("email address"))
    webhook: str = Field(description=_TELL.format("https URL of a webhook"))
    paused: bool | None = Field(description="Whether it is to rest; that of `task` if the wish does not say.")


SCHEMA: dict[str, Any] = DraftForm.model_json_schema()


def draft_prompt(wish: Wish) -> Prompt:
    """Return the prompt, without the owner's channels: the model need not know them."""
    return prompt(INSTRUCTIONS, {"wish": wish.prompt, "task": _shown(wish.current)}, form=SCHEMA)


def draft(wish: Wish, *, ask: Callable[[Prompt], Reply]) -> Draft:
    """The task that whoever answers `ask` makes of the wish; it can be created, its schedule and channels aside.

    Raises `errors.ValidationError` for an answer that does not fit, and what `ask` raises.
    """
    reply = ask(draft_prompt(wish))
    try:
        form = answers.read(reply.text, DraftForm)
    except pydantic.ValidationError:
        raise errors.ValidationError("The suggestion came in a form that cannot be used.") from None
    return _read(form, wish)


def _shown(task: Draft | None) -> dict[str, Any] | None:
    if task is None:
        return None
    return {
        "name": task.name,
        "search_query": task.search_query,
        "condition": task.condition,
        "schedule": task.schedule,
        "paused": task.paused,
    }


def _read(form: DraftForm, wish: Wish) -> Draft:
    cadence = heard(wish.prompt, zone=wish.zone)
    usual = wish.current or replace(plain.draft(wish), email=None, webhook=None)
    return Draft(
        name=tidy(form.name, plain.NAME_LENGTH) or usual.name,
        search_query=tidy(form.search_query, plain.QUESTION_LENGTH) or usual.search_query,
        condition=tidy(form.condition, plain.QUESTION_LENGTH) or usual.condition,
        # Models write */45 for every 45 minutes. Where the rules hear a cadence they are right.
        schedule=cadence.cron if cadence else form.schedule,
        email=_told(form.email, plain.ADDRESS, wish, kept=usual.email),
        webhook=_told(form.webhook, plain.URL, wish, kept=usual.webhook),
        paused=form.paused,
    )


def _told(said: str, form: Pattern[str], wish: Wish, *, kept: str | None) -> str | None:
    """Only an address that stands in the wish itself is taken: a model must not make up whom to tell."""
    said = said.strip()
    if said.lower() == NONE:
        return None
    return said if form.fullmatch(said) and said in wish.prompt else kept
