"""Several notices in one message: an entry for each order, nothing untrue, nothing final left out."""

from dataclasses import asdict, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.texts import texts_for
from bot.chat.views.notices import notice
from bot.chat.views.together import notices_together
from bot.domain.catalogue import PanelOrderId
from bot.domain.events import EventKind, OrderEvent
from bot.domain.order import Order, OrderState
from tests.unit.chat.telegram_rules import Shown, shown
from tests.unit.domain.samples import make_order, make_report, patient

T = texts_for("en")


def placed(number: int, **facts: Any) -> Order:
    return make_order(id=number, panel_order_id=PanelOrderId(str(23500 + number)), **facts)


def event(
    order: Order, status: str | None = "Completed", kind: EventKind = EventKind.STATUS_CHANGED, **facts: Any
) -> Any:
    final = status in ("Completed", "Partial") or kind not in (EventKind.STATUS_CHANGED, EventKind.PLACED)
    return asdict(OrderEvent(kind=kind, order_id=order.id, status=status, final=final, **facts)), order


def tell(*notices: Any) -> Shown:
    view, told = notices_together(notices, T)
    assert set(told) == {order.id for _, order in notices}
    return shown(view)


def test_a_line_for_each_order() -> None:
    """Each order has its line with #id, service and status, and a button that leads to it."""
    said = tell(event(placed(1)), event(placed(2), "Partial", remains=57), event(placed(3), "In progress"))
    assert said.text.splitlines() == [
        "News of 3 orders",
        "",
        "✅ #23501 Followers: Completed",
        "🌗 #23502 Followers: Partial · Remains: 57 of 100",
        "🔄 #23503 Followers: In progress",
    ]
    assert [button["text"].split()[-1] for row in said.rows for button in row] == ["#23501", "#23502", "#23503"]
    assert said.rows[0][0]["callback_data"] == "1:oc:1"


def test_what_came_of_a_cancel() -> None:
    """A status that is the end of a cancel says so, also when it is told with what came before."""
    order, other = placed(1), placed(2)
    said = tell(
        event(order, kind=EventKind.CANCEL_ACCEPTED),
        event(order, "Canceled", cancel="done"),
        event(other, cancel="rejected"),
    )
    assert "#23501 Followers: Canceled\nThe cancel that you asked for is done." in said.text
    assert "#23502 Followers: Completed\nThe cancel that you asked for came too late." in said.text


def test_many_orders() -> None:
    """More orders than buttons lead to the list, which comes below and leaves the news where they are."""
    said = tell(*(event(placed(number)) for number in range(1, 21)))
    assert said.titles == [["My orders"]]
    assert said.data_of("My orders") == "1:ol:new"
    assert said.text.count("Completed") == 20


def test_what_was_passed_through() -> None:
    """An order that changed several times is told once, by its newest status."""
    order = placed(1)
    said = tell(
        event(order, None, EventKind.PLACED), event(order, "In progress"), event(placed(2)), event(order, "Completed")
    )
    assert "✅ #23501 Followers: Completed" in said.text
    assert "In progress" not in said.text
    assert "taken" not in said.text


def test_every_final_status() -> None:
    """A final status that the panel changed afterwards is told too, before what it became."""
    order = placed(1)
    said = tell(event(order, "In progress"), event(order), event(order, "Partial", remains=5))
    assert said.text.splitlines()[-1] == "🌗 #23501 Followers: Completed → Partial · Remains: 5 of 100"


def test_arrow_of_a_language_from_right_to_left() -> None:
    """The arrow points the way the language is read; no sign turns it round by itself."""
    order = placed(1)
    said, _ = notices_together([event(order), event(order, "Partial", remains=5), event(placed(2))], texts_for("ar"))
    assert "←" in said.text
    assert "→" not in said.text


def test_one_change_of_one_order() -> None:
    """When all but one change of one order were passed through, the message is that one's own."""
    order = placed(1)
    newest = event(order, "Completed")
    view, _ = notices_together([event(order, "In progress"), newest], T)
    assert view == notice(*newest, T)


def test_an_order_that_was_taken() -> None:
    """An order of which no more is known than that the panel took it is told as that."""
    said = tell(event(placed(1), None, EventKind.PLACED), event(placed(2)))
    assert "#23501 Followers: taken by the panel" in said.text


def test_what_takes_a_sentence() -> None:
    """A refusal, a request's answer and an order that could not be confirmed keep their words and their service."""
    refused = make_order(OrderState.REFUSED, id=1)
    unsure = make_order(OrderState.UNCERTAIN, id=2)
    said = tell(
        event(refused, None, EventKind.REFUSED, words="Bad link"),
        event(unsure, None, EventKind.UNCERTAIN),
        event(placed(3), None, EventKind.REFILL_ACCEPTED),
    )
    assert "refused this order: nothing was ordered. It says: “Bad link”\nFollowers\n\n" in said.text
    assert "could not confirm" in said.text
    assert "#23503: the panel has accepted the refill request." in said.text
    assert "Only the request is accepted" in said.text


def test_what_could_be_confirmed_after_all() -> None:
    """An order that was taken after all is not said to be unconfirmed any more."""
    order = placed(1, report=make_report("In progress"))
    said = tell(event(order, None, EventKind.UNCERTAIN), event(order, "In progress"), event(placed(2)))
    assert "could not confirm" not in said.text
    assert "🔄 #23501 Followers: In progress" in said.text


def test_no_more_than_fits() -> None:
    """Orders that would make the message too long are left for the next one, whole."""
    orders = [placed(number) for number in range(1, 21)]
    words = [event(order, None, EventKind.CANCEL_REFUSED, words="x" * 400) for order in orders]
    view, told = notices_together(words, T)
    said = shown(view)
    assert 5 < len(told) < 20
    assert said.text.startswith(f"News of {len(told)} orders")
    assert [f"#{order.panel_order_id}" in said.text for order in orders] == [order.id in told for order in orders]


@patient
@given(text=st.text(st.characters(exclude_categories=())), times=st.integers(1, 60), orders=st.integers(1, 20))
def test_any_text(text: str, times: int, orders: int) -> None:
    """Whatever the panel calls things, the message is one that Telegram takes, and tells of one order at least."""
    long = text * times
    notices = []
    for number in range(1, orders + 1):
        order = placed(number)
        order = replace(order, panel_order_id=PanelOrderId(long), new=replace(order.new, service_name=long))
        notices += [event(order, long), event(order, None, EventKind.REFILL_REFUSED, words=long)]
    view, told = notices_together(notices, T)
    shown(view)
    assert told
