import pytest

from launcher import patience
from launcher.patience import Patience


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr("launcher.patience.time.monotonic", lambda: now[0])
    return now


def test_a_server_that_stays_down_is_given_up_soon(clock: list[float]) -> None:
    waiting = Patience(60, is_starting=lambda: False)
    assert not waiting.is_over()
    clock[0] = patience.DOWN_SECONDS + 0.1
    assert waiting.is_over()


def test_one_that_is_started_again_is_waited_for_as_long_as_it_may_take(clock: list[float]) -> None:
    starting = [False]
    waiting = Patience(60, is_starting=lambda: starting[0])
    for second in range(60):
        clock[0], starting[0] = float(second), second % 3 > 1
        assert not waiting.is_over()
    clock[0] = 60.1
    assert waiting.is_over()
