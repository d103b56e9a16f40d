"""Mass orders: lines are checked one by one, confirmed at once, and ordered one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.domain.batch import Batch, BatchState, Checked, GoodLine, check_lines
from bot.domain.catalogue import PanelServiceId, Service
from bot.domain.errors import AnswerRejected, DraftGone, PriceChanged
from bot.domain.money import from_micros, to_micros
from bot.domain.order import NewOrder
from bot.domain.order_lines import OrderLine, read_order_lines
from bot.ports import Clock, Transaction
from bot.services.place_order import find_currency, type_mark

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

    async def propose(self, tx: Transaction, user_id: int, chat_id: int, text: str) -> tuple[Batch, Checked]:
        """Store what was written and check each line; nothing is ordered.

        Raises: AnswerRejected when there are no lines, or too many.
        """
        lines = read_order_lines(text)
        batch = await tx.batches.insert(user_id, chat_id, self.make_token(), text, self.clock.now())
        return batch, await _check(tx, lines)

    async def check(self, tx: Transaction, user_id: int, token: str) -> tuple[Batch, Checked]:
        """Check a mass order of this user against the catalogue of now.

        Raises: DraftGone when there is none.
        """
        batch = await tx.batches.find(token, user_id)
        if batch is None:
            raise DraftGone(token)
        return batch, await _check(tx, read_order_lines(batch.content))

    async def confirm(
        self, tx: Transaction, user_id: int, token: str, shown: Shown, words: Words
    ) -> tuple[Batch, Checked, bool]:
        """Queue an order for each good line, in this transaction, while they are what was shown.

        `words` says why the bad lines were not ordered. Returns also whether it was this call that did it.
        Raises: DraftGone; PriceChanged or AnswerRejected when what can be ordered is no longer what was shown.
        """
        batch, checked = await self.check(tx, user_id, token)
        if batch.state is not BatchState.OPEN:
            return batch, checked, False
        await _require_as_shown(tx, checked, shown)
        if not await tx.batches.close(batch.id, user_id, BatchState.CONFIRMED, words(checked)):
            return batch, checked, False
        currency = await find_currency(tx)
        for good in checked.good:
            await tx.orders.insert(self._new_order(batch, good, currency))
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
            token=f"{batch.token}:{good.line.number}",  # unique, as the batch's token is: a line is one order
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
        )
        for one in checked.good
    ]
    return sha256(repr(told).encode(errors="replace")).hexdigest()[:8]


async def _check(tx: Transaction, lines: Sequence[OrderLine]) -> Checked:
    services: dict[str, Service] = {}
    for panel_id in dict.fromkeys(line.service for line in lines):
        service = await tx.catalogue.find_by_panel_id(PanelServiceId(panel_id))
        if service is not None:
            services[panel_id] = service
    return check_lines(lines, services)
