"""The outcome of judging a condition by pages."""

from dataclasses import dataclass, replace

from tasks_app.conditions.page import Page
from tasks_app.pipeline.types import Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason in one sentence.

    `quote` stands word for word on the page `url`. `finding` tells what was found, to tell it from what is found
    later; `is_quoted` says that each of them stands on the page, and can be the quote. `by_absence`: the quote
    is only what stands there now.
    """

    verdict: Verdict
    reason: str
    quote: str = ""
    url: str = ""
    title: str = ""
    finding: tuple[str, ...] = ()
    is_quoted: bool = False
    by_absence: bool = False


def met(page: Page, reason: str, quote: str, *finding: str) -> Judgement:
    """A condition that a page meets."""
    return _on(page, Judgement(Verdict.MET, reason, quote, finding=finding))


def not_met(page: Page, reason: str, quote: str = "") -> Judgement:
    """A condition that a page says not to be met."""
    return _on(page, Judgement(Verdict.NOT_MET, reason, quote))


def unsure(reason: str, page: Page | None = None, quote: str = "") -> Judgement:
    """A condition that cannot be told."""
    judgement = Judgement(Verdict.INCONCLUSIVE, reason, quote)
    return _on(page, judgement) if page else judgement


def _on(page: Page, judgement: Judgement) -> Judgement:
    return replace(judgement, url=page.document.url, title=page.document.title or page.document.heading)
