"""One user floods the bot with three hundred messages: others are served beside them, and nothing is dropped."""

import asyncio
import logging
import time

from tests.e2e.house import CUSTOMER, OTHER, House, Talker, until

logger = logging.getLogger(__name__)

FLOOD = 300
MOST_DELAY_SECONDS = 0.2
TIMES = 8


async def seconds_of_an_answer(talker: Talker) -> float:
    """Return how long somebody waits for their /start to be answered."""
    begun = time.monotonic()
    await talker.says("/start", "Welcome")
    return time.monotonic() - begun


async def test_flood(running: House) -> None:
    """While 300 messages of one user are handled another one is answered within 200 ms more than on a quiet bot.

    The flooder is told to slow down, once and soon, and every one of their messages is answered in its order.
    """
    flooder, other = running.talker(CUSTOMER), running.talker(OTHER)
    await seconds_of_an_answer(other)
    quiet = [await seconds_of_an_answer(other) for _ in range(TIMES)]
    flooder.seen = running.world.events.last
    for number in range(FLOOD):
        running.world.send_text(CUSTOMER, f"word{number:03}")
    beside = []
    while len(flooder.texts()) < FLOOD // 2:
        beside.append(await seconds_of_an_answer(other))
        await asyncio.sleep(0.05)
    logger.info("quiet %.3f s, beside the flood %s s", max(quiet), [round(each, 3) for each in beside])
    assert len(beside) >= 3
    assert max(beside) - max(quiet) < MOST_DELAY_SECONDS
    await until(lambda: len(flooder.texts()) == FLOOD + 1, 30)
    texts = flooder.texts()
    [told] = [at for at, text in enumerate(texts) if "slow down" in text]
    assert told < 100
    answers = [text for text in texts if "slow down" not in text]
    assert [f"word{number:03}" in text for number, text in enumerate(answers)] == [True] * FLOOD
    assert running.rows("SELECT count(*) FROM updates WHERE done_at IS NULL") == [(0,)]
