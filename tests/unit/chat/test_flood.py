"""What is a flood: more at once than anybody types, told once; and what is none."""

from datetime import timedelta
from typing import Any

import pytest

from bot.chat.flood import MOST_SENT, MOST_WAITING, Floods
from bot.domain.inbox import StoredUpdate
from tests.fakes.manual_clock import NOON

ANN, BOB = 501, 502


def private(kind: str = "private") -> dict[str, Any]:
    return {"id": ANN, "type": kind}


def message(
    sent: float = 0, *, received: float | None = None, sender: int = ANN, kind: str = "private"
) -> StoredUpdate:
    """Make a message sent so many seconds after noon, and received as late as that or later."""
    date = int((NOON + timedelta(seconds=sent)).timestamp())
    payload = {"update_id": 1, "message": {"message_id": 1, "date": date, "chat": private(kind)}}
    at = NOON + timedelta(seconds=sent if received is None else received)
    return StoredUpdate(1, sender, payload, at)


def press(received: float = 0) -> StoredUpdate:
    """Make a press, of a button below a message of yesterday."""
    shown = {"message_id": 1, "date": int(NOON.timestamp()) - 86_400, "chat": private()}
    payload = {"update_id": 1, "callback_query": {"id": "1", "message": shown, "data": "x"}}
    return StoredUpdate(1, ANN, payload, NOON + timedelta(seconds=received))


def floods(*updates: StoredUpdate, waiting: int | None = None) -> bool:
    """Tell whether Ann is to be told after a batch of which so many wait."""
    known = Floods()
    known.note(updates, {ANN: len(updates) if waiting is None else waiting})
    return known.is_untold(ANN)


def test_many_at_once() -> None:
    """More than sixty messages of one person that wait are a flood; sixty are none."""
    assert floods(*[message()] * (MOST_WAITING + 1))
    assert not floods(*[message()] * MOST_WAITING)


def test_presses_count() -> None:
    """Who hammers on a button floods as well."""
    assert floods(*[press()] * (MOST_WAITING + 1))


def test_few_that_wait() -> None:
    """However many wait, they are no flood when they were sent over a longer time."""
    assert not floods(*(message(number / 4) for number in range(200)), waiting=200)


def test_many_that_are_handled_at_once() -> None:
    """More than anybody types in ten seconds is a flood even when nothing has to wait for it."""
    assert floods(*[message()] * (MOST_SENT + 1), waiting=1)
    assert not floods(*[message()] * MOST_SENT, waiting=1)


def test_quick_typing() -> None:
    """Three messages a second for minutes, and double taps beside them, are no flood."""
    known = Floods()
    for number in range(500):
        known.note([message(number / 3), press(number / 3), press(number / 3)], {ANN: 6})
    assert not known.is_untold(ANN)


def test_backlog() -> None:
    """What was sent while the bot was away is no flood, however much of it there is, and whatever came beside it."""
    assert not floods(*[message(-20, received=0)] * 300)
    assert not floods(message(-20, received=0), *[press(0)] * 300)


@pytest.mark.parametrize("payload", [{"message": {"date": "noon"}}, {"message": 5}, {"message": {"date": 10**18}}, {}])
def test_no_date(payload: dict[str, Any]) -> None:
    """What says nothing readable of its time and place is left out."""
    assert not floods(*[StoredUpdate(1, ANN, {"update_id": 1} | payload, NOON)] * 300)


def test_groups() -> None:
    """What is written in a group is not written to the bot."""
    assert not floods(*[message(kind="supergroup")] * 300)


def test_told_once() -> None:
    """A flood that goes on is told of once; another one after a minute's quiet is told of again."""
    known = Floods()
    for second in range(120):
        known.note([message(second)] * 100, {ANN: 100})
        assert known.is_untold(ANN) is (second == 0)
        known.note_told(ANN)
    known.note([message(120 + 61)] * 100, {ANN: 100})
    assert known.is_untold(ANN)


def test_others() -> None:
    """One person's flood is nobody else's."""
    known = Floods()
    known.note([message()] * 100 + [message(sender=BOB)], {ANN: 100, BOB: 1})
    assert (known.is_untold(ANN), known.is_untold(BOB)) == (True, False)


def test_memory_is_bounded() -> None:
    """People are forgotten before they fill the memory."""
    known = Floods()
    for sender in range(5000):
        known.note([message(sender=sender)] * 100, {sender: 100})
    assert max(len(known._sent), len(known._last)) <= 1002
