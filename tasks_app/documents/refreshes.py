"""Find out where a page sends its reader by itself: `<meta http-equiv=refresh>`, and the header of that name."""

import re
from collections.abc import Mapping

from tasks_app.documents import markup

LONGEST_WAIT = 5  # seconds; what waits longer is a page to be read first
# The meta element stands in the head; a page is not parsed whole to find it.
HEAD = 128 * 1024
_CANDIDATE = re.compile(rb"http-equiv\s{0,20}=\s{0,20}[\"']?\s{0,20}refresh", re.IGNORECASE)
_VALUE = re.compile(r"\s*(\d{1,4})(?:\.[\d.]*)?\s*(?:[;,\s]\s*(?:url\s*=\s*)?(.*))?", re.IGNORECASE | re.DOTALL)


def refresh_of(body: bytes, headers: Mapping[str, str]) -> str | None:
    """Return the address that the answer passes on to within `LONGEST_WAIT` seconds, as it is written; or None.

    A browser with scripts does not look into `<noscript>`. A page that merely reloads itself passes on to nothing.
    """
    named = next((value for name, value in headers.items() if name.lower() == "refresh"), "")
    if named:
        return _target(named)
    if not _CANDIDATE.search(body[:HEAD]):
        return None
    tree = markup.parse(body[:HEAD].decode("utf-8", "replace"))
    for meta in tree.css('meta[http-equiv="refresh" i][content]'):
        parent = meta.parent
        if parent is None or parent.tag != "noscript":
            return _target(meta.attributes.get("content") or "")
    return None


def _target(value: str) -> str | None:
    """Read a refresh as https://html.spec.whatwg.org/#shared-declarative-refresh-steps does."""
    found = _VALUE.fullmatch(value)
    if found is None or int(found[1]) > LONGEST_WAIT or not found[2]:
        return None
    address = found[2].strip()
    if address[:1] in ("'", '"'):
        address = address[1:].partition(address[0])[0]
    return address.strip() or None
