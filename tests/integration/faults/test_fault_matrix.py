"""Each trouble that an `add` can meet, over a real socket and a real file: how the order ends, and what was sent."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.texts import texts_for
from bot.chat.views.order import standing
from bot.domain.order import Order, OrderState
from tests.integration.faults.add_rows import ROWS, End, Row
from tests.integration.faults.house import House, one_round
from tests.integration.faults.troubles import panel
from tests.unit.services.arrange import ANN, BOSS

_STATES = {
    End.PLACED: OrderState.PLACED,
    End.REFUSED: OrderState.REFUSED,
    End.LATER: OrderState.QUEUED,
    End.UNCERTAIN: OrderState.UNCERTAIN,
}
_SHOWN = {
    End.PLACED: "The panel has taken your order",
    End.REFUSED: "The panel refused this order: nothing was ordered",
    End.LATER: "Your order waits, and is sent as soon as that is possible",
    End.UNCERTAIN: "We could not confirm this order",
}
_NOTICED = {End.REFUSED: "refused", End.UNCERTAIN: "uncertain"}


def linux_alone(row: Row) -> tuple[pytest.MarkDecorator, ...]:
    """Other systems refuse a connection instead of letting it wait."""
    reason = "other systems refuse instead of waiting"
    return (pytest.mark.skipif(sys.platform != "linux", reason=reason),) if "in time" in row.trouble else ()


@pytest.mark.parametrize("row", [pytest.param(row, id=row.trouble, marks=linux_alone(row)) for row in ROWS])
async def test_add(house: House, tmp_path: Path, row: Row) -> None:
    """The order ends as the page says, its user and the operators are owed just that, and nothing is sent twice."""
    house.expect(row.trouble)
    async with row.place(tmp_path) as place, panel() as elsewhere:
        [order] = await house.queue()
        submit = house.submit_at(place.url)
        await one_round(submit)
        await assert_first_end(house, order, row)
        assert place.count("add") == row.seen

        owed = house.told()
        await house.live_a_day(house.submit_at(elsewhere.url) if row.moves else submit)
        await assert_last_end(house, order, row, owed)
        again = 1 if row.end is End.LATER else 0
        assert place.count("add") + elsewhere.count("add") == row.seen + again


async def assert_first_end(house: House, order: Order, row: Row) -> None:
    """Look at the order, and at what is owed, after the trouble."""
    now = await house.get(order)
    assert now.state is _STATES[row.end]
    assert _SHOWN[row.end] in standing(now, texts_for("en"))
    user = [(ANN, "card", None)]
    operators = []
    if topic := _NOTICED.get(row.end):
        user.append((ANN, "notice", topic))
        operators = [(BOSS, "notice", topic)] if row.operators else []
    await house.tell_operators()
    assert house.told() == [*user, *operators]
    if row.end is End.REFUSED:
        assert now.refusal in {"Bad link", "Invalid API key", "Not enough funds on balance"} | {
            "You have active order with this link."
        }


async def assert_last_end(house: House, order: Order, row: Row, owed: list[object]) -> None:
    """Look at the order, and at what is owed, a day later."""
    now = await house.get(order)
    if row.end in (End.PLACED, End.LATER):
        assert (now.state, now.panel_order_id) == (OrderState.PLACED, "23501")
    else:
        assert now.state is _STATES[row.end]
        assert (now.panel_order_id, now.due_at) == (None, None)
    if row.end is End.LATER:
        waited = now.placed_at is not None and now.placed_at - order.new.created_at > timedelta(minutes=1)
        assert house.told() == [(ANN, "card", None), *([(ANN, "notice", "placed")] if waited else [])]
    else:
        assert house.told() == owed
