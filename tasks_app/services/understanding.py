"""Explain how a condition is understood before it is judged, or what would help if it is not."""

from dataclasses import dataclass

from tasks_app.conditions import in_words, understand
from tasks_app.pipeline.errors import PipelineError
from tasks_app.pipeline.wording import condition_of
from tasks_app.providers import registry
from tasks_app.providers.web.addresses import named_pages

NEEDS_MODEL = (
    "Torale needs a model to judge this condition, and this installation has none: it will be met only if a page says "
    "it in the same words. Without a model these are judged: words that a page says, figures, availability, versions, "
    "dates and changes, as in: the page says “in stock”; the price is below 900 euros; the page changes."
)
NAME_A_PAGE = "No page is named: pages are searched for. Name one, as https://example.com/shop, to have that one read."


@dataclass(frozen=True, slots=True)
class Understanding:
    """`condition_understood` is the typed condition in words, or None; `hint` says what would help, or is None."""

    condition_understood: str | None
    hint: str | None


def of_question(search_query: str, condition: str) -> Understanding:
    """Tell how a question will be judged here. A blank condition is inferred from the query."""
    judged = condition if condition.strip() else condition_of(search_query)
    understood = understand(judged)
    return Understanding(
        condition_understood=in_words(understood) if understood else None,
        hint=None if _has_model() else _hint(understood is not None, search_query, condition),
    )


def _hint(is_understood: bool, search_query: str, condition: str) -> str | None:
    if not is_understood:
        return NEEDS_MODEL
    return None if named_pages(search_query, condition) else NAME_A_PAGE


def _has_model() -> bool:
    try:
        return registry.provider_name() != "web"
    except PipelineError:
        return False
