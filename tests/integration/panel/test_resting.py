"""A panel that fails time and again is left alone, over a real socket: what still reaches it, and what does not."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.catalogue import PanelOrderId, PanelServiceId
from bot.domain.errors import PanelError, PanelOutcomeUnknown, PanelRefused, PanelResting, PanelUnreachable
from bot.domain.order import Submission
from bot.panel.client import HttpPanel
from tests.integration.panel.scripted_server import Script, ScriptedServer, page, raw, reply, reset, silence
from tests.unit.panel.clocks import ManualClock

Connect = Callable[..., HttpPanel]
SUBMISSION = Submission(service=PanelServiceId("1"), target="https://example.com", parameters={"quantity": "100"})
ORDER = reply('{"order": 23501}')
BALANCE = reply('{"balance": 10000, "currency": "USD",}')


async def nothing() -> None:
    """Stand before a sending."""


def by_action(server: ScriptedServer, **scripts: Script) -> Script:
    """Answer each action by its own script."""

    async def script(writer: asyncio.StreamWriter) -> bool:
        return await scripts[dict(server.requests[-1].form)["action"]](writer)

    return script


def asked(server: ScriptedServer) -> list[str]:
    """List the actions that arrived."""
    return [dict(seen.form)["action"] for seen in server.requests]


async def add(panel: HttpPanel, times: int = 1, *, at_once: bool = False) -> list[object]:
    """Send orders, one after the other or together, and return what came of each."""
    if at_once:
        return await asyncio.gather(*(panel.add(SUBMISSION, nothing) for _ in range(times)), return_exceptions=True)
    return [end for _ in range(times) for end in await add(panel, at_once=True)]


async def tire(panel: HttpPanel) -> None:
    """Ask until the panel is left alone."""
    for _ in range(2):
        with pytest.raises(PanelError):
            await panel.balance()
    assert panel.is_silent


@pytest.mark.parametrize("fault", [page(200), page(503), raw(b""), reset, reply("", 302, "Location: /")])
async def test_left_alone(connect: Connect, clock: ManualClock, fault: Script) -> None:
    """After five failures in a row no connection is made, whatever is asked for, until the rest is over."""
    async with ScriptedServer(fault) as server:
        panel = connect(server.url)
        await tire(panel)
        connections = server.connections
        assert len(server.requests) == 5
        calls = (panel.balance, panel.services, lambda: panel.refill(PanelOrderId("1")))
        for call in (*calls, lambda: panel.add(SUBMISSION, nothing)):
            with pytest.raises(PanelResting) as resting:
                await call()
            assert resting.value.retry_after_seconds == 5
        clock.moment += timedelta(seconds=4)
        with pytest.raises(PanelResting) as resting:
            await panel.balance()
        assert resting.value.retry_after_seconds == 1
        assert server.connections == connections


@pytest.mark.parametrize(
    "answer",
    [
        reply("null"),
        reply('{"balance'),
        reply('"Something went wrong"'),
        reply('{"error": "Invalid API key"}', 403),
        reply("", 429),
        reply('{"error": "Rate limit exceeded"}'),
    ],
    ids=["null", "broken", "a string", "refused", "429", "rate limit"],
)
async def test_who_answers_is_not_left_alone(connect: Connect, answer: Script) -> None:
    """An answer that is of no use, a refusal and a 429 are the panel's own: it lives."""
    async with ScriptedServer(answer) as server:
        panel = connect(server.url)
        for _ in range(8):
            with pytest.raises(PanelError) as failed:
                await panel.balance()
            assert not isinstance(failed.value, PanelResting)
        assert not panel.is_silent


async def test_no_connection(connect: Connect) -> None:
    """A panel that refuses connections is left alone too, and orders were never sent."""
    async with ScriptedServer(silence) as server:
        url = server.url
    ends = await add(connect(url), 8)
    assert {type(end) for end in ends[:4]} == {PanelUnreachable}
    assert {type(end) for end in ends[4:]} == {PanelResting}


async def test_an_order_is_never_the_probe(connect: Connect, clock: ManualClock) -> None:
    """After a rest an order asks for the balance first, and is not sent to a panel that does not answer that."""
    async with ScriptedServer(page(503)) as server:
        panel = connect(server.url)
        await tire(panel)
        clock.moment += timedelta(seconds=5)
        [end] = await add(panel)
        assert isinstance(end, PanelResting)
        assert end.retry_after_seconds == 10
        assert asked(server)[5:] == ["balance"]


