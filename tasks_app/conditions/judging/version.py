"""Versions: whether a page lists a final version in the asked relation to a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.version import InvalidVersion
from packaging.version import Version as Number

from tasks_app.conditions import doubts, moments
from tasks_app.conditions.judgement import Judgement, met, not_met, unsure
from tasks_app.conditions.lexicon import releases
from tasks_app.conditions.lexicon.availability import every
from tasks_app.conditions.naming import SMALL_WORDS
from tasks_app.conditions.page import Page
from tasks_app.conditions.scope import Piece, Scope, has, scope_of
from tasks_app.conditions.text import alternatives, fold, words
from tasks_app.conditions.types import Relation, Version
from tasks_app.documents.types import BlockKind

_UNFINISHED = alternatives(every(releases.UNFINISHED))
_RELEASED = alternatives(every(releases.RELEASED))
_NOT_OUT = alternatives(every(releases.NOT_OUT))
_BESIDE = {
    word for table in (releases.BESIDE_VERSION, releases.RELEASED) for saying in every(table) for word in words(saying)
} | SMALL_WORDS
_TRIAL = r"[-.]?(?:alpha|beta|preview|rc|dev|pre|a|b|c)[-.]?\d*"
_NUMBER = re.compile(
    rf"(?<![\w.,:/-])(?:v|r|version |release )?(?P<number>\d+(?:\.\d+){{1,4}}(?:{_TRIAL})?"
    r"|\d+(?:[-.](?:alpha|beta|preview|rc|dev|pre)[-.]?\d*))"
    r"(?![\w.]*\d|[/:]\d|\s?(?:%|€|\$|£|gb|mb|kb|m|km|kg)(?!\w))"
)
_WHOLE = re.compile(r"(?<![\w.,:/-])(?:v|version |release )(?P<number>\d+)(?![\w.,:/-])")
_LATEST = alternatives(
    ("latest", "stable", "current version", "aktuelle version", "dernière version", "última versión")
)
_NOT_YET = alternatives(
    (
        *("not yet", "under development", "in development", "unreleased", "to be released", "no date", "noch nicht"),
        *("pas encore", "in entwicklung", "en développement", "aún no", "non ancora", "nog niet", "ainda não"),
        *("jeszcze nie", "未定", "開発中"),
    )
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A version on a page. `is_final` is False for trials and plans; `is_said` is True beside a word for a release."""

    number: Number
    quote: str
    is_final: bool
    is_said: bool


def judge_version(condition: Version, page: Page) -> Judgement:
    """Judge one page by the versions of its list, headings and statements."""
    scope = scope_of(page, condition.subject)
    wanted = _parsed(condition.number)
    if scope is None or wanted is None:
        return unsure(f"The page does not speak of {condition.subject}.", page)
    listed = [*_listed(scope.preferred or scope.pieces, scope)] or [*_listed(scope.pieces, scope)]
    final = [version for version in listed if version.is_final]
    found = [version for version in final if _holds(condition, wanted, version.number)]
    if found:
        best = max(found, key=lambda version: version.number)
        if _is_withheld(best, listed) or _is_ahead(best, final):
            return unsure("The page says both that it is released and that it is to come.", page, best.quote)
        return met(page, f"The page lists {best.number} as released.", best.quote, str(best.number))
    if final and not _could_be_elsewhere(condition, listed):
        newest = max(final, key=lambda version: version.number)
        return not_met(page, f"The newest version that the page lists is {newest.number}.", newest.quote)
    return unsure("The page lists no version of it.", page)


def _could_be_elsewhere(condition: Version, listed: list[Listed]) -> bool:
    """Return True for a page with a single number in running text: that is no list of versions."""
    return len(listed) == 1 and not listed[0].is_said


def _is_withheld(best: Listed, listed: list[Listed]) -> bool:
    return not best.is_said and any(
        not version.is_final and version.number.release == best.number.release and not version.number.is_prerelease
        for version in listed
    )


def _is_ahead(best: Listed, final: list[Listed]) -> bool:
    """Return True for a version above the one that the page itself calls the latest or the stable one."""
    named = [version.number for version in final if _LATEST.search(fold(version.quote))]
    return bool(named) and best.number > max(named)


def _holds(condition: Version, wanted: Number, number: Number) -> bool:
    match condition.relation:
        case Relation.SINCE:
            return number >= wanted
        case Relation.AFTER:
            return number > wanted
        case _:
            return number.release[: len(wanted.release)] == wanted.release


def final_versions(scope: Scope) -> dict[str, Listed]:
    """The final versions of a scope by number."""
    listed = _listed(scope.preferred or scope.pieces, scope)
    return {str(version.number): version for version in listed if version.is_final}


