"""Updates by the thousand, most of them odd: each press is answered, nothing fails, and nobody sees what is others'."""

import json
import logging
from collections import Counter
from typing import Any

import pytest

from bot.chat.raw_update import read_update
from bot.domain.catalogue import PanelServiceId
from bot.domain.order import Submission
from bot.domain.service_types import SERVICE_TYPES
from bot.ports import OrderFilter
from tests.integration.chat.desk import CUSTOMER, OPERATOR, OTHER, STRANGER, Desk, service_row
from tests.integration.chat.fuzz import SEED, Fuzz
from tests.unit.services.arrange import place_orders

Json = dict[str, Any]

UPDATES, BATCH = 3_000, 100
OWNERS = (CUSTOMER, OTHER, OPERATOR)


def link_of(person: int) -> str:
    """Return a link that only this person has ordered anything for."""
    return f"https://of-{person}.example/page"


async def arrange_orders(desk: Desk) -> None:
    """Let each user have orders and the catalogue hold every type."""
    rows = [service_row(str(number), type=kind) for number, kind in enumerate((*SERVICE_TYPES, "Mystery"), 1)]
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace(rows, desk.clock.now())
    for person in OWNERS:
        sent = Submission(service=PanelServiceId("1"), target=link_of(person), parameters={"quantity": "50"})
        desk.world.add_person(person, f"Name-of-{person}")
        await desk.says(person, "/start")
        await place_orders(desk.store, 3, person, submission=sent)


def written_buttons(desk: Desk) -> list[str]:
    """List the data of every button that Telegram has seen."""
    found: dict[str, None] = {}
    for call in desk.world.calls.calls:
        rows = _json(call.parameters.get("reply_markup")).get("inline_keyboard", [])
        found.update(
            dict.fromkeys(button["callback_data"] for row in rows for button in row if "callback_data" in button)
        )
    return list(found)


def _json(text: object) -> Json:
    return dict(json.loads(text)) if isinstance(text, str) and text else {}


async def feed(desk: Desk, fuzz: Fuzz) -> list[Json]:
    """Hand the bot a batch and let it settle; returns the batch as Telegram gave it."""
    desk.world.updates.allowed = ()
    given = []
    for _ in range(BATCH):
        kind, content = fuzz.update()
        update_id = desk.world.inject(kind, content)
        given.append({"update_id": update_id, kind: content})
    await desk.settle()
    return given


def can_be_read(update: Json) -> bool:
    """Tell whether anything can be made of an update."""
    try:
        read_update(update, None)
    except Exception:  # noqa: BLE001  whatever it is
        return False
    return True


def presses(updates: list[Json]) -> set[str]:
    """List the presses that somebody waits for the answer of."""
    queries = [query for one in updates if isinstance(query := one.get("callback_query"), dict)]
    return {query["id"] for query in queries if _is_text(query.get("id")) and _is_person(query.get("from"))}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and value != ""


def _is_person(value: object) -> bool:
    return isinstance(value, dict) and type(value.get("id")) is int and 0 < value["id"] < 2**52


def said(desk: Desk) -> list[tuple[int, str]]:
    """List what was said where, buttons included, in new messages and in edited ones."""
    calls = [call for call in desk.world.calls.calls if call.method in ("sendMessage", "editMessageText")]
    return [(int(call.parameters["chat_id"]), json.dumps(call.parameters, ensure_ascii=False)) for call in calls]


async def look_at_all_orders(desk: Desk) -> None:
    """Let each user press for the card of each order there is, theirs or not."""
    async with desk.store.snapshot() as tx:
        orders = [order.id for person in OWNERS for order in await tx.orders.page(person, OrderFilter.ALL, 0, 500)]
    for person in OWNERS:
        for order_id in orders:
            shown = await desk.says(person, "/help")
            desk.world.press(person, shown["message_id"], data=f"1:oc:{order_id}", forged=True)
        await desk.settle()


def foreign(desk: Desk) -> list[tuple[int, str]]:
    """List what was said to somebody that holds somebody else's link; operators see nobody's but theirs either."""
    links = {link_of(person): person for person in OWNERS}
    return [(to, text) for to, text in said(desk) for link, owner in links.items() if link in text and to != owner]


@pytest.mark.timeout(300)
async def test_updates_of_any_kind(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever comes, from whomever: each press is answered, no handler fails, and what is private stays so."""
    print(f"FUZZ_SEED={SEED}")  # noqa: T201  what a failure is repeated with
    caplog.set_level(logging.WARNING)
    await arrange_orders(desk)
    people = [CUSTOMER, OTHER, OPERATOR, STRANGER, *range(4001, 4021)]
    known: list[str] = []
    fuzz = Fuzz(SEED, people, lambda: known)
    given: list[Json] = []
    while len(given) < UPDATES:
        known[:] = written_buttons(desk)
        given += await feed(desk, fuzz)
        assert await desk.unhandled() == 0
    failed = {record.__dict__["update"] for record in caplog.records if "could not be handled" in record.getMessage()}
    assert [one for one in given if one["update_id"] in failed and can_be_read(one)] == []
    answered = {str(call.parameters["callback_query_id"]) for call in desk.world.calls.of("answerCallbackQuery")}
    assert presses(given) - answered == set()
    assert len(presses(given)) > UPDATES / 5
    assert [to for to, times in Counter(to for to, _ in said(desk) if to < 0).items() if times > 1] == []
    await look_at_all_orders(desk)
    assert foreign(desk) == []
    assert {to for to, text in said(desk) if link_of(to) in text} == set(OWNERS), "each has been shown their own"