async def test_back(connect: Connect, clock: ManualClock) -> None:
    """An answered question ends it: the order behind it goes at once, and later ones ask nothing."""
    async with ScriptedServer(page(503)) as server:
        panel = connect(server.url)
        await tire(panel)
        server.scripts = [by_action(server, balance=BALANCE, add=ORDER)]
        clock.moment += timedelta(seconds=5)
        assert await add(panel, 2) == ["23501", "23501"]
        assert asked(server)[5:] == ["balance", "add", "add"]
        assert not panel.is_silent


async def test_one_probe_at_a_time(connect: Connect, clock: ManualClock) -> None:
    """While one call finds out whether the panel is back, the others fail at once."""
    async with ScriptedServer(*[page(503)] * 5, silence) as server:
        panel = connect(server.url, timeout_seconds=2)
        await tire(panel)
        clock.moment += timedelta(seconds=5)
        server.asked.clear()
        probe = asyncio.create_task(panel.balance())
        await server.asked.wait()
        started = time.monotonic()
        ends = await add(panel, 6, at_once=True)
        assert {(type(end), getattr(end, "retry_after_seconds", None)) for end in ends} == {(PanelResting, 1)}
        assert time.monotonic() - started < 1
        with pytest.raises(PanelError):
            await probe
        assert asked(server)[5:] == ["balance"]


async def test_a_cancelled_probe_leaves_the_way_free(connect: Connect, clock: ManualClock) -> None:
    """A probe that was cut off by the end of its caller is made by the next one."""
    async with ScriptedServer(*[page(503)] * 5, silence, BALANCE) as server:
        panel = connect(server.url)
        await tire(panel)
        clock.moment += timedelta(seconds=5)
        server.asked.clear()
        probe = asyncio.create_task(panel.balance())
        await server.asked.wait()
        probe.cancel()
        await asyncio.gather(probe, return_exceptions=True)
        assert (await panel.balance()).text == "10000"


async def test_a_hanging_panel_costs_those_under_way(connect: Connect) -> None:
    """When a panel begins to hang, the four orders under way are in doubt, and all later ones provably unsent."""
    async with ScriptedServer(silence) as server:
        ends = await add(connect(server.url, timeout_seconds=0.6), 30, at_once=True)
        assert asked(server).count("add") == 4
    assert sum(isinstance(end, PanelOutcomeUnknown) for end in ends) == 4
    assert sum(isinstance(end, PanelUnreachable) for end in ends) == 26


async def test_only_orders_hang(connect: Connect, clock: ManualClock, caplog: pytest.LogCaptureFixture) -> None:
    """A panel that answers questions and no order is tried with one at a time, and then with one after each rest."""
    caplog.set_level("INFO")
    async with ScriptedServer(silence) as server:
        server.scripts = [by_action(server, balance=BALANCE, add=silence)]
        panel = connect(server.url, timeout_seconds=0.6)
        ends = await add(panel, 30, at_once=True)
        assert asked(server).count("add") == 5
        assert {type(end) for end in ends} == {PanelOutcomeUnknown, PanelResting}
        assert (panel.is_silent, panel.orders_wait) == (False, True)
        assert (await panel.balance()).text == "10000"
        for tried, rest in ((6, 10), (7, 20), (8, 40)):
            clock.moment += timedelta(seconds=rest / 2)
            await add(panel, 4, at_once=True)
            assert asked(server).count("add") == tried
        clock.moment += timedelta(seconds=40)
        server.scripts = [by_action(server, balance=BALANCE, add=ORDER)]
        assert await add(panel, 3) == ["23501"] * 3
        assert not panel.orders_wait
    said = [record.message for record in caplog.records if record.name == "bot.panel.breaker"]
    assert len(said) == 2
    assert "leaves it open what became of 'add'" in said[0]
    assert "answers 'add' again" in said[1]


