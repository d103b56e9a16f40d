"""An order's card in every state."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.chat.texts import texts_for
from bot.chat.views.order import card
from bot.domain.catalogue import PanelOrderId
from bot.domain.order import Order, OrderState
from bot.domain.status import FINAL, Status
from tests.unit.chat.telegram_rules import Shown, shown
from tests.unit.domain.samples import LINK, NOON, make_order, make_report

T = texts_for("en")


def show(order: Order, *, back: bool = False) -> Shown:
    return shown(card(order, T, back=back))


def reported(word: str, quantity: int | None = 100, **facts: object) -> Order:
    made = make_order(report=make_report(word, **facts), checked_at=NOON)
    return replace(made, new=replace(made.new, quantity=quantity))


def test_queued() -> None:
    """An order that nobody sent yet is on its way, with all that is known of it, and cannot be ordered again."""
    said = show(make_order(OrderState.QUEUED))
    assert said.text == (
        f"Order\nFollowers\n\n⏳ Your order is on its way to the panel.\n\nLink: {LINK}\nQuantity: 100\n"
        "Price: 0.20 USD\nOrdered: May 4, 2026, 12:00 UTC"
    )
    assert said.titles == [["My orders"]]


def test_put_off() -> None:
    """An order that the panel could not be given yet waits, and says so."""
    assert "cannot be reached" in show(make_order(OrderState.QUEUED, attempts=3)).text


def test_confirmed_while_orders_wait() -> None:
    """An order that is confirmed while none goes out does not claim to be on its way; a later state says its own."""
    said = shown(card(make_order(OrderState.QUEUED), T, waits=True))
    assert "cannot be reached" in said.text
    assert "on its way" not in said.text
    assert shown(card(make_order(), T, waits=True)).text == show(make_order()).text


def test_submitting() -> None:
    """An order that is being sent is on its way."""
    said = show(make_order(OrderState.SUBMITTING, attempts=1))
    assert "on its way" in said.text
    assert said.titles == [["My orders"]]


def test_children() -> None:
    """A parent's card counts the orders under it and names the latest; nothing is said where there are none."""
    few = reported("Active", children=(PanelOrderId("23601"), PanelOrderId("23602")))
    assert "2 orders placed under it so far: #23601, #23602\n" in show(few).text
    many = reported("Active", children=tuple(PanelOrderId(str(number)) for number in range(1, 1001)))
    assert "1,000 orders placed under it so far: … #996, #997, #998, #999, #1000\n" in show(many).text
    assert "1 order placed under it so far: #7\n" in show(reported("Active", children=(PanelOrderId("7"),))).text
    assert "under it" not in show(reported("Active")).text


def test_placed_and_not_reported_yet() -> None:
    """A placed order bears its id; no status is made up for it."""
    said = show(make_order())
    assert said.text.startswith("#23501\nFollowers\n\n📨 The panel has taken your order.")
    assert "Pending" not in said.text
    assert said.titles == [["Refresh", "Copy id"], ["Cancel order"], ["Order again", "☆ Favourite"], ["My orders"]]


def test_refused() -> None:
    """A refusal shows the panel's own words, and that nothing was ordered."""
    said = show(make_order(OrderState.REFUSED, refusal="Bad <link>"))
    assert "The panel refused this order: nothing was ordered. It says: “Bad <link>”" in said.text
    assert said.titles == [["Order again", "☆ Favourite"], ["My orders"]]


def test_refused_without_a_word() -> None:
    """A refusal without words shows no empty quotation."""
    said = show(make_order(OrderState.REFUSED, refusal=""))
    assert "gave no reason" in said.text
    assert "“" not in said.text


def test_uncertain() -> None:
    """An uncertain order says that we could not confirm it, and offers nothing that could order it twice."""
    said = show(make_order(OrderState.UNCERTAIN))
    assert "could not confirm" in said.text
    assert "not sent again by itself" in said.text
    assert "before you order it again" in said.text
    assert said.titles == [["My orders"]]


@pytest.mark.parametrize("status", Status)
def test_every_status(status: Status) -> None:
    """Each status is said in its word; only an open order can be canceled, only a delivered one refilled."""
    said = show(reported(status))
    assert f" {status.value}\n" in said.text
    assert ("Cancel order" in said.buttons) is (status not in FINAL)
    assert ("Refill" in said.buttons) is (status in (Status.COMPLETED, Status.PARTIAL))


@pytest.mark.parametrize("word", ["Zurückgestellt", "on <hold>", "{status}", "待处理"])
def test_unknown_status(word: str) -> None:
    """A word that nobody foresaw is shown as it is."""
    said = show(reported(word))
    assert f"🕒 {word}\n" in said.text
    assert "Cancel order" in said.buttons


