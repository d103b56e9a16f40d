"""Files and pictures: made when they are sent, owed until Telegram has them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.domain.errors import ChatBlocked, MessageRejected, MessengerBusy, MessengerUnreachable
from bot.domain.outbox import NewOwed, OwedKind
from bot.domain.paper import Paper
from bot.domain.totals import By
from bot.ports import EVERYTHING, OrderFilter, OrderScope
from bot.services.ask_paper import AskPaper
from bot.services.send_pace import SendPace
from bot.services.send_papers import LEASE_SECONDS, LONG, SendPapers
from bot.store.in_memory import MemoryStore
from tests.fakes.fake_courier import FakeCourier
from tests.fakes.manual_clock import NOON, ManualClock
from tests.unit.services.arrange import ANN, BOB, OWNER, arrange, later, owed_now, place_orders, queue_orders


@dataclass
class Office:
    """The papers loop with all that is around it."""

    store: MemoryStore
    clock: ManualClock
    courier: FakeCourier = field(default_factory=FakeCourier)
    failed: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pace = SendPace(self.clock)

    def loop(self, owner: str = OWNER) -> SendPapers:
        """Make a loop's round, as a process has it."""
        return SendPapers(
            store=self.store,
            courier=self.courier,
            clock=self.clock,
            owner=owner,
            pace=self.pace,
            jitter=lambda: 1.0,
            failed=lambda _, error: self.failed.append(error),
        )

    async def wish(self, which: OrderFilter = OrderFilter.ALL, scope: OrderScope = EVERYTHING) -> bool:
        """Let Ann press Export."""
        async with self.store.transaction() as tx:
            return await AskPaper(self.clock).export(tx, ANN, ANN, which, scope)

    async def round(self) -> bool:
        """Let the loop go round once."""
        return await self.clock.finish(self.loop()())

    async def waiting(self) -> Sequence[Paper]:
        """List the wishes that wait, leased or not."""
        async with self.store.snapshot() as tx:
            return await tx.papers.claim_due("looker", later(10**7), 1, 99)


@pytest.fixture
async def office(store: MemoryStore, clock: ManualClock) -> Office:
    """Ann with three orders, Bob with one."""
    await arrange(store)
    await queue_orders(store, 3)
    await queue_orders(store, 1, BOB)
    return Office(store, clock)


async def owed(store: MemoryStore) -> list[NewOwed]:
    return [row.new for row in await owed_now(store)]


async def test_export(office: Office) -> None:
    """A table has one's own orders, newest first; the wish is gone then, and nothing else is said."""
    assert await office.wish()
    assert not await office.wish()
    assert await office.round()
    [(paper, ids, total)] = office.courier.exports
    assert (paper.chat_id, ids, total) == (ANN, [3, 2, 1], 3)
    assert not await office.round()
    assert office.courier.progress == []
    assert await owed(office.store) == []
    assert await office.wish()


async def test_export_of_a_narrowed_list(office: Office) -> None:
    """The table has what the list had."""
    await office.wish(OrderFilter.DONE)
    await office.wish(OrderFilter.OPEN, OrderScope(query="followers"))
    await office.wish(OrderFilter.ALL, OrderScope(service_id=99))
    await office.round()
    assert sorted(ids for _, ids, _ in office.courier.exports) == [[], [], [3, 2, 1]]


async def test_long_export_tells_how_far_it_is(office: Office) -> None:
    """Of a long table it is told first that it takes a while, then how far it is; in the end that it is ready."""
    await queue_orders(office.store, LONG)
    moments: list[int] = []

    async def be_slow() -> None:
        moments.append(len(office.courier.progress))
        await office.clock.sleep(3)

    office.courier.while_adding = be_slow
    await office.wish()
    await office.round()
    [(_, ids, total)] = office.courier.exports
    assert len(ids) == total == LONG + 3
    assert office.courier.progress[0] == (None, 0, LONG + 3)
    told = [(message, done) for message, done, _ in office.courier.progress[1:]]
    assert {message for message, _ in told} == {701}
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert 0 < told[-1][1] < total
    assert moments == sorted(moments)
    [last] = await owed(office.store)
    assert (last.kind, last.message_id, last.payload["text"]) == (OwedKind.EDIT, 701, "ready")


async def test_progress_that_cannot_be_told(office: Office) -> None:
    """That telling how far it is fails is no reason not to make the table."""
    await queue_orders(office.store, LONG)
    office.courier.while_adding = lambda: office.clock.sleep(3)
    office.courier.progress_faults.extend([None, *[MessengerBusy(5)] * 9])
    await office.wish()
    await office.round()
    assert len(office.courier.exports) == 1


