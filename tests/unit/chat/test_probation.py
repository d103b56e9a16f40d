"""What a newcomer takes, and what it leaves to a bot that may be alive."""

from datetime import timedelta

import pytest

from bot.chat.probation import AnotherBotPolls, Probation
from bot.domain.inbox import StoredUpdate
from tests.fakes.manual_clock import NOON, ManualClock


class Polls:
    """A newcomer's polls, one after the other: what they were given, and how long that took."""

    def __init__(self, offset: int | None) -> None:
        self.clock = ManualClock()
        self.probation = Probation(self.clock)
        self.offset = offset

    def given(self, *ids: int, after_seconds: float = 0.01) -> list[int]:
        """Let a poll be answered; returns the ids of what is taken then."""
        asked_at = self.clock.now()
        self.clock.set(asked_at + timedelta(seconds=after_seconds))
        rows = [StoredUpdate(update_id, 1, {}, NOON) for update_id in ids]
        return [row.update_id for row in self.probation.sift(rows, self.offset, asked_at)]

    def wait(self, seconds: float) -> None:
        """Let time pass between two polls."""
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))


def test_goes_on_where_it_stopped() -> None:
    """When Telegram goes on with the very update that the database waits for, it is taken at once."""
    assert Polls(offset=7).given(7, 8) == [7, 8]


def test_updates_are_missing() -> None:
    """When others were confirmed meanwhile, what comes is held until it has been left for a while."""
    polls = Polls(offset=3)
    assert polls.given(7) == []
    assert polls.probation.holds
    polls.wait(0.5)
    assert polls.given(7, 8) == [7, 8]
    assert not polls.probation.holds


def test_never_ran_before() -> None:
    """A bot without an offset holds what it is given; what came late into a poll that nobody ended is taken."""
    assert Polls(offset=None).given(7) == []
    assert Polls(offset=None).given(7, after_seconds=0.6) == [7]


def test_another_takes_it() -> None:
    """What is held and then gone is not taken: a poll that somebody else ends is still to come."""
    polls = Polls(offset=None)
    assert polls.given(7) == []
    polls.wait(0.5)
    assert polls.given(8) == []


@pytest.mark.parametrize("next_ids", [(8, 9), (10,)])
def test_another_confirms_what_is_held(next_ids: tuple[int, ...]) -> None:
    """When a part of what is held is gone, or all of it and something that never came here, another bot has it."""
    polls = Polls(offset=None)
    polls.given(7, 8)
    polls.wait(0.5)
    assert polls.given(*next_ids) == []
    polls.wait(0.5)
    with pytest.raises(AnotherBotPolls):
        polls.given(12)


def test_another_newcomer_left() -> None:
    """Of two newcomers one stays: what the other confirmed before it left is its own, and what comes later is taken."""
    polls = Polls(offset=None)
    assert polls.given(7, 8, 9) == []
    polls.wait(0.5)
    assert polls.given(10) == []
    polls.wait(0.5)
    assert polls.given(10) == []
    polls.wait(0.5)
    assert polls.given(10, 11) == [10, 11]


def test_after_another_newcomer_two_seconds_count_anew() -> None:
    """The two seconds in which nobody ends a poll begin again when somebody confirmed what was held."""
    polls = Polls(offset=None)
    polls.given(7, 8)
    polls.wait(1.9)
    assert polls.given(8) == []
    polls.wait(1.9)
    assert polls.given(8) == [8]
    assert not polls.probation.is_over


def test_server_that_gives_an_update_once() -> None:
    """What is held and then gone is taken all the same when a poll has waited and nobody ended it."""
    polls = Polls(offset=None)
    assert polls.given(7) == []
    polls.wait(0.5)
    assert polls.given(after_seconds=1.0) == [7]


def test_over_after_two_seconds() -> None:
    """After two seconds of polls that nobody ended, whatever comes is taken."""
    polls = Polls(offset=None)
    polls.given(after_seconds=1.9)
    assert not polls.probation.is_over
    assert polls.given(7, after_seconds=0.1) == [7]
    assert polls.probation.is_over


def test_telegram_was_away() -> None:
    """Time in which Telegram did not answer proves nothing."""
    polls = Polls(offset=None)
    polls.given(after_seconds=0.0)
    polls.probation.begin_anew()
    polls.wait(60)
    assert polls.given(7) == []
    assert not polls.probation.is_over


def test_given_again() -> None:
    """What Telegram gives once more is taken, and its being gone from the next poll tells of no other bot."""
    polls = Polls(offset=10)
    assert polls.given(3, 12) == [3]
    assert polls.given(5, 12, 13) == [5, 12, 13]
    assert Polls(offset=7).given(2, 7, 8) == [2, 7, 8]
