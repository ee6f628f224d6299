from hypothesis import given
from hypothesis import strategies as st

from tasks_app.pipeline.text import tidy

anything = st.text(st.characters() | st.characters(categories=["Cs", "Cc"]))


@given(anything, st.integers(min_value=1, max_value=50))
def test_tidy_text_can_be_stored_and_is_no_longer_than_allowed(text: str, limit: int) -> None:
    tidied = tidy(text, limit)
    assert "\x00" not in tidied
    assert len(tidied) <= limit
    tidied.encode()


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=50))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert tidy(text, 50) == text


def test_lines_are_kept_and_cut_text_says_so() -> None:
    assert tidy(" a\r\n\tb ", 10) == "a\n\tb"
    assert tidy("abcdef", 4) == "abc…"
