"""Steering a sandbox from another program."""

from typing import Any

import httpx
import pytest

from bot.demo.panel import SandboxServer, serve_sandbox


@pytest.fixture
def steer(http: httpx.AsyncClient, server: SandboxServer):
    """Posts a wish to the control."""

    async def post(path: str, wish: Any, **options: Any) -> httpx.Response:
        return await http.post(f"{server.origin}/_sandbox/{path}", json=wish, **options)

    return post


async def test_switches(client, steer):
    """Oddities, faults, speed and balance are switched by one request and told back."""
    wish = {
        "oddities": {"numbers": "numbers"},
        "faults": [{"kind": "cut_after", "action": "add", "times": 1}],
        "speed": 60,
        "balance": "12.50",
        "manual": False,
    }
    state = (await steer("switch", wish)).json()
    assert state["oddities"]["numbers"] == "numbers"
    assert state["faults"][0]["kind"] == "cut_after"
    assert (state["speed"], state["balance"], state["manual"]) == (60, "12.5", False)
    assert await client.ask("balance") == {"balance": 12.5, "currency": "USD"}
    with pytest.raises(httpx.TransportError):
        await client.add()
    assert (await steer("switch", {"oddities": None, "faults": []})).json()["oddities"]["numbers"] == "documented"


@pytest.mark.parametrize(
    "wish",
    [
        {"odd": 1},
        {"oddities": {"bom": 1}},
        {"oddities": {"x": True}},
        {"faults": [{}]},
        {"faults": [{"kind": "flood"}]},
        {"faults": {"kind": "slow"}},
        {"speed": 0},
        {"balance": "much"},
        [],
    ],
)
async def test_wrong_wish_changes_nothing(http: httpx.AsyncClient, server: SandboxServer, steer, wish: Any):
    """A wish that cannot be carried out is answered with 400 and a reason, and no part of it is done."""
    before = (await http.get(f"{server.origin}/_sandbox/switch")).json()
    wish = {"manual": False, **wish} if isinstance(wish, dict) else wish
    response = await steer("switch", wish)
    assert response.status_code == 400
    assert response.json()["error"]
    assert (await http.get(f"{server.origin}/_sandbox/switch")).json() == before


async def test_orders_are_shown_and_moved(http: httpx.AsyncClient, server: SandboxServer, client, steer):
    """Each order is listed with its parameters, and moved by its id."""
    for _ in range(2):
        await client.add()
    orders = (await http.get(f"{server.origin}/_sandbox/orders")).json()
    assert [order["id"] for order in orders] == [23501, 23502]
    assert orders[0]["parameters"] == {"service": "1", "link": "https://example.com/p", "quantity": "100"}
    wishes = [
        ({"do": "move"}, "In progress"),
        ({"do": "complete"}, "Completed"),
        ({"do": "partial", "remains": 30}, "Partial"),
        ({"do": "status", "status": "Fail"}, "Fail"),
        ({"do": "cancel"}, "Canceled"),
    ]
    for wish, status in wishes:
        assert (await steer("orders/23501", wish)).json()["status"] == status
        assert (await client.ask("status", order=23501))["status"] == status


async def test_orders_are_shown_as_they_stand_by_the_clock(
    http: httpx.AsyncClient, server: SandboxServer, client, steer
):
    """The list of orders is up to date although nobody asked the panel about them."""
    await client.add()
    await steer("switch", {"manual": False, "speed": 1e12})
    orders = (await http.get(f"{server.origin}/_sandbox/orders")).json()
    assert orders[0]["status"] == "Completed"


@pytest.mark.parametrize(("order", "wish"), [(1, {"do": "move"}), (23501, {"do": "dance"}), (23501, {"do": "status"})])
async def test_wrong_order_or_deed(client, steer, order: int, wish: Any):
    """An unknown order or deed is answered with 400."""
    await client.add()
    assert (await steer(f"orders/{order}", wish)).status_code == 400
    assert (await client.ask("status", order=23501))["status"] == "Pending"


async def test_book_can_be_read_on(http: httpx.AsyncClient, server: SandboxServer, client):
    """The book is told from any number on, with the key masked."""
    for _ in range(3):
        await client.post("balance")
    entries = (await http.get(f"{server.origin}/_sandbox/book", params={"since": 1})).json()
    assert [entry["number"] for entry in entries] == [2, 3]
    assert "sandbox-key" not in str(entries)


async def test_outage_by_the_clock(http: httpx.AsyncClient, server: SandboxServer, steer):
    """The panel can be sent off the network for a while and comes back by itself."""
    response = await steer("switch", {"down_seconds": 0.3})
    assert response.status_code == 200
    refused = False
    for _ in range(2_000):
        try:
            await http.get(f"{server.origin}/_sandbox/switch")
        except httpx.TransportError:
            refused = True
        else:
            if refused:
                break
    assert refused
    assert (await http.get(f"{server.origin}/_sandbox/switch")).status_code == 200


async def test_web_pages_cannot_steer(http: httpx.AsyncClient, server: SandboxServer):
    """What a page in a browser could send without being asked, or under another host's name, is refused."""
    address = f"{server.origin}/_sandbox/switch"
    assert (await http.post(address, content='{"manual": false}')).status_code == 400
    assert (await http.get(address, headers={"Host": "evil.example"})).status_code == 404
    assert server.sandbox.manual


async def test_control_is_off_unless_asked_for(http: httpx.AsyncClient):
    """A sandbox started plainly has no control."""
    server = await serve_sandbox()
    assert (await http.get(f"{server.origin}/_sandbox/book")).status_code == 404
    await server.close()
