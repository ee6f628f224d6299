"""Conditions about a version that is released."""

import re

from tasks_app.conditions.grammar.text import DENIES, subject_of, without
from tasks_app.conditions.lexicon import asking
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Condition, Relation, Version

_RELEASES = alternatives(every(asking.RELEASES))
# "Available" and "live" are said of other things too: beside a bare number they are no release.
_SURELY = alternatives(
    (
        "released",
        "out",
        "come out",
        "comes out",
        "generally available",
        "downloaded",
        "download",
        "published",
        "stable release",
        "veröffentlicht",
        "erschienen",
        "publiée",
        "sortie",
        "lanzada",
        "publicada",
        "rilasciata",
        "uscita",
        "uitgebracht",
        "lançada",
        "wydana",
        "wyszła",
        "släppt",
        "udgivet",
        "vydána",
        "vyšla",
        "リリース",
        "发布",
    )
)
_NOUN = alternatives(every(asking.VERSION_NOUNS))
_OR_LATER = alternatives(every(asking.OR_LATER))
_NEWER = alternatives(every(asking.NEWER))
_NUMBER = re.compile(r"(?<![\w.-])v?(\d+(?:\.\d+)*)(?:\.x)?(?![\w.]|-\d|\s?(?:%|€|\$|£))")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_COUNTS_OTHERS = alternatives(
    (
        "episode",
        "season",
        "issue",
        "chapter",
        "volume",
        "part",
        "no",
        "number",
        "series",
        "folge",
        "staffel",
        "ausgabe",
        "#",
        "épisode",
        "saison",
        "numéro",
        "episodio",
        "temporada",
        "stagione",
        "aflevering",
        "odcinek",
        "avsnitt",
        "afsnit",
        "díl",
    )
)
_TAKEN = {
    word
    for table in (asking.RELEASES, asking.VERSION_NOUNS, asking.OR_LATER, asking.NEWER)
    for saying in every(table)
    for word in words(saying)
}
_PLAIN = frozenset(
    {
        "final",
        "stable",
        "official",
        "officially",
        "latest",
        "something",
        "anything",
        "newer",
        "later",
        "come",
        "general",
        "generally",
        "finally",
        "new",
    }
)


def read_version(text: str) -> Condition | None:
    """The version that is to be released, or None where none is asked for."""
    folded = fold(text)
    released = _RELEASES.search(folded)
    if released is None or DENIES.search(folded):
        return None
    number = _number(folded)
    if number is None:
        return None
    rest = without(text, number.span())
    return Version(
        subject=subject_of(rest, _TAKEN - {"firmware", "patch", "driver", "update"} | _PLAIN),
        number=number[1],
        relation=_relation(folded, number),
    )


def _number(folded: str) -> re.Match[str] | None:
    """The last number with a dot; else one beside a word for versions, or in a name that is surely released."""
    found = [
        match
        for match in _NUMBER.finditer(folded)
        if not _counts_others(folded, match) and not _YEAR.fullmatch(match[1])
    ]
    dotted = [match for match in found if "." in match[1]]
    if dotted:
        return dotted[-1]
    named = [match for match in found if _follows(_NOUN, folded, match)]
    if named:
        return named[-1]
    surely = [match for match in found if _SURELY.search(folded, match.end())]
    return surely[-1] if surely and len(found) == 1 else None


def _counts_others(folded: str, match: re.Match[str]) -> bool:
    return _follows(_COUNTS_OTHERS, folded, match)


def _follows(pattern: re.Pattern[str], folded: str, match: re.Match[str]) -> bool:
    before = folded[: match.start()].split()[-1:]
    return bool(before) and pattern.fullmatch(before[0].strip(".,:")) is not None


def _relation(folded: str, number: re.Match[str]) -> Relation:
    if _OR_LATER.search(folded):
        return Relation.SINCE
    newer = [
        found
        for found in _NEWER.finditer(folded, 0, number.start())
        if not folded[found.end() : number.start()].strip(" v")
    ]
    return Relation.AFTER if newer else Relation.EXACTLY
