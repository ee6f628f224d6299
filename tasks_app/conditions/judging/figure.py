"""Figures: the price, count or measure that a page gives for something, against the range that is asked for."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tasks_app.conditions import doubts, moments
from tasks_app.conditions.amounts import Amount, amounts, same_unit
from tasks_app.conditions.counts import left_in, left_under
from tasks_app.conditions.doubts import asks
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.lexicon import amounts as beside
from tasks_app.conditions.lexicon import asking, availability
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.naming import names_others, names_sibling
from tasks_app.conditions.page import Page
from tasks_app.conditions.rows import Cell
from tasks_app.conditions.scope import Piece, Scope, has, scope_of
from tasks_app.conditions.tenses import Tense, tense_of
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Figure

_OTHER_PRICE = alternatives(every(beside.OTHER_PRICE))
_OTHER_FIGURE = alternatives(every(beside.OTHER_FIGURE))
_PRICE_LABEL = alternatives(every(beside.PRICE_LABELS, asking.PRICE_NOUNS))
_RATING = alternatives(every(asking.RATING))
_GONE = alternatives(every(availability.OUT_OF_STOCK))
_OUT_OF = re.compile(r"^\s*(?:/|out of|von|sur|de|su|van|z|av|af)\s*(?P<best>5|10|100)(?![\d.,])")
_PART_OF = re.compile(r"^\s*(?:/|of|out of|von|sur|de|su|van|z|av|af)\s*\d")
_OF_BEFORE = re.compile(r"(?:\bof|/|\bvon|\bsur|\bde|\bsu|\bvan|\bz|\bav|\baf|\bout of)\s*$")
_BASIS = re.compile(r"^\s*(?:/|\()?\s*(?:a|an|per|pro|par|por|al|je|im|mtl|mensual|each|off|mies|pr|monthly|x|×|za)\b")
_AVERAGES = frozenset(
    {
        "mean",
        "average",
        "per",
        "pro",
        "par",
        "por",
        "za",
        "je",
        "median",
        "durchschnitt",
        "mittelwert",
        "moyenne",
        "media",
        "gemiddelde",
        "średnia",
        "medel",
        "gennemsnit",
        "průměr",
        "total",
        "today",
        "heute",
        "now",
    }
)
_PERCENT_HEADER = re.compile(r"percent|prozent|pourcent|%")
_OLDER = re.compile(
    r"(?<!\w)(?:last|previous|before|old|change|vorher|gestern|letzte|hier|ayer|ieri|gisteren|wczoraj|limit|grenzwert|delta|diff)(?!\w)"
)
_PRICE_KEY = re.compile(
    r"(?:[\w ]*\.)?(?:price|current price|sale price|price amount|amount|preis|prix|precio|prezzo|cena)"
)
_CURRENCY_KEY = re.compile(r"(?:[\w ]*\.)?(?:price_?)?currency(?:_?code)?: ([a-z]{3})")
# A dated measure up to this old is one of now.
RECENT = timedelta(days=31)
# Characters on either side of a figure in which a word makes it another one.
NEAR = 28
# Figures that disagree less than this are one figure in two roundings.
SAME = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure that may be the one that is asked for, with the text that gives it."""

    value: Decimal
    quote: str
    is_labelled: bool = False


def judge_figure(condition: Figure, page: Page) -> Judgement:
    """Judge one page by structured offers, else by the figures beside the subject. If these disagree, be silent."""
    scope = scope_of(page, _bound_subject(condition, page))
    if scope is None:
        return unsure(f"The page does not speak of {condition.subject}.", page)
    candidates = figures(condition, scope)
    if not candidates:
        return unsure("The page gives no such figure.", page)
    held = [candidate for candidate in candidates if condition.within.holds(candidate.value)]
    if condition.is_any and held:
        return _met(condition, page, held[0])
    if held and len(held) < len(candidates):
        return unsure("The page gives several figures that disagree.", page, held[0].quote)
    return (
        _met(condition, page, held[0])
        if held
        else not_met(page, f"The page says {_shown(candidates[0])}.", candidates[0].quote)
    )


