"""How an order that is put together again differs from the one before: what must be said, for it is not seen."""

from dataclasses import dataclass
from decimal import Decimal

from bot.domain.draft import LINK, SUMMARY, Draft, answer, kind_of, quote
from bot.domain.errors import OrderRefused
from bot.domain.money import price_per_1000, to_micros
from bot.domain.order import NewOrder
from bot.domain.service_types import DRIP_FEED, Pricing, find_service_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What is not as it was; None or False where there is nothing to tell."""

    is_other_type: bool = False
    lost_runs: int | None = None  # of a drip-feed that was not taken along
    price: Decimal | None = None  # of the draft; while it is not complete, of the same order at today's rate
    refusal: OrderRefused | None = None  # why an answer of then is asked for anew


def changed_since(before: NewOrder, draft: Draft, currency: str | None) -> Differences:
    """Hold a draft that was begun with an earlier order's answers against that order.

    `currency` is what the panel counts in now. Raises: ServiceGone, ServiceHidden, ServiceUnsupported.
    """
    return Differences(
        is_other_type=_is_other_type(before, draft),
        lost_runs=_lost_runs(before, draft),
        price=_other_price(before, draft, currency),
        refusal=_refusal(before, draft),
    )


def _is_other_type(before: NewOrder, draft: Draft) -> bool:
    return find_service_type(before.service_type) != kind_of(draft.service)


def _lost_runs(before: NewOrder, draft: Draft) -> int | None:
    runs = before.submission.parameters.get("runs", "")
    is_kept = "runs" in draft.answers or draft.step in {item.name for item in DRIP_FEED}
    return int(runs) if runs.isdecimal() and not is_kept else None


def _other_price(before: NewOrder, draft: Draft, currency: str | None) -> Decimal | None:
    now, then = _price(before, draft), before.price
    if now is None or then is None:
        return None
    is_same_money = currency == before.currency or None in (currency, before.currency)
    return None if is_same_money and to_micros(now) == to_micros(then) else now


def _price(before: NewOrder, draft: Draft) -> Decimal | None:
    if draft.step == SUMMARY:
        return quote(draft).charge
    if _is_other_type(before, draft):
        return None
    rate = draft.service.row.rate
    return price_per_1000(rate, before.quantity or 0) if kind_of(draft.service).pricing is Pricing.PER_1000 else rate


def _refusal(before: NewOrder, draft: Draft) -> OrderRefused | None:
    given = {LINK: before.submission.target, **before.submission.parameters}
    if draft.step in given:
        try:
            answer(draft, given[draft.step])
        except OrderRefused as refusal:
            return refusal
    return None
