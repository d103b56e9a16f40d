"""Confirm: a draft becomes an order, once."""

from dataclasses import dataclass
from decimal import Decimal
from zlib import crc32

from bot.domain.catalogue import Service
from bot.domain.draft import SUMMARY, Draft, kind_of, quote, submission
from bot.domain.errors import AnswerRejected, DraftChanged, DraftGone, PriceChanged
from bot.domain.money import from_micros, to_micros
from bot.domain.order import NewOrder, Order, Submission
from bot.ports import Clock, Transaction
from bot.services.usual_times import UsualTimes


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Queues the order of a confirmed draft, in the transaction of the update that confirmed it."""

    clock: Clock
    usual_times: UsualTimes | None = None  # None: nothing is said of how long it usually takes

    async def __call__(
        self,
        tx: Transaction,
        user_id: int,
        token: str,
        shown_micros: int,
        card_message_id: int | None,
        *,
        shown_type: str = "",
    ) -> tuple[Order, bool]:
        """Queue the order of the draft with this token, at the price that was shown (in millionths).

        With `shown_type` (see `type_mark`), also only while the service is of that type: one that became a package can
        cost the same. Returns the order, and whether it is new: a second tap finds the order that the first one made.
        Raises: DraftGone, DraftChanged, PriceChanged, and what `submission` raises when the catalogue has changed.
        """
        made = await tx.orders.find_by_token(token, user_id)
        if made is not None:
            return made, False
        draft = await tx.drafts.find_open(user_id)
        if draft is None:
            raise DraftGone(token)
        if draft.token != token:
            raise DraftChanged(token)
        new = await self._new_order(tx, draft, card_message_id)
        _require_as_shown(draft, new, shown_micros, shown_type)
        order = await tx.orders.insert(new if self.usual_times is None else await self.usual_times.give(tx, new))
        if order is None:  # the token is unique for ever, whoever asks
            raise DraftGone(token)
        await tx.drafts.close(draft.id, user_id, self.clock.now())
        return order, True

    async def _new_order(self, tx: Transaction, draft: Draft, card_message_id: int | None) -> NewOrder:
        sent = _submission(draft)
        priced, row = quote(draft), draft.service.row
        return NewOrder(
            user_id=draft.user_id,
            chat_id=draft.chat_id,
            token=draft.token,
            service_id=draft.service.id,
            service_name=draft.service.title,
            service_type=row.type,
            submission=sent,
            quantity=priced.total,
            expected_charge=None if priced.per_post else priced.charge,
            rate_per_post=priced.charge if priced.per_post else None,
            currency=row.currency or await find_currency(tx),
            card_message_id=card_message_id,
            refill=row.refill,
            cancel=row.cancel,
            created_at=self.clock.now(),
        )


def _submission(draft: Draft) -> Submission:
    """Turn a draft into what is sent; one that was complete when it was shown says that its service has changed."""
    try:
        return submission(draft)
    except AnswerRejected as rejection:
        if draft.step == SUMMARY and rejection.reason == "incomplete":
            raise AnswerRejected("service_changed") from rejection
        raise


def _require_as_shown(draft: Draft, new: NewOrder, shown_micros: int, shown_type: str) -> None:
    charge = new.price
    if charge is None or to_micros(charge) != shown_micros:
        if "runs" in draft.answers and "runs" not in new.submission.parameters:
            raise AnswerRejected("drip_feed_gone")
        raise PriceChanged(from_micros(shown_micros), charge or Decimal(0), new.currency)
    if shown_type not in ("", type_mark(draft.service)):
        raise AnswerRejected("service_changed")


def type_mark(service: Service) -> str:
    """Return four letters and digits that stand for a service's type in a button.

    Raises: ServiceGone, ServiceUnsupported.
    """
    return f"{crc32(kind_of(service).name.encode()) & 0xFFFF:04x}"


CURRENCY = "currency"  # the name the panel's currency is kept under


async def find_currency(tx: Transaction) -> str | None:
    """Find the currency the panel counts in, as its balance last said."""
    kept = await tx.memory.peek(CURRENCY)
    return kept[0] if kept else None
