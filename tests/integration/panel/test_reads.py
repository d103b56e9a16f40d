"""Questions over a real socket: asked again when that may help, and never harmed by a stale connection."""

import gzip
import json
from collections.abc import Callable

import pytest

from bot.domain.catalogue import PanelOrderId, PanelServiceId
from bot.domain.errors import PanelAnswerMalformed, PanelError, PanelOutcomeUnknown, PanelRefused, PanelUnreachable
from bot.domain.order import Report, Submission
from bot.panel.client import HttpPanel, batches
from tests.integration.panel.conftest import KEY
from tests.integration.panel.scripted_server import (
    Script,
    ScriptedServer,
    cut_half_way,
    drip,
    page,
    raw,
    reply,
    reset,
    silence,
)
from tests.unit.panel.clocks import ManualClock

Connect = Callable[..., HttpPanel]
BALANCE = '{"balance": 10000, "currency": "USD",}'
SERVICE = {"service": 1, "name": "A", "type": "Default", "category": "C", "rate": "1", "min": "5", "max": "9"}
STATUS = {"charge": "0.27819", "start_count": "3572", "status": "Partial", "remains": "157", "currency": "USD"}


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(raw(b""), id="cut before the answer"),
        pytest.param(reset, id="reset"),
        pytest.param(cut_half_way(BALANCE), id="cut half-way"),
        pytest.param(silence, id="silence"),
        pytest.param(drip, id="drip"),
        pytest.param(page(503), id="503 with a page"),
        pytest.param(page(200), id="200 with a page"),
        pytest.param(reply(""), id="empty"),
        pytest.param(reply("", 429), id="429"),
        pytest.param(reply("", 429, "Retry-After: 5"), id="429 with a time"),
        pytest.param(reply('{"error": "Rate limit exceeded"}'), id="rate limit in words"),
        pytest.param(reply(b"not gzip", 200, "Content-Encoding: gzip"), id="bad gzip"),
    ],
)
async def test_recovers(connect: Connect, clock: ManualClock, script: Script) -> None:
    """A question that failed is asked again after a wait, and answered."""
    async with ScriptedServer(script, reply(BALANCE)) as server:
        balance = await connect(server.url, timeout_seconds=0.6).balance()
        assert (balance.text, balance.currency) == ("10000", "USD")
        assert len(server.requests) == 2
        assert sum(clock.slept) >= 1


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        (raw(b""), PanelOutcomeUnknown),
        (page(502), PanelOutcomeUnknown),
        (page(200), PanelAnswerMalformed),
        (reply("", 429), PanelUnreachable),
        (
            reply(gzip.compress(b" " * 4_000_000 + BALANCE.encode()), 200, "Content-Encoding: gzip"),
            PanelAnswerMalformed,
        ),
    ],
    ids=["cut", "502", "page", "429", "a bomb"],
)
async def test_gives_up(connect: Connect, clock: ManualClock, script: Script, fault: type[PanelError]) -> None:
    """After three tries with growing waits between them the caller is told."""
    async with ScriptedServer(script) as server:
        with pytest.raises(fault):
            await connect(server.url).balance()
        assert len(server.requests) == 3
        waits = [seconds for seconds in clock.slept if seconds >= 0.5]
        assert waits == sorted(waits)
        assert sum(waits) >= 3


async def test_long_retry_after(connect: Connect, clock: ManualClock) -> None:
    """Who is asked to stay away for long tells the caller at once."""
    async with ScriptedServer(reply("", 429, "Retry-After: 600")) as server:
        with pytest.raises(PanelUnreachable) as put_off:
            await connect(server.url).services()
        assert put_off.value.retry_after_seconds == 600
        assert (len(server.requests), clock.slept) == (1, [])


async def test_rest_after_429(connect: Connect, clock: ManualClock) -> None:
    """A 429 rests all calls to the panel, orders too."""
    async with ScriptedServer(reply("", 429, "Retry-After: 20"), reply('{"order": 1}')) as server:
        panel = connect(server.url)
        submission = Submission(service=PanelServiceId("1"), target="x", parameters={})

        async def nothing() -> None:
            pass

        with pytest.raises(PanelUnreachable):
            await panel.add(submission, nothing)
        await panel.add(submission, nothing)
        assert clock.slept == [20]


