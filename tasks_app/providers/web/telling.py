"""What the task's owner reads: the answer first, then the words that it rests on, and where they stand."""

import re
from urllib.parse import urlsplit

from tasks_app.pipeline.text import tidy
from tasks_app.pipeline.types import Question, Verdict
from tasks_app.providers.web.rules import Found, Judgement, Reading
from tasks_app.providers.web.sentences import words

QUOTE_LENGTH = 500
# The same finding in nearly the same words, or with another count or time, is no news.
SHARED = 0.6
_OPENINGS = {
    Verdict.MET: "Yes, the condition is met.",
    Verdict.NOT_MET: "No, not as far as the pages say.",
    Verdict.INCONCLUSIVE: "It cannot be told by plain rules.",
}


def answer_to(judgement: Judgement, pages: tuple[Reading, ...]) -> str:
    """The verdict in a sentence, then the quotation, or the rule and the pages that it was applied to."""
    opening = _OPENINGS[judgement.verdict]
    if judgement.found:
        return " ".join(filter(None, (opening, _absence(judgement), quotation(judgement.found))))
    return f"{opening} {judgement.reason} Read: {', '.join(page.url for page in pages)}."


def notification_of(judgement: Judgement) -> str | None:
    if judgement.verdict is not Verdict.MET or judgement.found is None:
        return None
    return f"{answer_to(judgement, ())} {judgement.found.page.url}"


def quotation(found: Found) -> str:
    where = found.page.title or urlsplit(found.page.url).netloc
    return f"“{tidy(found.sentence.text, QUOTE_LENGTH)}”, says {where}."


def _absence(judgement: Judgement) -> str:
    return f"{judgement.reason} It begins:" if judgement.by_absence else ""


def is_new(judgement: Judgement, question: Question) -> bool:
    """Whether the sentence found differs in its words, figures aside, from all that was told and known."""
    if judgement.found is None or judgement.by_absence:
        return False
    said = _core(judgement.found.sentence.text)
    known = (question.known.evidence,) if question.known else ()
    return all(len(said & _core(earlier)) < SHARED * len(said) for earlier in (*known, *question.told))


def _core(text: str) -> set[str]:
    return {word for word in words(text) if not re.search(r"\d", word)}
