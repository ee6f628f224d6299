"""Dates that a page gives for a moment of something: those that nothing takes back, and no other thing claims."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tasks_app.conditions import doubts, moments
from tasks_app.conditions.lexicon import asking, knowing, surroundings
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.lexicon.doubts import CALLED_OFF
from tasks_app.conditions.moments import When
from tasks_app.conditions.naming import SMALL_WORDS, names_others
from tasks_app.conditions.scope import Piece, Scope, has
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Moment
from tasks_app.documents.types import BlockKind, Event

_SAYS = {
    Moment.START: alternatives(every(asking.STARTS, knowing.COMES_OUT)),
    Moment.END: alternatives(every(asking.ENDS)),
    Moment.ARRIVAL: alternatives(every(asking.ARRIVES)),
    Moment.EVENT: alternatives(every(asking.TAKES_PLACE)),
}
_FORMER = alternatives(
    (
        "moved from",
        "was",
        "originally",
        "instead of",
        "former",
        "formerly",
        "previously",
        "postponed from",
        "not",
        "ursprünglich",
        "statt",
        "verschoben vom",
        "au lieu du",
        "initialement",
        "anziché",
        "en lugar del",
        "in plaats van",
        "zamiast",
    )
)
_CALLED_OFF = alternatives(every(CALLED_OFF))
_META = alternatives(
    (
        "last updated",
        "updated",
        "last changed",
        "stand",
        "published",
        "posted",
        "as of",
        "mis à jour",
        "actualizado",
        "aggiornato",
        "bijgewerkt",
        "atualizado",
        "aktualizacja",
        "aktualisiert",
        "uppdaterad",
        "opdateret",
        "aktualizováno",
        "最終更新日",
        "copyright",
        "©",
    )
)


_ANNOUNCED_ON = re.compile(
    r"(?:announced|revealed|decided|confirmed|given|known|named|disclosed|bekannt\w*|verkündet|entschieden|annoncée?s?"
    r"|communiquée?|anunciad\w+|annunciat\w+|bekendgemaakt|ogłosz\w+|meddelas|offentliggøres|oznámen\w*)"
    r"\s+(?:on|am|le|el|il|op|em|no|dia|w|den|dne)?\s*(?:\w+,?\s+)?$"
)
_UP_TO = re.compile(
    r"(?<!\w)(?:until|till|bis|bis zum|jusqu'au|hasta el|fino al|tot|até|do|till|indtil)\s+(?:the\s+)?(?:\w+,\s+)?$"
)
_HELPING = {word for saying in every(surroundings.HELPING_VERBS) for word in words(saying)}
_ARTICLES = {word for saying in every(surroundings.ARTICLES) for word in words(saying)}
_PLACES = {word for saying in every(surroundings.PLACES) for word in words(saying)}


@dataclass(frozen=True, slots=True)
class Found:
    """A date with the text that gives it. `is_named`: a word for the moment stands before it."""

    when: When
    quote: str
    is_named: bool


def dates_for(subject: str, moment: Moment, scope: Scope) -> list[Found]:
    """The dates for a moment of a subject: those of declared events, else those of the text nearest to it."""
    declared = list(_declared(subject, moment, scope))
    shown = list(_shown(subject, moment, scope.preferred, scope)) or list(_shown(subject, moment, scope.pieces, scope))
    return declared + shown if not declared else [*declared, *(each for each in shown if each.is_named)]


def _declared(subject: str, moment: Moment, scope: Scope) -> Iterator[Found]:
    for event in scope.page.document.events:
        day = event.ends if moment is Moment.END else event.begins
        if day and moment is not Moment.ARRIVAL and _is_on(event) and _is_named_by(event, subject, scope):
            yield Found(When(day.date(), day.date(), 0, 0), f"{event.name} {day.date().isoformat()}", is_named=True)


def _is_on(event: Event) -> bool:
    return not re.search(r"cancel|postpon|reschedul", event.status.lower())


def _is_named_by(event: Event, subject: str, scope: Scope) -> bool:
    known = (*words(event.name), *scope.page.name)
    named = any(has(word, scope.page.name) for word in words(event.name) if word not in SMALL_WORDS)
    return bool(subject) and named and all(has(word, known) for word in words(subject))


def _shown(subject: str, moment: Moment, pieces: Iterable[Piece], scope: Scope) -> Iterator[Found]:
    says = _SAYS[moment]
    for piece in pieces:
        folded = fold(piece.text)
        is_article = piece.row is not None and (not piece.row.cells or piece.row.title == scope.page.document.heading)
        if is_article or piece.kind is BlockKind.BUTTON or doubts.asks(folded) or _META.search(folded):
            continue
        for when in moments.dates(folded):
            before = _nearest_part(folded[: when.start])
            if _FORMER.search(before[-25:]) or _is_doubted(folded, when) or _is_of_another_moment(before, moment):
                continue
            said = says.search(before[-60:])
            is_named = said is not None or (piece.row is None and moment is Moment.EVENT and _names(subject, folded))
            if scope.is_whole and piece.row is None and _is_of_another(folded, when, said, scope):
                continue
            yield Found(when, piece.text, is_named)


def _nearest_part(before: str) -> str:
    """In a long sentence, the part after the last comma; a weekday alone is none: "opens on Monday, 3 May"."""
    part = before.rpartition(", ")[2] if ", " in before and len(before) > 60 else before
    return part if len(words(part)) > 1 or part is before else before


def _is_of_another_moment(before: str, moment: Moment) -> bool:
    """Return True for the day of an announcement, or one up to which something is so: "open until 3 May"."""
    return _ANNOUNCED_ON.search(before) is not None or (moment is not Moment.END and _UP_TO.search(before) is not None)


def _is_doubted(folded: str, when: When) -> bool:
    """Return True for a date that is only supposed, hoped for, or taken back; one that is planned is a date."""
    doubt = doubts.unsaid(folded, when.start, when.end, far=False)
    is_off = _CALLED_OFF.search(folded) is not None or doubts.denied(folded, when.start, when.end)
    return is_off or doubt not in ("", "something to come", "something past")


def _is_of_another(folded: str, when: When, said: re.Match[str] | None, scope: Scope) -> bool:
    """Return True where other words than the subject's stand before the verb: "our café opens on 3 May".

    Without a verb for the moment, the line may name nothing but the subject and the date.
    """
    if said is None:
        return names_others(moments.without_dates(folded), scope, counts=True)
    clause = re.split(r"[.;:!]\s|,\s(?!\d)", folded[: when.start])
    part = next((each for each in reversed(clause) if said[0] in each), "")
    bare = part[: part.rfind(said[0])]
    return not _is_subject(bare, scope) and names_others(bare, scope)


def _is_subject(before: str, scope: Scope) -> bool:
    """Return True where the words right before a verb are the subject, and tell no mere place: "… the bridge opens"."""
    said = [word for word in words(before) if word not in _HELPING]
    while said and not has(said[-1], scope.subject):
        if said[-1] not in SMALL_WORDS:
            return False
        said.pop()
    while said and has(said[-1], scope.subject):
        said.pop()
    if said and said[-1] not in _ARTICLES:
        return False
    return len(said) < 2 or said[-2] not in _PLACES


def _names(subject: str, folded: str) -> bool:
    """Return True for a text that names the thing itself, with all the words of the condition."""
    said = words(folded)
    return bool(subject) and all(has(word, said) for word in words(subject))
