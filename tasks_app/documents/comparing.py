"""Bring text into the form in which it is compared: words and figures, with their places in the text as it stands.

Equal are upper and lower case, composed and decomposed letters, full-width and half-width forms, ligatures, all white
space, all dashes and all quotation marks. Invisible characters are passed over. Words, figures, signs before figures,
currencies and mathematical symbols differ.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Soft hyphens, zero-width and direction marks, variation selectors, the combining grapheme joiner, fillers.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]+"
)


def _ranges(categories: frozenset[str]) -> str:
    """Return the characters of Unicode's general categories, for use within brackets of a regular expression."""
    codes = [code for code in range(0x300, 0x20000) if unicodedata.category(chr(code)) in categories]
    merged: list[tuple[int, int]] = []
    for code in codes:
        if merged and merged[-1][1] == code - 1:
            merged[-1] = (merged[-1][0], code)
        else:
            merged.append((code, code))
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in merged)


_MARKS = _ranges(frozenset({"Mn", "Mc"}))
_WIDE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CLUSTER = re.compile(
    rf"[\x00-\x7f]+(?![{_MARKS}])|[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+|.[{_MARKS}\uff9e\uff9f]*", re.DOTALL
)
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼʹ′´`＇ꞌ", "'"),
        **dict.fromkeys("“”„‟«»‹›″「」『』＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－⁃", "-"),
        "ı": "i",
        "⁄": "/",
        "∕": "/",
    }
)
_TOKEN = re.compile(
    r"(?:(?<![^\s(\[{:=/])[+-])?\d+(?:[.,:']\d+)*"
    rf"|[{_WIDE}][{_MARKS}]*"
    rf"|[^\W\d_{_WIDE}](?:[^\W_{_WIDE}]|[{_MARKS}]|_(?=\w)|'(?=[^\W\d_]))*"
    r"|[%‰°#&@/+<>=±×÷≤≥≠~$^\u20a0-\u20cf¢£¤¥]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or symbol in its form for comparison, and its place in the text."""

    form: str
    start: int
    end: int


@lru_cache(maxsize=512)
def comparable(text: str) -> str:
    """Return `text` as one string for comparison, lower case and in single spaces, punctuation kept."""
    return " ".join("".join(part for part, _ in _forms(text)).split())


def tokens(text: str) -> Iterator[Token]:
    """Yield the words, figures and symbols of `text` in their order."""
    forms, places = _aligned(text)
    for match in _TOKEN.finditer(forms):
        start, end = match.span()
        if places is not None:
            start, end = places[start], places[end - 1] + 1
        yield Token(match[0], start, end)


def _aligned(text: str) -> tuple[str, list[int] | None]:
    """Return the form of `text`, and for each of its characters its place in `text`; None where they are equal."""
    if text.isascii():
        return text.lower().translate(_SAME), None
    forms: list[str] = []
    places: list[int] = []
    for form, (start, end) in _forms(text):
        forms.append(form)
        if len(form) == end - start:
            places.extend(range(start, end))
        else:
            places.extend([start] * (len(form) - 1) + [end - 1] * bool(form))
    return "".join(forms), places


def _forms(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    figure_before = False
    for cluster in _CLUSTER.finditer(text):
        form = cluster[0]
        form = form.lower().translate(_SAME) if form.isascii() else _form(form, figure_before)
        if form:
            figure_before = form[-1].isdigit()
        yield form, cluster.span()


@lru_cache(maxsize=8192)
def _form(cluster: str, figure_before: bool) -> str:
    cluster = INVISIBLE.sub("", cluster.translate(_SAME))
    if not cluster:
        return ""
    form = unicodedata.normalize("NFKC", cluster).translate(_SAME).casefold().replace("i̇", "i").translate(_SAME)
    form = unicodedata.normalize("NFC", form)
    if unicodedata.category(cluster[0]) == "No" and figure_before:
        # 33⅓ is not 331/3, and 10² is not 102.
        return f" {form}" if "/" in form else f"^{form}"
    return form
