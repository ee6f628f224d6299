"""Reading: bytes in, a frozen `Document` out; pure, bounded, and without a network.

document = documents.read(body, url=url, status=200, headers=headers)
place = documents.find(document, "in stock")
"""

from tasks_app.documents.quotations import find
from tasks_app.documents.reading import MAX_BYTES, read
from tasks_app.documents.refreshes import refresh_of
from tasks_app.documents.types import (
    Availability,
    Barrier,
    BarrierKind,
    Block,
    BlockKind,
    Document,
    Entry,
    Event,
    Link,
    Offer,
    Place,
)

__all__ = [
    "MAX_BYTES",
    "Availability",
    "Barrier",
    "BarrierKind",
    "Block",
    "BlockKind",
    "Document",
    "Entry",
    "Event",
    "Link",
    "Offer",
    "Place",
    "find",
    "read",
    "refresh_of",
]
