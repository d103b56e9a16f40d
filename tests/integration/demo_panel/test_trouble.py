"""Faults and transport oddities over HTTP."""

import time

import httpx
import pytest

from bot.demo.panel import DEFAULT_KEY, Fault, FaultKind, Sandbox, SandboxServer


@pytest.mark.parametrize(("kind", "taken"), [("cut_before", 0), ("cut_after", 1), ("cut_half", 1)])
async def test_cut(client, sandbox: Sandbox, kind: str, taken: int):
    """The connection is closed before or after the order is taken, or in the middle of the answer; once."""
    sandbox.faults.add(Fault(kind=FaultKind(kind), action="add", times=1))
    with pytest.raises(httpx.TransportError):
        await client.add()
    assert len(sandbox.orders) == taken
    entry = sandbox.book.entries[-1]
    assert (entry.fault, entry.taken, entry.code) == (kind, bool(taken), 0)
    assert (await client.add()).json() == {"order": 23501 + taken}


@pytest.mark.parametrize("kind", ["slow", "slow_before"])
async def test_slow(client, sandbox: Sandbox, kind: str):
    """A slow answer comes late and whole."""
    sandbox.faults.add(Fault(kind=FaultKind(kind), seconds=0.2))
    began = time.monotonic()
    assert (await client.add()).json() == {"order": 23501}
    assert time.monotonic() - began >= 0.2


async def test_client_that_gives_up_has_ordered(http: httpx.AsyncClient, server: SandboxServer):
    """An order whose answer comes too late is taken all the same."""
    server.sandbox.faults.add(Fault(kind=FaultKind.SLOW, seconds=30))
    form = {"key": DEFAULT_KEY, "action": "add", "service": 1, "url": "https://example.com/p", "quantity": 100}
    with pytest.raises(httpx.ReadTimeout):
        await http.post(server.url, data=form, timeout=0.2)
    assert len(server.sandbox.orders) == 1


@pytest.mark.parametrize(
    ("fault", "code", "text"),
    [
        (Fault(kind=FaultKind.HTML), 200, "Just a moment"),
        (Fault(kind=FaultKind.HTML, code=503), 503, "Just a moment"),
        (Fault(kind=FaultKind.EMPTY), 200, ""),
        (Fault(kind=FaultKind.NULL), 200, "null"),
        (Fault(kind=FaultKind.STRING), 200, '"Something went wrong"'),
        (Fault(kind=FaultKind.SERVER_ERROR), 500, "Internal Server Error"),
        (Fault(kind=FaultKind.TOO_MANY), 429, "Rate limit exceeded"),
        (Fault(kind=FaultKind.RATE_TEXT), 200, '{"error": "Rate limit exceeded"}'),
    ],
)
async def test_other_answers_instead(client, sandbox: Sandbox, fault: Fault, code: int, text: str):
    """Something else comes back and nothing is taken."""
    sandbox.faults.add(fault)
    response = await client.add()
    assert response.status_code == code
    assert text in response.text
    assert bool(text) is bool(response.text)
    assert not sandbox.orders


async def test_error_page_after_the_order_was_taken(client, sandbox: Sandbox):
    """A fault can be told to let the order through."""
    sandbox.faults.add(Fault(kind=FaultKind.SERVER_ERROR, code=502, taken=True))
    assert (await client.add()).status_code == 502
    assert len(sandbox.orders) == 1


async def test_broken_json_hides_the_number(client, sandbox: Sandbox):
    """A cut-off answer ends inside the order's id, which must not be believed."""
    sandbox.faults.add(Fault(kind=FaultKind.BROKEN_JSON))
    assert (await client.add()).text == '{"order": 2350'
    assert list(sandbox.orders) == [23501]


@pytest.mark.parametrize("seconds", ["", "7"])
async def test_retry_after(client, sandbox: Sandbox, seconds: str):
    """A rate limit says how long to wait, or does not."""
    sandbox.faults.add(Fault(kind=FaultKind.TOO_MANY, retry_after=seconds))
    assert (await client.post("services")).headers.get("Retry-After", "") == seconds


async def test_redirect(http: httpx.AsyncClient, client, server: SandboxServer):
    """A redirect leads to an address where the panel answers."""
    server.sandbox.faults.add(Fault(kind=FaultKind.REDIRECT, code=308))
    response = await client.add()
    assert (response.status_code, response.headers["Location"]) == (308, "/www/api/v2")
    form = {"key": DEFAULT_KEY, "action": "balance"}
    followed = await http.post(server.url, data=form, follow_redirects=True)
    assert followed.json()["balance"] == 10000


async def test_down_refuses_connections(client, server: SandboxServer):
    """A panel that is down closes what stands, refuses connections, and comes back on its port with its orders."""
    await client.add()
    await server.down()
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            await client.post("balance")
    with pytest.raises(httpx.ConnectError):
        await client.post("balance")
    await server.up()
    assert (await client.ask("status", order=23501))["status"] == "Pending"


async def test_content_type_and_noise(client, sandbox: Sandbox):
    """JSON can come as text/html, behind a byte order mark and a PHP warning."""
    sandbox.bend(html_content_type=True, bom=True, php_warning=True)
    response = await client.post("balance")
    assert response.headers["content-type"].startswith("text/html")
    assert response.content.startswith(b"\xef\xbb\xbf<br />")
    assert response.content.endswith(b'{"balance": 10000, "currency": "USD"}')


@pytest.mark.parametrize("code", [400, 403, 404, 422, 429, 500])
async def test_errors_with_a_status_code(client, sandbox: Sandbox, code: int):
    """Errors can come with an HTTP status and another envelope."""
    sandbox.bend(error_code=code, errors="status_msg")
    response = await client.add(quantity=1)
    assert response.status_code == code
    assert response.json() == {"status": "error", "msg": "Quantity less than minimal 50"}
