"""Turns what happened to an order into what is owed to its chat."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order, Verdict
from bot.domain.outbox import NewOwed, OwedKind


def owe_notice(order: Order, event: OrderEvent) -> NewOwed:
    """Owe the order's user a notice; it is put into words when it is delivered, in their language of then."""
    return NewOwed(
        chat_id=order.new.chat_id,
        kind=OwedKind.NOTICE,
        payload={name: value for name, value in asdict(event).items() if value is not None},
        order_id=order.id,
        silent=not event.final,
    )


NOT_ORDERED = "not_ordered"  # beside the ends of orders: the lines that became none


def owe_batch_report(last: Order, orders: Iterable[Order], not_ordered: int) -> NewOwed:
    """Owe the user of a mass order its report: how many orders came to which end, how many lines became none."""
    ends = Counter(_end(order) for order in orders) + Counter({NOT_ORDERED: not_ordered})
    return NewOwed(
        chat_id=last.new.chat_id,
        kind=OwedKind.NOTICE,
        payload={"kind": EventKind.BATCH_DONE, "order_id": last.id, "final": True, "ends": dict(ends)},
        order_id=last.id,
    )


def _end(order: Order) -> str:
    """Name how an order ended; one that an operator closed was not refused by the panel."""
    return str(order.verdict if order.verdict is Verdict.NOT_TAKEN else order.state)


def owe_card(order: Order) -> Sequence[NewOwed]:
    """Owe the order's chat that each message which shows the order tells how it stands now."""
    shown_in = {order.new.card_message_id, order.view_message_id} - {None}
    return [
        NewOwed(chat_id=order.new.chat_id, kind=OwedKind.CARD, payload={}, message_id=message_id, order_id=order.id)
        for message_id in sorted(shown_in, key=str)
    ]


def owe_operators(operators: Iterable[int], topic: str, order: Order | None = None, **facts: Any) -> list[NewOwed]:
    """Owe each operator a word about something that needs them."""
    return [
        NewOwed(
            chat_id=operator,
            kind=OwedKind.NOTICE,
            payload={"operator": topic, **facts},
            order_id=None if order is None else order.id,
        )
        for operator in operators
    ]