def _listed(pieces: tuple[Piece, ...], scope: Scope) -> Iterator[Listed]:
    for piece in pieces:
        text = piece.text
        folded = fold(text)
        for match in (*_NUMBER.finditer(folded), *_WHOLE.finditer(folded)):
            number = _parsed(match["number"])
            if number is None or _is_said_of_another(folded, match, scope) or _is_doubted(folded, match, piece):
                continue
            unfinished = number.is_prerelease or _is_unfinished(folded, match, piece, scope)
            is_said = (
                _RELEASED.search(_near(folded, match)) is not None
                or piece.row is not None
                or piece.kind is BlockKind.HEADING
            )
            if not unfinished and not is_said and not _stands_alone(folded):
                continue
            yield Listed(number, text, not unfinished, is_said)


def _is_doubted(folded: str, match: re.Match[str], piece: Piece) -> bool:
    """Return True where a sentence asks, supposes or repeats a version, and does not list it."""
    if piece.row is not None:
        return False
    doubt = doubts.unsaid(_near(folded, match), *_within(folded, match), far=False)
    return doubt not in ("", "something to come", "something past", "something that is not so")


def _within(folded: str, match: re.Match[str]) -> tuple[int, int]:
    """The offsets of a version in the sentence that holds it."""
    start = max(folded.rfind(". ", 0, match.start()), 0)
    return match.start() - start, match.end() - start


def _near(folded: str, match: re.Match[str]) -> str:
    start = max(folded.rfind(". ", 0, match.start()), 0)
    end = folded.find(". ", match.end())
    return folded[start : end if end >= 0 else len(folded)]


def _is_planned(heading: Piece, scope: Scope) -> bool:
    """Return True for a heading whose section says that the version is still to come."""
    said = (fold(line.text) for line in scope.page.lines if line.section == heading.text)
    return any(_NOT_YET.search(text) for text in said)


def _is_unfinished(folded: str, match: re.Match[str], piece: Piece, scope: Scope) -> bool:
    beside = _beside(folded, match)
    if piece.row is not None:
        beside += " ; " + " ; ".join(
            cell for cell in map(fold, (cell.value for cell in piece.cells)) if not _NUMBER.search(cell)
        )
    if piece.kind is BlockKind.HEADING and _is_planned(piece, scope):
        return True
    if _UNFINISHED.search(beside) or _UNFINISHED.search(fold(piece.section)):
        return True
    return _NOT_OUT.search(beside) is not None or _is_denied(folded, match)


def _is_denied(folded: str, match: re.Match[str]) -> bool:
    after = re.split(r"[.,;!]\s", folded[match.end() :])[0]
    return doubts.denied(folded, *match.span()) or doubts.denied(f"{after} ", len(after), len(after) + 1)


def _beside(folded: str, match: re.Match[str]) -> str:
    """The text on either side of a version, up to the next versions and the end of the sentence or cell."""
    others = [other for other in _NUMBER.finditer(folded) if other.span() != match.span()]
    start = max((other.end() for other in others if other.end() <= match.start()), default=0)
    end = min((other.start() for other in others if other.start() >= match.end()), default=len(folded))
    before, after = (
        folded[max(start, match.start() - 60) : match.start()],
        folded[match.end() : min(end, match.end() + 80)],
    )
    return re.split(r"\. | \| ", before)[-1] + " ; " + re.split(r"\. | \| ", after)[0]


def _is_said_of_another(folded: str, match: re.Match[str], scope: Scope) -> bool:
    """Return True when another name stands before the version, or follows it: "2.5 is available for the R3"."""
    before = [word for word in words(re.split(r"[.,;:!|()]\s", folded[: match.start()])[-1]) if word not in SMALL_WORDS]
    if before and not (before[-1] in _BESIDE or before[-1][0].isdigit() or has(before[-1], scope.allowed)):
        return True
    after = re.split(r"[.;]\s", folded[match.end() :])[0]
    owner = re.match(r"\s+(?:of|from|von|der|du|de|del|van|av|af)\s+(?:the\s+|plugin\s+)*(?P<name>\w+)", after)
    if owner and not (owner["name"] in _BESIDE or owner["name"][0].isdigit() or has(owner["name"], scope.allowed)):
        return not moments.dates(owner[0])
    target = re.search(
        r"\b(?:for|für|pour|para|per|voor|för|til|pro|dla)\s+(?:the\s+|den\s+|le\s+)?(?P<name>[^,;|]+)", after
    )
    names = [word for word in words(target["name"]) if any(letter.isdigit() for letter in word)] if target else []
    return any(not has(word, scope.allowed) for word in names)


def _stands_alone(folded: str) -> bool:
    """Return True for a label, such as a tag or a link, that holds little but the version and its date."""
    return len(words(folded)) <= 8


def _parsed(text: str) -> Number | None:
    try:
        number = Number(text.replace("preview", "rc"))
    except InvalidVersion:
        return None
    return None if number.release and 1900 <= number.release[0] <= 2199 and len(number.release) == 1 else number
