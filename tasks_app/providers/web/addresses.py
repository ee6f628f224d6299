"""The pages that a text names."""

import re

# An address ends before white space, quotation marks, brackets of print, and the punctuation of other scripts.
_REST = r"[^\s<>\"‘“”„‟«»‹›…、-〟〰︐-﹫！-／：-＠［-｀｛-･،؛؟۔।॥⟨⟩⟪⟫❨-❵]"
_HOST = r"(?:[a-z0-9-]+\.)+[a-z]{2,24}"
# Without a scheme, a path or "www." must show that a page is meant: Node.js and Booking.com are things to search for.
_NAMED = re.compile(rf"https?://{_REST}+|(?<![\w@./:-])(?:www\.{_HOST}(?:/{_REST}*)?|{_HOST}/{_REST}*)", re.IGNORECASE)
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def named_pages(*texts: str) -> tuple[str, ...]:
    """Return the addresses named in `texts`, each once: full http(s) URLs, `example.com/path` and `www.example.com`.

    >>> named_pages("Is it back (see https://example.com/a_(b)) or on example.org/shop?")
    ('https://example.com/a_(b)', 'https://example.org/shop')
    """
    found = (_trimmed(match[0]) for text in texts for match in _NAMED.finditer(text))
    pages = dict.fromkeys(page if "://" in page else f"https://{page}" for page in found)
    return tuple(pages)


def without_addresses(text: str) -> str:
    return _NAMED.sub(" ", text)


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it."""
    while True:
        last = address[-1]
        opening = _BRACKETS.get(last)
        is_unpaired = opening is not None and address.count(opening) < address.count(last)
        if not is_unpaired and last not in ".,;:!?'’`*_":
            return address
        address = address[:-1]
