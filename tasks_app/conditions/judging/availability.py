"""Availability: whether a page says that something can be had, entered or visited now."""

import re
from collections.abc import Iterable
from enum import Enum

from tasks_app.conditions import doubts, moments
from tasks_app.conditions.grammar.text import SMALL
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.lexicon import asking_availability, availability
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.lexicon.doubts import UNTIL
from tasks_app.conditions.page import Page
from tasks_app.conditions.rows import Cell
from tasks_app.conditions.scope import Piece, Scope, has, scope_of
from tasks_app.conditions.text import alternatives, fold, is_wide, words
from tasks_app.conditions.types import Available, Topic
from tasks_app.documents.types import Availability, BlockKind


class State(Enum):
    """The states of a thing that pages tell apart."""

    HAD = "can be had"
    GONE = "cannot be had"
    LATER = "can be had later"


_LABELS = {
    Topic.GOODS: (alternatives(every(availability.IN_STOCK)), alternatives(every(availability.OUT_OF_STOCK))),
    Topic.ENTRY: (alternatives(every(availability.ENTRY_OPEN)), alternatives(every(availability.ENTRY_CLOSED))),
    Topic.OPENING: (alternatives(every(availability.OPEN)), alternatives(every(availability.CLOSED))),
}
_LATER = alternatives(every(availability.LATER))
_BUY = alternatives(every(availability.BUY_BUTTONS))
_NOTIFY = alternatives(every(availability.NOTIFY))
_MENTIONS = alternatives(
    (*every(availability.OUT_OF_STOCK, availability.LATER), *every(availability.MADE_LATER), "in stock", "auf lager")
)
_PENDING = alternatives(every(availability.PENDING))
_UNTIL = alternatives(every(UNTIL))
_HEADERS = alternatives(every(availability.STOCK_HEADERS))
_NAMING_NOTHING = (
    availability.NEUTRAL,
    availability.UNITS_TO_HAVE,
    availability.BUY_BUTTONS,
    asking_availability.ENTRY_NOUNS,
)
_NEUTRAL = {word for saying in every(*_NAMING_NOTHING) for word in words(saying)} | SMALL
_UNIT = "|".join(
    sorted(map(re.escape, {fold(noun) for noun in every(availability.UNITS_TO_HAVE)}), key=len, reverse=True)
)
_LEFT = "|".join(map(re.escape, sorted(map(fold, every(availability.LEFT)), key=len, reverse=True)))
_STILL = "|".join(map(re.escape, sorted(map(fold, every(availability.ONLY)), key=len, reverse=True)))
_OF = r"(?:of|von|sur|de|van|z|av|af|di|/)"
_COUNTS = (
    re.compile(
        rf"(?<![\w.,])(?P<n>\d+)(?:\s+{_OF}\s+\d+)?(?:\s+(?:{_UNIT}))?\s+"
        rf"(?:(?:are|sind|is|still|noch|more|weitere)\s+)*(?:{_LEFT})(?!\w)"
    ),
    re.compile(rf"(?<!\w)(?:{_HEADERS.pattern})\s*[:(]\s*(?P<n>\d+)(?![\w.,]\d)"),
    re.compile(rf"(?<!\w)(?:{_STILL})\s+(?P<n>\d+)\s+(?:{_UNIT})(?!\w)"),
    re.compile(r"(?:残り|残|あと)(?P<n>\d+)"),
)
_TAKEN = re.compile(
    r"(?<![\w.,])(?P<n>\d+)\s+(?:of|von|sur|de|van|z|av|af|di)\s+(?P<all>\d+)\s+(?:\w+\s+){0,2}(?:are\s+|sind\s+|is\s+)?(?:taken|booked|sold|belegt|vergeben|occupées|ocupadas|occupati|bezet|zajętych|upptagna|optaget|obsazeno)"
)
_YES_VALUES = {"true", "yes", "instock", "in_stock", "available", "ja", "oui", "sí", "si", "tak", "ano", "open"}
_NO_VALUES = {
    "false",
    "no",
    "outofstock",
    "out_of_stock",
    "soldout",
    "sold_out",
    "none",
    "nein",
    "keine",
    "brak",
    "filled",
    "closed",
    "0",
    "なし",
}
_OFFERED = {Availability.AVAILABLE: State.HAD, Availability.UNAVAILABLE: State.GONE, Availability.PREORDER: State.LATER}


