"""Answers for the task's owner: the verdict first, then the words of the page that support it, and their page."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from tasks_app.conditions import Judgement
from tasks_app.pipeline.text import tidy
from tasks_app.pipeline.types import Verdict

QUOTE_LENGTH = 500
_OPENINGS = {
    Verdict.MET: "Yes, the condition is met.",
    Verdict.NOT_MET: "No, not as far as the pages say.",
    Verdict.INCONCLUSIVE: "It cannot be told without a model.",
}


def answer_to(judgement: Judgement, urls: Iterable[str]) -> str:
    """The verdict in a sentence, then the quotation, or the reason and the pages that were read."""
    opening = _OPENINGS[judgement.verdict]
    if judgement.quote and judgement.verdict is not Verdict.INCONCLUSIVE:
        absence = f"{judgement.reason} It begins:" if judgement.by_absence else ""
        return " ".join(filter(None, (opening, absence, _quotation(judgement))))
    read = f" Read: {', '.join(urls)}." if urls else ""
    return f"{opening} {judgement.reason}{read}"


def notification_of(judgement: Judgement) -> str | None:
    """The message for a condition that is met: the answer and the address of the page."""
    if judgement.verdict is not Verdict.MET:
        return None
    return f"{answer_to(judgement, ())} {judgement.url}"


def _quotation(judgement: Judgement) -> str:
    where = judgement.title or urlsplit(judgement.url).netloc
    return f"“{tidy(judgement.quote, QUOTE_LENGTH)}”, says {where}."