@pytest.mark.parametrize(
    ("fault", "seconds"), [(MessengerBusy(17), 17), (MessengerUnreachable("cut"), 2), (ValueError("ours"), 2)]
)
async def test_put_off(office: Office, fault: Exception, seconds: float) -> None:
    """A paper that cannot be sent now is made again later; others are sent meanwhile."""
    office.courier.faults.extend([fault, None])
    await office.wish()
    await office.wish(OrderFilter.OPEN)
    await office.round()
    assert len(office.courier.exports) == 1
    [waiting] = await office.waiting()
    assert (waiting.attempts, waiting.due_at) == (1, NOON + (later(seconds) - NOON))
    assert office.failed == ([fault] if isinstance(fault, ValueError) else [])


async def test_many_chats_told_to_wait(office: Office) -> None:
    """Telegram's 429 for papers counts for all that is sent: told so in many chats, nothing leaves for so long."""
    office.courier.faults.extend([MessengerBusy(17)] * 5)
    async with office.store.transaction() as tx:
        for chat, which in enumerate(OrderFilter):
            await AskPaper(office.clock).export(tx, ANN, chat, which, EVERYTHING)
    while await office.round():
        pass
    refused_at = office.clock.now()
    await office.clock.finish(office.pace.wait(BOB))
    assert office.clock.now() - refused_at > later(16) - NOON


async def test_crash_in_the_middle(office: Office) -> None:
    """A wish whose worker died is taken up by the next one, in the same message, once the lease has ended."""
    await queue_orders(office.store, LONG)
    office.courier.while_adding = asyncio.Event().wait  # for ever
    await office.wish()
    dying = asyncio.create_task(office.loop("dead")())
    await office.clock.advance(5)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    office.courier.while_adding = None
    assert not await office.round()
    await office.clock.advance(LEASE_SECONDS)
    assert await office.round()
    assert len(office.courier.exports) == 1
    assert {message for message, _, _ in office.courier.progress[1:]} == {701}


async def test_blocked(office: Office) -> None:
    """Whoever blocked the bot gets no more papers, and is remembered."""
    office.courier.faults.append(ChatBlocked("blocked"))
    await office.wish()
    await office.round()
    assert list(await office.waiting()) == []
    async with office.store.snapshot() as tx:
        user = await tx.users.find(ANN)
    assert user is not None
    assert user.blocked_at is not None


async def test_rejected(office: Office) -> None:
    """A paper that Telegram will never take is given up, and its user is told."""
    office.courier.faults.append(MessageRejected("too large"))
    await office.wish()
    await office.round()
    assert list(await office.waiting()) == []
    [word] = await owed(office.store)
    assert (word.kind, word.chat_id, word.payload["text"]) == (OwedKind.SEND, ANN, "not made")


async def test_paper_that_our_own_code_cannot_make(office: Office) -> None:
    """A fault of ours is tried some times and then given up with a word; what was told of it ends so, too."""
    await queue_orders(office.store, LONG)
    office.courier.faults.extend([ValueError("ours")] * 6)
    await office.wish()
    for _ in range(6):
        assert await office.round()
        await office.clock.advance(60)
    assert len(office.failed) == 6
    assert list(await office.waiting()) == []
    [word] = await owed(office.store)
    assert (word.kind, word.message_id, word.payload["text"]) == (OwedKind.EDIT, 701, "not made")


async def test_made_too_slowly(office: Office) -> None:
    """What took so long that its lease might end before the sending is not sent: another worker may have it."""
    office.courier.while_adding = lambda: office.clock.sleep(601)
    await office.wish()
    await office.round()
    assert office.courier.exports == []
    assert [paper.attempts for paper in await office.waiting()] == [1]


async def test_table_that_is_too_long_for_telegram(office: Office) -> None:
    """What does not fit is left out, and how many there were is said."""
    office.courier.room = 2
    await office.wish()
    await office.round()
    [(_, ids, total)] = office.courier.exports
    assert (ids, total) == ([3, 2], 3)


async def test_totals(clock: ManualClock) -> None:
    """Totals have twelve weeks, this one last, in the currency of most orders."""
    office = Office(MemoryStore(), clock)
    await arrange(office.store)
    await place_orders(office.store, 2, created_at=NOON, expected_charge=Decimal("1.25"))
    await place_orders(office.store, 1, created_at=datetime(2026, 4, 26, tzinfo=UTC), currency="EUR")
    async with office.store.transaction() as tx:
        assert await AskPaper(office.clock).totals(tx, ANN, ANN, By.WEEK)
    await office.round()
    [(paper, totals)] = office.courier.totals
    assert paper.chat_id == ANN
    assert (totals.currency, len(totals.bars), totals.orders) == ("USD", 12, 3)
    assert [(bar.start.day, bar.orders, bar.charge) for bar in totals.bars[-3:]] == [
        (20, 1, Decimal(0)),
        (27, 0, Decimal(0)),
        (4, 2, Decimal("2.50")),
    ]
    assert list(totals.others) == [("EUR", Decimal("0.1"))]
