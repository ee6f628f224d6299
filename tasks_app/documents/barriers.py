"""Recognise what stands in place of a page: by status and structure first, by its words second.

Words alone never bar a page that holds more than a few of them: a forum may speak of robots, and a shop of errors.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from selectolax.lexbor import LexborHTMLParser

from tasks_app.documents.barrier_marks import CHALLENGE_HEADERS, CHALLENGES, SHELL_ROOTS
from tasks_app.documents.barrier_phrases import (
    APOLOGY,
    CONSENT_BUTTON,
    CONSENT_TERMS,
    LOADING,
    SENTENCES,
    TELLING,
    TITLES,
)
from tasks_app.documents.comparing import comparable
from tasks_app.documents.drafts import Draft
from tasks_app.documents.types import Barrier, BarrierKind, Block, BlockKind

# Words beyond which a page is more than a barrier; a missing page often has suggestions, a consent its partners.
FEW_WORDS, SOME_WORDS, MANY_WORDS = 60, 150, 300
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
_TITLE_SEPARATOR = re.compile(r"\s+[|–—·•»:-]\s+|\s*[|·•»]\s*|:\s+")
_ORDER = (
    BarrierKind.BOT_CHECK,
    BarrierKind.QUEUE,
    BarrierKind.SOFT_404,
    BarrierKind.EMPTY_SHELL,
    BarrierKind.REGION,
    BarrierKind.MAINTENANCE,
    BarrierKind.ERROR_PAGE,
    BarrierKind.SIGN_IN,
    BarrierKind.PARKED,
)
_BY_STATUS = {
    401: BarrierKind.SIGN_IN,
    407: BarrierKind.SIGN_IN,
    404: BarrierKind.SOFT_404,
    410: BarrierKind.SOFT_404,
    429: BarrierKind.BOT_CHECK,
    451: BarrierKind.REGION,
}
_UNSAID = frozenset({BlockKind.ALT, BlockKind.PLACEHOLDER})


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as the tests below look at it."""

    draft: Draft
    tree: LexborHTMLParser | None
    said: tuple[Block, ...]
    main: tuple[Block, ...]
    words: int  # in the main part, or in all of it where nothing is marked as main

    @classmethod
    def of(cls, draft: Draft, tree: LexborHTMLParser | None) -> "_Page":
        said = tuple(block for block in draft.blocks if block.kind not in _UNSAID)
        main = tuple(block for block in said if block.main)
        return cls(draft, tree, said, main, sum(_words(block.text) for block in main or said))

    @property
    def lines(self) -> tuple[Block, ...]:
        return self.main or self.said

    def has(self, selector: str) -> bool:
        return self.tree is not None and self.tree.css_first(selector) is not None


def barrier_of(draft: Draft, status: int, headers: Mapping[str, str], tree: LexborHTMLParser | None) -> Barrier | None:
    """Return what bars the page, or None where the page itself was read. `headers` has lower-case names."""
    page = _Page.of(draft, tree)
    for name, value in CHALLENGE_HEADERS:
        if name in headers and value in headers[name].lower():
            return Barrier(BarrierKind.BOT_CHECK, _shown(page) or f"{name}: {headers[name]}"[:200])
    worded = _challenge(page) or _consent(page) or _worded(page, is_refused=status >= 400) or _sign_in(page)
    if status >= 400:
        kind = worded.kind if worded else _BY_STATUS.get(status, BarrierKind.ERROR_PAGE)
        return Barrier(kind, worded.words if worded else f"{status} {_phrase(status)}".strip())
    if worded is not None:
        return worded
    return _shell(page) if tree is not None else None if page.said else _empty(page)


def _challenge(page: _Page) -> Barrier | None:
    if page.words > SOME_WORDS:
        return None
    *sure, widgets = CHALLENGES
    has_form = page.has("textarea, select, input[type=email], input[type=tel], input[type=search]")
    if any(map(page.has, sure)) or (page.words <= FEW_WORDS and page.has(widgets) and not has_form):
        return Barrier(BarrierKind.BOT_CHECK, _shown(page) or "a challenge in place of the page")
    return None


def _worded(page: _Page, *, is_refused: bool) -> Barrier | None:
    """Find the words of a barrier. A page with many words is barred by its title or first heading alone."""
    limit = MANY_WORDS if not is_refused else 10 * MANY_WORDS
    if page.words > limit:
        return None
    for kind in _ORDER:
        words = _telling(page, kind)
        if words:
            return Barrier(kind, words[:200])
    return None