async def test_refusals_are_not_asked_again(connect: Connect) -> None:
    """A refusal is an answer."""
    async with ScriptedServer(reply('{"error": "Invalid API key"}', 403)) as server:
        with pytest.raises(PanelRefused, match="Invalid API key"):
            await connect(server.url).balance()
        assert len(server.requests) == 1


async def test_shared_connection(connect: Connect) -> None:
    """Questions share a connection while the panel keeps it open."""
    async with ScriptedServer(reply(BALANCE, keep=True)) as server:
        panel = connect(server.url)
        for _ in range(3):
            await panel.balance()
        assert (server.connections, len(server.requests)) == (1, 3)


async def test_stale_connection(connect: Connect) -> None:
    """A shared connection that the panel closes just when it is used again costs a try, not the answer."""
    async with ScriptedServer(reply(BALANCE, keep=True), raw(b""), reply(BALANCE)) as server:
        panel = connect(server.url)
        await panel.balance()
        assert (await panel.balance()).text == "10000"
        assert (server.connections, len(server.requests)) == (2, 3)


async def test_closed_without_a_word(connect: Connect) -> None:
    """A panel that hangs up after each answer without saying so is asked all the same."""
    script = raw(f"HTTP/1.1 200 OK\r\nContent-Length: {len(BALANCE)}\r\n\r\n{BALANCE}".encode())
    async with ScriptedServer(script) as server:
        panel = connect(server.url)
        assert [(await panel.balance()).text for _ in range(5)] == ["10000"] * 5
        assert len(server.requests) == 5


async def test_services(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    """A compressed list is read, and what cannot be is left out and logged once, however often it comes."""
    body = gzip.compress(json.dumps([SERVICE, {"service": 2}, None]).encode())
    async with ScriptedServer(reply(body, 200, "Content-Encoding: gzip")) as server:
        panel = connect(server.url)
        for _ in range(2):
            assert [row.panel_id for row in await panel.services()] == ["1"]
        assert server.requests[0].form == [("key", KEY), ("action", "services")]
    assert len(caplog.messages) == 2
    assert "the service 2 cannot be read and is left out" in caplog.messages


async def test_order_status(connect: Connect) -> None:
    """One order is asked about by `order`."""
    async with ScriptedServer(reply(json.dumps(STATUS))) as server:
        report = await connect(server.url).order_status(PanelOrderId("23501"))
        assert (report.status, report.remains, report.charge_text) == ("Partial", 157, "0.27819")
        assert server.requests[0].form == [("key", KEY), ("action", "status"), ("order", "23501")]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('{"error": "Incorrect order ID"}', PanelRefused),
        ('{"23501": "Incorrect order ID"}', PanelRefused),
        ("{}", PanelAnswerMalformed),
        ("[]", PanelAnswerMalformed),
        ('{"charge": 1}', PanelAnswerMalformed),
    ],
)
async def test_no_order_status(connect: Connect, body: str, fault: type[PanelError]) -> None:
    """An order that the panel does not know is refused, and an answer without it is malformed."""
    async with ScriptedServer(reply(body)) as server:
        with pytest.raises(fault):
            await connect(server.url).order_status(PanelOrderId("23501"))


async def test_order_statuses(connect: Connect) -> None:
    """A hundred orders are asked about in one request, and each row stands for itself."""
    ids = [PanelOrderId(str(number)) for number in range(1, 101)]
    rows = dict.fromkeys(ids, STATUS) | {"7": {"error": "Incorrect order ID"}, "8": None}
    async with ScriptedServer(reply(json.dumps(rows))) as server:
        found = await connect(server.url).order_statuses(ids)
        assert len(server.requests) == 1
        assert server.requests[0].form == [("key", KEY), ("action", "status"), ("orders", ",".join(ids))]
    assert set(ids) - set(found) == {"8"}
    assert isinstance(found[ids[6]], PanelRefused)
    assert sum(isinstance(one, Report) for one in found.values()) == 98


async def test_too_many_order_statuses(connect: Connect) -> None:
    """More than a hundred are the caller's to split, and none are not asked about."""
    ids = [PanelOrderId(str(number)) for number in range(1, 232)]
    async with ScriptedServer(reply("{}")) as server:
        panel = connect(server.url)
        with pytest.raises(ValueError, match="231 ids"):
            await panel.order_statuses(ids)
        assert await panel.order_statuses([]) == {}
        assert server.requests == []
    assert [len(part) for part in batches(ids)] == [100, 100, 31]


