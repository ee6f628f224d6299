"""Read lists page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any, TypeVar

from torale.models import Record

from .transport import Fetch

Item = TypeVar("Item", bound=Record)
PAGE_LENGTH = 100
# Times that pages without new items are read again: items of a busy list vanish all the time, mostly at its end.
IN_VAIN = 3


def walk(
    fetch: Fetch,
    make: Callable[[Any], Item],
    *,
    among: str = "items",
    identity: Callable[[Item], str] = itemgetter("id"),
) -> Iterator[Item]:
    """Yield each item once: `make` of the items `among` the pages, which are fetched as they are needed.

    New items push older ones to the next page. Deleted items, above all those that the reader deletes, pull items back
    to earlier pages: if the total has fallen, those pages are read again.
    """
    seen: set[str] = set()
    number, total, again = 1, 0, 0
    while True:
        page = fetch(number, PAGE_LENGTH)
        gone, total = total - page["total"], page["total"]
        if gone > 0 and number > 1 and again < IN_VAIN:
            number, again = max(1, number - -(-gone // PAGE_LENGTH)), again + 1
            continue
        items = [make(one) for one in page[among]]
        new = [one for one in items if identity(one) not in seen]
        seen.update(identity(one) for one in new)
        again = 0 if new else again
        yield from new
        if len(items) < PAGE_LENGTH:
            return
        number += 1