def judge_availability(condition: Available, page: Page) -> Judgement:
    """Judge one page: by structured offers and labels that agree, else by its buttons."""
    scope = scope_of(page, condition.subject)
    if scope is None:
        return unsure(f"The page does not speak of {condition.subject}.", page)
    states = _joined(scope.preferred, scope, condition.topic) or _joined(scope.pieces, scope, condition.topic)
    states |= {_OFFERED[offer.availability]: "" for offer in scope.offers if offer.availability}
    if not states and scope.is_whole and condition.topic is Topic.GOODS:
        states = _by_buttons(scope)
    return _told(condition, page, states)


def _told(condition: Available, page: Page, states: dict[State, str]) -> Judgement:
    if not states:
        return unsure("The page does not say whether it can be had.", page)
    if State.HAD in states and len(states) > 1:
        return unsure("The page says both that it can be had and that it cannot.", page, states[State.HAD])
    state = State.GONE if State.GONE in states else next(iter(states))
    quote = states[state] or page.document.heading or page.document.title
    if state is State.LATER and not condition.wanted:
        return unsure("It can be had later: that is neither sold out nor in stock.", page, quote)
    reason = f"The page says that it {state.value}."
    return met(page, reason, quote) if (state is State.HAD) == condition.wanted else not_met(page, reason, quote)


def _joined(pieces: Iterable[Piece], scope: Scope, topic: Topic) -> dict[State, str]:
    """The states of labels and of rows: dates or sizes of one thing, which can be had where one row has it."""
    lines = _stated([piece for piece in pieces if piece.row is None], scope, topic)
    rows = _stated(_named_rows(scope, [piece for piece in pieces if piece.row is not None]), scope, topic)
    if State.HAD in rows and (scope.is_whole or topic is Topic.GOODS):
        rows = {State.HAD: rows[State.HAD]}
    if State.HAD in lines and len(lines) == 1:
        rows.pop(State.GONE, None)
        rows.pop(State.LATER, None)
    return rows | lines


def _stated(pieces: Iterable[Piece], scope: Scope, topic: Topic) -> dict[State, str]:
    """The states that the pieces name, each with the first text that does."""
    states: dict[State, str] = {}
    for piece in pieces:
        for cell in piece.cells:
            state = _state(cell, piece, scope, topic)
            if state:
                states.setdefault(state, piece.text)
    return states


def _named_rows(scope: Scope, pieces: Iterable[Piece]) -> list[Piece]:
    """Without the rows that a whole page has for other things: the title of a row is a date, a size, or the subject."""
    return [
        piece
        for piece in pieces
        if piece.row is None or not scope.is_whole or not _names_others(fold(piece.row.title), scope)
    ]


def _state(cell: Cell, piece: Piece, scope: Scope, topic: Topic) -> State | None:
    if topic is Topic.GOODS:
        by_header = _by_header(cell)
        if by_header:
            return by_header
    if piece.row is None and _names_others(fold(cell.header), scope):
        return None
    folded = fold(cell.value)
    if doubts.asks(folded) or _begins_with_date(folded):
        return None
    if topic is not Topic.OPENING:
        counted = _counted(folded, scope)
        if counted:
            return counted
    if piece.kind is BlockKind.BUTTON and topic is not Topic.ENTRY and _BUY.fullmatch(folded):
        return None
    return _labelled(folded, scope, topic)


def _by_header(cell: Cell) -> State | None:
    """A datum that counts what can be had, or says yes or no: `available: true`, `Free stock: 180`."""
    name = fold(cell.header).replace("_", " ").rpartition(".")[2]
    whole = fold(cell.header).rpartition(".")[2]
    if not _HEADERS.match(name) and not _HEADERS.match(whole):
        return None
    value = fold(cell.value)
    first = re.match(r"(?P<n>\d+)(?:\s*(?:\w+\.?)?)?$", value)
    if first:
        return State.HAD if int(first["n"]) else State.GONE
    bare = value.rpartition("/")[2]
    return State.HAD if bare in _YES_VALUES else State.GONE if bare in _NO_VALUES else None


def _counted(folded: str, scope: Scope) -> State | None:
    taken = _TAKEN.search(folded)
    if taken and not _names_others(folded[: taken.start()], scope):
        return State.HAD if int(taken["n"]) < int(taken["all"]) else State.GONE
    for pattern in _COUNTS:
        match = pattern.search(folded)
        if match and not _names_others(folded[: match.start()], scope) and not _is_conditional(folded, match):
            return State.HAD if int(match["n"]) else State.GONE
    return None


