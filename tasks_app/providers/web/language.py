"""The words that the rules know: English, with the commonest negations of its neighbours."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS = _words(
    "no not never none nobody nothing neither nor without cannot cant isnt arent wasnt werent wont dont doesnt "
    "didnt hasnt havent hadnt aint unable lacks nicht kein keine keinen nie pas aucun aucune jamais sin nunca non"
)
# What takes a statement back when it comes before it, beside negations: it is not so yet.
FUTURE = _words("will shall soon upcoming coming yet planned plans expected expects scheduled")
# What takes it back when it follows: "in stock: no", "available soon".
AFTERTHOUGHTS = _words("no not never false soon shortly tomorrow later nicht nein non")
# What leaves it open.
HEDGES = _words(
    "if whether when whenever once unless may might could would should possibly perhaps maybe probably likely "
    "starts begins reportedly allegedly rumor rumors rumored rumour rumours rumoured speculation leak leaked "
    "supposedly hopefully hope hopes notify check ask wonder"
)
# A condition with one of these asks for a comparison, with a figure or with an earlier state.
COMPARISONS = _words(
    "below under above less lower more higher fewer greater least most cheaper than exceed exceeds drop drops "
    "fall falls rise rises increase increases decrease decreases between change changes changed updated differs "
    "different"
)
# Words of a condition that do not say what is so: the small ones, and those about telling and reading.
FILLERS = _words(
    "a an and any are as at be become becomes been being but by can do does did for from get gets got had has "
    "have i in into is it its me my of on or our please s so some tell that the their then there these they this "
    "those to us was we were what when whenever where whether which who will with you your if once as soon notify "
    "alert let know inform page pages site website web webpage says say said states stated shows show shown "
    "mentions mention contains contain includes include lists list displays display reads text word words phrase "
    "true now currently today finally actually officially again longer anymore"
)
# Quoted words are what a page must say, literally, if the condition has one of these; else they are a name.
SPEECH = _words(
    "say says said saying state states show shows showing mention mentions contain contains include includes list "
    "lists display displays read reads text word words phrase appear appears see sees"
)
# Each state, in the words for it, beside the words for its opposite.
OPPOSITES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("back in stock", "in stock", "available", "on sale"),
        ("sold out", "out of stock", "unavailable", "backordered", "discontinued"),
    ),
    (("open",), ("closed",)),
    (("released", "launched"), ("coming soon", "pre-order", "preorder")),
    (("operational", "up and running"), ("down", "outage")),
)
ABSENCE = re.compile(
    r"\b(no longer|(not )?any ?more|without|absent|disappear(s|ed)?|(stops?|stopped|ceases?|ceased) (to )?\w+"
    r"|(does|do|did|is|are)( not|n['’]?t)|(is|are|gets?) (gone|removed))\b",
    re.IGNORECASE,
)
_SUFFIXES = ("ies", "es", "s", "ing", "ed")


def stem(word: str) -> str:
    """`word` without its commonest endings, for comparison only: releases, released and release are one.

    >>> [stem(word) for word in ("Releases", "released", "release", "gas", "2026")]
    ['releas', 'releas', 'releas', 'gas', '2026']
    """
    word = word.casefold()
    for suffix in _SUFFIXES:
        if len(word) - len(suffix) >= 4 and word.endswith(suffix):
            return word[: -len(suffix)] + ("y" if suffix == "ies" else "")
    return word[:-1] if len(word) > 5 and word.endswith("e") else word
