"""Text from outside, made fit to be stored, sent and shown."""

import re

# Control characters but for tab and newline, and lone surrogates: PostgreSQL and UTF-8 refuse some of them.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def tidy(text: str, limit: int) -> str:
    """`text` without what cannot be stored or read, at most `limit` characters long."""
    kept = _UNFIT.sub("", text).strip()
    return kept if len(kept) <= limit else f"{kept[: limit - 1]}…"
