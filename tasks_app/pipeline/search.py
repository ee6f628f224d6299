"""Prompt of the search, for a model with a search engine."""

from tasks_app.pipeline.prompts import Prompt, prompt
from tasks_app.pipeline.types import Question, in_utc

INSTRUCTIONS = """\
You research one question on the web, on behalf of somebody who follows it over time.

The data holds `now` (the time, in UTC), `query` (what they follow) and `condition` (what they wait for).

Search the web, then report in prose what is so at `now`, as far as it bears on the query and the condition.
Prefer first-hand and recent sources. Name the source of each fact, and its date where it has one. Quote the words,
dates and figures that matter exactly. Say plainly what is rumour, what is disputed, and what you could not find.
Do not judge whether the condition is met, and report nothing from memory."""


def search_prompt(question: Question) -> Prompt:
    """Return the prompt. It has no earlier findings: a search that knows them looks for more of the same."""
    return prompt(
        INSTRUCTIONS,
        {"now": in_utc(question.asked_at), "query": question.search_query, "condition": question.condition},
    )
