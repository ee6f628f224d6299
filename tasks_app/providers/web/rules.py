"""The plain rules: what pages say about a condition, word for word, or that it cannot be told.

1. Words in quotation marks that a page is to say ('the page says "in stock"') must stand there, in a sentence that
   neither denies nor leaves them open; with "no longer says" they must not stand there.
2. Any other condition is met by one sentence with all its words, small ones left out, that neither denies it nor
   leaves it open. The page's title and heading need not be repeated in the sentence.
3. A sentence that denies it, or says the opposite ("sold out"), means not met. So does a word that no page has.
4. All else is inconclusive: the words apart, questions, rumours, comparisons with a figure or an earlier state.

A page's text is only ever compared: whatever it asks its reader to do or to report has no effect.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from tasks_app.pipeline.types import Verdict
from tasks_app.providers.web.condition import Key, Literal, Statement, understand
from tasks_app.providers.web.matching import Stance, is_opposite, stance_on_phrase, stance_on_statement
from tasks_app.providers.web.sentences import Sentence, plain, sentence, sentences

MOST_ASKED = 20  # words or quotations; a sentence with more than these is found nowhere
ADVICE = "Name the page and quote the words to look for, as in: https://example.com/shop says “in stock”."


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read: its title, its text line by line, the main part first, and its heading."""

    url: str
    title: str
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A page, taken apart once for all that is asked of it."""

    page: Reading
    title: Sentence
    heading: Sentence
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, page: Reading) -> Self:
        found = (*sentences(page.title), *sentences(page.text))
        return cls(page, sentence(page.title), sentence(page.heading), found)


@dataclass(frozen=True, slots=True)
class Found:
    sentence: Sentence
    page: Reading


@dataclass(frozen=True, slots=True)
class Judgement:
    """`found` is the sentence it rests on, if there is one; with `by_absence` what stands there in its place."""

    verdict: Verdict
    reason: str
    confidence: int
    found: Found | None = None
    by_absence: bool = False


def judge(condition: str, pages: tuple[Reading, ...], *, complete: bool) -> Judgement:
    """What `pages` say of `condition`. `complete`: they are all that were asked for, so that absence says something."""
    asked = understand(condition)
    if len(asked.keys if isinstance(asked, Statement) else asked.phrases) > MOST_ASKED:
        return Judgement(Verdict.INCONCLUSIVE, f"The condition is too long for plain rules. {ADVICE}", 0)
    parsed = tuple(map(_Parsed.of, pages))
    if isinstance(asked, Statement):
        return _judge_statement(asked, parsed, complete=complete)
    return _judge_absence(asked, parsed, complete=complete) if asked.absent else _judge_literal(asked, parsed, complete)


def _judge_literal(asked: Literal, pages: tuple[_Parsed, ...], complete: bool) -> Judgement:
    wanted = (" or " if asked.either else " and ").join(f"“{phrase}”" for phrase in asked.phrases)
    for page in pages:
        on_page = [_phrase_on(page, phrase) for phrase in asked.phrases]
        said = [found for stance, found in on_page if stance is Stance.SAYS and found]
        if said and (asked.either or len(said) == len(on_page)):
            return Judgement(Verdict.MET, f"The page says {wanted}, without taking it back.", 85, said[0])
    everything = [_phrase_on(page, phrase) for page in pages for phrase in asked.phrases]
    denied = next((found for stance, found in everything if stance is Stance.DENIES), None)
    if denied:
        return Judgement(
            Verdict.NOT_MET, f"The words {wanted} stand there, but as something that is not so.", 75, denied
        )
    opened = next((found for stance, found in everything if stance is Stance.LEAVES_OPEN), None)
    if opened:
        return Judgement(Verdict.INCONCLUSIVE, f"The words {wanted} stand only in a question or an “if”.", 30, opened)
    return _absent(f"The words {wanted}", complete=complete)


def _judge_absence(asked: Literal, pages: tuple[_Parsed, ...], *, complete: bool) -> Judgement:
    for page in pages:
        for phrase in asked.phrases:
            if phrase in plain(f"{page.page.title}\n{page.page.text}"):
                found = _phrase_on(page, phrase)[1]
                return Judgement(Verdict.NOT_MET, f"The words “{phrase}” still stand there.", 85, found)
    wanted = " and ".join(f"“{phrase}”" for phrase in asked.phrases)
    begins = next((Found(first, page.page) for page in pages for first in sentences(page.page.text)), None)
    if not complete or not begins:
        return Judgement(Verdict.INCONCLUSIVE, f"Whether {wanted} is gone shows only on pages that could be read.", 20)
    return Judgement(Verdict.MET, f"{wanted} is not on any page read.", 70, begins, by_absence=True)


def _judge_statement(asked: Statement, pages: tuple[_Parsed, ...], *, complete: bool) -> Judgement:
    if asked.compares:
        return Judgement(Verdict.INCONCLUSIVE, f"Plain rules cannot compare figures or notice changes. {ADVICE}", 0)
    if not asked.keys:
        return Judgement(Verdict.INCONCLUSIVE, f"The condition names no word to look for. {ADVICE}", 0)
    heard = _heard(asked, pages)
    says, denies = heard.get(Stance.SAYS), heard.get(Stance.DENIES)
    if asked.negative:
        says, denies = denies, says
    if says and denies:
        return Judgement(
            Verdict.INCONCLUSIVE, f"The pages contradict themselves: also “{denies.sentence.text}”", 20, says
        )
    if says:
        return Judgement(Verdict.MET, f"One sentence has {_listed(asked.keys)} and does not take it back.", 65, says)
    if denies:
        return Judgement(Verdict.NOT_MET, "One sentence says that it is not so, or says the opposite.", 70, denies)
    return _unheard(asked, pages, heard.get(Stance.LEAVES_OPEN), complete=complete)


def _unheard(asked: Statement, pages: tuple[_Parsed, ...], opened: Found | None, *, complete: bool) -> Judgement:
    if opened:
        reason = "The words stand only in a question, an “if”, or a rumour."
        return Judgement(Verdict.INCONCLUSIVE, reason, 30, opened)
    everything = [each.stems for page in pages for each in page.sentences]
    missing = tuple(key for key in asked.keys if all(key.position(stems) is None for stems in everything))
    if missing and not asked.negative:
        return _absent(_listed(missing), complete=complete)
    reason = f"No one sentence has {_listed(asked.keys)}, though the pages may say it in other words. {ADVICE}"
    return Judgement(Verdict.INCONCLUSIVE, reason, 20)


def _absent(what: str, *, complete: bool) -> Judgement:
    if not complete:
        return Judgement(Verdict.INCONCLUSIVE, f"{what}: not on the pages read, and others could not be read.", 20)
    return Judgement(Verdict.NOT_MET, f"{what}: not on any page read.", 55)


def _heard(asked: Statement, pages: Iterable[_Parsed]) -> dict[Stance, Found]:
    """The first sentence of each stance; the opposite of what is asked counts as denying it."""
    heard: dict[Stance, Found] = {}
    for page in pages:
        given = frozenset(page.title.stems + page.heading.stems)
        for each in page.sentences:
            known = frozenset() if each in (page.title, page.heading) else given
            stance = stance_on_statement(each, asked, known)
            if stance is None and is_opposite(each, asked, known):
                stance = Stance.DENIES
            if stance:
                heard.setdefault(stance, Found(each, page.page))
    return heard


def _phrase_on(page: _Parsed, phrase: str) -> tuple[Stance | None, Found | None]:
    """The best stance that any sentence of the page takes on `phrase`: saying it before denying it."""
    heard: dict[Stance, Found] = {}
    for each in page.sentences:
        stance = stance_on_phrase(each, phrase)
        if stance:
            heard.setdefault(stance, Found(each, page.page))
        if stance is Stance.SAYS:
            break
    return next(((stance, heard[stance]) for stance in Stance if stance in heard), (None, None))


def _listed(keys: tuple[Key, ...]) -> str:
    return ", ".join(f"“{key.said}”" for key in keys)
