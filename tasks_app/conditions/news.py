"""News: whether what is found now is another thing than what was found before, in other words or not."""

import re

from tasks_app.conditions import moments
from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.looks import moves
from tasks_app.conditions.text import alternatives, fold, words

# Two findings that share this much of their words, figures aside, are one.
SHARED = 0.6
MOST_FINDINGS = 20
LONGEST_FINDING = 300
_VERSION = re.compile(
    r"(?<![\w.,$€£])v?(\d+(?:\.\d+){1,3})(?![\w.,]*\d|\s?(?:%|€|\$|£|zł|kr|chf|eur|usd|gbp|°|m\b|km\b|kg\b))"
)
# A date of delivery or of the page itself moves on each day: it makes nothing new.
_DELIVERY = alternatives(
    (*every(asking.ARRIVES), "order by", "order before", "order within", "ships", "bestellen sie bis")
)


def fresh(findings: tuple[str, ...], earlier: tuple[str, ...]) -> tuple[str, ...]:
    """The findings that are none of the earlier ones: another version, date, or mostly other words."""
    return tuple(finding for finding in findings if all(_differs(finding, known) for known in earlier))


def remembered(findings: tuple[str, ...], earlier: tuple[str, ...]) -> tuple[str, ...]:
    """The findings to keep for the next time, the newest first."""
    kept = dict.fromkeys(finding[:LONGEST_FINDING] for finding in (*findings, *earlier))
    return tuple(kept)[:MOST_FINDINGS]


def _differs(finding: str, known: str) -> bool:
    if _marks(finding) - _marks(known):
        return True
    said, before = _core(finding), _core(known)
    return bool(said) and len(said & before) < SHARED * len(said)


def _marks(text: str) -> frozenset[str]:
    """The versions and dates of a text; a count, a price or a time makes no other finding of it."""
    folded = fold(text)
    found = moments.dates(folded)
    days = set() if _DELIVERY.search(folded) or moves(folded) else {when.first.isoformat() for when in found}
    bare = folded
    for when in reversed(found):
        bare = bare[: when.start] + " " + bare[when.end :]
    return frozenset(days | {match[1] for match in _VERSION.finditer(bare)})


def _core(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if not any(letter.isdigit() for letter in word))
