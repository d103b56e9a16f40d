"""How fast notices go out, by a clock in the test's hands."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.services.send_pace import PER_SECOND, SendPace
from tests.fakes.manual_clock import NOON, ManualClock


class Sender:
    """Notes when it was let through."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.pace = SendPace(clock)
        self.sent: list[tuple[float, int]] = []

    async def send(self, chat_id: int, times: int = 1) -> None:
        for _ in range(times):
            await self.pace.wait(chat_id)
            self.sent.append(((self.clock.now() - NOON).total_seconds(), chat_id))

    async def send_all(self, wanted: dict[int, int]) -> None:
        await asyncio.gather(*(self.send(chat_id, times) for chat_id, times in wanted.items()))


@pytest.fixture
def sender(clock: ManualClock) -> Sender:
    """Somebody who sends."""
    return Sender(clock)


async def test_a_thousand_chats_take_their_share_of_a_minute(clock: ManualClock, sender: Sender) -> None:
    """A thousand notices to as many chats leave at 28 a second."""
    await clock.finish(sender.send_all(dict.fromkeys(range(1000), 1)))
    assert (clock.now() - NOON).total_seconds() == pytest.approx(999 / PER_SECOND, abs=0.01)


async def test_a_chat_gets_three_at_once_then_one_a_second(clock: ManualClock, sender: Sender) -> None:
    """A burst of three passes, what follows comes a second apart."""
    await clock.finish(sender.send(1, 6))
    moments = [at for at, _ in sender.sent]
    assert moments[2] < 0.2
    assert [round(at) for at in moments[3:]] == [1, 2, 3]


async def test_no_second_has_more_than_the_limit(clock: ManualClock, sender: Sender) -> None:
    """Chats that had to wait for their own second do not meet others in one that is full already."""
    early = asyncio.create_task(sender.send_all(dict.fromkeys(range(9), 5)))
    await clock.advance(0.99)
    await clock.finish(sender.send_all(dict.fromkeys(range(100, 180), 1)))
    await clock.finish(asyncio.wait_for(early, None))
    moments = sorted(at for at, _ in sender.sent)
    assert max(sum(1 for at in moments if start <= at < start + 1) for start in moments) <= PER_SECOND + 1


async def test_one_chats_wait_costs_others_nothing(clock: ManualClock, sender: Sender) -> None:
    """While one chat waits for its tenth second, another is served at once."""
    waiting = asyncio.create_task(sender.send(1, 10))
    await clock.advance(1)
    await clock.finish(sender.send(2))
    assert (clock.now() - NOON).total_seconds() < 1.1
    waiting.cancel()


async def test_a_burst_is_whole_again_after_a_rest(clock: ManualClock, sender: Sender) -> None:
    """After three quiet seconds three more pass at once."""
    await clock.finish(sender.send(1, 3))
    await clock.advance(3)
    begun = clock.now()
    await clock.finish(sender.send(1, 3))
    assert clock.now() - begun < timedelta(seconds=0.2)


async def test_waiting_in_the_common_line_earns_no_burst(clock: ManualClock, sender: Sender) -> None:
    """A chat that was served late because all were busy gets three at once from then on, not more."""
    crowd = asyncio.create_task(sender.send_all(dict.fromkeys(range(100, 240), 1)))
    await clock.advance(0.01)
    await clock.finish(sender.send(1, 6))
    mine = [at for at, chat_id in sender.sent if chat_id == 1]
    assert max(Counter(int(at - mine[0]) for at in mine).values()) <= 3
    crowd.cancel()


async def test_a_clock_set_back_stops_nobody(clock: ManualClock, sender: Sender) -> None:
    """When the machine's clock is set back an hour, nobody waits that hour."""
    await clock.finish(sender.send(1, 5))
    clock.set(NOON - timedelta(hours=1))
    await clock.finish(sender.send(1, 1))
    assert clock.now() < NOON - timedelta(minutes=59)


async def test_chats_that_rest_are_forgotten(clock: ManualClock, sender: Sender) -> None:
    """Memory of chats does not grow with everybody who ever got a notice."""
    await clock.finish(sender.send_all(dict.fromkeys(range(1500), 1)))
    await clock.advance(1)
    await clock.finish(sender.send(1))
    assert len(sender.pace._chats) <= 10