def _telling(page: _Page, kind: BarrierKind) -> str:
    """Return the words that show a barrier of `kind`, or nothing."""
    titles = TITLES.get(kind)
    head = next((title for title in _titles(page) if titles and titles.fullmatch(comparable(title))), "")
    found = _sentence(page, kind)
    if kind is BarrierKind.SIGN_IN:
        # Many honest pages ask to sign in; the words bar a page that says little else.
        return found if page.words <= FEW_WORDS or (head and page.words <= SOME_WORDS) else ""
    if found and (head or page.words <= FEW_WORDS):
        return found
    if not head:
        return found if found and page.words <= SOME_WORDS and _is_most(found, page) else ""
    return head if page.words <= (MANY_WORDS if kind is BarrierKind.SOFT_404 else FEW_WORDS) else ""


def _sentence(page: _Page, kind: BarrierKind) -> str:
    begins, tells = SENTENCES.get(kind), TELLING.get(kind)
    for sentence in _sentences(page):
        plain = comparable(sentence)
        bare = APOLOGY.sub("", plain)
        if begins is not None and (begins.match(bare) or begins.match(plain)):
            return sentence
        if tells is not None and not plain.startswith('"') and tells.search(plain):
            return sentence
    return ""


def _titles(page: _Page) -> Iterator[str]:
    yield from (part for part in (page.draft.title, *_TITLE_SEPARATOR.split(page.draft.title)) if part)
    headings = [block.text for block in page.lines if block.kind is BlockKind.HEADING][:2]
    yield from (part for text in headings for part in (text, *_TITLE_SEPARATOR.split(text)) if part)
    if len(page.lines) <= 3:
        yield from (block.text for block in page.lines)


def _sentences(page: _Page) -> Iterator[str]:
    for block in page.lines[:40]:
        if not block.is_comment:
            yield from (part for part in _SENTENCE_END.split(block.text[:1000]) if part)


def _is_most(sentence: str, page: _Page) -> bool:
    """Return True where the sentence stands in the first lines of a page of few lines."""
    return len(page.lines) <= 8 and any(sentence in block.text for block in page.lines[:3])


def _sign_in(page: _Page) -> Barrier | None:
    """Recognise a form that asks for a password, with little beside it."""
    if page.words > FEW_WORDS or not page.has("input[type=password]"):
        return None
    around = [block for block in page.lines if block.kind in (BlockKind.TEXT, BlockKind.CELL)]
    if sum(_words(block.text) for block in around) > FEW_WORDS // 2:
        return None
    is_in_frame = page.tree is not None and page.tree.css_first("header input[type=password], nav input[type=password]")
    return None if is_in_frame else Barrier(BarrierKind.SIGN_IN, _shown(page) or "a form that asks for a password")


def _consent(page: _Page) -> Barrier | None:
    """Recognise a page that is nothing but a question for consent."""
    if page.words > MANY_WORDS:
        return None
    text = comparable(" ".join(block.text for block in page.lines)[:5000])
    terms = sum(1 for pattern in CONSENT_TERMS if re.search(pattern, text))
    buttons = [block.text for block in page.lines if block.kind is BlockKind.BUTTON or _words(block.text) <= 5]
    accepting = next((button for button in buttons if CONSENT_BUTTON.search(comparable(button))), None)
    # Text that speaks of nothing of that is the page itself.
    others = [
        block
        for block in page.lines
        if _words(block.text) > 12 and not any(re.search(term, comparable(block.text)) for term in CONSENT_TERMS)
    ]
    return Barrier(BarrierKind.CONSENT, _shown(page)) if terms >= 4 and accepting and not others else None


def _shell(page: _Page) -> Barrier | None:
    """Recognise a page whose text is still to be put there by scripts."""
    scripts = page.has("script[src], script:not([type]), script[type=module]")
    if not page.said:
        if scripts:
            return Barrier(BarrierKind.EMPTY_SHELL, "it holds no text, but scripts")
        return _empty(page)
    if not scripts:
        return None
    if all(LOADING.fullmatch(comparable(block.text)) for block in page.lines):
        return Barrier(BarrierKind.EMPTY_SHELL, page.lines[0].text[:200])
    if not page.main and page.words <= FEW_WORDS and _is_empty_root(page):
        return Barrier(BarrierKind.EMPTY_SHELL, "its main part is empty until scripts fill it")
    return None


def _is_empty_root(page: _Page) -> bool:
    if page.tree is None:
        return False
    return any(not (root.text() or "").strip() for root in page.tree.css(f"{SHELL_ROOTS}, main, [role=main]")[:5])


def _empty(page: _Page) -> Barrier:
    return Barrier(BarrierKind.UNREADABLE, "it holds no text")


def _shown(page: _Page) -> str:
    """Return the first words that the page shows."""
    return next((block.text for block in page.lines), page.draft.title)[:200]


def _words(text: str) -> int:
    return len(_WORD.findall(text)) + len(_CJK.findall(text)) // 2


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