def _met(condition: Figure, page: Page, found: Candidate) -> Judgement:
    return met(page, f"The page says {_shown(found)}.", found.quote)


def _shown(candidate: Candidate) -> str:
    return f"“{candidate.quote[:80]}”"


def _bound_subject(condition: Figure, page: Page) -> str:
    """The subject without words for the measure itself, which need not stand on the page."""
    return " ".join(word for word in condition.subject.split() if not _RATING.fullmatch(fold(word)))


def figures(condition: Figure, scope: Scope) -> list[Candidate]:
    """The candidates of the best kind that there is: offers, labelled figures, other figures."""
    if condition.is_price:
        offered = [
            Candidate(offer.price, f"{offer.name} {offer.price} {offer.currency}".strip())
            for offer in scope.offers
            if offer.price is not None and same_unit(condition.unit or offer.currency, offer.currency)
        ]
        if offered:
            return _one_of(offered + _clean(condition, scope, scope.pieces)) if scope.is_whole else offered
    for pieces in (scope.preferred, scope.pieces):
        found = _clean(condition, scope, pieces)
        if found:
            return found
    return []


def _one_of(candidates: list[Candidate]) -> list[Candidate]:
    """The first, structured one, unless the visible figures all say another."""
    first, seen = candidates[0], candidates[1:]
    agree = not seen or any(abs(other.value - first.value) <= SAME for other in seen)
    return [first] if agree else candidates


def _clean(condition: Figure, scope: Scope, pieces: Iterable[Piece]) -> list[Candidate]:
    if condition.is_left:
        return list(_left(scope, pieces))
    is_rating = not condition.unit and not condition.counted and _RATING.search(fold(condition.subject)) is not None
    found = list(_ratings(scope, pieces)) if is_rating else list(_beside(condition, scope, pieces))
    labelled = [candidate for candidate in found if candidate.is_labelled]
    return labelled or found


def _left(scope: Scope, pieces: Iterable[Piece]) -> Iterator[Candidate]:
    """Counts of what is left: in words, or under a header that says so."""
    for piece in pieces:
        for cell in piece.cells:
            folded, header = fold(cell.value), fold(cell.header)
            counted = left_under(header, folded)
            if counted is not None and not (scope.is_whole and names_others(header, scope, counts=True)):
                yield Candidate(Decimal(counted), piece.text, is_labelled=True)
            for left in left_in(folded) if counted is None else ():
                named = names_others(folded[: left.start], scope, counts=True)
                is_other = scope.is_whole and (named or names_sibling(folded[: left.end], scope))
                if not is_other and not _is_doubted(header, folded, left.start, left.end, scope):
                    yield Candidate(Decimal(left.count), piece.text)


def _ratings(scope: Scope, pieces: Iterable[Piece]) -> Iterator[Candidate]:
    for piece in pieces:
        folded = fold(piece.text)
        for amount in amounts(folded, language=scope.page.document.language):
            before, after = folded[: amount.start], folded[amount.end :]
            is_scored = _OUT_OF.match(after) is not None and not _other_words(before, scope)
            is_named = bool(re.search(rf"(?:{_RATING.pattern})\W*$", before)) and not _OUT_OF.match(before)
            if not amount.unit and (is_scored or is_named) and not _OTHER_FIGURE.search(before[-NEAR:]):
                yield Candidate(amount.value, piece.text, is_labelled=is_scored)


def _other_words(before: str, scope: Scope) -> bool:
    return any(
        not (has(word, scope.allowed) or _RATING.fullmatch(word) or word in ("overall", "gesamt", "total"))
        for word in words(before)
    )


def _beside(condition: Figure, scope: Scope, pieces: Iterable[Piece]) -> Iterator[Candidate]:
    taken = list(pieces)
    if condition.is_any:
        taken = [piece for piece in taken if not _GONE.search(fold(piece.text))]
    newest = _newest_row_date(taken)
    for place, piece in enumerate(taken):
        if piece.row and newest and _row_date(piece) not in (None, newest):
            continue
        for cell in _cells(piece, taken, place, scope):
            yield from _of_cell(condition, scope, piece, cell)


