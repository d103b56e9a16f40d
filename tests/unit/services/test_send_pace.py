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
    await clock.finish(sender.send_all(dict.fromkeys(range(3000), 1)))
    assert len(sender.pace._chats) <= 1001


async def test_replies_come_out_of_the_notices_share(clock: ManualClock, sender: Sender) -> None:
    """With eight replies a second, twenty notices a second are left: no more than the limit in any second."""
    crowd = asyncio.create_task(sender.send_all(dict.fromkeys(range(100, 240), 1)))
    replies = []
    for number in range(40):
        await clock.advance(0.125)
        sender.pace.note_reply(1000 + number)
        replies.append((clock.now() - NOON).total_seconds())
    moments = sorted([at for at, _ in sender.sent] + replies)
    assert max(sum(1 for at in moments if start <= at < start + 1) for start in moments) <= PER_SECOND + 1
    assert len(sender.sent) == pytest.approx(20 * 5, abs=3)
    crowd.cancel()


async def test_replies_to_a_chat_come_out_of_its_share(clock: ManualClock, sender: Sender) -> None:
    """After two replies a chat gets one more at once; the next waits for the chat's second, as after three."""
    sender.pace.note_reply(1, calls=2)
    await clock.finish(sender.send(1, 2))
    assert [round(at, 1) for at, _ in sender.sent] == [0.1, 1.0]


async def test_a_reply_that_comes_while_its_chat_is_in_line(clock: ManualClock, sender: Sender) -> None:
    """A chat that was answered three times while it stood in the common line waits for its own second again."""
    crowd = asyncio.create_task(sender.send_all(dict.fromkeys(range(100, 114), 1)))
    await clock.advance(0)
    waiting = asyncio.create_task(sender.send(1))
    await clock.advance(0.1)
    sender.pace.note_reply(1, calls=3)
    await clock.finish(asyncio.wait_for(waiting, None))
    assert next(at for at, chat_id in sender.sent if chat_id == 1) >= 1.1
    crowd.cancel()


async def test_replies_without_end_starve_no_notice(clock: ManualClock, sender: Sender) -> None:
    """While replies alone go far beyond the limit, one notice a second still leaves."""
    crowd = asyncio.create_task(sender.send_all(dict.fromkeys(range(100, 140), 1)))
    for number in range(1000):
        sender.pace.note_reply(1000 + number)
        await clock.advance(0.01)
    assert 9 <= len(sender.sent) <= 12
    crowd.cancel()


async def test_one_chat_that_is_refused_slows_nobody(clock: ManualClock, sender: Sender) -> None:
    """However often one chat is told to wait, others go at their pace."""
    for _ in range(20):
        sender.pace.note_refusal(1, 30)
    await clock.finish(sender.send_all(dict.fromkeys(range(100, 128), 1)))
    assert (clock.now() - NOON).total_seconds() == pytest.approx(27 / PER_SECOND, abs=0.01)


async def test_many_chats_refused_at_once_let_all_rest(clock: ManualClock, sender: Sender) -> None:
    """When five chats are told to wait within a second it is all that Telegram means: nothing leaves for so long."""
    for chat_id in range(1, 5):
        sender.pace.note_refusal(chat_id, 7)
    await clock.finish(sender.send(100))
    sender.pace.note_refusal(5, 7)
    await clock.finish(sender.send_all(dict.fromkeys(range(101, 105), 1)))
    assert [int(at) for at, _ in sender.sent] == [0, 7, 7, 7, 7]


async def test_chats_refused_one_after_the_other_are_each_their_own(clock: ManualClock, sender: Sender) -> None:
    """Refusals that lie apart are the chats' own affair."""
    for chat_id in range(1, 20):
        sender.pace.note_refusal(chat_id, 7)
        await clock.advance(0.3)
    begun = clock.now()
    await clock.finish(sender.send(100))
    assert clock.now() == begun


async def test_a_wait_that_is_given_up_lets_the_next_one_in(clock: ManualClock, sender: Sender) -> None:
    """Whoever leaves the line, first in it or not, costs the others nothing."""
    tasks = [asyncio.create_task(sender.send(chat_id)) for chat_id in range(1, 6)]
    await clock.advance(0.01)
    for task in tasks[1:4]:
        task.cancel()
    await clock.finish(asyncio.wait_for(tasks[4], None))
    assert [chat_id for _, chat_id in sender.sent] == [1, 5]
    assert (clock.now() - NOON).total_seconds() < 0.1
