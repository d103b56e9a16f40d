"""Killed again and again over a backlog of 2,000 updates: none is lost or done twice, and replies keep their order."""

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.chat import callbacks
from tests.e2e.house import OPERATOR, House, Talker, until
from tests.e2e.storm.glimpse import OWED, UNHANDLED, confirmed_but_not_stored, copy_of, states_of
from tests.e2e.storm.weather import FIRST_UPDATE
from tests.e2e.test_ordering import choose

pytestmark = pytest.mark.timed

SEED = os.environ.get("STORM_SEED") or str(random.randrange(10**6))
USERS, EACH, KILLS = 50, 40, 6
IDS = range(7001, 7001 + USERS)
FIRST_NUMBER = 900_000  # of the order ids that people ask about in vain, each of them once
_NUMBER = re.compile(r"#(9\d{5})\b")
_UNDER_WAY = (
    "SELECT (SELECT count(*) FROM updates WHERE done_at IS NULL), (SELECT count(*) FROM outbox), "
    "(SELECT count(*) FROM orders WHERE state IN ('queued', 'submitting'))"
)

Told = Counter[tuple[int, int]]  # user and number → how often Telegram took the reply


@dataclass(slots=True)
class Backlog:
    """What people do while the bot is dead, and what the kills found."""

    house: House
    chance: random.Random
    asked: dict[int, list[int]] = field(default_factory=dict)
    may_repeat: Told = field(default_factory=Counter)
    hit: set[str] = field(default_factory=set)
    lost: list[int] = field(default_factory=list)

    async def prepare(self) -> None:
        """Bring everybody to their summary, and let all do their forty things while the bot is dead."""
        talkers = [self.house.talker(user) for user in IDS]
        summaries = await asyncio.gather(*(summary(talker) for talker in talkers))
        await until(lambda: self.house.rows("SELECT count(*) FROM outbox") == [(0,)])
        await until(lambda: not len(self.house.world.updates))
        await self.house.kill()
        lives = [self._acts(talker, *shown) for talker, shown in zip(talkers, summaries, strict=True)]
        for at_once in zip(*lives, strict=True):
            for act in at_once:
                act()

    def _acts(self, talker: Talker, message_id: int, confirm: str) -> list[Callable[[], object]]:
        """Make somebody's acts: questions with a number each, a Confirm tapped twice, and other presses in between."""
        world, first = talker.world, FIRST_NUMBER + (talker.id - IDS.start) * EACH
        places = self.chance.sample(range(EACH), 8)
        presses = dict.fromkeys(places[:2], confirm) | dict.fromkeys(places[2:], callbacks.data("help"))
        self.asked[talker.id] = [first + place for place in range(EACH) if place not in presses]
        return [
            (lambda data=presses[place]: world.press(talker.id, message_id, data=data, forged=True))
            if place in presses
            else (lambda number=first + place: world.send_text(talker.id, f"/status {number}"))
            for place in range(EACH)
        ]

    async def live_and_die(self) -> None:
        """Start, let some of it be done, and kill."""
        enough = self._done() + self.chance.randint(60, 330)
        await self.house.launch()
        await until(lambda: self._done() >= enough, 60)
        await self.house.kill()
        self._look()

    def _done(self) -> int:
        return int(self.house.rows("SELECT count(*) FROM updates WHERE done_at IS NOT NULL")[0][0])

    def _look(self) -> None:
        """See what the kill has left: what Telegram took and the outbox still holds may be said once more."""
        told = self.told()
        with copy_of(self.house.folder / "bot.db") as connection:
            self.hit |= states_of(connection)
            self.lost += confirmed_but_not_stored(connection, self.house.world, FIRST_UPDATE)
            owed = connection.execute("SELECT chat_id, payload FROM outbox").fetchall()
        for user, payload in owed:
            for number in map(int, _NUMBER.findall(payload)):
                self.may_repeat[user, number] += told[user, number] > 0

    def told(self) -> Told:
        """Count the replies that Telegram took."""
        return Counter((user, number) for user in IDS for number in self.numbers(user))

    def numbers(self, user: int) -> list[int]:
        """List the numbers in the replies to somebody, in the order in which Telegram took them."""
        messages = (event["message"] for event in self.house.world.events.of(user) if event.get("by_bot"))
        return [int(number) for message in messages for number in _NUMBER.findall(message.get("text", ""))]

    async def finish(self) -> None:
        """Let the bot live until all is done and said."""
        await self.house.start()
        await until(lambda: not len(self.house.world.updates) and self.house.rows(_UNDER_WAY) == [(0, 0, 0)], 150)
        assert await self.house.stop() == 0


