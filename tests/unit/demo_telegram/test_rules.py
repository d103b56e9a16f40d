"""Updates, pace, faults, commands: the rules without HTTP."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.demo.telegram_api.faults import FaultKind, Faults
from bot.demo.telegram_api.files import image_size
from bot.demo.telegram_api.limits import RateLimits
from bot.demo.telegram_api.profile import checked_commands, checked_language, scope_key
from bot.demo.telegram_api.refusals import ApiRefused
from bot.demo.telegram_api.updates import UpdateQueue


class ManualClock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def ids(queue: UpdateQueue) -> list[int]:
    return [update.update_id for update in queue.first(100)]


def test_an_offset_confirms_what_lies_before_it(clock: ManualClock) -> None:
    """Ids ascend; confirmed updates are gone, and a negative offset keeps so many from the end."""
    queue = UpdateQueue(clock, next_id=1)
    for _ in range(5):
        queue.put("message", {}, 7)
    queue.confirm(0)
    assert ids(queue) == [1, 2, 3, 4, 5]
    queue.confirm(3)
    assert ids(queue) == [3, 4, 5]
    queue.confirm(-1)
    assert ids(queue) == [5]
    queue.confirm(99)
    assert ids(queue) == []


def test_updates_are_kept_for_a_day(clock: ManualClock) -> None:
    """What nobody fetched in 24 hours is gone."""
    queue = UpdateQueue(clock, next_id=1)
    queue.put("message", {}, 7)
    clock.moment += timedelta(hours=12)
    queue.put("message", {}, 7)
    clock.moment += timedelta(hours=12, seconds=1)
    assert ids(queue) == [2]


def test_only_wanted_kinds_are_kept(clock: ManualClock) -> None:
    """A list of allowed kinds holds from then on; without one, rare kinds are left out."""
    queue = UpdateQueue(clock, next_id=1)
    assert queue.put("chat_member", {}, 7) is None
    queue.allow(["message", "chat_member"])
    assert queue.put("chat_member", {}, 7) == 1
    assert queue.put("callback_query", {}, 7) is None
    queue.allow(None)
    assert queue.put("callback_query", {}, 7) is None
    queue.allow([])
    assert queue.put("callback_query", {}, 7) == 2


def test_an_update_can_come_again(clock: ManualClock) -> None:
    """A confirmed update is delivered again under its old id."""
    queue = UpdateQueue(clock, next_id=1)
    queue.put("message", {"text": "once"}, 7)
    queue.confirm(2)
    queue.put("message", {"text": "later"}, 7)
    queue.put_again(1)
    assert ids(queue) == [1, 2]


def test_a_confirmation_can_be_lost(clock: ManualClock) -> None:
    """An update whose confirmation was lost is given to the next poll in spite of its offset, and only to that."""
    queue = UpdateQueue(clock, next_id=1)
    queue.put("message", {"text": "once"}, 7)
    queue.confirm(2)
    queue.put("message", {"text": "later"}, 7)
    queue.forget_confirmation(1)
    queue.confirm(2)
    assert ids(queue) == [1, 2]
    queue.confirm(2)
    assert ids(queue) == [2]


def test_one_chat_takes_a_burst_and_then_one_a_second(clock: ManualClock) -> None:
    """The sixth message at once is told to wait; a second later one passes; answers never count."""
    limits = RateLimits(enforced=True)
    for _ in range(5):
        limits.count("sendMessage", 7, clock.now())
    with pytest.raises(ApiRefused) as refused:
        limits.count("editMessageText", 7, clock.now())
    assert refused.value.as_json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    limits.count("answerCallbackQuery", 7, clock.now())
    limits.count("sendMessage", 8, clock.now())
    clock.moment += timedelta(seconds=1)
    limits.count("sendMessage", 7, clock.now())


def test_all_chats_together_take_thirty_a_second(clock: ManualClock) -> None:
    """The thirty-first chat must wait, and a steady 30 a second pass for a minute."""
    limits = RateLimits(enforced=True)
    for chat_id in range(30):
        limits.count("sendMessage", chat_id, clock.now())
    with pytest.raises(ApiRefused):
        limits.count("sendMessage", 99, clock.now())
    clock.moment += timedelta(seconds=2)
    for number in range(60 * 30):
        clock.moment += timedelta(seconds=1 / 30)
        limits.count("sendMessage", 100 + number, clock.now())


def test_the_pace_can_be_switched_off(clock: ManualClock) -> None:
    """Without the rule everything passes."""
    limits = RateLimits()
    for _ in range(100):
        limits.count("sendMessage", 7, clock.now())


def test_faults_hit_as_often_as_they_should() -> None:
    """A rule hits its method, its chat, its number of times; without a method it spares getUpdates."""
    faults = Faults(random.Random(1))
    faults.add("too_many", times=2, retry_after=3)
    assert faults.strike("getUpdates", None) is None
    assert [bool(faults.strike("sendMessage", 7)) for _ in range(3)] == [True, True, False]
    faults.add(FaultKind.DROP_AFTER, method="sendMessage", chat_id=7, times=None)
    assert faults.strike("sendMessage", 8) is None
    assert faults.strike("SENDMESSAGE", 7) is not None
    faults.add("slow", seconds=0.5, times=1)
    assert [faults.delay_seconds("getMe", None) for _ in range(2)] == [0.5, 0]
    assert [rule["kind"] for rule in faults.as_json()] == ["drop_after"]
    faults.clear()
    assert faults.strike("sendMessage", 7) is None


def test_a_fault_by_chance() -> None:
    """A probability hits some and not all."""
    faults = Faults(random.Random(1))
    faults.add("bad_gateway", times=None, probability=0.3)
    hits = sum(bool(faults.strike("sendMessage", 7)) for _ in range(1000))
    assert 200 < hits < 400


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "Order", "description": "d"}], "BOT_COMMAND_INVALID"),
        ([{"command": "o" * 33, "description": "d"}], "BOT_COMMAND_INVALID"),
        ([{"command": "", "description": "d"}], "BOT_COMMAND_INVALID"),
        ([{"command": "order", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "order", "description": "d" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "order", "description": "d"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
        ("order", "can't parse commands: expected an Array of BotCommand"),
    ],
)
def test_wrong_commands_are_refused(commands: Any, words: str) -> None:
    """Names, descriptions and number have their limits."""
    with pytest.raises(ApiRefused, match=f"^Bad Request: {words}$"):
        checked_commands(commands)


def test_good_commands_pass() -> None:
    """A hundred of them, at the limits of their lengths."""
    commands = [{"command": "a_0" + "z" * 29, "description": "d" * 256}] * 100
    assert checked_commands(commands) == commands


def test_scopes_and_languages() -> None:
    """A scope is known by type, chat and user; other types and languages are refused."""
    assert scope_key(None) == ("default", 0, 0)
    assert scope_key({"type": "chat", "chat_id": 7}) == ("chat", 7, 0)
    for wrong in ({"type": "nobody"}, {"type": "chat", "chat_id": "x"}, "default"):
        with pytest.raises(ApiRefused):
            scope_key(wrong)
    assert checked_language("pt") == "pt"
    with pytest.raises(ApiRefused):
        checked_language("pt-BR")


def test_sizes_of_pictures() -> None:
    """PNG and JPEG tell their size; anything else, and a strip, is no photo."""
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4)
    assert image_size(png) == (640, 480)
    frame = b"\xff\xc0\x00\x11\x08" + (480).to_bytes(2) + (640).to_bytes(2)
    assert image_size(b"\xff\xd8\xff\xe0\x00\x04ab" + frame + b"\x00" * 10) == (640, 480)
    for wrong in (b"GIF89a", b"\xff\xd8\xff\xe0", png[:16] + (10).to_bytes(4) + (9000).to_bytes(4)):
        with pytest.raises(ApiRefused):
            image_size(wrong)
