"""What happened to an order, as what is owed to its chat."""

from dataclasses import replace

import pytest

from bot.domain.events import EventKind, OrderEvent
from bot.domain.outbox import OwedKind
from bot.services.owe import owe_card, owe_notice, owe_operators
from tests.unit.domain.samples import make_order

ORDER = replace(make_order(), new=replace(make_order().new, card_message_id=7), view_message_id=8)


@pytest.mark.parametrize("final", [True, False])
def test_a_notice_is_its_event(final: bool) -> None:
    """The event is kept as it happened; only what is final makes a sound."""
    event = OrderEvent(kind=EventKind.STATUS_CHANGED, order_id=ORDER.id, status="Partial", remains=0, final=final)
    owed = owe_notice(ORDER, event)
    assert (owed.kind, owed.chat_id, owed.order_id, owed.silent) == (
        OwedKind.NOTICE,
        ORDER.new.chat_id,
        ORDER.id,
        not final,
    )
    assert owed.payload == {
        "kind": "status_changed",
        "order_id": ORDER.id,
        "status": "Partial",
        "remains": 0,
        "final": final,
    }


@pytest.mark.parametrize(
    ("card", "view", "shown"), [(7, 8, [7, 8]), (7, 7, [7]), (7, None, [7]), (None, 8, [8]), (None, None, [])]
)
def test_each_message_that_shows_the_order_is_a_card(card: int | None, view: int | None, shown: list[int]) -> None:
    """Every message that shows the order is owed the news once."""
    order = replace(ORDER, new=replace(ORDER.new, card_message_id=card), view_message_id=view)
    assert [owed.message_id for owed in owe_card(order)] == shown


def test_each_operator_is_told() -> None:
    """Operators get the topic, the facts, and the order where there is one."""
    owed = owe_operators([1, 2], "refused", ORDER, words="no")
    assert [(one.chat_id, one.order_id) for one in owed] == [(1, ORDER.id), (2, ORDER.id)]
    assert owed[0].payload == {"operator": "refused", "words": "no"}
    assert owe_operators([], "refused") == []
