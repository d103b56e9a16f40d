"""Telegram's limits, kept: by the calls that reached a strict server over HTTP, in real seconds."""

import asyncio
import logging
import time

import pytest

from tests.integration.chat.crowd import FIRST, Crowd, busiest_second, closest_fours
from tests.integration.chat.desk import CUSTOMER, OPERATOR, OTHER, Desk

pytestmark = pytest.mark.timed

logger = logging.getLogger(__name__)

LONGER_SECONDS = 0.3  # that a reply may take beside a backlog, nine times in ten: the rest is the machine's
PEOPLE = 1000


async def seconds_of_a_reply(desk: Desk, person: int) -> float:
    """Return how long somebody who asks for help waits for it."""
    seen, begun = desk.world.events.last, time.monotonic()
    desk.world.send_text(person, "/help")
    await desk.world.wait_for_message(person, after_event=seen, timeout_seconds=20)
    return time.monotonic() - begun


async def ask_all_along(desk: Desk, person: int, waits: list[float]) -> None:
    """Let somebody ask for help every two seconds, and note how long the answers take."""
    while True:
        waits.append(await seconds_of_a_reply(desk, person))
        await asyncio.sleep(2)


@pytest.mark.timeout(150)
async def test_a_thousand_notices(desk: Desk) -> None:
    """A thousand chats are told as fast as Telegram lets a bot speak, and nothing is refused.

    Meanwhile people are answered within 300 ms more than before, and one chat that Telegram put off for half a minute
    stalls nobody.
    """
    crowd, waits, put_off = Crowd(desk), list[float](), FIRST + 500
    await desk.says(OTHER, "/help")  # what only the first message costs a process is not meant here
    async with crowd.going_round():
        quiet = [await seconds_of_a_reply(desk, OTHER) for _ in range(10)]
    await crowd.gather(PEOPLE, 1)
    desk.world.limits.set(enforced=True)
    desk.world.faults.add("too_many", method="sendMessage", chat_id=put_off, retry_after=30)
    await crowd.all_complete()
    async with crowd.going_round():
        asking = [asyncio.create_task(ask_all_along(desk, person, waits)) for person in (CUSTOMER, OTHER, OPERATOR)]
        await crowd.all_told()
        for task in asking:
            task.cancel()
    calls = crowd.sent("sendMessage")
    others = [call.at for call in calls if call.parameters["chat_id"] != str(put_off)]
    seconds = (max(others) - min(others)).total_seconds()
    logger.info(
        "%d notices in %.1f s; %d replies, median %.3f s, slowest %.3f s, on a quiet bot %.3f s",
        len(others),
        seconds,
        len(waits),
        sorted(waits)[len(waits) // 2],
        max(waits),
        max(quiet),
    )
    assert not desk.world.limits.refused
    assert 25 <= (len(others) + len(waits)) / seconds <= 30
    assert busiest_second(calls) <= 40  # what is held up on the way arrives together
    assert len(waits) > 20
    assert sorted(waits)[len(waits) * 9 // 10] < max(quiet) + LONGER_SECONDS
    first, last = [call.at for call in calls if call.parameters["chat_id"] == str(put_off)]
    assert 30 <= (last - first).total_seconds() < 35
    assert set(crowd.told().values()) == {1}
    assert len(crowd.told()) == PEOPLE


@pytest.mark.timeout(90)
async def test_many_changes_of_each_user(desk: Desk) -> None:
    """Users with ten changed orders each get one message; it and the cards' edits keep within each chat's second."""
    people, each = 25, 10
    crowd = Crowd(desk)
    await crowd.gather(people, each)
    desk.world.limits.set(enforced=True)
    await crowd.all_complete(cards=True)
    async with crowd.going_round():
        seconds = await crowd.all_told()
    told, drawn = crowd.sent("sendMessage"), crowd.sent("editMessageText")
    logger.info("%d messages and %d edits in %.1f s", len(told), len(drawn), seconds)
    assert not desk.world.limits.refused
    assert (len(told), len(drawn)) == (people, people * each)
    assert closest_fours(crowd.sent()) >= 0.9
    assert set(crowd.told().values()) == {2}  # in the news, and on its card
    assert len(crowd.told()) == people * each
