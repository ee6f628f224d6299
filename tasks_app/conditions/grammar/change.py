"""Conditions about something that changes, or appears, between two looks."""

from tasks_app.conditions.grammar.text import DENIES, SMALL, head_and_tail, is_page, names_page, subject_of
from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Change, Condition, Watched

_CHANGES = alternatives(every(asking.CHANGES))
_APPEARS = alternatives(every(asking.APPEARS))
_NEW = alternatives(every(asking.NEW))
_ENTRIES = alternatives(every(asking.ENTRY_NOUNS))
_PRICE = alternatives(every(asking.PRICE_NOUNS))
_DATE = alternatives(("date", "datum", "termin", "fecha", "data", "dato", "日程", "deadline", "frist", "day", "time"))
_NEWS = {fold(word) for word in every(asking.NEW)} | {
    word for noun in every(asking.ENTRY_NOUNS) for word in words(noun)
}
_APPEARING = {word for saying in every(asking.APPEARS) for word in words(saying)}
_VERSIONS = alternatives((*every(asking.VERSION_NOUNS), "releases", "versions", "versionen", "versiones", "versioni"))
_STABLE = {"stable", "final", "latest", "releases", "release", "versions"}
# A list, wherever it stands, holds entries and names none.
_LISTS = {"list", "feed", "liste", "lista", "page", "table", "seite", "blog", "website", "site", "calendar", "podcast"}
MOST_WORDS_AFTER = 2


def read_change(text: str) -> Condition | None:
    """A change of the page, of a price, a date or a named part of it; or a new entry. None where none is asked."""
    folded = fold(text)
    if any(letter.isdigit() for letter in folded) and not _CHANGES.search(folded):
        return None
    return _new_entry(text, folded) or _change(text, folded)


def _new_entry(text: str, folded: str) -> Condition | None:
    new, noun, appears = _NEW.search(folded), _ENTRIES.search(folded), _APPEARS.search(folded)
    if not (new and noun and appears) or noun.start() < new.start() or DENIES.search(folded):
        return None
    taken = _NEWS | _LISTS | _APPEARING
    if _VERSIONS.fullmatch(noun[0]):
        return Change(Watched.VERSIONS, subject_of(text, taken | _STABLE))
    return Change(Watched.ENTRIES, subject_of(text, taken))


def _change(text: str, folded: str) -> Condition | None:
    found = _CHANGES.search(folded)
    if found is None or DENIES.search(folded):
        return None
    head, tail = head_and_tail(text, found.span())
    if len([word for word in words(tail) if word not in SMALL]) > MOST_WORDS_AFTER:
        return None
    asked = f"{head} {tail}".strip()
    if is_page(asked) or names_page(asked):
        return Change(Watched.PAGE)
    subject = subject_of(asked)
    if not subject:
        return None
    if _PRICE.search(fold(asked)):
        return Change(
            Watched.PRICE, subject_of(asked, {word for noun in every(asking.PRICE_NOUNS) for word in words(noun)})
        )
    return Change(Watched.DATE if _DATE.search(fold(asked)) else Watched.PART, subject)
