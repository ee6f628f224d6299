"""The frozen values that reading a page gives; plain data, equal whenever the same bytes were read."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class BarrierKind(StrEnum):
    """The reasons for which an answer is not the page that was asked for."""

    BOT_CHECK = "bot_check"
    CONSENT = "consent"
    SIGN_IN = "sign_in"
    REGION = "region"
    QUEUE = "queue"
    MAINTENANCE = "maintenance"
    ERROR_PAGE = "error_page"
    SOFT_404 = "soft_404"
    PARKED = "parked"
    EMPTY_SHELL = "empty_shell"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Barrier:
    """The obstacle that stands in place of the page, with the words or marks that show it."""

    kind: BarrierKind
    words: str


class BlockKind(StrEnum):
    """The role of a block; placeholders and image descriptions are seen but not said by the page."""

    TEXT = "text"
    HEADING = "heading"
    CELL = "cell"
    BUTTON = "button"
    LABEL = "label"
    ALT = "alt"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Block:
    """Visible text between two breaks, as it stands; `main` is False in menus, side columns and footers.

    `section` is the nearest heading above the block, or the keys that lead to it in JSON; or empty. `is_comment`:
    written by a reader of the page. `row` numbers the rows of all tables, from 1; cells of one row have one number.
    """

    text: str
    main: bool
    kind: BlockKind = BlockKind.TEXT
    section: str = ""
    is_comment: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a feed, list or table; `id` stays the same from look to look as far as the page allows."""

    id: str
    title: str
    text: str = ""
    date: datetime | None = None
    link: str = ""


class Availability(StrEnum):
    """schema.org's ItemAvailability, reduced to whether one can have the thing now."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    PREORDER = "preorder"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something for sale, as the page's structured data says; `origin` is json-ld, microdata, rdfa or opengraph."""

    name: str
    price: Decimal | None
    currency: str
    availability: Availability | None
    origin: str
    main: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """Something that takes place, as the page's structured data says; `status` is the last part of schema.org's."""

    name: str
    begins: datetime | None
    ends: datetime | None = None
    place: str = ""
    status: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link's text and its absolute address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Document:
    """A page as a person with a browser would read it.

    A document with a `barrier` has not been read: it shows neither that something is there nor that it is not.
    `blocks` stand in reading order. `canonical` is the page's `rel=canonical`, noted and not followed.
    """

    url: str
    status: int
    media_type: str
    language: str = ""
    title: str = ""
    heading: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    canonical: str = ""
    blocks: tuple[Block, ...] = ()
    entries: tuple[Entry, ...] = ()
    events: tuple[Event, ...] = ()
    offers: tuple[Offer, ...] = ()
    links: tuple[Link, ...] = ()
    barrier: Barrier | None = None

    @property
    def was_read(self) -> bool:
        """True when the blocks are those of the page itself."""
        return self.barrier is None

    @property
    def text(self) -> str:
        """All blocks, each in a line of its own."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a quotation.

    `block` is the index of its first block in `Document.blocks`, or -1 where it stands in the title. `start` and `end`
    are offsets in `Document.text` (or in the title), and `context` is that stretch with what stands around it.
    """

    block: int
    start: int
    end: int
    context: str
