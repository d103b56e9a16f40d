"""Each trouble that a refill and a cancel can meet: how the request ends, and that it is never sent twice."""

from contextlib import suppress
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Literal

import pytest

from bot.domain.errors import PanelError
from bot.domain.order import Order
from bot.domain.request import RequestKind, RequestState
from bot.services.send_requests import SendRequests
from tests.integration.faults.add_rows import REQUEST_ROWS, End, Row
from tests.integration.faults.house import House
from tests.integration.faults.test_fault_matrix import linux_alone
from tests.integration.faults.troubles import panel
from tests.unit.services.arrange import ANN

_STATES = {
    End.REFUSED: RequestState.REFUSED,
    End.LATER: RequestState.QUEUED,
    End.UNCERTAIN: RequestState.UNCERTAIN,
}


_ACTIONS = cycle(("refill", "cancel"))  # they go one way: every other trouble is tried on each


@pytest.mark.parametrize(
    ("row", "action"),
    [
        pytest.param(row, action, id=f"{action}: {row.trouble}", marks=linux_alone(row))
        for row, action in zip(REQUEST_ROWS, _ACTIONS, strict=False)
    ],
)
async def test_requests(house: House, tmp_path: Path, row: Row, action: Literal["refill", "cancel"]) -> None:
    """The request ends like an order would, its user is told once, and the panel hears of it once more at the most."""
    kind = RequestKind(action)
    house.expect(row.trouble)
    async with row.place(tmp_path) as place, panel() as elsewhere:
        [order] = await house.place(1)
        async with house.store.transaction() as tx:
            await tx.requests.insert(order.id, ANN, kind, house.clock.now())
        await rounds(house, place.url, 1)
        assert await state(house, order, kind) == _STATES[row.end]
        assert place.count(action) == row.seen
        topic = {End.REFUSED: f"{action}_refused", End.UNCERTAIN: f"{action}_uncertain"}.get(row.end)
        assert said(house) == ([(ANN, "notice", topic)] if topic else [])

        await rounds(house, elsewhere.url if row.moves else place.url, 12)
        assert await state(house, order, kind) == (RequestState.ACCEPTED if row.end is End.LATER else _STATES[row.end])
        again = 1 if row.end is End.LATER else 0
        assert place.count(action) + elsewhere.count(action) == row.seen + again
        assert said(house) == [(ANN, "notice", topic or f"{action}_accepted")]


def said(house: House) -> list[tuple[int, str, object]]:
    """List what is owed to be said; the order's card, which shows how the request stands, is owed beside it."""
    owed = house.told()
    assert {(chat_id, kind) for chat_id, kind, _ in owed} <= {(ANN, "notice"), (ANN, "card")}
    return [row for row in owed if row[1] == "notice"]


async def rounds(house: House, url: str, count: int) -> None:
    """Let so many rounds go by, two hours apart."""
    send = SendRequests(panel=house.connect(url), **house.shared())
    for _ in range(count):
        with suppress(PanelError):
            await send()
        house.clock.moment += timedelta(hours=2)


async def state(house: House, order: Order, kind: RequestKind) -> RequestState:
    """Read how far the request has come."""
    async with house.store.snapshot() as tx:
        found = await tx.requests.latest(order.id, ANN, kind)
    assert found is not None
    return found.state
