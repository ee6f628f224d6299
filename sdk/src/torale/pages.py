"""Lists that are read page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import TypeVar

from torale.models import Record

Item = TypeVar("Item", bound=Record)
PAGE_LENGTH = 100


def walk(
    fetch: Callable[[int, int], list[Item]], *, identity: Callable[[Item], str] = itemgetter("id")
) -> Iterator[Item]:
    """Every item, of pages fetched by number and length as they are needed.

    What is new meanwhile pushes older items on to the next page: those that were on the page before come once.
    """
    seen: set[str] = set()
    number = 1
    while page := fetch(number, PAGE_LENGTH):
        yield from (one for one in page if identity(one) not in seen)
        if len(page) < PAGE_LENGTH:
            return
        seen = {identity(one) for one in page}
        number += 1
