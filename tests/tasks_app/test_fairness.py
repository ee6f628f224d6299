"""Who goes first when not all can: owners come in turn, and within one of them the oldest."""

import uuid
from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks_app.scheduling.fairness import FIRST_OWNER, Due, pick
from tests.tasks_app.make import NOW

OWNERS = [uuid.UUID(int=number) for number in range(1, 5)]


def due(owner: int, minutes_ago: int) -> Due:
    return Due(NOW - timedelta(minutes=minutes_ago), OWNERS[owner], uuid.uuid4())


class Places:
    """So many places, for whoever comes."""

    def __init__(self, number: int) -> None:
        self.left = number

    def take(self, due: Due) -> bool:
        self.left -= 1
        return self.left >= 0


many = st.lists(st.builds(due, st.integers(0, 3), st.integers(0, 120)), max_size=40)


def test_what_fits_goes_by_its_time_alone() -> None:
    young, old, oldest = due(0, 1), due(1, 5), due(0, 9)
    assert pick([young, old, oldest], room=Places(3)) == ([oldest, old, young], None)


def test_one_with_thousands_overdue_does_not_keep_out_another() -> None:
    single = due(1, 0)
    picked, _ = pick([*(due(0, 60) for _ in range(5000)), single], room=Places(2))
    assert single in picked


def test_a_task_that_is_due_twice_over_goes_once_by_its_retry() -> None:
    first = due(0, 5)
    again = Due(first.due_at, first.owner_id, first.task_id, execution_id=uuid.uuid4())
    assert pick([first, again], room=Places(5))[0] == pick([again, first], room=Places(5))[0] == [again]


@given(many, st.integers(0, 50))
def test_the_room_is_used_and_nobody_gets_two_more_than_another_who_waits(candidates: list[Due], room: int) -> None:
    picked, _ = pick(candidates, room=Places(room))
    assert len(picked) == min(room, len(candidates))
    got, waiting = Counter(each.owner_id for each in picked), Counter(each.owner_id for each in candidates)
    for owner in waiting:
        if got[owner] < waiting[owner]:
            assert max(got.values(), default=0) <= got[owner] + 1


@given(many, st.integers(0, 50))
def test_of_one_owner_the_oldest_goes_first(candidates: list[Due], room: int) -> None:
    picked = set(pick(candidates, room=Places(room))[0])
    for owner in OWNERS:
        went = [each.due_at for each in picked if each.owner_id == owner]
        stayed = [each.due_at for each in candidates if each.owner_id == owner and each not in picked]
        assert not went or not stayed or max(went) <= min(stayed)


@given(many.filter(bool), st.integers(1, 3))
def test_all_owners_have_had_a_turn_after_as_many_turns(candidates: list[Due], room: int) -> None:
    waiting, had, after = list(candidates), set(), FIRST_OWNER
    for _ in OWNERS:
        picked, last = pick(waiting, room=Places(room), after=after)
        waiting = [each for each in waiting if each not in picked]
        had |= {each.owner_id for each in picked}
        after = last or after
    assert had == {each.owner_id for each in candidates}
