"""Read the tree of a page into blocks of visible text, in reading order."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from tasks_app.documents import borders
from tasks_app.documents.drafts import MOST_BLOCKS, MOST_LINKS, squeezed
from tasks_app.documents.landmarks import Region, is_comments, region_of
from tasks_app.documents.names import names
from tasks_app.documents.styles import Element, Styles
from tasks_app.documents.types import Block, BlockKind, Link

MOST_NODES, MOST_TABLES = 400_000, 200
_TEXT_NODE = "-text"
_BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "input",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_UNSEEN_TAGS = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "video",
        "audio",
        "canvas",
        "embed",
        "datalist",
        "map",
        "rp",
        "rt",
        "s",
        "strike",
        "del",
        "noframes",
        "noembed",
        "annotation",
        "annotation-xml",
        "param",
        "track",
    ]
)
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_SCOPES = names("article section aside nav footer dialog")
_BUTTON_TYPES = frozenset({"submit", "button", "reset"})
_UNTYPED_FIELDS = names("checkbox radio hidden file range color password")
_KINDS = {
    "button": BlockKind.BUTTON,
    "label": BlockKind.LABEL,
    "legend": BlockKind.LABEL,
    "option": BlockKind.LABEL,
    **dict.fromkeys(_HEADINGS, BlockKind.HEADING),
}
_STATES = {"pre": ("in_pre", True), "text": ("in_svg", False), "foreignobject": ("in_svg", False)}
_BLOCK_DISPLAYS = ("block", "flex", "grid", "table", "list-item", "inline-block", "inline-flex", "inline-grid")


@dataclass(frozen=True, slots=True)
class _Context:
    """Properties that an element hands down to everything within it."""

    element: Element
    hidden: bool = False
    invisible: bool = False
    region: Region = Region.UNSAID
    is_comment: bool = False
    kind: BlockKind = BlockKind.TEXT
    in_svg: bool = False
    in_pre: bool = False
    row: int = 0
    is_data: bool = False  # inside a table that holds data, not the page's layout
    link: int = -1
    container: int = 0
    item: int = -1


_Stack = list[tuple[LexborNode | str, _Context]]


@dataclass(slots=True)
class Found:
    """A block as it was found, with what later decides on its part of the page."""

    text: str
    region: Region
    kind: BlockKind
    section: str
    is_comment: bool
    row: int
    container: int
    item: int
    linked: int = 0
    links: int = 0


@dataclass(slots=True)
class Item:
    """A list item or article: its own id and the first link and time in it."""

    id: str = ""
    link: str = ""
    time: str = ""


@dataclass(slots=True)
class Reading:
    """All that one walk over the tree brings."""

    found: list[Found] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    heads: dict[int, tuple[str, ...]] = field(default_factory=dict)  # row → its table's head cells
    heading: str = ""
    has_main: bool = False


class Walk:
    """One walk over a tree, from the first node to the last, without recursion."""

    def __init__(self, styles: Styles, base: str) -> None:
        self.reading = Reading()
        self._styles, self._base = styles, base
        self._pieces: list[str] = []
        self._first: _Context | None = None  # the context of the block's first text
        self._later: list[Found] = []  # images and placeholders within the block
        self._linked = self._links = 0
        self._last_link = -1
        self._closed = ""  # the inline tag that ended since the last text
        self._opened: list[tuple[str, LexborNode]] = []  # inline tags that began since
        self._section, self._rows = "", 0
        self._link_texts: list[tuple[list[str], str]] = []
        self._tables = 0

    def over(self, root: LexborNode | None) -> Reading:
        """Read everything below `root`."""
        if root is None:
            return self.reading
        start = _Context(Element("", "", frozenset(), {}, None))
        stack: _Stack = [(root, start)]
        nodes = 0
        while stack and len(self.reading.found) < MOST_BLOCKS and nodes < MOST_NODES:
            node, context = stack.pop()
            nodes += 1
            if isinstance(node, str):
                self._leave(node, context)
                continue
            tag = node.tag or ""
            if tag == _TEXT_NODE:
                self._text(node.text_content or "", context)
            elif tag[:1] != "-" and tag not in _UNSEEN_TAGS:
                self._enter(node, tag, context, stack)
        self._end_block()
        self.reading.links = [
            Link(text, url) for pieces, url in self._link_texts if (text := squeezed("".join(pieces)))
        ]
        return self.reading

    def _enter(
        self, node: LexborNode, tag: str, context: _Context, stack: list[tuple[LexborNode | str, _Context]]
    ) -> None:
        attributes = node.attributes
        element = _element(tag, attributes, context.element)
        look = self._styles.look(element)
        if look.gone is True or look.struck or (_is_unseen(tag, attributes) and look.gone is not False):
            return
        if tag == "svg":
            context = replace(context, in_svg=True)
        is_block = tag in _BLOCK_TAGS or (look.display or "").startswith(_BLOCK_DISPLAYS)
        inner = self._inner(node, tag, element, context)
        if look.invisible is not None or look.tiny is not None:
            hides = look.invisible or look.tiny
            inner = replace(inner, invisible=bool(hides))
        if is_block:
            self._end_block()
        else:
            self._opened.append((tag, node))
        if tag in ("input", "img", "textarea", "area"):
            self._field(tag, attributes, inner)
        children = _children(node, tag, attributes)
        stack.append((f"{'+' if is_block else '-'}{tag}", replace(inner, element=context.element)))
        if tag in _SCOPES:
            stack[-1] = (f"+{tag}:{self._section}", stack[-1][1])
            if tag in ("aside", "nav", "footer", "dialog"):
                self._section = ""
        stack.extend((child, inner) for child in reversed(children))

    def _inner(self, node: LexborNode, tag: str, element: Element, context: _Context) -> _Context:
        """Return what the element hands down."""
        attributes = element.attributes
        changes: dict[str, object] = {"element": element}
        if element.id or element.classes or "role" in attributes or tag in _BLOCK_TAGS:
            changes |= self._place(node, tag, attributes, context)
        kind = BlockKind.HEADING if attributes.get("role") == "heading" else _KINDS.get(tag)
        if kind is not None or (tag in ("td", "th") and context.is_data):
            changes["kind"] = kind or BlockKind.CELL
        if tag in ("li", "article"):
            changes["item"] = len(self.reading.items)
            self.reading.items.append(Item(id=element.id))
        elif tag == "a" and attributes.get("href") and len(self._link_texts) < MOST_LINKS:
            changes["link"] = self._link(attributes["href"] or "", context)
        elif tag == "time" and context.item >= 0 and not self.reading.items[context.item].time:
            self.reading.items[context.item].time = attributes.get("datetime") or ""
        elif tag in _STATES:
            name, value = _STATES[tag]
            changes[name] = value
        return replace(context, **changes)  # type: ignore[arg-type]

    def _place(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], context: _Context
    ) -> dict[str, object]:
        """Return what the element says of the part of the page that it holds."""
        region = region_of(tag, attributes, inside=context.region)
        self.reading.has_main |= region is Region.MAIN and tag != "article" and context.region is not Region.MAIN
        changes: dict[str, object] = {"region": region, "is_comment": context.is_comment or is_comments(attributes)}
        if tag in _BLOCK_TAGS and tag not in ("br", "input"):
            changes["container"] = node.mem_id
        if tag == "table":
            changes["is_data"] = self._is_data(node, attributes)
        elif tag == "tr":
            self._rows += 1
            changes["row"] = self._rows if context.is_data else 0
        return changes

    def _is_data(self, table: LexborNode, attributes: dict[str, str | None]) -> bool:
        """Return True for a table that holds data; others lay out the page."""
        self._tables += 1
        if self._tables > MOST_TABLES or attributes.get("role") == "presentation":
            return False
        # The table matches its own selector.
        return not any(inner.mem_id != table.mem_id for inner in table.css("table, h1, h2, form, nav, ul"))

    def _link(self, href: str, context: _Context) -> int:
        try:
            url = urljoin(self._base, href.strip())
        except ValueError:
            return context.link
        if not url.startswith(("http://", "https://")):
            return context.link
        self._link_texts.append(([], url))
        if context.item >= 0 and not self.reading.items[context.item].link:
            self.reading.items[context.item].link = url
        return len(self._link_texts) - 1

    def _field(self, tag: str, attributes: dict[str, str | None], context: _Context) -> None:
        """Read what a form's field or an image shows without text nodes."""
        kind_of_input = (attributes.get("type") or "text").lower() if tag == "input" else ""
        value = attributes.get("value") or ""
        if kind_of_input in _BUTTON_TYPES:
            self._piece(value, replace(context, kind=BlockKind.BUTTON))
            self._end_block()
            return
        if tag == "input" and kind_of_input not in _UNTYPED_FIELDS and kind_of_input != "image":
            self._aside(value, BlockKind.LABEL, context)
        if tag in ("img", "area") or kind_of_input == "image":
            self._aside(attributes.get("alt") or "", BlockKind.ALT, context)
        elif tag == "textarea" or kind_of_input not in _UNTYPED_FIELDS:
            self._aside(attributes.get("placeholder") or "", BlockKind.PLACEHOLDER, context)

    def _aside(self, text: str, kind: BlockKind, context: _Context) -> None:
        """Keep a block that stands after the text around it, which it does not break."""
        text = squeezed(text)
        if text and not context.invisible and not context.in_svg:
            self._later.append(self._found(text, replace(context, kind=kind)))
            if not self._pieces:
                self._end_block()

    def _text(self, text: str, context: _Context) -> None:
        if context.invisible or context.in_svg or not text:
            return
        if context.in_pre and "\n" in text:
            first, *lines = text.split("\n")
            self._piece(first, context)
            for line in lines:
                self._end_block()
                self._piece(line, context)
            return
        self._piece(text, context)

    def _piece(self, text: str, context: _Context) -> None:
        if not text or text.isspace():
            if self._pieces:
                self._pieces.append(" ")
            return
        if self._first is None:
            self._first = context
        if self._pieces and self._is_border(text):
            self._pieces.append(" ")
        self._pieces.append(text)
        self._closed, self._opened = "", []
        if context.link >= 0:
            self._link_texts[context.link][0].append(text)
            self._linked += len(text.strip())
            self._links += context.link != self._last_link
            self._last_link = context.link

    def _is_border(self, text: str) -> bool:
        opened, node = self._opened[-1] if self._opened else ("", None)
        if not borders.is_border(self._pieces[-1], text, self._closed, opened):
            return False
        is_one_word = self._pieces[-1][-1].islower() and text[0].islower() and "a" not in (self._closed, opened)
        return not (is_one_word and node is not None and _is_prose(node.parent))

    def _leave(self, mark: str, context: _Context) -> None:
        tag, _, section = mark[1:].partition(":")
        if mark[0] == "-":
            if self._opened:  # without text in it: as if it were not there
                self._opened.pop()
            else:
                self._closed = self._closed or tag
            return
        self._end_block()
        if tag in _SCOPES:
            self._section = section

    def _end_block(self) -> None:
        text = squeezed("".join(self._pieces)) if self._pieces else ""
        if text and self._first is not None:
            found = self._found(text, self._first)
            found.linked, found.links = self._linked, self._links
            self.reading.found.append(found)
            if found.kind is BlockKind.HEADING:
                self._section = text[:300]
                if self._first.element.tag == "h1" or self._is_in(self._first, "h1"):
                    self.reading.heading = self.reading.heading or text[:300]
        self.reading.found += self._later
        self._pieces, self._later, self._first = [], [], None
        self._linked = self._links = 0
        self._closed, self._opened = "", []

    @staticmethod
    def _is_in(context: _Context, tag: str) -> bool:
        element: Element | None = context.element
        for _ in range(8):
            if element is None:
                return False
            if element.tag == tag:
                return True
            element = element.parent
        return False

    def _found(self, text: str, context: _Context) -> Found:
        return Found(
            text,
            context.region,
            context.kind,
            self._section,
            context.is_comment,
            context.row,
            context.container,
            context.item,
        )


