"""Updates that only a strange server sends: what can be made of them is done, and what cannot spoils nothing."""

from typing import Any

import pytest

from tests.integration.chat.desk import CUSTOMER, OPERATOR, OTHER, STRANGER, Desk

Json = dict[str, Any]


def person(person_id: int, **facts: Any) -> Json:
    """Make a person as Telegram describes them."""
    return {"id": person_id, "is_bot": False, "first_name": "Some", **facts}


def message(**facts: Any) -> Json:
    """Make a message of the customer."""
    chat = {"id": CUSTOMER, "type": "private"}
    return {"message_id": 90, "date": 5, "chat": chat, "from": person(CUSTOMER), "text": "/start", **facts}


async def handled(desk: Desk, kind: str, content: Any) -> None:
    """Hand the bot an update and see it closed without a failure."""
    await desk.says(OPERATOR, "/start")
    desk.world.updates.allowed = ()
    desk.world.inject(kind, content)
    await desk.settle()
    assert await desk.unhandled() == 0
    assert not [text for text in desk.texts(OPERATOR) if "could not be handled" in text]


UNREADABLE_MESSAGES = [
    *("x", [], {}, {"message_id": 1}, message(message_id=2**63), message(chat={"id": 2**70, "type": "private"})),
    *(message(chat="x"), message(photo=5), message(entities=[{"type": "a_type_of_tomorrow"}]), message(date=2**70)),
]


@pytest.mark.parametrize("shown", UNREADABLE_MESSAGES, ids=lambda shown: repr(shown)[:60])
async def test_press_whose_message_cannot_be_read(desk: Desk, shown: Any) -> None:
    """A press is answered and has its effect, whatever the message that it stood in has become."""
    query = {"id": "77", "from": person(CUSTOMER), "chat_instance": "1", "data": "1:help", "message": shown}
    await handled(desk, "callback_query", query)
    assert [call.parameters["callback_query_id"] for call in desk.world.calls.of("answerCallbackQuery")] == ["77"]
    assert "What I can do" in str([call.parameters for call in desk.world.calls.calls if "text" in call.parameters])


@pytest.mark.parametrize("data", ["1:ok:\ud800:5", "1:ok:\x00:5", f"1:oc:{2**63}", "1:cat:-1:-1:-1:o", 5, None, ["x"]])
async def test_press_with_any_data(desk: Desk, data: Any) -> None:
    """Data that no button of ours has is told apart from ours without a failure."""
    query = {"id": "78", "from": person(CUSTOMER), "chat_instance": "1", "data": data, "message": message()}
    await handled(desk, "callback_query", query)
    assert [call.parameters["callback_query_id"] for call in desk.world.calls.of("answerCallbackQuery")] == ["78"]


@pytest.mark.parametrize(
    "facts",
    [
        {"text": 5},
        {"text": "\ud800\x00/start"},
        {"from": person(CUSTOMER, username=5, language_code=["x"], last_name={})},
        {"chat": {"id": CUSTOMER, "type": "private", "photo": 5}},
        {"chat": {"id": CUSTOMER, "type": ["private"]}},
        {"date": -5},
        {"reply_to_message": {"x": float("nan")}},
    ],
    ids=repr,
)
async def test_message_with_odd_parts(desk: Desk, facts: Json) -> None:
    """What is not of its type is left out, and the rest is read: its writer gets an answer."""
    await desk.says(CUSTOMER, "/start")
    await handled(desk, "message", message(**facts))
    assert len(desk.texts(CUSTOMER)) == 2


async def test_private_chat_of_another_person(desk: Desk) -> None:
    """What somebody is shown goes to their own chat and to no other."""
    await desk.says(OTHER, "/start")
    before = desk.texts(OTHER)
    await handled(desk, "message", message(chat={"id": OTHER, "type": "private"}, text="/orders"))
    assert desk.texts(OTHER) == before


async def test_what_nobody_asked_for(desk: Desk) -> None:
    """A kind that the bot never asked for is not even looked at."""
    await handled(desk, "chat_join_request", {"from": person(STRANGER)})
    await handled(desk, "edited_channel_post", "x")
