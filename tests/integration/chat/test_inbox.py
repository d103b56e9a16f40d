"""Law 6: an update is a row until it has been handled, its effects happen once, and a bad one spoils nothing else."""

import asyncio
import logging
from typing import Any

import pytest

from bot.chat.raw_update import stored_updates
from bot.domain.errors import StoreError
from tests.integration.chat.desk import CUSTOMER, OPERATOR, OTHER, STRANGER, Desk

# Each is something that Telegram never sends, or does not send yet.
UNREADABLE: list[tuple[str, Any]] = [
    ("message", {"message_id": 1}),
    ("message", {"message_id": 1, "date": 5, "chat": {"id": 2**70, "type": "private"}}),
    ("message", {"from": {"id": CUSTOMER}}),
    ("message", "a text"),
    ("callback_query", {"id": "1"}),
    ("callback_query", []),
    ("my_chat_member", {"chat": 5}),
    ("message", {"from": {"id": 2**70, "is_bot": False, "first_name": "x"}, "chat": None}),
]


@pytest.mark.parametrize("content", UNREADABLE, ids=str)
async def test_unreadable(desk: Desk, content: tuple[str, Any]) -> None:
    """An update that cannot be read is closed; those beside it in its batch are handled, and the operators are told."""
    await desk.says(OPERATOR, "/start")
    desk.world.send_text(OTHER, "/start")
    desk.world.inject(*content)
    shown = await desk.says(CUSTOMER, "/start")
    assert "Welcome" in shown["text"]
    assert "Welcome" in desk.texts(OTHER)[-1]
    assert "could not be handled" in desk.texts(OPERATOR)[-1]
    assert await desk.unhandled() == 0


async def test_failing_handler(desk: Desk) -> None:
    """A handler that fails leaves nothing behind but one apology, and a word to the operators once."""
    await desk.says(OPERATOR, "/start")
    await desk.says(CUSTOMER, "/order")
    desk.break_for(CUSTOMER, ValueError("some fault 1"), group=5, times=1)
    categories = desk.world.last_message(CUSTOMER)
    assert categories is not None
    shown = await desk.presses(CUSTOMER, categories, "First Category")
    assert "went wrong" in shown["text"]
    assert [text for text in desk.texts(CUSTOMER) if "Followers" in text] == []
    assert "could not be handled" in desk.texts(OPERATOR)[-1]
    await desk.presses(CUSTOMER, categories, "First Category")
    assert "Followers 1" in desk.texts(CUSTOMER)[0]


async def test_operators_hear_of_a_fault_once(desk: Desk) -> None:
    """One fault that says something else each time is one fault."""
    await desk.says(OPERATOR, "/start")
    for number in range(3):
        desk.break_for(CUSTOMER, KeyError(number), group=-5 - number)
    for _ in range(3):
        await desk.says(CUSTOMER, "/start")
    assert len([text for text in desk.texts(OPERATOR) if "could not be handled" in text]) == 1
    assert len([text for text in desk.texts(CUSTOMER) if "went wrong" in text]) == 3


