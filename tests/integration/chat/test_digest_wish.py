"""A user who changes their mind about the digest, in the settings."""

from dataclasses import replace

import pytest

from bot.domain.outbox import NewOwed, OwedKind
from tests.integration.chat.desk import CUSTOMER, Desk
from tests.integration.chat.test_orders_found import add_order


def _event(order_id: int, status: str, *, final: bool) -> NewOwed:
    payload = {"kind": "status_changed", "order_id": order_id, "status": status, "final": final}
    return NewOwed(chat_id=CUSTOMER, kind=OwedKind.NOTICE, payload=payload, order_id=order_id)


async def _owe(desk: Desk, owed: NewOwed) -> None:
    async with desk.store.transaction() as tx:
        await tx.outbox.add([owed], desk.clock.now(), None, 0)
    await desk.settle()


@pytest.mark.parametrize(("pressed", "comes_at_once"), [("setn:all", True), ("setd:5", False)])
async def test_what_was_kept_comes_first(desk: Desk, pressed: str, *, comes_at_once: bool) -> None:
    """What was kept for the digest is told as the wish changes; what is new comes after it, at its time."""
    shown = await desk.says(CUSTOMER, "/settings")
    order_id = await add_order(desk, "https://instagram.com/p")
    async with desk.store.transaction() as tx:
        user = await tx.users.find(CUSTOMER)
        assert user is not None
        await tx.users.set_wishes(replace(user, digest_hour=4))
    await _owe(desk, _event(order_id, "In progress", final=False))
    for data in ("setd:4", pressed):  # the same hour once more changes nothing
        assert not any("In progress" in text for text in desk.texts(CUSTOMER))
        desk.world.press(CUSTOMER, shown["message_id"], data=f"1:{data}", forged=True)
        await desk.settle()
    assert "deliver" in desk.woken
    await _owe(desk, _event(order_id, "Completed", final=True))
    told = [text for text in desk.texts(CUSTOMER) if "#" in text]
    assert ["In progress" in text for text in told] == [True, False][: 1 + comes_at_once]
    assert ["Completed" in text for text in told] == [False, True][: 1 + comes_at_once]