async def test_refills_that_fail_hold_up_no_order(connect: Connect) -> None:
    """A panel that answers every refill with a page still takes orders and cancels."""
    async with ScriptedServer(silence) as server:
        accepted = reply('{"cancel": "1"}')
        server.scripts = [by_action(server, balance=BALANCE, add=ORDER, refill=page(404), cancel=accepted)]
        panel = connect(server.url)
        for _ in range(8):
            with pytest.raises(PanelError):
                await panel.refill(PanelOrderId("1"))
        assert asked(server).count("refill") == 5
        assert await add(panel) == ["23501"]
        await panel.cancel(PanelOrderId("1"))
        assert not panel.orders_wait


async def test_in_doubt_a_refused_question_is_a_sign_of_life(connect: Connect) -> None:
    """After an order in doubt the next asks first; even a refusal shows that the panel is there."""
    async with ScriptedServer(silence) as server:
        server.scripts = [by_action(server, balance=reply('{"error": "Incorrect request"}'), add=raw(b""))]
        panel = connect(server.url)
        assert [type(end) for end in await add(panel)] == [PanelOutcomeUnknown]
        server.scripts = [by_action(server, balance=reply('{"error": "Incorrect request"}'), add=ORDER)]
        assert await add(panel, 2) == ["23501", "23501"]
        assert asked(server) == ["add", "balance", "add", "add"]


async def test_in_doubt_no_order_behind_an_unanswered_question(connect: Connect) -> None:
    """One failed call is enough: an order waits until a question is answered, though the panel is not given up yet."""
    async with ScriptedServer(page(503), page(503), page(503), page(502), BALANCE, ORDER) as server:
        panel = connect(server.url)
        with pytest.raises(PanelError):
            await panel.balance()
        [end] = await add(panel)
        assert type(end) is PanelUnreachable
        assert not panel.is_silent
        assert await add(panel) == ["23501"]
        assert asked(server) == ["balance"] * 5 + ["add"]


async def test_in_doubt_a_429_puts_the_order_off(connect: Connect) -> None:
    """When the question before an order is put off, so is the order, unsent."""
    async with ScriptedServer(raw(b""), reply("", 429, "Retry-After: 7"), ORDER) as server:
        panel = connect(server.url)
        await add(panel)
        [end] = await add(panel)
        assert isinstance(end, PanelUnreachable)
        assert end.retry_after_seconds == 7
        assert asked(server) == ["add", "balance"]


async def test_refusals_are_clear_answers(connect: Connect) -> None:
    """Orders that the panel refuses, however many, hold up nothing."""
    async with ScriptedServer(reply('{"error": "Bad link"}')) as server:
        panel = connect(server.url)
        ends = await add(panel, 8)
        assert {type(end) for end in ends} == {PanelRefused}
        assert asked(server) == ["add"] * 8


async def test_in_doubt_a_refusal_ends_the_doubt(connect: Connect) -> None:
    """A refused order is a clear answer: the one behind it asks nothing."""
    async with ScriptedServer(raw(b""), BALANCE, reply('{"error": "Bad link"}'), ORDER) as server:
        ends = await add(connect(server.url), 3)
        assert [type(end) for end in ends[:2]] == [PanelOutcomeUnknown, PanelRefused]
        assert ends[2] == "23501"
        assert asked(server) == ["add", "balance", "add", "add"]


async def test_turned_away_at_once(connect: Connect) -> None:
    """Who is turned away does not wait for a turn behind calls that hang."""
    async with ScriptedServer(silence) as server:
        server.scripts = [by_action(server, services=silence, balance=page(503), add=page(503))]
        panel = connect(server.url, timeout_seconds=5)
        hanging = [asyncio.create_task(panel.services()) for _ in range(3)]
        await server.asked.wait()
        await add(panel, 5)
        assert panel.is_silent
        with pytest.raises(PanelResting):
            await asyncio.wait_for(panel.balance(), 1)
        for call in hanging:
            call.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


async def test_no_waiting_for_another_try(connect: Connect, clock: ManualClock) -> None:
    """A question is not tried again when the panel was given up meanwhile, or was from the beginning."""
    async with ScriptedServer(page(503)) as server:
        panel = connect(server.url)
        await tire(panel)
        slept = list(clock.slept)
        assert len([seconds for seconds in slept if seconds >= 0.5]) == 3
        with pytest.raises(PanelResting):
            await panel.services()
        assert clock.slept == slept
