"""What a page's bytes say, as text: pure, bounded, never raising anything but UnreadableError."""

import codecs
import json
import re
import zlib
from dataclasses import dataclass
from email.message import Message

from tasks_app.providers.web import html

# As in https://encoding.spec.whatwg.org; Python knows more, some of them dangerous to decode with.
_ENCODINGS = re.compile(
    r"utf-8|ascii|utf-16(-le|-be)?|iso8859-\d+|cp(125\d|866|874|932|949)|koi8-[ru]|mac-(roman|cyrillic)"
    r"|gb(2312|k|18030)|big5(hkscs)?|euc_(jp|kr)|shift_jis|iso2022_jp"
)
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_BARRIER = re.compile(
    r"captcha|verify (that )?you are (a )?human|are you a robot|unusual traffic|access denied|enable javascript"
    r"|javascript is (disabled|required)|checking your browser|just a moment",
    re.IGNORECASE,
)
BARRIER_LENGTH = 1000


class UnreadableError(Exception):
    """The page cannot be read as text; the message says why, for the task's owner."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page's title and lines: the `main` text, and the `rest` (menus, side columns, footers)."""

    title: str
    main: str
    rest: str = ""
    heading: str = ""


def read(body: bytes, *, content_type: str, content_encoding: str = "", max_bytes: int) -> Document:
    """The text of a page. Raises UnreadableError for what is no text, is empty, or only bars robots."""
    declared = Message()
    declared["Content-Type"] = content_type or "text/html"
    kind = declared.get_content_type()
    text = _decoded(_unpacked(body, content_encoding, max_bytes), declared.get_content_charset())
    document = _by_kind(kind, text)
    _refuse_barriers(document)
    return document


def _by_kind(kind: str, text: str) -> Document:
    if kind in _HTML_TYPES:
        page = html.texts(text)
        return Document(page.title, page.main, page.rest, page.heading)
    if kind == "application/json" or kind.endswith("+json"):
        return Document("", _from_json(text))
    if kind.startswith("text/") or kind == "application/xml" or kind.endswith("+xml"):
        return Document("", html.plain(text) if kind.endswith("xml") else text)
    raise UnreadableError(f"it is of a kind that is not read here ({kind})")


def _from_json(text: str) -> str:
    """One line for each value, after its name: `"state": "open"`."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=0)
    except (ValueError, RecursionError):
        return text


def _unpacked(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Compressed pages are not asked for; some servers send nothing else."""
    if encoding.strip().lower() in ("", "identity"):
        return body
    try:
        unpacking = zlib.decompressobj(wbits=47)  # gzip or zlib, whichever it is
        unpacked = unpacking.decompress(body, max_bytes)
    except zlib.error:
        raise UnreadableError("it comes in a compression that is not read here") from None
    if unpacking.unconsumed_tail:
        raise UnreadableError(f"it is longer than {max_bytes // 1024} kB when unpacked")
    return unpacked


def _decoded(body: bytes, from_header: str | None) -> str:
    in_page = _DECLARED.search(body[:4096])
    named = (from_header, in_page[1].decode("ascii", "replace") if in_page else None)
    by_mark = next((name for mark, name in _MARKS if body.startswith(mark)), None)
    for name in (by_mark, *map(_known, named), "utf-8"):
        if name:
            try:
                return body.decode(name).removeprefix("\ufeff")
            except UnicodeError:
                continue
    return body.decode("cp1252", "replace")


def _known(encoding: str | None) -> str | None:
    try:
        name = codecs.lookup(encoding or "").name
    except (LookupError, ValueError):
        return None
    # Latin 1 is what servers say and Windows-1252 what they send.
    return "cp1252" if name == "iso8859-1" else name if _ENCODINGS.fullmatch(name) else None


def _refuse_barriers(document: Document) -> None:
    text = f"{document.title}\n{document.main}\n{document.rest}"
    if not f"{document.main}{document.rest}".strip():
        raise UnreadableError("it holds no text")
    if len(text) < BARRIER_LENGTH and _BARRIER.search(text):
        raise UnreadableError("it lets only browsers in")
