"""An order on its way over a real socket: what each failure means, and how often the panel heard of it."""

import asyncio
import gc
import sys
import traceback
from collections.abc import Callable
from contextlib import closing

import httpx
import pytest

from bot.domain.catalogue import PanelOrderId, PanelServiceId
from bot.domain.errors import PanelAnswerMalformed, PanelError, PanelOutcomeUnknown, PanelRefused, PanelUnreachable
from bot.domain.order import Submission
from bot.panel.client import HttpPanel
from tests.integration.panel.addresses import never_accepting, refusing, unresolvable
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

Connect = Callable[..., HttpPanel]
SUBMISSION = Submission(
    service=PanelServiceId("1"), target="https://example.com/é?a=1&b=2", parameters={"quantity": "100"}
)
ORDER = '{"order": 23501}'
ENVELOPES = [
    '{"error": "Bad link"}',
    '{"Error": "Bad link"}',
    '{"errors": ["Bad link"]}',
    '{"status": "error", "msg": "Bad link"}',
    '{"status": "fail", "message": "Bad link"}',
    '{"success": false, "msg": "Bad link"}',
]


class Witness:
    """Stands before the sending, and remembers that it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self) -> None:
        self.asked += 1


def assert_no_key(error: BaseException | None, log: str) -> None:
    """Neither the error, its traceback, nor anything it leads to holds the key; and no log line does."""
    assert KEY not in log
    while error is not None:
        assert KEY not in repr(vars(error)) + "".join(traceback.format_exception(error))
        assert not isinstance(error, httpx.HTTPError), "its request holds the key"
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    ("script", "order_id"),
    [
        (reply(ORDER), "23501"),
        (reply('{"order": "ord_01HXY"}'), "ord_01HXY"),
        (reply('\ufeff{"order": 23501,}', 200, "Content-Type: text/html"), "23501"),
        (reply(f"<br /><b>Warning</b>: x in y<br />{ORDER}"), "23501"),
        (reply(ORDER, 201), "23501"),
        (reply(ORDER, 429), "23501"),
        (reply(ORDER, 500), "23501"),
        (reply(ORDER, 502), "23501"),
        (raw(f"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{ORDER}".encode()), "23501"),
        (
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" + ORDER.encode() + b"\r\n0\r\n\r\n"),
            "23501",
        ),
    ],
)
async def test_placed(connect: Connect, script: Script, order_id: str) -> None:
    """An answer with an order places it, however the HTTP around it looks."""
    async with ScriptedServer(script) as server:
        witness = Witness()
        assert await connect(server.url).add(SUBMISSION, witness) == order_id
        assert (len(server.requests), witness.asked) == (1, 1)


@pytest.mark.parametrize("status", [200, 400, 403, 404, 422, 500])
@pytest.mark.parametrize("body", ENVELOPES)
async def test_refused(connect: Connect, body: str, status: int) -> None:
    """An explicit error is final in any envelope and with any HTTP status."""
    async with ScriptedServer(reply(body, status)) as server:
        with pytest.raises(PanelRefused, match=r"^Bad link$"):
            await connect(server.url).add(SUBMISSION, Witness())
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [([], None), (["Retry-After: 7"], 7), (["Retry-After: Wed, 01 Jan 2025 12:00:30 GMT"], 30)],
)
@pytest.mark.parametrize("body", ["", "<html>", '{"error": "slow down"}'])
async def test_429(connect: Connect, body: str, headers: list[str], seconds: float | None) -> None:
    """429 took nothing: the order may be sent again, when the panel says."""
    async with ScriptedServer(reply(body, 429, *headers)) as server:
        with pytest.raises(PanelUnreachable) as put_off:
            await connect(server.url).add(SUBMISSION, Witness())
        assert put_off.value.retry_after_seconds == seconds
        assert len(server.requests) == 1


async def test_rate_limit_in_words(connect: Connect) -> None:
    """A rate limit told with 200 took nothing either."""
    async with ScriptedServer(reply('{"error": "Rate limit exceeded"}')) as server:
        with pytest.raises(PanelUnreachable):
            await connect(server.url).add(SUBMISSION, Witness())
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        pytest.param(raw(b""), PanelOutcomeUnknown, id="cut before the answer"),
        pytest.param(reset, PanelOutcomeUnknown, id="reset"),
        pytest.param(cut_half_way(ORDER), PanelOutcomeUnknown, id="cut half-way through the answer"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nContent-Le"), PanelOutcomeUnknown, id="cut half-way through the head"),
        pytest.param(
            raw(b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"order": 235'),
            PanelAnswerMalformed,
            id="cut where no length was announced",
        ),
        pytest.param(silence, PanelOutcomeUnknown, id="silence"),
        pytest.param(drip, PanelOutcomeUnknown, id="drip"),
        pytest.param(raw(b"SSH-2.0-OpenSSH_9.7\r\n\r\n"), PanelOutcomeUnknown, id="not HTTP"),
        pytest.param(page(500), PanelOutcomeUnknown, id="500 with a page"),
        pytest.param(page(502), PanelOutcomeUnknown, id="502 with a page"),
        pytest.param(page(503), PanelOutcomeUnknown, id="503 with a page"),
        pytest.param(reply('{"error": "upstream"}', 504), PanelOutcomeUnknown, id="504 with a gateway's JSON"),
        pytest.param(
            reply('{"error": "Internal Server Error"}', 500), PanelOutcomeUnknown, id="500 with a crash's JSON"
        ),
        pytest.param(page(200), PanelAnswerMalformed, id="200 with a page"),
        pytest.param(page(403), PanelAnswerMalformed, id="403 with a page"),
        pytest.param(reply("null"), PanelAnswerMalformed, id="null"),
        pytest.param(reply(""), PanelAnswerMalformed, id="empty"),
        pytest.param(reply("", 204), PanelAnswerMalformed, id="204"),
        pytest.param(reply('"ok"'), PanelAnswerMalformed, id="a string"),
        pytest.param(reply("[]"), PanelAnswerMalformed, id="a list"),
        pytest.param(reply('{"status": "success"}'), PanelAnswerMalformed, id="a status alone"),
        pytest.param(reply('{"order": "pending"}'), PanelAnswerMalformed, id="an order without digits"),
        pytest.param(reply('{"order": 235'), PanelAnswerMalformed, id="broken JSON"),
        pytest.param(reply("[" * 100_000), PanelAnswerMalformed, id="brackets without end"),
        pytest.param(reply(" " * 2_000_000 + ORDER), PanelAnswerMalformed, id="too long"),
        pytest.param(reply(b"not gzip", 200, "Content-Encoding: gzip"), PanelOutcomeUnknown, id="bad gzip"),
        *(
            pytest.param(reply("", status, "Location: /elsewhere"), PanelOutcomeUnknown, id=f"{status} redirect")
            for status in (301, 302, 303, 307, 308)
        ),
    ],
)
async def test_open(
    connect: Connect, script: Script, fault: type[PanelError], caplog: pytest.LogCaptureFixture
) -> None:
    """Sent, and not answered readably: the outcome is open, and the panel hears of the order once."""
    caplog.set_level("DEBUG")
    async with ScriptedServer(script) as server:
        witness = Witness()
        with pytest.raises(PanelError) as raised:
            await connect(server.url, timeout_seconds=0.6).add(SUBMISSION, witness)
        assert type(raised.value) is fault
        assert (len(server.requests), server.connections, witness.asked) == (1, 1, 1)
    assert_no_key(raised.value, caplog.text)


@pytest.mark.parametrize(
    "address",
    [
        refusing,
        unresolvable,
        pytest.param(
            never_accepting,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse instead of waiting"),
        ),
    ],
)
async def test_no_connection(
    connect: Connect, address: Callable[[], closing[str]], caplog: pytest.LogCaptureFixture
) -> None:
    """Without a connection nothing left: the order may be sent again."""
    caplog.set_level("DEBUG")
    witness = Witness()
    with address() as url, pytest.raises(PanelUnreachable) as raised:
        await connect(url, timeout_seconds=0.4).add(SUBMISSION, witness)
    assert raised.value.retry_after_seconds is None
    assert witness.asked == 0
    assert_no_key(raised.value, caplog.text)


async def test_no_tls(connect: Connect) -> None:
    """Where TLS does not come about, nothing left."""
    async with ScriptedServer(raw(b"")) as server:
        witness = Witness()
        with pytest.raises(PanelUnreachable):
            await connect(server.url.replace("http:", "https:"), timeout_seconds=0.4).add(SUBMISSION, witness)
        assert (len(server.requests), witness.asked) == (0, 0)


class Trouble(Exception):
    """What a commit can fail with."""


@pytest.mark.parametrize("trouble", [Trouble("disk full"), OSError("disk full"), TimeoutError(), ValueError()])
async def test_what_comes_before_fails(connect: Connect, trouble: Exception) -> None:
    """What `before_sending` raises is passed on as it is, and the panel saw a connection and not one byte."""

    async def fail() -> None:
        raise trouble

    async with ScriptedServer(reply(ORDER)) as server:
        with pytest.raises(type(trouble)) as raised:
            await connect(server.url).add(SUBMISSION, fail)
        assert raised.value is trouble
        await server.left.wait()
        assert (server.connections, server.bytes_seen) == (1, 0)


async def test_nothing_leaves_before_it_is_done(connect: Connect) -> None:
    """While `before_sending` runs a connection stands and no byte has left, and it may outlast the time limit."""
    async with ScriptedServer(reply(ORDER)) as server:

        async def commit_slowly() -> None:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(server.asked.wait(), 0.3)
            assert (server.connections, server.bytes_seen) == (1, 0)

        assert await connect(server.url, timeout_seconds=0.2).add(SUBMISSION, commit_slowly) == "23501"


async def test_the_time_limit_starts_when_it_leaves(connect: Connect) -> None:
    """After a slow `before_sending` the answer still has a limit."""
    async with ScriptedServer(drip) as server:
        with pytest.raises(PanelOutcomeUnknown):
            await connect(server.url, timeout_seconds=0.1).add(SUBMISSION, lambda: asyncio.sleep(0.2))


async def test_cancelled(connect: Connect) -> None:
    """A call that is cancelled while it waits passes that on, leaves nothing open and gives its turn back."""
    async with ScriptedServer(silence, reply(ORDER)) as server:
        panel = connect(server.url)
        calls = [asyncio.create_task(panel.add(SUBMISSION, Witness()))]
        await server.asked.wait()
        calls[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await calls[0]
        await server.left.wait()
        assert await asyncio.gather(*(panel.add(SUBMISSION, Witness()) for _ in range(5))) == ["23501"] * 5
    gc.collect()  # whatever was left open would be a warning, and warnings are errors here


async def test_hung_questions(connect: Connect) -> None:
    """Questions that hang, however many, do not hold an order up."""

    async def orders_alone(writer: asyncio.StreamWriter) -> bool:
        is_order = ("action", "add") in server.requests[-1].form
        return await (reply(ORDER) if is_order else silence)(writer)

    async with ScriptedServer(orders_alone) as server:
        panel = connect(server.url)
        questions = [asyncio.create_task(panel.balance()) for _ in range(20)]
        await server.asked.wait()
        assert await asyncio.wait_for(panel.add(SUBMISSION, Witness()), 5) == "23501"
        for question in questions:
            question.cancel()
        await asyncio.gather(*questions, return_exceptions=True)


async def test_a_connection_each(connect: Connect) -> None:
    """Orders never share a connection, since an idle one may be closed just when the next order leaves."""
    async with ScriptedServer(reply(ORDER, keep=True)) as server:
        panel = connect(server.url)
        for _ in range(3):
            await panel.add(SUBMISSION, Witness())
        assert (server.connections, len(server.requests)) == (3, 3)
        assert {seen.headers["connection"] for seen in server.requests} == {"close"}


@pytest.mark.parametrize(("target_field", "names"), [("url", ["url"]), ("link", ["link"]), ("both", ["url", "link"])])
async def test_form(connect: Connect, target_field: str, names: list[str]) -> None:
    """The panel gets exactly the documented parameters, encoded once, with the target where it wants it."""
    comments = Submission(
        service=PanelServiceId("2"),
        target=SUBMISSION.target,
        parameters={"comments": "good\nпривет & 🔥 100%+1", "runs": "2", "interval": "30"},
    )
    async with ScriptedServer(reply(ORDER)) as server:
        assert await connect(server.url, target_field=target_field).add(comments, Witness()) == PanelOrderId("23501")
        (seen,) = server.requests
    assert seen.line == "POST /api/v2 HTTP/1.1"
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
    assert seen.form == [
        ("key", KEY),
        ("action", "add"),
        ("service", "2"),
        *((name, SUBMISSION.target) for name in names),
        ("comments", "good\nпривет & 🔥 100%+1"),
        ("runs", "2"),
        ("interval", "30"),
    ]


async def test_proxies_of_the_environment(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment does not come between us and the panel."""
    async with ScriptedServer(reply(ORDER)) as server, ScriptedServer(page(502)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        panel = connect(server.url)
        assert await panel.add(SUBMISSION, Witness()) == "23501"
        assert proxy.connections == 0
