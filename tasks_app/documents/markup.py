"""Parse HTML as browsers do, with Lexbor, once what would make it slow is taken out of the page.

Lexbor takes time with the square of the attributes of one tag, and of the depth: 200,000 of either took it minutes.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from tasks_app.documents.names import names

MOST_ATTRIBUTES = 200
DEEPEST = 2000
_ROOTS, _MOST_ROOTS = ("html", "body"), 4  # tags of html and body, whose attributes are all gathered in one element
_SHORT_TAG = 2 * MOST_ATTRIBUTES
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]{0,40})([^>"']*+(?:(?:"[^"]*"|'[^']*')[^>"']*+)*+)>?""")
_ATTRIBUTE = re.compile(r"""[^\s=>"'/]+(?:\s*+=\s*+(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_VOID = names("area base br col embed hr img input link meta source track wbr")


def parse(text: str) -> LexborHTMLParser:
    """Return the tree of `text`, in time that grows with its length whatever it is made of."""
    return LexborHTMLParser("".join(_tamed(text)))


def _tamed(text: str) -> Iterator[str]:
    """Yield the page without what is beyond the bounds: attributes, depth, and further tags of html and body."""
    depth = roots = start = 0
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if tag[1]:
            depth = max(depth - 1, 0)
            continue
        depth += name not in _VOID
        roots += name in _ROOTS
        tamed = None
        if name in _ROOTS and roots > _MOST_ROOTS:
            tamed = ""
        elif depth > DEEPEST:
            # Unclosed paragraphs and items do not nest: a break keeps them apart.
            depth, tamed = depth - 1, "<br>"
        elif tag.end() - tag.start() > _SHORT_TAG:
            tamed = _with_fewer_attributes(tag)
        if tamed is not None:
            yield text[start : tag.start()]
            yield tamed
            start = tag.end()
    yield text[start:]


def _with_fewer_attributes(tag: re.Match[str]) -> str | None:
    attributes = _ATTRIBUTE.findall(tag[3])
    return f"<{tag[2]} {' '.join(attributes[:MOST_ATTRIBUTES])}>" if len(attributes) > MOST_ATTRIBUTES else None
