"""A list that changes while its pages are read."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from torale import pages
from torale.models import Record

LENGTH = 3


class Row(Record):
    id: str


class Table:
    """The newest first. Before each page something happens to it."""

    def __init__(self, ids: list[int], happens: Callable[[list[int]], object]) -> None:
        self.ids, self.asked = ids, 0
        self._happens = happens

    def fetch(self, number: int, length: int) -> dict[str, Any]:
        self._happens(self.ids)
        self.asked += 1
        first = (number - 1) * length
        rows = [{"id": str(id_)} for id_ in self.ids[first : first + length]]
        return {"items": rows, "total": len(self.ids)}

    def walk(self) -> list[int]:
        return [int(row.id) for row in pages.walk(self.fetch, Row)]


@pytest.fixture(autouse=True, scope="module")
def short_pages() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "PAGE_LENGTH", LENGTH)
        yield


@given(st.integers(0, 20), st.data())
def test_who_takes_away_some_of_what_they_read_reads_all_of_it_once(rows: int, data: st.DataObject) -> None:
    ids, read = list(range(rows)), []
    for row in pages.walk(Table(ids, lambda ids: None).fetch, Row):
        read.append(int(row.id))
        if data.draw(st.booleans()):
            ids.remove(int(row.id))
    assert sorted(read) == list(range(rows))


@given(st.integers(0, 20), st.integers(1, LENGTH - 1))
def test_what_is_new_comes_neither_twice_nor_instead_of_something(rows: int, new: int) -> None:
    table = Table(list(range(rows)), lambda ids: ids.__setitem__(slice(0, 0), [-len(ids) - n for n in range(new)]))
    read = table.walk()
    assert len(read) == len(set(read))
    assert set(range(rows)) <= set(read)


@given(st.dictionaries(st.integers(2, 6), st.integers(0, 11), min_size=1, max_size=pages.IN_VAIN))
@example({3: 11, 5: 0})
def test_the_few_that_others_take_away_cost_no_other_item(taken_before: dict[int, int]) -> None:
    times = itertools.count(1)

    def happens(ids: list[int]) -> None:
        if (gone := taken_before.get(next(times))) in ids:
            ids.remove(gone)

    table = Table(list(range(12)), happens)
    read = table.walk()
    assert len(read) == len(set(read))
    assert set(table.ids) <= set(read)


def test_a_list_whose_end_is_always_going_is_read_to_its_end() -> None:
    table = Table(list(range(60)), lambda ids: ids.pop())
    read = table.walk()
    assert read == list(range(len(read)))
    assert len(read) >= len(table.ids)
    assert table.asked < 60
