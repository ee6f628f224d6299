"""Find out the media type of bytes: by the header where it is credible, by their signature where it is not.

The signatures and the order of belief follow https://mimesniff.spec.whatwg.org.
"""

import re

HTML, XML, JSON, TEXT, PDF, CSV = (
    "text/html",
    "application/xml",
    "application/json",
    "text/plain",
    "application/pdf",
    "text/csv",
)
UNKNOWN_BINARY = "application/octet-stream"
_TYPE = re.compile(r"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+", re.ASCII)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]{1,40})", re.IGNORECASE)
_UNTOLD = frozenset({"unknown/unknown", "application/unknown", "*/*"})
# Types under which servers send text that they know nothing of.
_GENERIC = frozenset({"", "text/plain", UNKNOWN_BINARY, "binary/octet-stream"})
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"%!PS-Adobe-", "application/postscript"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"Rar!\x1a\x07", "application/x-rar-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"OggS\x00", "application/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"\x7fELF", UNKNOWN_BINARY),
    (b"MZ\x90\x00", UNKNOWN_BINARY),
    (b"SQLite format 3\x00", UNKNOWN_BINARY),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_HTML_START = re.compile(
    rb"\s*(?:<!--.{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p"
    rb"|meta|main|section|article|nav|ul|span|form|img|link|center)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
_XML_START = re.compile(rb"\s*<(?:\?xml[\s?]|rss[\s>]|feed[\s>]|rdf:RDF[\s>])")
_JSON_START = re.compile(rb"\s*[\[{]\s*(?:[\"\[{\]}0-9-]|true|false|null)")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def charset_of(header: str) -> str:
    """Return the charset that a Content-Type header names, or nothing; the rest of the header may be malformed."""
    found = _CHARSET.search(header)
    return found[1] if found else ""


def media_type_of(header: str, body: bytes) -> str:
    """Return the media type of `body`, in lower case and without parameters.

    A signature of a binary format wins over a header that promises text.
    """
    declared = header.partition(";")[0].strip().lower()
    is_credible = _TYPE.fullmatch(declared) is not None and declared not in _UNTOLD
    start = body[:4096]
    signature = next((kind for mark, kind in _SIGNATURES if start.startswith(mark)), None)
    if signature is None and start[4:8] == b"ftyp":
        signature = "video/mp4"
    if signature is None and start.startswith(b"RIFF"):
        signature = {b"WEBP": "image/webp", b"WAVE": "audio/wave"}.get(start[8:12], UNKNOWN_BINARY)
    if signature is not None and (not is_credible or is_text(declared) or declared in _GENERIC):
        return signature
    if is_credible and declared not in _GENERIC:
        return declared
    return _sniffed(start, declared if is_credible else "")


def is_text(media_type: str) -> bool:
    """Return True for the types that are read as text of some kind."""
    return is_html(media_type) or is_xml(media_type) or is_json(media_type) or media_type.startswith("text/")


def is_html(media_type: str) -> bool:
    """Return True for HTML and XHTML."""
    return media_type in ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")


def is_xml(media_type: str) -> bool:
    """Return True for XML other than XHTML."""
    return media_type in ("text/xml", "application/xml") or (media_type.endswith("+xml") and not is_html(media_type))


def is_json(media_type: str) -> bool:
    """Return True for JSON by any of its names."""
    return media_type in ("application/json", "text/json", "application/x-json") or media_type.endswith("+json")


def _sniffed(start: bytes, declared: str) -> str:
    text = start[3:] if start.startswith(b"\xef\xbb\xbf") else start
    if declared != TEXT and _HTML_START.match(text):
        return HTML
    if declared == TEXT:
        return UNKNOWN_BINARY if _has_binary(start) else TEXT
    if _XML_START.match(text):
        return XML
    if _JSON_START.match(text):
        return JSON
    if _has_binary(start):
        return UNKNOWN_BINARY
    return TEXT if declared else HTML if b"<" in text[:1024] else TEXT


def _has_binary(start: bytes) -> bool:
    """Return True where a binary data byte of the MIME Sniffing Standard stands."""
    if start.startswith(_UTF16_MARKS):
        return False
    return any(byte <= 8 or byte == 11 or 14 <= byte <= 26 or 28 <= byte <= 31 for byte in start[:1445])