def _is_conditional(folded: str, match: re.Match[str]) -> bool:
    return doubts.doubted(folded, *match.span()) in (
        "a condition",
        "a rumour or a guess",
        "an offer to tell",
        "something past",
        "a quotation",
    )


def _labelled(folded: str, scope: Scope, topic: Topic) -> State | None:
    """The state that a text names of the subject alone; None where it names several, or doubts it."""
    had, gone = _LABELS[topic]
    found: dict[State, re.Match[str]] = {}
    blocked: list[re.Match[str]] = []
    for state, pattern in ((State.GONE, gone), (State.LATER, _LATER), (State.HAD, had)):
        if state is State.LATER and topic is Topic.OPENING:
            continue
        for match in pattern.finditer(folded):
            if any(match.start() < other.end() and other.start() < match.end() for other in blocked):
                continue
            if not _names_others(folded[: match.start()], scope):
                found.setdefault(_doubtful(state, folded, match) or state, match) if _holds(
                    state, folded, match
                ) else None
            blocked.append(match)
    if State.HAD in found and len(found) > 1:
        return None
    return State.GONE if State.GONE in found else next(iter(found), None)


def _holds(state: State, folded: str, match: re.Match[str]) -> bool:
    """Return False for what is only a condition, a guess, a memory or an offer to tell."""
    doubt = doubts.doubted(folded, *match.span())
    if doubts.bound_to_a_time(folded, match.start()) or doubt in (
        "a condition",
        "a rumour or a guess",
        "an offer to tell",
        "something past",
        "a quotation",
        "an order to its reader",
        "a question",
    ):
        return False
    return not (state is State.GONE and doubts.denied(folded, *match.span()))


def _doubtful(state: State, folded: str, match: re.Match[str]) -> State | None:
    """The other state that a denial, or a time to come, makes of a label."""
    if state is not State.HAD:
        return None
    if doubts.denied(folded, *match.span()):
        return State.GONE
    after = re.split(r"[;.!]\s", folded[match.end() :])[0]
    dated = [when for when in moments.dates(after) if when.start <= 25]
    if dated and not _UNTIL.search(after[: dated[0].start]) and not re.match(r"[,(]|\s-", after):
        return State.LATER
    return State.LATER if doubts.doubted(folded, *match.span()) == "something to come" else None


def _names_others(before: str, scope: Scope) -> bool:
    """Return True when the words before a label name another thing than the subject."""
    last = moments.without_dates(re.split(r"[.!;]\s|\s-\s", before)[-1])
    if is_wide(last):
        bare = re.sub(r"[\W\d]+", "", last)
        return bool(bare) and not (
            any(bare in fold(word) or fold(word) in bare for word in scope.allowed)
            or bare in _NEUTRAL
            or any(part in bare for part in ("在庫", "状況"))
        )
    return any(not (word in _NEUTRAL or word[0].isdigit() or has(word, scope.allowed)) for word in words(last))


def _begins_with_date(folded: str) -> bool:
    """Return True for an entry of a chronicle: it tells of its date, not of now."""
    found = moments.dates(folded)
    return (bool(found) and found[0].start <= 2 and found[0].end < len(folded) - 1) or re.match(
        r"(?:19|20|21)\d\d\s?[:-]", folded
    ) is not None


def _speaks_of_stock(folded: str) -> bool:
    """Return True for a text that says something of availability which no rule has made out."""
    match = _MENTIONS.search(folded)
    return match is not None and not _BUY.fullmatch(folded) and not _NOTIFY.search(folded)


def _by_buttons(scope: Scope) -> dict[State, str]:
    """A button to buy says that the thing can be had, if the page awaits nothing and offers no word when it is back."""
    folded = [(fold(piece.text), piece) for piece in scope.pieces]
    if any(_PENDING.search(text) for text, _ in folded) or any(_speaks_of_stock(text) for text, _ in folded):
        return {}
    buttons = [piece.text for text, piece in folded if piece.kind is BlockKind.BUTTON and _BUY.fullmatch(text)]
    invites = [piece.text for text, piece in folded if _NOTIFY.search(text)]
    if buttons and not invites:
        return {State.HAD: buttons[0]}
    return {State.GONE: invites[0]} if invites and not buttons else {}
