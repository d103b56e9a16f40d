"""The API over HTTP, as independent clients use it."""

import httpx
import pytest

from bot.demo.panel import DEFAULT_KEY, Sandbox, SandboxServer


async def test_whole_job(client, sandbox: Sandbox):
    """A client lists, orders, asks, refills, cancels and sees its money, all in valid JSON."""
    services = await client.ask("services")
    assert {"service", "name", "type", "category", "rate", "min", "max"} == set(services[0])
    order = (await client.add()).json()["order"]
    comments = (await client.ask("add", service=2, url="https://example.com/p", comments="\r\n".join("abcdefghij")))[
        "order"
    ]
    assert (order, comments) == (23501, 23502)
    assert (await client.ask("status", order=order))["status"] == "Pending"
    many = await client.ask("status", orders=f"{order},{comments},7")
    assert many[str(comments)]["remains"] == "10"
    assert many["7"] == {"error": "Incorrect order ID"}
    assert (await client.ask("refill", order=order))["status"] == "Success"
    assert (await client.ask("cancel", orders=f"{order},7"))[0] == {"order": order, "cancel": 1}
    assert await client.ask("balance") == {"balance": 9999.83, "currency": "USD"}


async def test_order_keeps_exactly_what_was_sent(client, sandbox: Sandbox):
    """The parameters arrive decoded once, line breaks, plus signs and emoji included."""
    comments = "\n".join(["a+b", "50% & more", "👍🏽 ж", *"defghij"])
    await client.ask("add", service=2, url="https://example.com/?a=1&b=2", comments=comments)
    assert sandbox.orders[23501].parameters == {
        "service": "2",
        "url": "https://example.com/?a=1&b=2",
        "comments": comments,
    }


async def test_answers_are_json_by_type(client):
    """Answers and errors come with 200 as application/json."""
    for response in (await client.post("balance"), await client.post("nonsense")):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("application/json")
    assert response.json() == {"error": "Incorrect request"}


async def test_wrong_key(http: httpx.AsyncClient, server: SandboxServer):
    """A wrong key is refused in the family's words."""
    response = await http.post(server.url, data={"key": "x", "action": "balance"})
    assert response.json() == {"error": "Invalid API key"}


@pytest.mark.parametrize("path", ["/api/v2", "/api/v2/", "/", "/panel/api/v2"])
async def test_paths(http: httpx.AsyncClient, server: SandboxServer, path: str):
    """The API answers at every address that clients are known to be given, by POST and by GET."""
    asked = {"key": DEFAULT_KEY, "action": "balance"}
    assert (await http.post(server.origin + path, data=asked)).json()["balance"] == 10000
    assert (await http.get(server.origin + path, params=asked)).json()["balance"] == 10000


async def test_other_paths_are_not_found(http: httpx.AsyncClient, server: SandboxServer):
    """What is no address of the API is not answered as one."""
    assert (await http.post(server.origin + "/api/v1", data={})).status_code == 404


async def test_json_body(http: httpx.AsyncClient, server: SandboxServer):
    """A JSON body is read as a form would be: numbers, lists of ids and lists of lines."""
    head = {"key": DEFAULT_KEY}
    wish = {**head, "action": "add", "service": 2, "link": "https://example.com/p", "comments": list("abcdefghij")}
    assert (await http.post(server.url, json=wish)).json() == {"order": 23501}
    asked = await http.post(server.url, json={**head, "action": "status", "orders": [23501, 5]})
    assert set(asked.json()) == {"23501", "5"}


async def test_multipart_body_and_query_together(http: httpx.AsyncClient, server: SandboxServer):
    """PHP clients that post an array send multipart; a key in the query counts too."""
    response = await http.post(f"{server.url}?key={DEFAULT_KEY}", files={"action": (None, "balance")})
    assert response.json()["balance"] == 10000


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{broken", "application/json"),
        (b"[1]", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"key=%ff&action=x", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"x" * 5_000_000, "application/x-www-form-urlencoded"),
    ],
)
async def test_unreadable_body(http: httpx.AsyncClient, server: SandboxServer, content: bytes, kind: str):
    """A body that cannot be read is an incorrect request, not a crash."""
    response = await http.post(server.url, content=content, headers={"Content-Type": kind})
    assert response.json() == {"error": "Incorrect request"}


async def test_book_shows_requests_and_answers(client, sandbox: Sandbox):
    """Every request is in the book with its answer, and its key is not."""
    await client.add()
    await client.ask("status", order=1)
    first, second = sandbox.book.entries
    assert (first.action, first.code, first.answer) == ("add", 200, '{"order": 23501}')
    assert first.parameters["link"] == "https://example.com/p"
    assert second.answer == '{"error": "Incorrect order ID"}'
    assert DEFAULT_KEY not in repr(sandbox.book.entries)
