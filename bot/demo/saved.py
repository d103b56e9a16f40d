"""The demo's world written down in its folder, so that a kept database meets the chats and orders that it knows.

Pictures and files are not written down. After a crash of the demo itself, ids are skipped: the bot may know some that
were given out after the last writing.
"""

import json
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.demo.panel import Sandbox, SandboxOrder
from bot.demo.panel.life import Plan
from bot.demo.panel.order import SandboxRefill
from bot.demo.telegram_api import ChatWorld
from bot.demo.telegram_api.chats import Chat, Message
from bot.domain.status import Status

Json = dict[str, Any]

_SKIPPED_UPDATES, _SKIPPED_MESSAGES, _SKIPPED_ORDERS = 1_000, 100, 10


def save(path: Path, world: ChatWorld, sandbox: Sandbox, last: Json, *, closed: bool = False) -> Json:
    """Write the world down if it is not as it was `last`; returns what stands in the file, less the time."""
    state = {"closed": closed, "world": _write_world(world), "panel": _write_panel(sandbox)}
    if state != last:
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({"now": sandbox.now, **state}, ensure_ascii=False, default=str), encoding="utf-8")
        fresh.replace(path)
    return state


def load(path: Path, world: ChatWorld, sandbox: Sandbox) -> None:
    """Put a new world and sandbox where the file left them; nothing when there is none.

    Raises: ValueError, KeyError, TypeError or AttributeError for a file that something else has written.
    """
    if not path.exists():
        return
    state = json.loads(path.read_text(encoding="utf-8"))
    _read_world(state["world"], world)
    _read_panel(state["panel"], sandbox, sandbox.now - state["now"])
    if not state["closed"]:
        world.updates.next_id += _SKIPPED_UPDATES
        sandbox.next_order_id += _SKIPPED_ORDERS
        for chat in world.chats.values():
            chat.last_message_id += _SKIPPED_MESSAGES


def _write_world(world: ChatWorld) -> Json:
    waiting = world.updates.first(len(world.updates))
    return {
        "people": [asdict(person) for person in world.people.values()],
        "chats": [_write_chat(chat) for chat in world.chats.values() if chat.type == "private"],
        "next_update": world.updates.next_id,
        "waiting": [{"lane": update.lane, "payload": update.payload} for update in waiting],
        "files": world.files.given_out,
    }


def _write_chat(chat: Chat) -> Json:
    messages = [{"payload": m.payload, "by_bot": m.by_bot, "markup": m.markup} for m in chat.messages.values()]
    state = {"id": chat.id, "bot_status": chat.bot_status, "last_message_id": chat.last_message_id}
    return state | {"pinned": list(chat.pinned), "messages": messages}


def _read_world(state: Json, world: ChatWorld) -> None:
    for person in state["people"]:
        world.add_person(person.pop("id"), **person)
    for written in state["chats"]:
        chat = world.chats[written["id"]]
        chat.bot_status, chat.pinned = written["bot_status"], written["pinned"]
        chat.last_message_id = written["last_message_id"]
        for message in written["messages"]:
            chat.messages[message["payload"]["message_id"]] = Message(**message)
    world.updates.restore(state["next_update"], [(update["lane"], update["payload"]) for update in state["waiting"]])
    world.files.given_out = state["files"]


def _write_panel(sandbox: Sandbox) -> Json:
    return {
        "balance": str(sandbox.balance),
        "next_order": sandbox.next_order_id,
        "orders": [_write_order(order) for order in sandbox.orders.values()],
        "refills": [asdict(refill) for refill in sandbox.refills.values()],
    }


def _write_order(order: SandboxOrder) -> Json:
    return asdict(order) | {"row": order.row.id, "charge": str(order.charge), "parameters": dict(order.parameters)}


def _read_panel(state: Json, sandbox: Sandbox, later_seconds: float) -> None:
    """Bring the orders over to a clock that shows `later_seconds` more than the one they were written by."""
    rows = {row.id: row for row in sandbox.catalogue}
    for written in state["orders"]:
        plan = written["plan"] and _read_plan(written["plan"], later_seconds)
        taken_at = written["taken_at"] + later_seconds
        fields = {"row": rows[written["row"]], "charge": Decimal(written["charge"]), "plan": plan, "taken_at": taken_at}
        sandbox.restore(SandboxOrder(**written | fields))
    for refill in state["refills"]:
        moved = SandboxRefill(**refill)
        sandbox.refills[moved.id] = replace(moved, asked_at=moved.asked_at + later_seconds)
    sandbox.balance = Decimal(state["balance"])
    sandbox.next_order_id = state["next_order"]


def _read_plan(written: Json, later_seconds: float) -> Plan:
    plan = Plan(**written | {"ending": Status(written["ending"]), "running": Status(written["running"])})
    cancel_at = None if plan.cancel_at is None else plan.cancel_at + later_seconds
    return replace(plan, starts_at=plan.starts_at + later_seconds, cancel_at=cancel_at)
