"""The whole client against the sandbox panel, once for each way in which panels of the family differ."""

from collections.abc import AsyncIterator, Callable
from dataclasses import fields
from enum import StrEnum
from typing import Any

import pytest

from bot.demo.panel import DEFAULT_KEY, Sandbox, SandboxServer, serve_sandbox
from bot.demo.panel.oddities import Oddities
from bot.domain.catalogue import PanelOrderId, PanelServiceId
from bot.domain.errors import PanelAnswerMalformed, PanelRefused
from bot.domain.order import Report, Submission
from bot.domain.status import Status
from bot.panel.client import HttpPanel
from bot.panel.pace import Pace
from tests.unit.panel.clocks import ManualClock

FOLLOWERS = Submission(service=PanelServiceId("1"), target="https://example.com/p", parameters={"quantity": "100"})
NO_SUCH_SERVICE = Submission(service=PanelServiceId("999999"), target="https://example.com/p", parameters={})
STRANGER = PanelOrderId("99999")


def switches() -> list[dict[str, Any]]:
    """List every switch at every place it can stand in, one at a time."""
    places: list[dict[str, Any]] = [{"error_code": code} for code in (400, 403, 404, 422, 500)]
    for field in fields(Oddities):
        if isinstance(field.default, bool):
            places.append({field.name: True})
        elif isinstance(field.default, StrEnum):
            places += [{field.name: place} for place in type(field.default)]
    return places


@pytest.fixture
async def server() -> AsyncIterator[SandboxServer]:
    server = await serve_sandbox(sandbox=Sandbox(manual=True))
    yield server
    await server.close()


@pytest.fixture
async def connect(server: SandboxServer) -> AsyncIterator[Callable[..., HttpPanel]]:
    made: list[HttpPanel] = []

    def make(**changes: Any) -> HttpPanel:
        clock = ManualClock()
        pace = Pace(clock, per_second=1000)
        made.append(HttpPanel(server.url, DEFAULT_KEY, clock=clock, pace=pace, jitter=lambda: 0.0, **changes))
        return made[-1]

    yield make
    for panel in made:
        await panel.aclose()


async def nothing() -> None:
    """Commit nothing."""


@pytest.mark.parametrize("switch", switches(), ids=lambda switch: "-".join(f"{k}={v}" for k, v in switch.items()))
async def test_every_oddity(server: SandboxServer, connect: Callable[..., HttpPanel], switch: dict[str, Any]) -> None:
    """All seven actions are understood, or left open where the panel does not tell what happened."""
    server.sandbox.bend(**switch)
    await assert_lists_services(server, connect())
    assert (await connect().balance()).amount == server.sandbox.balance
    await assert_says_no(connect(), switch)
    order_id = await place(server, connect(target_field=switch.get("target", "url").replace("either", "both")), switch)
    await assert_reports(connect(), order_id, switch)
    cancel_field = "orders" if "cancel_by_orders_only" in switch else "order"
    await connect(cancel_field=cancel_field).cancel(order_id)
    if "strict_requests" in switch:
        with pytest.raises(PanelRefused):
            await connect().refill(order_id)


async def assert_lists_services(server: SandboxServer, panel: HttpPanel) -> None:
    empty = server.sandbox.oddities.services.startswith("empty")
    rows = await panel.services()
    assert len(rows) == (0 if empty else len(server.sandbox.catalogue))


async def assert_says_no(panel: HttpPanel, switch: dict[str, Any]) -> None:
    fault = PanelAnswerMalformed if switch.get("errors") == "string" else PanelRefused
    with pytest.raises(fault):
        await panel.add(NO_SUCH_SERVICE, nothing)


async def place(server: SandboxServer, panel: HttpPanel, switch: dict[str, Any]) -> PanelOrderId:
    if switch.get("add") == "status_only":
        with pytest.raises(PanelAnswerMalformed):
            await panel.add(FOLLOWERS, nothing)
        return PanelOrderId(str(max(server.sandbox.orders)))
    return await panel.add(FOLLOWERS, nothing)


async def assert_reports(panel: HttpPanel, order_id: PanelOrderId, switch: dict[str, Any]) -> None:
    report = await panel.order_status(order_id)
    assert report.status == Status.PENDING
    found = await panel.order_statuses([order_id, STRANGER])
    assert found[order_id] == report
    stranger = found.get(STRANGER)
    if switch.get("bad_rows") in ("missing", "null"):
        assert stranger is None
    else:
        assert isinstance(stranger, PanelRefused)
    assert not isinstance(stranger, Report)


async def test_refills_by_their_ids(server: SandboxServer, connect: Callable[..., HttpPanel]) -> None:
    """Where a panel gives refills ids, one and many are asked about; one that it does not know is refused by itself."""
    server.sandbox.bend(accept="success")
    panel = connect()
    order_id = await panel.add(FOLLOWERS, nothing)
    server.sandbox.complete(order_id)
    first, second = [(await panel.refill(order_id)).panel_request_id or "" for _ in range(2)]
    assert await panel.refill_statuses([]) == {}
    assert await panel.refill_statuses([first]) == {first: Status.PENDING}
    found = await panel.refill_statuses([first, second, "999"])
    assert isinstance(found.pop("999"), PanelRefused)
    assert found == {first: Status.PENDING, second: Status.PENDING}
    with pytest.raises(PanelRefused):
        await panel.refill_statuses(["999"])
    with pytest.raises(ValueError, match="101"):
        await panel.refill_statuses([first] * 101)