async def summary(talker: Talker) -> tuple[int, str]:
    """Walk to the summary; returns the message and what its Confirm says."""
    await choose(talker, "First Category", "Followers")
    await talker.says(f"https://example.com/{talker.id}", "quantity")
    shown = await talker.says("1000", "Confirm")
    return shown["message_id"], shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]


@pytest.fixture
async def backlog(tmp_path: Path) -> AsyncIterator[Backlog]:
    """Two thousand updates that wait for a bot which is dead."""
    house = await House.build(tmp_path, ALLOWED_IDS=",".join(map(str, IDS)), LOG_LEVEL="INFO")
    made = Backlog(house, random.Random(SEED))
    try:
        for user in IDS:
            house.world.add_person(user, f"Person {user}")
        await house.start()
        await house.talker(OPERATOR).says("/start", "Welcome")  # or what operators must know waits for that
        await made.prepare()
        yield made
    finally:
        await house.close()


@pytest.mark.timeout(600)  # it takes half a minute on an idle machine
async def test_backlog(backlog: Backlog, record_property: Callable[[str, object], None]) -> None:
    """Six kills over 2,000 updates lose none and do nothing twice; only what was in flight is said twice."""
    waiting = len(backlog.house.world.updates)
    for _ in range(KILLS):
        await backlog.live_and_die()
    await backlog.finish()
    repeats = sum(backlog.told().values()) - sum(map(len, backlog.asked.values()))
    figures = f"backlog, seed {SEED}: {waiting} updates, {KILLS} kills, {repeats} replies said twice"
    record_property("figures", f"{figures} of {sum(backlog.may_repeat.values())} in flight at a kill")
    assert waiting == USERS * EACH
    assert {UNHANDLED, OWED} <= backlog.hit, "the kills struck where nothing could be lost"
    every_update_is_handled(backlog)
    every_order_is_placed_once(backlog)
    every_reply_comes_in_order(backlog)
    assert "Traceback" not in backlog.house.log()


def every_update_is_handled(backlog: Backlog) -> None:
    """Each update of Telegram's is in the table and done, and none was confirmed before it was there."""
    ids = range(FIRST_UPDATE, backlog.house.world.updates.next_id)
    assert backlog.lost == []
    done = backlog.house.rows("SELECT update_id FROM updates WHERE done_at IS NOT NULL ORDER BY 1")
    assert [update_id for (update_id,) in done] == list(ids)


def every_order_is_placed_once(backlog: Backlog) -> None:
    """Each user has one order, and the panel has it once: for certain, or perhaps where a kill struck as it left."""
    house = backlog.house
    rows = house.rows("SELECT user_id, target, state FROM orders ORDER BY user_id")
    assert [(user, target) for user, target, _ in rows] == [(user, f"https://example.com/{user}") for user in IDS]
    assert {state for _, _, state in rows} <= {"placed", "uncertain"}
    taken = Counter(order.link for order in house.sandbox.orders.values())
    sent = Counter(entry["url"] for entry in house.adds())
    assert set(taken.values()) == set(sent.values()) == {1}
    assert {target for _, target, state in rows if state == "placed"} <= taken.keys()


def every_reply_comes_in_order(backlog: Backlog) -> None:
    """Each reply came, in the order of the questions; again at most as often as a kill found it in flight."""
    for user, asked in backlog.asked.items():
        assert list(dict.fromkeys(backlog.numbers(user))) == asked
    more = {key: times - 1 for key, times in backlog.told().items() if times - 1 > backlog.may_repeat[key]}
    assert not more
