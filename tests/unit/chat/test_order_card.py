"""An order's card in every state."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.chat.texts import texts_for
from bot.chat.views.order import card
from bot.domain.catalogue import PanelOrderId
from bot.domain.draft import submission
from bot.domain.order import Order, OrderState
from bot.domain.request import LatestRequests, Outcome, Request, RequestKind, RequestState
from bot.domain.status import FINAL, Status
from tests.unit.chat.telegram_rules import Shown, shown
from tests.unit.domain.samples import LINK, NOON, make_draft, make_order, make_report

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
    assert said.titles == [
        ["Refresh", "Copy id", "Copy link"],
        ["Cancel order"],
        ["Order again", "☆ Favourite"],
        ["My orders"],
    ]


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


def test_price_per_post() -> None:
    """The price of a subscription is a rate on the card as in the summary; a charge that the panel names is one."""
    made = reported("Active", quantity=None)
    order = replace(made, new=replace(made.new, expected_charge=None, rate_per_post=Decimal("0.90")))
    assert "Price: 0.90 USD per 1000 on each future post\n" in show(order).text
    charged = replace(order, report=make_report("Active", charge=Decimal("0.25")))
    assert "Charge: 0.25 USD" in show(charged).text
    assert "Price" not in show(charged).text


def ordered(kind: str, *answers: str, **more: str) -> Shown:
    """Show the card of an order whose draft was answered so, its parameters as a table gives them back."""
    sent = submission(make_draft(kind, LINK, *answers))
    parameters = dict(sorted({**sent.parameters, **more}.items()))
    made = make_order()
    quantity = int(parameters["quantity"]) if "quantity" in parameters else None
    facts = {"service_type": kind.lower(), "submission": replace(sent, parameters=parameters), "quantity": quantity}
    return show(replace(made, new=replace(made.new, **facts)))


def test_what_was_ordered() -> None:
    """The card says what was answered, in the order of the questions and in the words of the summary."""
    said = ordered("Subscriptions", "somebody", "100", "2000", "30", posts="7", expiry="31/12/2026")
    assert (
        f"Link: {LINK}\nUsername: somebody\nSmallest quantity: 100\nLargest quantity: 2,000\nDelay in minutes: 30\n"
        "Future posts: 7\nLast day: 31/12/2026\nPrice: "
    ) in said.text
    visits = ordered("Web Traffic", "500", "India", "1", "1", "shoes", odd="new")
    assert (
        "Country: India\nDevice: Desktop\nTraffic from: Google search\nGoogle keyword: shoes\nodd: new\n" in visits.text
    )


def test_lines_that_were_ordered() -> None:
    """Of many lines the first are shown, with their number; long ones are cut, and no odd type hides the rest."""
    few = ordered("Custom Comments Package", "Nice\nGreat\nWow").text
    assert "Comments (3):\nNice\nGreat\nWow\nQuantity: 1\n" in few
    many = make_draft("Custom Comments", LINK, "\n".join(f"Comment {number}" for number in range(1, 11)))
    made = make_order()
    order = replace(made, new=replace(made.new, service_type="Custom Comments", submission=submission(many)))
    assert "Comments (10):\nComment 1\nComment 2\nComment 3\n…\nQuantity" in show(order).text
    long = replace(submission(many), parameters={"comments": "x" * 5000 + "\nNice", "quantity": "2"})
    assert (
        f"Comments (2):\n{'x' * 199}…\nQuantity" in show(replace(order, new=replace(order.new, submission=long))).text
    )


def request(kind: RequestKind, state: RequestState, outcome: Outcome | None = None) -> Request:
    due_at = NOON if state in (RequestState.QUEUED, RequestState.ACCEPTED) and outcome is None else None
    facts = {"state": state, "outcome": outcome, "created_at": NOON, "due_at": due_at}
    return Request(id=1, order_id=9, user_id=501, kind=kind, **facts)


def show_asked(word: str, *found: Request, hours: int = 1) -> Shown:
    asked = LatestRequests(found=found, at=NOON + timedelta(hours=hours))
    return shown(card(reported(word), T, asked=asked))


OPEN = "we could not confirm whether the panel has taken the request"
AGAIN = "The next refill can be asked for from May 5, 2026, 12:00 UTC on."


@pytest.mark.parametrize(
    ("state", "outcome", "line", "is_held"),
    [
        (RequestState.QUEUED, None, "🔁 Refill: asked for, on its way to the panel\n\n", True),
        (RequestState.SUBMITTING, None, "🔁 Refill: asked for, on its way to the panel\n\n", True),
        (RequestState.ACCEPTED, None, f"🔁 Refill: the panel has taken the request\n{AGAIN}\n\n", True),
        (RequestState.ACCEPTED, Outcome.DONE, f"🔁 Refill: done\n{AGAIN}\n\n", True),
        (RequestState.ACCEPTED, Outcome.REJECTED, f"🔁 Refill: the panel has said no\n{AGAIN}\n\n", True),
        (RequestState.UNCERTAIN, None, f"🔁 Refill: {OPEN}\n{AGAIN}\n\n", True),
        (RequestState.REFUSED, None, "🔁 Refill: the panel has said no\n\n", False),
    ],
)
def test_refill_that_was_asked_for(state: RequestState, outcome: Outcome | None, line: str, is_held: bool) -> None:
    """The card says how the last refill stands; while another would be turned down, none is offered."""
    said = show_asked("Completed", request(RequestKind.REFILL, state, outcome))
    assert f"✅ Completed\n{line}" in said.text
    assert ("Refill" in said.buttons) is not is_held


def test_refill_after_a_day() -> None:
    """A day after a refill was asked for another can be, and the card offers it and says no more of waiting."""
    last = request(RequestKind.REFILL, RequestState.ACCEPTED)
    assert "Refill" not in show_asked("Completed", last, hours=23).buttons
    later = show_asked("Completed", last, hours=24)
    assert "Refill" in later.buttons
    assert "the panel has taken the request\n\n" in later.text


@pytest.mark.parametrize(
    ("state", "outcome", "line", "is_held"),
    [
        (RequestState.QUEUED, None, "🛑 Cancel: asked for, on its way to the panel", True),
        (RequestState.ACCEPTED, None, "🛑 Cancel: the panel has taken the request", True),
        (
            RequestState.UNCERTAIN,
            None,
            "🛑 Cancel: we could not confirm whether the panel has taken the request",
            False,
        ),
        (RequestState.REFUSED, None, "🛑 Cancel: the panel has said no", False),
        (RequestState.ACCEPTED, Outcome.REJECTED, "🛑 Cancel: it came too late", False),
        (RequestState.ACCEPTED, Outcome.DONE, "", False),
    ],
)
def test_cancel_that_was_asked_for(state: RequestState, outcome: Outcome | None, line: str, is_held: bool) -> None:
    """The card says how the last cancel stands; one that may yet come to something is not offered again."""
    said = show_asked("In progress", request(RequestKind.CANCEL, state, outcome))
    assert f"🔄 In progress\n{line}\n" in said.text
    assert ("🛑" in said.text) is bool(line)
    assert ("Cancel order" in said.buttons) is not is_held


def test_late_and_asked_to_be_canceled() -> None:
    """A late order that is being canceled does not point to a button that is not there."""
    asked = LatestRequests(found=[request(RequestKind.CANCEL, RequestState.ACCEPTED)], at=NOON)
    said = shown(card(replace(reported("In progress"), late_told_at=NOON), T, asked=asked))
    assert "You can wait, or ask the operator" in said.text


def test_runs_begun() -> None:
    """A drip-feed parent says how many of its runs the panel has placed, where that makes sense."""
    parameters = {"quantity": "100", "runs": "7", "interval": "30"}
    sent = replace(make_order().new.submission, parameters=parameters)

    def of(count: int) -> str:
        order = reported("In progress", children=tuple(PanelOrderId(str(number)) for number in range(count)))
        return show(replace(order, new=replace(order.new, submission=sent))).text

    assert "Runs: 3 of 7\n3 orders placed under it so far" in of(3)
    assert "Runs: 7 of 7\n" in of(7)
    assert "Runs:" not in of(0)
    assert "Runs:" not in of(8)


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


def test_copied_whole_or_not_at_all() -> None:
    """The id and the link that buttons copy are never a part of them, nor anything that is not seen."""
    order = make_order()
    copied = [json.loads(button["copy_text"])["text"] for button in show(order).rows[0][1:]]
    assert copied == ["23501", LINK]
    assert "Copy id" not in show(replace(order, panel_order_id=PanelOrderId("9" * 257))).buttons
    for link, is_offered in (("x" * 256, True), ("👍" * 128, True), ("x" * 257, False), (f"{LINK}\u202e", False)):
        sent = replace(order.new.submission, target=link)
        buttons = show(replace(order, new=replace(order.new, submission=sent))).buttons
        assert ("Copy link" in buttons) is is_offered, link


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
