"""Reasons not to take words on a page as a statement that something is so."""

import re

from tasks_app.conditions import moments
from tasks_app.conditions.lexicon import doubts, surroundings
from tasks_app.conditions.lexicon.availability import NOTIFY, every
from tasks_app.conditions.text import alternatives, is_wide

_DENIES = alternatives(saying for saying in every(doubts.NEGATIONS) if not is_wide(saying))
_DENIES_AFTER = alternatives(every(doubts.NEGATIONS_AFTER))
_WIDE_DENIAL = alternatives(saying for saying in every(doubts.NEGATIONS, doubts.NEGATIONS_AFTER) if is_wide(saying))
_PUTS_OFF = alternatives(every(doubts.FUTURE))
_IS_PAST = alternatives(every(doubts.PAST))
_SETS_TERMS = alternatives(every(doubts.CONDITIONAL))
_HEDGES = alternatives(every(doubts.HEDGES))
_INVITES = alternatives(every(NOTIFY))
_WILL = re.compile(r"(?<!\w)(?:will|shall|'ll|wird|werden|zal|zullen|bude|budou|będzie|będą|ska|kommer att)(?!\w)")
_ORDERS = alternatives(every(surroundings.ORDERS_TO_READERS))
_SAID = alternatives(every(doubts.SAID))
_ONLY_IF = alternatives(every(doubts.CONDITIONAL_BEFORE))
_AT_DATE = alternatives(every(doubts.DATED))
_UNTIL = alternatives(every(doubts.UNTIL))
_ZERO = re.compile(r"(?<![\w.,])(?:0|zero|null|no|❌|✗|✘|☒)\s+(?:\w+\s+){0,2}$|[❌✗✘☒]\s*$")
_ZERO_AFTER = re.compile(r"^\W*\(?(?:0|zero|null|none|false)(?![\w.,]\d|\w)")
_ADDRESS = re.compile(r"\S+://\S+|\S+\?\S+")
_YES = re.compile(r"[?？]\W*(?:yes|ja|oui|sí|si|sì|tak|ano|sim|はい|有)(?!\w)")
# Words of a clause before a phrase in which a denial reaches it: "not", then at most this many others.
REACH = 4


def is_order(folded: str) -> bool:
    """Return True for a text that orders a machine about; it states nothing."""
    return _ORDERS.search(folded) is not None


def asks(folded: str) -> bool:
    """Return True for a question that is not answered with yes at once. A mark in an address asks nothing."""
    bare = _ADDRESS.sub(" ", folded)
    return ("?" in bare or "？" in bare) and not _YES.search(bare)


def denied(folded: str, start: int, end: int) -> bool:
    """Return True when what stands at these offsets of a folded sentence is denied, or counts none."""
    before, after = _clause_before(folded, start), folded[end:]
    near = " ".join(before.split()[-REACH:])
    if _DENIES.search(_names_aside(near)) or _ZERO.search(before) or _ZERO_AFTER.search(after):
        return True
    if is_wide(folded[max(start - 1, 0) : end + 1]):
        return (
            _WIDE_DENIAL.search(folded[end : end + 6]) is not None
            or _WIDE_DENIAL.search(folded[max(0, start - 2) : start]) is not None
        )
    first = re.match(r"[\s:(,-]*(?:currently\s+|derzeit\s+)?", after)
    rest = after[first.end() if first else 0 :]
    found = _DENIES_AFTER.match(rest)
    return found is not None and (len(rest) == found.end() or rest[found.end()] in ".!)],; ")


def doubted(folded: str, start: int, end: int) -> str:
    """The kind of doubt that a folded sentence casts on what stands at these offsets, in words; or an empty text."""
    outside = moments.without_dates(_clause_before(folded, start) + " ; " + _clause_after(folded, end))
    for name, pattern, where in (
        ("an order to its reader", _ORDERS, folded),
        ("an offer to tell", _INVITES, folded),
        ("a condition", _SETS_TERMS, outside),
        ("something to come", _PUTS_OFF, outside),
        ("something past", _IS_PAST, outside),
        ("a rumour or a guess", _HEDGES, outside),
    ):
        if pattern.search(where):
            return name
    if asks(folded):
        return "a question"
    return "a quotation" if _is_quoted(folded, start, end) else ""


def _clause_before(folded: str, start: int) -> str:
    """The part of the clause that stands before an offset. A comma, a dash or a stop begins a new clause."""
    return re.split(r"[,;:!.]\s|\s-\s|[()、。，]|\bbut\b|\baber\b|\bmais\b|\bpero\b|\bma\b", folded[:start])[-1]


def _clause_after(folded: str, end: int) -> str:
    return re.split(r"[,;!]\s|\s-\s|[、。，]|\.\s", folded[end:])[0]


def _names_aside(text: str) -> str:
    """Without what looks like a denial and numbers things: "no. 5", "no 4711"."""
    return re.sub(r"(?<!\w)no\.?\s*(?=\d)", " ", text)


def _is_quoted(folded: str, start: int, end: int) -> bool:
    """Return True between quotation marks that hold more than the phrase: somebody else says it."""
    before, after = folded[:start].count('"'), folded[end:].count('"')
    is_inside = before % 2 == 1 and after % 2 == 1
    return is_inside and not (folded[:start].endswith('"') and folded[end:].startswith('"'))


def unsaid(folded: str, start: int, end: int, *, far: bool = True) -> str:
    """The kind of doubt on a statement that is to be true, in words; or an empty text.

    Stricter than `doubted`, which is for words that only have to stand there: words of others and jests count too.
    `far`: so does a denial at any distance before it.
    """
    doubt = doubted(folded, start, end)
    if doubt:
        return doubt
    if _ONLY_IF.search(_clause_before(folded, start)):
        return "a condition"
    if _WILL.search(_clause_before(folded, start)):
        return "something to come"
    if is_of_others(folded, start, end):
        return "words of somebody else"
    return "something that is not so" if far and _denied_far(folded, start) else ""


def is_of_others(folded: str, start: int, end: int) -> bool:
    """Return True where the sentence around these offsets gives the words of somebody else, or is not meant."""
    outside = f"{folded[:start]} ; {folded[end:]}"
    return _SAID.search(outside) is not None or '"' in outside


def _denied_far(folded: str, start: int) -> bool:
    """Return True for a denial anywhere before it in the sentence's part: "nobody knows if it is"."""
    return _DENIES.search(_names_aside(re.split(r"[;.!]\s|\bbut\b|\baber\b|\bmais\b", folded[:start])[-1])) is not None


def dated(folded: str, start: int, end: int) -> str:
    """The words for a date or a time to come beside what stands at these offsets, or an empty text."""
    after = _clause_after(folded, end)
    found = moments.dates(after)
    if (
        found
        and found[0].start <= 25
        and (_AT_DATE.search(after[: found[0].start]) or after.lstrip()[:1] == ":" or "date" in after)
    ):
        return "something of another time"
    before = _clause_before(folded, start)
    return "something of another time" if _UNTIL.search(before) else ""