async def test_failing_gate(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """When what stands before all handlers fails, none of them runs, and the log names that failure."""
    desk.break_for(CUSTOMER, ValueError("the first failure"))
    await desk.says(CUSTOMER, "/start")
    assert "the first failure" in caplog.text
    assert "noted the user" not in caplog.text


async def test_database_that_fails_while_handling(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """An update whose transaction the database fails is tried again until it is handled, once; the log says it once."""
    caplog.set_level(logging.INFO)
    desk.break_for(CUSTOMER, StoreError("the disk is full"), times=3)
    shown = await desk.says(CUSTOMER, "/start")
    assert "Welcome" in shown["text"]
    assert len(desk.texts(CUSTOMER)) == 1
    said = [record.getMessage() for record in caplog.records if "database" in record.getMessage()]
    assert said == ["The database fails, and updates wait for it: the disk is full", "The database works again"]


async def test_one_user_waits_for_nobody(desk: Desk) -> None:
    """While one user's update takes its time, others are served, and the first one's come in order after it."""
    gate = desk.hold_for(CUSTOMER)
    desk.world.send_text(CUSTOMER, "/help")
    desk.world.send_text(OTHER, "/start")
    await desk.intake()
    assert desk.dispatcher.waiting == 2
    gate.set()
    await desk.settle()
    assert "Welcome" in desk.texts(OTHER)[-1]


async def test_what_a_crash_left(desk: Desk) -> None:
    """Updates that were stored and not handled are handled by the next process, in order, once."""
    desk.world.send_text(CUSTOMER, "/order")
    desk.world.send_text(CUSTOMER, "/help")
    rows = [update.payload for update in desk.world.updates.first(10)]
    async with desk.store.transaction() as tx:
        await tx.inbox.store(stored_updates(rows, desk.clock), rows[-1]["update_id"] + 1)
    async with desk.store.snapshot() as tx:
        desk.dispatcher.accept(await tx.inbox.list_unhandled())
    await desk.dispatcher.drain()
    await desk.sent()
    assert [text.splitlines()[0] for text in desk.texts(CUSTOMER)] == ["Choose a category", "What I can do"]


async def test_lane_that_dies_is_loud(desk: Desk) -> None:
    """What neither a handler nor the database is to blame for comes out of `watch`, whatever the intake does."""
    watching = asyncio.create_task(desk.dispatcher.watch())

    def broken(_: str) -> None:
        raise SystemError("a fault of ours")

    desk.dispatcher.wake = broken
    desk.world.send_text(STRANGER, "/start")
    await desk.intake()
    with pytest.raises(SystemError, match="a fault of ours"):
        await asyncio.wait_for(watching, 5)


NOT_SAID: list[tuple[str, Any]] = [
    ("edited_message", {"location": {"latitude": 1.5, "longitude": 2.5}, "edit_date": 5}),
    ("message", {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": CUSTOMER, "type": "private"}}}),
    ("message", {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}),
]


@pytest.mark.parametrize("content", NOT_SAID, ids=str)
async def test_what_merely_happens(desk: Desk, content: tuple[str, Any]) -> None:
    """A live location that moves, a pinned message and their like are closed without a word."""
    kind, part = content
    person = {"id": CUSTOMER, "is_bot": False, "first_name": "Carl"}
    head = {"message_id": 90, "date": 5, "chat": {"id": CUSTOMER, "type": "private"}, "from": person}
    await desk.says(CUSTOMER, "/start")
    desk.world.inject(kind, head | part)
    await desk.settle()
    assert len(desk.texts(CUSTOMER)) == 1
    assert await desk.unhandled() == 0


async def test_inline_query_and_unknown_kind(desk: Desk) -> None:
    """What the bot never asked for is closed without a word, from strangers too."""
    desk.world.updates.allowed = ()
    desk.world.ask_inline(STRANGER, "likes")
    desk.world.inject("a_kind_of_tomorrow", {"from": {"id": STRANGER, "is_bot": False, "first_name": "Stan"}})
    await desk.settle()
    assert await desk.unhandled() == 0
    async with desk.store.snapshot() as tx:
        assert await tx.users.find(STRANGER) is None


async def test_thrown_out_of_a_group(desk: Desk) -> None:
    """Being thrown out is no reason to speak, and the group is told when the bot comes back."""
    group = -100200
    desk.world.add_chat(group, "Our group")
    desk.world.chats[group].bot_status = "member"
    desk.world.remove_bot(group, CUSTOMER)
    await desk.settle()
    assert desk.world.messages(group, by_bot=True) == []
    desk.world.add_bot(group, CUSTOMER)
    await desk.settle()
    assert len(desk.world.messages(group, by_bot=True)) == 1


async def test_anonymous_administrators_and_channels(desk: Desk) -> None:
    """Updates that come from no person are told once that the bot works in private, and closed."""
    for chat, kind in ((-100200, "supergroup"), (-100300, "channel")):
        desk.world.add_chat(chat, "Ours", kind=kind)  # type: ignore[arg-type]
        desk.world.add_bot(chat, CUSTOMER)
        for _ in range(2):
            desk.world.send_text(CUSTOMER, "/order", chat_id=chat, anonymous=True)
        await desk.settle()
        assert len(desk.world.messages(chat, by_bot=True)) == 1
    assert await desk.unhandled() == 0
