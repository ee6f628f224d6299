"""Conditions about a figure: a price, a count, a measure."""

import re
from collections.abc import Iterable
from decimal import Decimal

from tasks_app.conditions.amounts import Amount, amounts
from tasks_app.conditions.grammar.text import SMALL, subject_of, without
from tasks_app.conditions.lexicon import asking, availability
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.lexicon.units import FRACTIONS, MEASURES, NUMBER_WORDS
from tasks_app.conditions.text import alternatives, fold, plain, words
from tasks_app.conditions.types import Condition, Figure, Range

_KINDS = {
    saying: kind
    for kind, table in (
        ("less", asking.LESS),
        ("more", asking.MORE),
        ("most", asking.AT_MOST),
        ("least", asking.AT_LEAST),
    )
    for saying in map(fold, every(table))
}
_COMPARES = alternatives(_KINDS)
_SIGN = re.compile(r"[<>≤≥]=?")
_BETWEEN = alternatives(every(asking.BETWEEN))
_PRICE = alternatives(every(asking.PRICE_NOUNS))


def _either(names: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(fold(name)) for name in names), key=len, reverse=True))


_MEASURE = _either(name for names, _, _ in MEASURES for name in names)
_NUMBER_WORD = re.compile(rf"({_COMPARES.pattern})\s+({_either(FRACTIONS | NUMBER_WORDS)})(?!\w)(?!(?<=\bone)\s+of\b)")
_A_UNIT = re.compile(rf"\s+(?:{_MEASURE})(?!\w)")
# Unit that a price is for: "a month", "per 100 litres".
_BASIS = re.compile(
    r"(?<!\w)(?:(?:per|pro|par|por|za|a|an|al|im|för|om)\s+)(?:\d+\s*)?"
    rf"(?:{_MEASURE}"
    r"|month|year|day|night|week|person|piece|monat|jahr|tag|nacht|woche|person|stück|mois|an|nuit|mes|mese|maand|miesiąc|månad|måned|měsíc)(?!\w)"
)
_LATER_WORD = re.compile(
    rf"(?<!\w)({_either(NUMBER_WORDS)})"
    r"(?=\s+\w+\s+(?:or more|or fewer|or less|oder mehr|ou plus|o más|o più))"
)
_HAD_FOR = alternatives(
    (
        "can be had for",
        "can be bought for",
        "can be booked for",
        "can be got for",
        "is available for",
        "gibt es für",
        "ist zu haben für",
    )
)
_LEFT = alternatives(every(availability.LEFT))
_DENIES = alternatives(
    (
        "not",
        "no longer",
        "never",
        "doesn't",
        "isn't",
        "nicht",
        "kein",
        "keine",
        "pas",
        "non",
        "niet",
        "não",
        "nie",
        "inte",
        "ikke",
        "není",
    )
)
_TAKEN = {word for table in (asking.PRICE_NOUNS,) for saying in every(table) for word in words(saying)} | {
    word
    for text in (
        "falls drops rises climbs goes is costs cost cheaper dearer rated moment now today pays sells sold bought had",
        "entered come came comes down gone fallen dropped risen up cost lowered reduced",
        "left remaining available money free person day month year week per monat mois mes mese miesiąc gibt noch",
    )
    for word in text.split()
}
_ARTICLES = frozenset({"a", "an", "ein", "eine", "einem", "einen", "un", "une", "uno"})
_KEPT = frozenset({"rated", "entered", "rent", "fee", "fare"})


def read_figure(text: str) -> Condition | None:
    """The range that a figure is to lie in, or None where no figure is compared."""
    spelled = _with_figures(plain(text))
    folded = fold(spelled)
    found = amounts(folded)
    compared = _between(folded, found) or _compared(folded, found)
    if compared is None:
        return None
    within, amount, span = compared
    rest = _BASIS.sub(" ", without(spelled, span))
    is_price = amount.is_money or (not amount.unit and _PRICE.search(folded) is not None)
    counted = "" if amount.unit else _counted(folded, amount)
    return Figure(
        subject=subject_of(rest, (_TAKEN - _KEPT) | ({counted} if counted else set())),
        within=within,
        unit=amount.unit,
        counted=counted,
        is_price=is_price,
        is_any=_HAD_FOR.search(folded) is not None,
        is_left=bool(counted) and _LEFT.search(folded) is not None,
    )


