"""Updates as Telegram sends them, and as it never would: what is read of them is whole."""

from typing import Any

import pytest
from telegram import Update

from bot.chat.raw_update import read_update
from tests.integration.chat.fuzz import SEED, Fuzz

Json = dict[str, Any]

UPDATES = 20_000


def a_change(**odd: Any) -> Json:
    """Return an update that tells of a user who blocked the bot, with these parts instead."""
    me = {"id": 1, "is_bot": True, "first_name": "The bot"}
    person = {"id": 5, "is_bot": False, "first_name": "Some"}
    whole = {"chat": {"id": 5, "type": "private"}, "from": person, "date": 5}
    whole |= {
        "old_chat_member": {"user": me, "status": "member"},
        "new_chat_member": {"user": me, "status": "kicked", "until_date": 0},
    }
    return {"update_id": 1, "my_chat_member": whole | odd}


@pytest.mark.parametrize("odd", [None, 5, {}, {"user": {"id": 1}}, {"status": "left"}, {"user": 5, "status": "left"}])
def test_a_change_to_nothing(odd: object) -> None:
    """What does not say what the bot has become is no change: it is refused before any handler sees it."""
    with pytest.raises(ValueError, match="a change to nothing"):
        read_update(a_change(new_chat_member=odd), None)


@pytest.mark.parametrize(
    ("status", "read"),
    [("kicked", "left"), ("left", "left"), ("administrator", "member"), ("restricted", "member")],
)
def test_a_member_without_their_fields(status: str, read: str) -> None:
    """A status whose fields are not what PTB wants still tells whether the bot is there."""
    member = {"user": {"id": 1, "is_bot": True, "first_name": "The bot"}, "status": status}
    change = read_update(a_change(new_chat_member=member, old_chat_member=None), None).my_chat_member
    assert change is not None
    assert change.new_chat_member.status == read
    assert change.old_chat_member is None


def test_a_change_as_telegram_sends_it() -> None:
    """A whole one is read as it is."""
    change = read_update(a_change(), None).my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")


def test_what_is_read_is_whole() -> None:
    """Of thousands of odd updates each is refused, or has all that handlers take for granted."""
    fuzz = Fuzz(SEED, [5, 6, 7], lambda: ["1:oc:1", "1:ok:token:500"])
    whole = 0
    for update_id in range(UPDATES):
        kind, content = fuzz.update()
        given = {"update_id": update_id, kind: content}
        try:
            update = read_update(given, None)
        except Exception:  # noqa: BLE001  refused, by whatever the odd value leads to
            continue
        whole += 1
        assert _lacks(update) == [], f"seed {SEED}: {given}"
    assert whole > UPDATES / 2


def _lacks(update: Update) -> list[str]:
    """List what handlers take for granted and this has not, or has of another type."""
    message, press, change = update.effective_message, update.callback_query, update.my_chat_member
    found: dict[str, bool] = {}
    if message is not None:
        found["a message's id"] = type(message.message_id) is int
        found["a message's chat"] = type(message.chat.id) is int
        found["a message's text"] = message.text is None or isinstance(message.text, str)
    if press is not None:
        found["a press's id"] = isinstance(press.id, str)
        found["a press's person"] = type(press.from_user.id) is int
        found["a press's data"] = press.data is None or isinstance(press.data, str)
    if change is not None:
        found["what the bot became"] = isinstance(change.new_chat_member.status, str)
        found["whose doing it is"] = type(change.from_user.id) is int
    return [name for name, right in found.items() if not right]