def test_refill_and_cancel_as_the_service_allows() -> None:
    """What the panel says no to is not offered; what it does not say is."""
    done, under_way = reported("Completed"), reported("In progress")
    assert "Refill" not in show(replace(done, new=replace(done.new, refill=False))).buttons
    assert "Refill" in show(replace(done, new=replace(done.new, refill=True))).buttons
    assert "Cancel order" not in show(replace(under_way, new=replace(under_way.new, cancel=False))).buttons


@pytest.mark.parametrize(
    ("remains", "quantity", "line"),
    [
        (100, 100, "Remains: 100 of 100\n▱▱▱▱▱▱▱▱▱▱ 0%"),
        (99, 100, "Remains: 99 of 100\n▱▱▱▱▱▱▱▱▱▱ 1%"),
        (50, 100, "Remains: 50 of 100\n▰▰▰▰▰▱▱▱▱▱ 50%"),
        (1, 1_000_000, "Remains: 1 of 1,000,000\n▰▰▰▰▰▰▰▰▰▱ 99%"),
        (0, 100, "Remains: 0 of 100\n▰▰▰▰▰▰▰▰▰▰ 100%"),
        (-5, 100, "Remains: -5\n"),
        (101, 100, "Remains: 101\n"),
        (157, None, "Remains: 157\n"),
        (0, None, "Remains: 0\n"),
        (0, 0, "Remains: 0\n"),
        (2**63 - 2, 2**63 - 1, "▱▱▱▱▱▱▱▱▱▱ 0%"),
    ],
)
def test_progress(remains: int, quantity: int | None, line: str) -> None:
    """The bar is never fuller than the truth, and there is none where the figures make no sense."""
    said = show(reported("In progress", quantity, remains=remains))
    assert line in said.text
    if "%" not in line:
        assert "▰" not in said.text
        assert "▱" not in said.text


def test_nothing_known_of_progress() -> None:
    """Without a word on what remains there is no line about it."""
    assert "Remains" not in show(reported("In progress")).text


@pytest.mark.parametrize(
    ("charge", "currency", "line"),
    [
        ("0.27819", "USD", "Charge: 0.27819 USD"),
        ("0.0000125", "EUR", "Charge: 0.0000125 EUR"),
        ("10000", None, "Charge: 10,000.00 USD"),
    ],
)
def test_charge(charge: str, currency: str | None, line: str) -> None:
    """What the panel charged is shown to its last digit, and takes the place of what was expected."""
    said = show(reported("Completed", charge=Decimal(charge), currency=currency))
    assert line in said.text
    assert "Price" not in said.text


def test_start_count() -> None:
    """The count at the start is shown, 0 too."""
    assert "Start count: 3,572" in show(reported("Partial", start_count=3572)).text
    assert "Start count: 0" in show(reported("Partial", start_count=0)).text


def test_times() -> None:
    """A placed order says when it was ordered, last changed and last checked."""
    assert show(reported("Partial")).text.endswith(
        "Ordered: May 4, 2026, 12:00 UTC\nLast change: May 4, 2026, 12:00 UTC\nLast checked: May 4, 2026, 12:00 UTC"
    )


def test_drip_feed() -> None:
    """A drip-feed order says how it is delivered; parameters that are no numbers are not made into any."""
    made = make_order()
    parameters = {"quantity": "1000", "runs": "5", "interval": "30"}
    sent = replace(made.new.submission, parameters=parameters)
    said = show(replace(made, new=replace(made.new, submission=sent)))
    assert "Drip-feed: 1,000 each run · runs: 5 · interval: 30 min" in said.text
    odd = replace(sent, parameters={**parameters, "runs": "many"})
    assert "Drip-feed" not in show(replace(made, new=replace(made.new, submission=odd))).text


def test_id_is_copied_whole_or_not_at_all() -> None:
    """The id that a button copies is never a part of it."""
    assert '"23501"' in show(make_order()).rows[0][1]["copy_text"]
    long = replace(make_order(), panel_order_id=PanelOrderId("9" * 257))
    assert "Copy id" not in show(long).buttons


def test_opened_from_the_list() -> None:
    """A card that was opened from the list has a way back to it."""
    assert show(make_order(), back=True).titles[-1] == ["Back"]


def test_usual_time_and_late() -> None:
    """An open order says how long its like take, and, once it was pointed out, that it is late and what can be done."""
    order = make_order(report=make_report("In progress"))
    usual = replace(order, new=replace(order.new, usual_seconds=2 * 3600))
    assert "Usually done in about 2 hours" in shown(card(usual, T)).text
    assert "longer than usual" not in shown(card(usual, T)).text
    late = replace(usual, late_told_at=NOON)
    assert "🔄 In progress\n⏰ It takes longer than usual. You can wait, ask the panel to cancel it below" in (
        shown(card(late, T)).text
    )
    fixed = replace(late, new=replace(late.new, cancel=False))
    assert "You can wait, or ask the operator" in shown(card(fixed, T)).text
    done = shown(card(replace(late, report=make_report("Completed")), T)).text
    assert "longer than usual" not in done
    assert "Usually" not in done