def _with_figures(text: str) -> str:
    """Number words beside a comparison as digits: "at least three quarters" is "at least 75 %"."""

    def digits(match: re.Match[str]) -> str:
        word = match[2]
        if word in _ARTICLES and not _A_UNIT.match(lowered, match.end()):
            return match[0]
        return f"{match[1]} {FRACTIONS[word]:.2f} %" if word in FRACTIONS else f"{match[1]} {NUMBER_WORDS[word]}"

    lowered = text.lower()
    lowered = _NUMBER_WORD.sub(digits, lowered)
    lowered = _LATER_WORD.sub(lambda match: str(NUMBER_WORDS[match[1]]), lowered)
    return text if lowered == text.lower() else _capitals_of(text, lowered)


def _capitals_of(text: str, lowered: str) -> str:
    """The lowered text with the capitals that its words have in `text`."""
    written = {word.lower(): word for word in text.split()}
    return " ".join(written.get(word, word) for word in lowered.split())


def _between(folded: str, found: list[Amount]) -> tuple[Range, Amount, tuple[int, int]] | None:
    said = _BETWEEN.search(folded)
    if said is None:
        return None
    bounds = [amount for amount in found if amount.start >= said.end()][:2]
    if len(bounds) < 2 or bounds[0].start - said.end() > 2:
        return None
    low, high = bounds
    unit = high if high.unit else low
    if low.unit and high.unit and low.unit != high.unit:
        return None
    scaled = low.value if low.unit or not high.unit or high.is_money else _scaled(low, high)
    return Range(min(scaled, high.value), max(scaled, high.value)), unit, (said.start(), high.end)


def _scaled(low: Amount, high: Amount) -> Decimal:
    """The lower bound in the unit that is named only after the upper one."""
    digits = Decimal(1)
    if high.unit and high.value:
        shown = amounts(str(low.value))
        digits = shown[0].value if shown else Decimal(1)
    return digits


def _compared(folded: str, found: list[Amount]) -> tuple[Range, Amount, tuple[int, int]] | None:
    """The one amount that a comparison stands beside."""
    hits = []
    for amount in found:
        kind, span = _kind_beside(folded, amount)
        if kind:
            hits.append((_range(kind, amount.value), amount, span))
    return hits[0] if len(hits) == 1 else None


def _kind_beside(folded: str, amount: Amount) -> tuple[str, tuple[int, int]]:
    before = folded[: amount.start]
    stripped = before.rstrip(" :")
    for match in reversed([*_COMPARES.finditer(before), *_SIGN.finditer(before)]):
        between = before[match.end() :].split()
        if (
            all(word in SMALL or word in ("a", "an", "the", "only", "price", "of") for word in between)
            and len(between) <= 2
        ):
            said = " ".join(match[0].split())
            kind = (
                _KINDS.get(said)
                or {"<": "less", "<=": "most", "≤": "most", ">": "more", ">=": "least", "≥": "least"}[said]
            )
            if _DENIES.search(stripped[: match.start()].split(",")[-1]):
                return "", (0, 0)
            return kind, (match.start(), amount.end)
    after = folded[amount.end :]
    match_after = _COMPARES.search(after)
    if match_after is None or len(after[: match_after.start()].split()) > 2:
        return "", (0, 0)
    said = " ".join(match_after[0].split())
    is_trailing = said.split()[0] in ("or", "oder", "ou", "o", "of", "lub", "eller", "nebo") or any(
        ord(letter) > 0x3000 for letter in said
    )
    end = amount.end + match_after.end() if not after[: match_after.start()].strip() else amount.end
    return (_KINDS[said], (amount.start, end)) if is_trailing else ("", (0, 0))


def _range(kind: str, value: Decimal) -> Range:
    return {
        "less": Range(high=value, high_is_strict=True),
        "most": Range(high=value),
        "more": Range(low=value, low_is_strict=True),
        "least": Range(low=value),
    }[kind]


def _counted(folded: str, amount: Amount) -> str:
    """The word that a plain count counts."""
    following = [word for word in words(folded[amount.end :]) if word not in SMALL][:1]
    return following[0] if following and not following[0].isdigit() else ""
