"""Mass orders: lines are checked one by one, confirmed at once, and ordered one by one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from bot.domain.batch import Batch, BatchState, Checked, GoodLine, check_lines, line_token, same_link
from bot.domain.catalogue import PanelServiceId, Service
from bot.domain.errors import AnswerRejected, DraftGone, PriceChanged
from bot.domain.money import from_micros, to_micros
from bot.domain.order import NewOrder
from bot.domain.order_lines import MAX_LINES, OrderLine, read_order_lines
from bot.ports import Clock, Transaction
from bot.services.place_order import find_currency, type_mark
from bot.services.usual_times import UsualTimes

AS_SENT = "links_as_sent:"  # how the names begin under which it is kept that a proposal's links are not tidied
_OPEN_LOOKED_AT = MAX_LINES  # of a service: the same list may have been ordered just before
Words = Callable[[Checked], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a proposal's Confirm button says of what it confirms."""

    total_micros: int
    mark: str  # see `mark_of`

    @classmethod
    def of(cls, checked: Checked) -> "Shown":
        """Say it of a proposal that is about to be shown."""
        return cls(to_micros(checked.total), mark_of(checked))


@dataclass(frozen=True, slots=True)
class MassOrder:
    """Proposes, confirms and leaves a user's mass order."""

    clock: Clock
    make_token: Callable[[], str]
    usual_times: UsualTimes | None = None  # None: nothing is said of how long its orders usually take

    async def propose(self, tx: Transaction, user_id: int, chat_id: int, text: str) -> tuple[Batch, Checked]:
        """Store what was written and check each line; nothing is ordered.

        Raises: AnswerRejected when there are no lines, or too many.
        """
        lines = read_order_lines(text)
        batch = await tx.batches.insert(user_id, chat_id, self.make_token(), text, self.clock.now())
        return batch, await _with_open_orders(tx, user_id, await _check(tx, lines, as_sent=False))

    async def find(self, tx: Transaction, user_id: int, token: str) -> Batch:
        """Find a mass order of this user, in whatever state. Raises: DraftGone when there is none."""
        batch = await tx.batches.find(token, user_id)
        if batch is None:
            raise DraftGone(token)
        return batch

    async def check(self, tx: Transaction, user_id: int, token: str) -> tuple[Batch, Checked]:
        """Check a mass order of this user against the catalogue of now; one that is not open has nothing to check.

        Raises: DraftGone when there is none.
        """
        batch = await self.find(tx, user_id, token)
        if batch.state is not BatchState.OPEN:
            return batch, Checked([], [])
        return batch, await _with_open_orders(tx, user_id, await _check_batch(tx, batch))

    async def use_as_sent(self, tx: Transaction, user_id: int, token: str) -> tuple[Batch, Checked]:
        """Take the tidying of an open mass order's links back, and check it. Raises: DraftGone when there is none."""
        batch = await self.find(tx, user_id, token)
        if batch.state is BatchState.OPEN:
            await tx.memory.keep(f"{AS_SENT}{batch.token}", "yes", self.clock.now())
        return await self.check(tx, user_id, token)

    async def confirm(
        self, tx: Transaction, user_id: int, token: str, shown: Shown, words: Words
    ) -> tuple[Batch, Checked, bool]:
        """Queue an order for each good line, in this transaction, while they are what was shown.

        `words` says why the bad lines were not ordered. Returns also whether it was this call that did it.
        Raises: DraftGone; PriceChanged or AnswerRejected when what can be ordered is no longer what was shown.
        """
        batch = await self.find(tx, user_id, token)
        if batch.state is not BatchState.OPEN:
            return batch, Checked([], []), False
        checked = await _check_batch(tx, batch)
        await _require_as_shown(tx, checked, shown)
        if not await tx.batches.close(batch.id, user_id, BatchState.CONFIRMED, words(checked)):
            return await self.find(tx, user_id, token), checked, False  # somebody was quicker
        currency = await find_currency(tx)
        queued = [self._new_order(batch, good, currency) for good in checked.good]
        if self.usual_times is not None:
            queued = [await self.usual_times.give(tx, new) for new in queued]
        await tx.orders.insert_many(queued)
        return batch, checked, True

    async def leave(self, tx: Transaction, user_id: int, token: str) -> bool:
        """Leave an open mass order; False when it is not open."""
        batch = await tx.batches.find(token, user_id)
        return batch is not None and await tx.batches.close(batch.id, user_id, BatchState.LEFT, None)

    def _new_order(self, batch: Batch, good: GoodLine, currency: str | None) -> NewOrder:
        row = good.service.row
        return NewOrder(
            user_id=batch.user_id,
            chat_id=batch.chat_id,
            token=line_token(batch.token, good.line.number),  # unique, as the batch's token is: a line is one order
            service_id=good.service.id,
            service_name=good.service.title,
            service_type=row.type,
            submission=good.submission,
            quantity=good.quote.total,
            expected_charge=good.quote.charge,
            currency=row.currency or currency,
            card_message_id=None,
            refill=row.refill,
            cancel=row.cancel,
            batch_id=batch.id,
            batch_line=good.line.number,
            created_at=self.clock.now(),
        )


async def _require_as_shown(tx: Transaction, checked: Checked, shown: Shown) -> None:
    now = Shown.of(checked)
    if now.total_micros != shown.total_micros:
        raise PriceChanged(from_micros(shown.total_micros), checked.total, await find_currency(tx))
    if now.mark != shown.mark:  # the same in all, and yet not the same
        raise AnswerRejected("lines_changed")


def mark_of(checked: Checked) -> str:
    """Return eight letters and digits that stand in a button for all that can be ordered, line by line."""
    told = [
        (
            one.line.number,
            one.service.id,
            type_mark(one.service),
            one.quote.total,
            to_micros(one.quote.charge),
            one.service.title,
            one.submission.target,
        )
        for one in checked.good
    ]
    return sha256(repr(told).encode(errors="replace")).hexdigest()[:8]


async def _check_batch(tx: Transaction, batch: Batch) -> Checked:
    as_sent = await tx.memory.recall(f"{AS_SENT}{batch.token}") is not None
    return await _check(tx, read_order_lines(batch.content), as_sent=as_sent)


async def _check(tx: Transaction, lines: Sequence[OrderLine], *, as_sent: bool) -> Checked:
    return check_lines(lines, await find_services(tx, lines), as_sent=as_sent)


async def find_services(tx: Transaction, lines: Sequence[OrderLine]) -> Mapping[str, Service]:
    """Find the services that lines name, those gone and hidden too, by the panel's id."""
    services: dict[str, Service] = {}
    for panel_id in dict.fromkeys(line.service for line in lines):
        service = await tx.catalogue.find_by_panel_id(PanelServiceId(panel_id))
        if service is not None:
            services[panel_id] = service
    return services


async def _with_open_orders(tx: Transaction, user_id: int, checked: Checked) -> Checked:
    """Note which lines' service and link this user has an open order for; one query for each service."""
    taken: set[tuple[int, str]] = set()
    for service_id in dict.fromkeys(one.service.id for one in checked.good):
        opened = await tx.orders.list_open_of_service(user_id, service_id, _OPEN_LOOKED_AT)
        taken |= {(service_id, same_link(order.new.submission.target)) for order in opened}
    return replace(checked, open_already=[one.line.number for one in checked.good if one.same_as in taken])