@pytest.mark.parametrize("action", ["refill", "cancel"])
async def test_requests(connect: Connect, action: str) -> None:
    """The document's answer to a refill and a cancel is taken, broken as it is printed."""
    async with ScriptedServer(reply('{"status": Success, "message": "Thank you for patience."}')) as server:
        call = getattr(connect(server.url), action)
        assert (await call(PanelOrderId("23501"))).words == "Thank you for patience."
        assert server.requests[0].form == [("key", KEY), ("action", action), ("order", "23501")]
        assert server.requests[0].headers["connection"] == "close"


async def test_cancel_field(connect: Connect) -> None:
    """A panel that takes only `orders` on cancel gets it."""
    async with ScriptedServer(reply('[{"order": 23501, "cancel": 1}]')) as server:
        await connect(server.url, cancel_field="orders").cancel(PanelOrderId("23501"))
        assert server.requests[0].form[-1] == ("orders", "23501")


@pytest.mark.parametrize("action", ["refill", "cancel"])
@pytest.mark.parametrize(
    ("script", "fault"),
    [
        (raw(b""), PanelOutcomeUnknown),
        (silence, PanelOutcomeUnknown),
        (page(200), PanelAnswerMalformed),
        (reply('{"message": "hm"}'), PanelAnswerMalformed),
        (reply("", 307, "Location: /api/v2/"), PanelOutcomeUnknown),
        (reply("", 429), PanelUnreachable),
        (reply('{"error": "Incorrect order ID"}'), PanelRefused),
    ],
    ids=["cut", "silence", "page", "neither", "redirect", "429", "refused"],
)
async def test_requests_go_once(connect: Connect, action: str, script: Script, fault: type[PanelError]) -> None:
    """A refill or cancel that failed is not sent again."""
    async with ScriptedServer(script) as server:
        with pytest.raises(fault):
            await getattr(connect(server.url, timeout_seconds=0.6), action)(PanelOrderId("23501"))
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirect_to_a_twin(connect: Connect, status: int, caplog: pytest.LogCaptureFixture) -> None:
    """A question follows the panel to its other name, as the same POST, and every later call goes there at once."""

    async def nothing() -> None:
        pass

    redirect = reply("<html>", status, "Location: /api/v2/")
    async with ScriptedServer(redirect, reply(BALANCE), reply('{"order": 5}')) as server:
        panel = connect(server.url)
        await panel.balance()
        assert await panel.add(Submission(service=PanelServiceId("1"), target="x", parameters={}), nothing) == "5"
        assert [seen.line for seen in server.requests] == [
            "POST /api/v2 HTTP/1.1",
            "POST /api/v2/ HTTP/1.1",
            "POST /api/v2/ HTTP/1.1",
        ]
        assert server.requests[0].form == server.requests[1].form == [("key", KEY), ("action", "balance")]
    assert ["PANEL_URL" in line for line in caplog.messages] == [True]


async def test_redirect_to_a_stranger(connect: Connect) -> None:
    """The key goes to no other host or port, and the reason says where the panel points."""
    async with ScriptedServer(reply(BALANCE)) as stranger:
        location = f"Location: http://127.0.0.1:{stranger.port}/api/v2"
        async with ScriptedServer(reply("", 307, location)) as server:
            with pytest.raises(PanelOutcomeUnknown, match=f"sent on to http://127.0.0.1:{stranger.port}/api/v2"):
                await connect(server.url).balance()
            assert len(server.requests) == 3
        assert stranger.connections == 0


async def test_a_twin_that_does_not_answer(connect: Connect) -> None:
    """An address is kept only when it has answered."""
    async with ScriptedServer(reply("", 301, "Location: /api/v2/"), page(404), reply(BALANCE)) as server:
        await connect(server.url).balance()
        assert [seen.line.split()[1] for seen in server.requests] == ["/api/v2", "/api/v2/", "/api/v2"]


async def test_nothing_listens(connect: Connect) -> None:
    """A panel that is away is unreachable."""
    async with ScriptedServer(silence) as server:
        url = server.url
    with pytest.raises(PanelUnreachable):
        await connect(url).balance()


def test_repr(connect: Connect) -> None:
    """The client does not show its key."""
    assert KEY not in repr(connect("https://p.example/api/v2"))