def _cells(piece: Piece, pieces: list[Piece], place: int, scope: Scope) -> Iterator[Cell]:
    """The cells of a piece; a line without a figure lends its words to a bare figure in the next block."""
    yield from piece.cells
    if piece.row is None and not scope.is_whole:
        following = next((line for line in scope.page.lines if line.block == piece.block + 1), None)
        if following and _is_bare(following.text) and not amounts(piece.text):
            yield Cell(piece.text, following.text)


def _is_bare(text: str) -> bool:
    folded = fold(text)
    found = amounts(folded)
    return len(found) == 1 and not words(folded[: found[0].start] + folded[found[0].end :])


def _of_cell(condition: Figure, scope: Scope, piece: Piece, cell: Cell) -> Iterator[Candidate]:
    folded, header = fold(cell.value), fold(cell.header).replace("_", " ")
    if asks(folded) or _OLDER.search(header) or _header_excludes(condition, header):
        return
    dated = moments.dates(folded)
    for amount in amounts(folded, language=scope.page.document.language):
        if any(when.start < amount.end and amount.start < when.end for when in dated) or _OF_BEFORE.search(
            folded[: amount.start]
        ):
            continue
        if folded[amount.start : amount.end] in words(condition.subject):
            continue
        unit = amount.unit or _unit_of(header, scope) or _datum_unit(header, scope)
        if not _fits(condition, amount, unit, piece, folded, header):
            continue
        if _is_other(condition, scope, piece, folded, header, amount):
            continue
        if _is_doubted(header if piece.row is None else "", folded, amount.start, amount.end, scope):
            continue
        yield Candidate(amount.value, piece.text, _is_labelled(condition, folded, header, amount))


def _header_excludes(condition: Figure, header: str) -> bool:
    pattern = _OTHER_PRICE if condition.is_price else _OTHER_FIGURE
    asked = tuple(words(condition.subject))
    first = words(header)[:1]
    if first and has(first[0], asked):
        return False
    return any(match[0] not in _AVERAGES and not has(match[0].split()[0], asked) for match in pattern.finditer(header))


def _unit_of(header: str, scope: Scope) -> str:
    """The unit that a header names for all its cells: "eur per 100l", "percent full"."""
    if _PERCENT_HEADER.search(header):
        return "%"
    found = amounts(f"1 {header}")
    if found and found[0].unit:
        return found[0].unit
    named = [amounts(f"1 {word}") for word in header.split()]
    return next((shown[0].unit for shown in named if shown and shown[0].is_money), "")


def _datum_unit(header: str, scope: Scope) -> str:
    """The currency that data name beside a price: `price: 289.0`, `currency: EUR`."""
    if not _PRICE_KEY.fullmatch(header):
        return ""
    named = {match[1] for line in scope.page.lines if (match := _CURRENCY_KEY.fullmatch(line.folded))}
    return named.pop().upper() if len(named) == 1 else ""


def _fits(condition: Figure, amount: Amount, unit: str, piece: Piece, folded: str, header: str) -> bool:
    if amount.rate and not _PART_OF.match(f"/{amount.rate}"):
        return False
    if condition.unit:
        if unit:
            return same_unit(condition.unit, unit)
        # A figure without a unit is the price in the row of a price list, and nowhere else.
        return condition.is_price and piece.row is not None and len(piece.cells) > 1
    if condition.is_price:
        return amount.is_money or _PRICE_KEY.fullmatch(header) is not None
    return not unit and _counts(condition, piece, folded, amount)


def _counts(condition: Figure, piece: Piece, folded: str, amount: Amount) -> bool:
    """Return True for a plain count of what is asked: the noun, or another word of the condition, stands beside it."""
    near = words(folded[amount.end :])[:6]
    if condition.counted and any(_akin(condition.counted, word) for word in near):
        return True
    named = words(piece.row.title if piece.row else folded[: amount.start])
    asked = (*words(condition.subject), *([condition.counted] if condition.counted else []))
    return (
        bool(condition.counted)
        and any(_akin(word, other) for word in asked for other in named)
        and _ends_in(folded, amount)
    )


