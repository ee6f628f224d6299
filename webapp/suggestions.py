"""Google's Search Suggestions on a page: in a frame that can run nothing, with the style that they bring."""

import base64
import hashlib
import re
from collections.abc import Iterable

from core.web.middleware import CONTENT_SECURITY_POLICY

# Links in the frame open beside the page: what they lead to refuses to be framed.
_HEAD = '<!doctype html><base target="_blank">'
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
MOST_STYLES = 20


def framed(html: str) -> str:
    """Return the document of the frame, or nothing."""
    return f"{_HEAD}{html}" if html else ""


def policy(documents: Iterable[str]) -> str:
    """Return the page's policy, which frames inherit, with the style sheets of `documents` allowed by their hashes."""
    styles = dict.fromkeys(style for document in documents for style in _STYLE.findall(document))
    allowed = "".join(f" 'sha256-{_sha256(style)}'" for style in list(styles)[:MOST_STYLES])
    return CONTENT_SECURITY_POLICY.replace("style-src 'self'", f"style-src 'self'{allowed}")


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
