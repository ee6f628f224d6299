"""Availability: whether a page says that something can be had, entered or visited now."""

import re
from collections.abc import Iterable
from enum import Enum

from tasks_app.conditions import doubts, moments
from tasks_app.conditions.amounts import amounts
from tasks_app.conditions.counts import Left, heads_stock, left_in, left_under
from tasks_app.conditions.grammar.text import SMALL
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.lexicon import asking_availability, availability
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.lexicon.doubts import RESTRICTED, UNTIL
from tasks_app.conditions.naming import names_sibling
from tasks_app.conditions.page import Page
from tasks_app.conditions.rows import Cell
from tasks_app.conditions.scope import Piece, Scope, has, scope_of
from tasks_app.conditions.tenses import Tense, is_to_come, tense_of
from tasks_app.conditions.text import alternatives, fold, is_wide, words
from tasks_app.conditions.types import Available, Topic
from tasks_app.conditions.weekdays import days_in
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
_RESTRICTED = alternatives(every(RESTRICTED))
_NAMING_NOTHING = (
    availability.NEUTRAL,
    availability.UNITS_TO_HAVE,
    availability.BUY_BUTTONS,
    asking_availability.ENTRY_NOUNS,
)
_NEXT_FREE = alternatives(every(availability.NEXT_FREE))
_NEUTRAL = {word for saying in every(*_NAMING_NOTHING) for word in words(saying)} | SMALL
_AFTER = _NEUTRAL | {word for saying in every(availability.AFTER_STATE) for word in words(saying)}
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
# Said of goods in general, not of one of them.
_GENERAL = re.compile(
    r"(?:all |most |these |many |other )?(?:items|products|goods|orders|articles|artikel|waren|produkte)\s"
)
# "Not open yet" is so whichever day is named beside it, and what is given up stays so; "opens on" only before that day.
_HOLDS_ANYWAY = re.compile(
    r"yet|noch nicht|pas encore|aún no|todavía no|ancora|nog niet|jeszcze|zatím|前$"
    r"|discontinued|no longer|eingestellt|descatalogado|fuori produzione|utgått|udgået"
)
_OPENS = re.compile(r"open|will|begin|start|öffn|beginn|ab dem|ouvr|abr|apr|heropent|rozpocz|zostanie|öppn|åbn|bude")
_FROM_A_DAY = re.compile(r"from|ab$|à partir|a partir|dal$|vanaf|dostępn\w+ od")
# Doubts that leave open what is so now.
_UNSETTLED = frozenset(
    {
        "a condition",
        "a rumour or a guess",
        "an offer to tell",
        "something past",
        "a quotation",
        "an order to its reader",
        "a question",
        "words of somebody else",
    }
)
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


def is_closed_now(scope: Scope) -> bool:
    """Return True where the page says, of no certain day, that the subject is closed."""
    pieces = [piece for piece in scope.pieces if not days_in(fold(piece.text))]
    return State.GONE in _stated([piece for piece in pieces if piece.row is None], scope, Topic.OPENING)


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
    by_header = _by_header(cell, scope, topic)
    if by_header:
        return by_header
    if piece.row is None and _names_others(fold(cell.header), scope):
        return None
    folded = fold(cell.value)
    if doubts.asks(folded) or _begins_with_date(folded) or _is_headed_by_a_day_to_come(cell, piece, scope):
        return None
    if topic is not Topic.OPENING:
        counted = _counted(folded, scope)
        if counted:
            return counted
    if piece.kind is BlockKind.BUTTON and topic is not Topic.ENTRY and _BUY.fullmatch(folded):
        return None
    return _labelled(folded, scope, topic)


def _is_next_free(cell: Cell, scope: Scope) -> bool:
    """Return True for "Next free appointment: 3 February 2032", up to that day."""
    today, found = scope.page.today, moments.dates(cell.value)
    is_ahead = today is not None and len(found) == 1 and found[0].has_year and found[0].first >= today
    return is_ahead and not doubts.asks(fold(cell.value)) and _NEXT_FREE.fullmatch(fold(cell.header)) is not None


def _by_header(cell: Cell, scope: Scope, topic: Topic) -> State | None:
    """A datum that counts what can be had, or says yes or no: `available: true`, `Free stock: 180`."""
    if topic is not Topic.OPENING and _is_next_free(cell, scope):
        return State.HAD
    if topic is not Topic.GOODS:
        return None
    header, value = fold(cell.header), fold(cell.value)
    count = left_under(header, value)
    if count is not None:
        return State.HAD if count else State.GONE
    if not heads_stock(header):
        return None
    bare = value.rpartition("/")[2]
    return State.HAD if bare in _YES_VALUES else State.GONE if bare in _NO_VALUES else None


def _counted(folded: str, scope: Scope) -> State | None:
    for left in left_in(folded):
        is_other = _names_others(folded[: left.start], scope) or names_sibling(folded[: left.end], scope)
        if not is_other and not _is_conditional(folded, left):
            return State.HAD if left.count else State.GONE
    return None