def _ends_in(folded: str, amount: Amount) -> bool:
    """Return True when the figure ends its text, as the value of a label does."""
    return len(words(folded[amount.end :])) <= 1


def _akin(asked: str, said: str) -> bool:
    """Return True for words of one family: "signatures", "signed"."""
    if has(asked, (said,)):
        return True
    common = 0
    for one, other in zip(asked, said, strict=False):
        if one != other:
            break
        common += 1
    return common >= 4 and common * 2 >= min(len(asked), len(said))


def _is_other(condition: Figure, scope: Scope, piece: Piece, folded: str, header: str, amount: Amount) -> bool:
    """Return True for a figure that a word nearby makes another one, or that is said of something else."""
    pattern = _OTHER_PRICE if condition.is_price else _OTHER_FIGURE
    before, after = _around(folded, amount)
    before, after = re.split(r"[;·•()]|,\s|\.\s", before)[-1], re.split(r"[;·•()]|,\s|\.\s", after)[0]
    asked = tuple(words(condition.subject)) + ((condition.counted,) if condition.counted else ())
    for text in (before, after):
        for match in pattern.finditer(text):
            if not all(has(word, asked) for word in words(match[0])):
                return True
    if not scope.is_whole or condition.is_any:
        return False
    title = header if piece.row is None else fold(piece.row.title)
    is_named = piece.row is not None and any(has(word, scope.subject) for word in words(title))
    return (not is_named and names_others(title, scope)) or names_others(folded[: amount.start], scope)


def _is_doubted(header: str, folded: str, start: int, end: int, scope: Scope) -> bool:
    """Return True for a figure of another time, or one that nobody vouches for."""
    text, shift = (f"{header} {folded}", len(header) + 1) if header else (folded, 0)
    start, end = start + shift, end + shift
    if doubts.unsaid(text, start, end, far=False) or doubts.denied(folded, start - shift, end - shift):
        return True
    tense = tense_of(text, start, end, scope.page.today, scope.allowed)
    return tense is Tense.TO_COME or (tense is Tense.UNCLEAR and not _is_recent(text, scope.page.today))


def _is_recent(text: str, today: date | None) -> bool:
    """Return True for a figure that is dated, as measures are: up to a month ago, or without a year."""
    found = moments.dates(text)
    return bool(found) and all(
        not when.has_year or (today is not None and when.first >= today - RECENT) for when in found
    )


def _around(folded: str, amount: Amount) -> tuple[str, str]:
    """The text on either side up to the next figures. Between two figures it belongs to the second, but for a basis."""
    others = [other for other in amounts(folded) if (other.start, other.end) != (amount.start, amount.end)]
    earlier = max((other.end for other in others if other.end <= amount.start), default=0)
    later = min((other.start for other in others if other.start >= amount.end), default=len(folded))
    after = folded[amount.end : min(later, amount.end + NEAR)]
    if later < len(folded) and not _BASIS.match(after):
        after = ""
    return folded[max(earlier, amount.start - NEAR) : amount.start], after


def _is_labelled(condition: Figure, folded: str, header: str, amount: Amount) -> bool:
    if condition.is_price:
        label = f"{header} {folded[: amount.start]}"
        return _PRICE_LABEL.search(label) is not None or not words(folded[: amount.start] + folded[amount.end :])
    asked = words(condition.subject)
    return any(has(word, (*words(header), *words(folded[: amount.start]))) for word in asked)


def _row_date(piece: Piece) -> date | None:
    if piece.row is None:
        return None
    if piece.row.date:
        return piece.row.date.date()
    found = moments.dates(piece.cells[0].value) if piece.cells else []
    return found[0].first if found and found[0].has_year else None


def _newest_row_date(pieces: list[Piece]) -> date | None:
    return max((day for piece in pieces if (day := _row_date(piece))), default=None)
