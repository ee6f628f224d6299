"""Lists that are read page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any, TypeVar

from torale.models import Record

Item = TypeVar("Item", bound=Record)
Fetch = Callable[[int, int], Mapping[str, Any]]
PAGE_LENGTH = 100


def walk(
    fetch: Fetch,
    make: Callable[[Any], Item],
    *,
    among: str = "items",
    identity: Callable[[Item], str] = itemgetter("id"),
) -> Iterator[Item]:
    """Every item, once: `make` of what is `among` the pages, fetched by number and length as they are needed.

    What is new meanwhile pushes older items on to the next page. What goes meanwhile, perhaps by who reads, pulls
    items back to pages that were read: where the total has fallen, these are read again.
    """
    seen: set[str] = set()
    number, total, finds_new = 1, 0, True
    while True:
        page = fetch(number, PAGE_LENGTH)
        gone, total = total - page["total"], page["total"]
        # Not twice for nothing: of a busy list some are always going, most of them at its end.
        if gone > 0 and finds_new and number > 1:
            number, finds_new = max(1, number - -(-gone // PAGE_LENGTH)), False
            continue
        items = [make(one) for one in page[among]]
        new = [one for one in items if identity(one) not in seen]
        seen.update(identity(one) for one in new)
        finds_new = finds_new or bool(new)
        yield from new
        if len(items) < PAGE_LENGTH:
            return
        number += 1
