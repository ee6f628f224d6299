"""Decode bytes to characters as browsers do: https://encoding.spec.whatwg.org, then detection."""

import codecs
import re

import webencodings
from charset_normalizer import from_bytes

# Bytes that are looked at for a declaration within the page; the standard says 1024, browsers look further.
PRESCAN = 4096
# Bytes that detection looks at, around the first that are not ASCII.
SAMPLE = 16 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta\s[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]{1,40})", re.IGNORECASE)
# Codecs of Python that hold what the standard's encodings hold: its own of these names are narrower.
_CODECS = {
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "euc-jp": "euc_jis_2004",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-8-i": "iso8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "windows-874": "cp874",
}
_UNDETECTABLE = frozenset({"utf_16", "utf_32", "utf_16_le", "utf_16_be", "utf_7", "utf_8_sig"})
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_BROKEN_UTF8 = 0.1  # the share of characters outside ASCII that may be broken in a page that is still UTF-8


def decode(body: bytes, *, from_header: str = "", is_xml: bool = False) -> str:
    """Return `body` as text: by its byte order mark, the header, its own declaration, or detection.

    A byte that does not fit costs one character, which becomes U+FFFD.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    for label, is_inside in ((from_header, False), (_declared(body, is_xml), True)):
        codec = _codec(label, is_inside=is_inside)
        if codec:
            return body.decode(codec, "replace").removeprefix("\ufeff")
    return _detected(body, default="utf-8" if is_xml else "windows-1252")


def _declared(body: bytes, is_xml: bool) -> str:
    found = _XML.match(body[:PRESCAN]) or (None if is_xml else _META.search(body[:PRESCAN]))
    return found[1].decode("ascii", "replace") if found else ""


def _codec(label: str, *, is_inside: bool) -> str:
    """Return the name of Python's codec for a label of the standard, or nothing for an unknown one."""
    encoding = webencodings.lookup(label) if label else None
    if encoding is None:
        return ""
    # A declaration that could be read within the page cannot be in UTF-16.
    if is_inside and encoding.name.startswith("utf-16"):
        return "utf-8"
    if encoding.name == "x-user-defined":
        return "windows-1252"
    return _CODECS.get(encoding.name) or str(encoding.codec_info.name)


def _detected(body: bytes, *, default: str) -> str:
    if b"\0" in body[:64] and len(body) > 1:
        return body.decode("utf-16-le" if body[1:2] == b"\0" else "utf-16-be", "replace")
    text = body.decode("utf-8", "replace")
    broken, others = text.count("\ufffd"), sum(1 for _ in _NOT_ASCII.finditer(body[: 16 * SAMPLE])) // 2
    if broken == 0 or broken < others * _BROKEN_UTF8:
        return text
    first = _NOT_ASCII.search(body)
    start = max(0, first.start() - 1024) if first else 0
    best = from_bytes(body[start : start + SAMPLE], cp_exclusion=sorted(_UNDETECTABLE), enable_fallback=False).best()
    codec = _codec(best.encoding.replace("_", "-") if best else "", is_inside=True) or (best.encoding if best else "")
    return body.decode(codec or default, "replace")