def _is_conditional(folded: str, left: Left) -> bool:
    return doubts.unsaid(folded, left.start, left.end) in _UNSETTLED


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
            said = None if _names_others(folded[: match.start()], scope) else _said(state, folded, match, scope)
            if said:
                found.setdefault(said, match)
            blocked.append(match)
    if State.HAD in found and len(found) > 1:
        return None
    return State.GONE if State.GONE in found else next(iter(found), None)


def _said(state: State, folded: str, match: re.Match[str], scope: Scope) -> State | None:
    """The state that a label says of now: a denial or a time to come makes another of it, a doubt none at all."""
    span = match.span()
    tense = tense_of(folded, *span, scope.page.today, scope.allowed)
    if state is State.LATER:
        return state if not _FROM_A_DAY.search(match[0]) or _is_before_its_day(folded, match, scope) else None
    if state is State.GONE:
        is_now = tense is Tense.NOW or _HOLDS_ANYWAY.search(match[0]) or _opens_later(folded, match, scope)
        is_settled = doubts.doubted(folded, *span) not in _UNSETTLED and is_now
        return state if is_settled and not doubts.denied(folded, *span) else None
    if doubts.denied(folded, *span):
        return State.GONE
    if _GENERAL.match(folded[: match.start()]):
        return None
    if tense is Tense.UNCLEAR or _is_restricted(folded, match, scope):
        return None
    doubt = doubts.unsaid(folded, *span)
    if tense is Tense.TO_COME or doubt == "something to come":
        return None if doubt in _UNSETTLED else State.LATER
    return None if doubt or not _ends_plainly(folded[match.end() :], scope) else State.HAD


def _opens_later(folded: str, match: re.Match[str], scope: Scope) -> bool:
    return _OPENS.search(match[0]) is not None and _is_before_its_day(folded, match, scope)


def _is_before_its_day(folded: str, match: re.Match[str], scope: Scope) -> bool:
    """Return True unless a label is followed by a day that the clock does not show to be to come."""
    found = [when for when in moments.dates(folded[match.end() :]) if when.start <= 25]
    return not found or is_to_come(found[0], scope.page.today)


def _is_restricted(folded: str, match: re.Match[str], scope: Scope) -> bool:
    """Return True where only some have it: "open to members only"."""
    before = re.split(r"[.;!:]\s", folded[: match.start()])[-1]
    around = f"{before} ; {re.split(r'[.;!,]', folded[match.end() :])[0]}"
    return any(not any(has(word, scope.allowed) for word in words(found[0])) for found in _RESTRICTED.finditer(around))


def _ends_plainly(after: str, scope: Scope) -> bool:
    """Return True where the words that follow a label take nothing back and name nothing else."""
    tail = _UNTIL.split(moments.without_dates(re.split(r"[.,;!?|()/]|\s-\s|:\s", after)[0]))[0]
    if is_wide(tail):
        return True
    return all(word in _AFTER or word[0].isdigit() or has(word, scope.allowed) for word in words(tail))


def _names_others(before: str, scope: Scope) -> bool:
    """Return True when the words before a label name another thing than the subject."""
    if names_sibling(before, scope):
        return True
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


def _is_headed_by_a_day_to_come(cell: Cell, piece: Piece, scope: Scope) -> bool:
    """Return True for "2 May 2032: the pool is open" before that day, or without a clock."""
    today = scope.page.today
    return piece.row is None and any(today is None or is_to_come(when, today) for when in moments.dates(cell.header))


def _speaks_of_stock(folded: str) -> bool:
    """Return True for a text that says something of availability which no rule has made out."""
    match = _MENTIONS.search(folded)
    return match is not None and not _BUY.fullmatch(folded) and not _NOTIFY.search(folded)


def _by_buttons(scope: Scope) -> dict[State, str]:
    """A button to buy says that the thing can be had, if the page awaits nothing and offers no word when it is back."""
    said = [(fold(cell.value), cell.value, piece) for piece in scope.pieces for cell in piece.cells]
    if any(_PENDING.search(text) for text, _, _ in said) or any(_speaks_of_stock(text) for text, _, _ in said):
        return {}
    links = _links_to_buy(scope)
    buttons = [
        written
        for text, written, piece in said
        if _BUY.fullmatch(text) and (piece.kind is BlockKind.BUTTON or text in links) and not _is_past(piece, scope)
    ]
    invites = [written for text, written, _ in said if _NOTIFY.search(text)]
    if buttons and not invites:
        return {State.HAD: buttons[0]}
    return {State.GONE: invites[0]} if invites and not buttons else {}


def _links_to_buy(scope: Scope) -> frozenset[str]:
    """The folded texts of links that buy, on a page that gives a price."""
    if not any(amount.is_money for piece in scope.pieces for amount in amounts(piece.text)):
        return frozenset()
    return frozenset(text for link in scope.page.document.links if _BUY.fullmatch(text := fold(link.text)))


def _is_past(piece: Piece, scope: Scope) -> bool:
    """Return True for the row of a day that has gone by."""
    today = scope.page.today
    return today is not None and any(when.has_year and when.last < today for when in moments.dates(piece.text))
