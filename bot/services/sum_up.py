"""Sums a user's orders up week by week or month by month."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bot.domain.totals import Bar, By, Totals, spans
from bot.ports import Spent, Transaction


async def sum_up(tx: Transaction, user_id: int, by: By, now: datetime) -> Totals:
    """Sum up the last weeks or months; the currency that most orders were charged in goes into the bars."""
    found = [(start, await tx.orders.spent(user_id, start, end)) for start, end in spans(by, now)]
    orders: Counter[str | None] = Counter()
    charges: dict[str | None, Decimal] = {}
    for one in (one for _, spent in found for one in spent):
        orders[one.currency] += one.orders
        charges[one.currency] = charges.get(one.currency, Decimal(0)) + one.charge
    main = max(orders, key=lambda currency: (orders[currency], currency or ""), default=None)
    return Totals(
        by=by,
        currency=main,
        bars=[_bar(start, spent, main) for start, spent in found],
        others=[(currency, charges[currency]) for currency, _ in orders.most_common() if currency != main],
    )


def _bar(start: datetime, spent: Sequence[Spent], main: str | None) -> Bar:
    charge = sum((one.charge for one in spent if one.currency == main), Decimal(0))
    return Bar(start, sum(one.orders for one in spent), charge)