def _element(tag: str, attributes: dict[str, str | None], parent: Element) -> Element:
    classes = attributes.get("class")
    return Element(
        tag, attributes.get("id") or "", frozenset(classes.split()) if classes else _NO_CLASSES, attributes, parent
    )


_NO_CLASSES: frozenset[str] = frozenset()


def _is_unseen(tag: str, attributes: dict[str, str | None]) -> bool:
    """Return True for what a browser does not display by itself."""
    return (
        "hidden" in attributes
        or "popover" in attributes
        or (tag == "dialog" and "open" not in attributes)
        or (tag == "input" and (attributes.get("type") or "").lower() == "hidden")
    )


def _children(node: LexborNode, tag: str, attributes: dict[str, str | None]) -> list[LexborNode]:
    children = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next
    if tag == "select" and "multiple" not in attributes:
        return _chosen(node)
    return children


def _is_prose(parent: LexborNode | None) -> bool:
    """Return True where words stand directly in `parent`, between its elements."""
    child = parent.first_child if parent is not None else None
    for _ in range(50):
        if child is None:
            return False
        if child.tag == _TEXT_NODE and (child.text_content or "").strip():
            return True
        child = child.next
    return False


def _chosen(select: LexborNode) -> list[LexborNode]:
    """Return the option that a closed select shows."""
    options = select.css("option")
    chosen = [option for option in options if "selected" in option.attributes]
    return chosen[-1:] or options[:1]


def finished(reading: Reading) -> Iterator[Block]:
    """Yield the blocks, each marked as main or chrome."""
    chrome = _menus(reading.found)
    main_text = sum(len(each.text) for each in reading.found if each.region is Region.MAIN)
    is_framed = reading.has_main and main_text >= 80
    for each in reading.found:
        is_main = each.region is Region.MAIN or (
            each.region is Region.UNSAID
            and each.container not in chrome
            and (not is_framed or each.kind is BlockKind.HEADING)
            and not each.text.startswith(("©", "Copyright"))
        )
        yield Block(
            each.text, is_main, each.kind, each.section if each.section != each.text else "", each.is_comment, each.row
        )


def _menus(found: list[Found]) -> set[int]:
    """Return the containers that hold little but short links."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in found:
        if each.region is Region.UNSAID:
            total = sums[each.container]
            total[0] += len(each.text)
            total[1] += each.linked
            total[2] += each.links
    return {
        container
        for container, (length, linked, links) in sums.items()
        if links >= 3 and linked >= 0.6 * length and linked <= 25 * links
    }
