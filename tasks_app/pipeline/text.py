"""Clean text from outside, so that it can be stored, sent and shown."""

import re

# Control characters except tab and newline, and lone surrogates: PostgreSQL and UTF-8 refuse some of them.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def tidy(text: str, limit: int) -> str:
    """Return `text` without characters that cannot be stored or read, cut to `limit` characters."""
    kept = _UNFIT.sub("", text).strip()
    return kept if len(kept) <= limit else f"{kept[: limit - 1]}…"
