"""A user's orders as lists, and what is asked of the panel for them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.paging import Page
from bot.chat.texts import texts_for
from bot.chat.views import order_filters as filter_views
from bot.chat.views import orders as views
from bot.chat.views import requests
from bot.chat.views.order import nothing_found
from bot.domain.catalogue import PanelOrderId
from bot.domain.order import Order, OrderState
from bot.domain.request import RequestKind
from bot.ports import OrderFilter, OrderScope
from bot.services.ask_request import Answered, Held, Question, Reason
from bot.services.find_orders import Listing
from tests.unit.chat.telegram_rules import shown, units
from tests.unit.domain.samples import LINK, NOON, make_order, make_report

T = texts_for("en")
ONE = Page(0, 1)


def many(count: int, word: str = "In progress") -> list[Order]:
    made = make_order(report=make_report(word, remains=57))
    return [replace(made, id=n, panel_order_id=PanelOrderId(str(23500 + n))) for n in range(1, count + 1)]


def test_list() -> None:
    """An order in the list has its id, service, link, state and day, and a button of its own."""
    said = shown(views.orders(many(1), OrderFilter.ALL, ONE, T))
    assert said.text == (f"Your orders\n\n#23501 Followers\n{LINK}\n🔄 In progress · May 4, 2026, 12:00 UTC")
    assert said.titles == [
        ["🔄 #23501 · Followers"],
        ["• All", "Open", "Done"],
        ["Partial", "Canceled", "Filter"],
        ["Totals", "Export"],
        ["New order", "Menu"],
    ]
    assert said.data_of("🔄 #23501 · Followers") == "1:oc:1"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OrderState.QUEUED, "⏳ on its way"),
        (OrderState.SUBMITTING, "⏳ on its way"),
        (OrderState.PLACED, "🕒 taken by the panel"),
        (OrderState.REFUSED, "❌ refused by the panel"),
        (OrderState.UNCERTAIN, "⚠️ could not confirm"),
    ],
)
def test_states(state: OrderState, words: str) -> None:
    """Each state is said, and no status is made up."""
    said = shown(views.orders([make_order(state)], OrderFilter.ALL, ONE, T))
    assert f"{words} · May" in said.text


@pytest.mark.parametrize(
    ("which", "words", "mark"),
    [
        (OrderFilter.ALL, "no orders yet", None),
        (OrderFilter.OPEN, "no open orders", 1),
        (OrderFilter.DONE, "no fin", 2),
        (OrderFilter.PARTIAL, "in part", 3),
        (OrderFilter.CANCELED, "canceled or refused", 4),
    ],
)
def test_empty_list(which: OrderFilter, words: str, mark: int | None) -> None:
    """An empty list says so, and where to go from there."""
    said = shown(views.orders([], which, ONE, T))
    assert words in said.text
    assert said.titles[-1] == ["New order", "Menu"]
    if mark is not None:
        titles = [title for row in said.titles for title in row]
        assert titles[mark].startswith("• ")
        assert len([title for title in titles if title.startswith("• ")]) == 1


@pytest.mark.parametrize(
    ("which", "title"),
    [
        (OrderFilter.ALL, "Your orders"),
        (OrderFilter.OPEN, "Your open orders"),
        (OrderFilter.DONE, "Your finished"),
        (OrderFilter.PARTIAL, "Your partly"),
        (OrderFilter.CANCELED, "Your canceled and refused"),
    ],
)
def test_titles(which: OrderFilter, title: str) -> None:
    """A list says which orders it has, and turns its pages among them."""
    said = shown(views.orders(many(6), which, Page(1, 3), T))
    assert said.text.startswith(title)
    assert said.data_of("›") == f"1:ol:{which}:2"
    assert said.data_of("Done") if which is not OrderFilter.DONE else said.data_of("• Done")


@pytest.mark.parametrize(
    ("listing", "words"),
    [
        (Listing("s7", OrderScope(service_id=7), "Likes"), "Service: Likes"),
        (Listing("l9", OrderScope(target=LINK), LINK), f"Link: {LINK}"),
        (Listing("qtok", OrderScope(query="insta"), "insta"), "Found for “insta”"),
    ],
)
def test_narrowed_list(listing: Listing, words: str) -> None:
    """A narrowed list says among which orders it is, and its pages and filters stay among them."""
    said = shown(views.orders(many(6), OrderFilter.OPEN, Page(1, 3), T, listing=listing))
    assert said.text.startswith(f"Your open orders\n{words}\n\n#23501")
    assert said.data_of("›") == f"1:ol:open:2:{listing.word}"
    assert said.data_of("Done") == f"1:ol:done:0:{listing.word}"
    assert said.data_of("All my orders") == "1:ol:all:0"
    assert said.data_of("Export") == f"1:oe:open:{listing.word}"
    assert "• Filter" in said.buttons
    empty = shown(views.orders([], OrderFilter.OPEN, ONE, T, listing=listing))
    assert empty.text == f"None of your orders fits this.\n{words}"
    assert "All my orders" in empty.buttons


def test_filter_screens() -> None:
    """The ways to filter lead to services and links, each of which leads to its list; all lead back."""
    said = shown(filter_views.ways_to_filter(T))
    assert said.titles == [["By service", "By link"], ["Back"]]
    links = [Listing(f"l{n}", OrderScope(target=LINK), f"https://www.example.com/{n}") for n in range(8)]
    said = shown(filter_views.by_link(links, Page(0, 2), T))
    assert said.titles[0] == ["example.com/0"]
    assert said.data_of("example.com/7") == "1:ol:all:0:l7"
    assert said.data_of("›") == "1:ofl:1"
    assert said.titles[-1] == ["Back"]
    services = [Listing("s7", OrderScope(service_id=7), "Likes")]
    assert shown(filter_views.by_service(services, ONE, T)).data_of("Likes") == "1:ol:all:0:s7"


def test_status_of_one() -> None:
    """One order that was asked for is shown as its card."""
    said = shown(views.statuses(many(1), ["7"], T))
    assert said.text.startswith("You have no order with this id: #7\n\n#23501")
    assert "Refresh" in said.buttons


def test_status_of_what_is_under_an_order() -> None:
    """What the panel has placed under an order is answered with that one's card, or named above a list."""
    [parent, other] = many(2)
    said = shown(views.statuses([parent], ["7"], T, parents={PanelOrderId("24001"): parent}))
    assert said.text.startswith(
        "You have no order with this id: #7\n#24001 is one of the orders under #23501.\n\n#23501\nFollowers"
    )
    assert "Refresh" in said.buttons
    under = {PanelOrderId(str(24000 + n)): parent for n in range(50)}
    listed = shown(views.statuses([parent, other], [], T, parents=under)).text
    assert listed.startswith("#24000 is one of the orders under #23501.\n#24001 is one")
    told = listed.count("is one of")
    assert 2 < told < 50
    assert f"\n… and {50 - told} more\n\n#23501 Followers" in listed


def test_status_of_several() -> None:
    """Several orders are told one by one, with what remains."""
    said = shown(views.statuses(many(3), [], T))
    assert "#23502 Followers\n🔄 In progress · Remains: 57 of 100" in said.text
    assert len(said.rows) == 4


def test_status_of_fifty() -> None:
    """As many as one may ask for at once are all told, in a line each."""
    said = shown(views.statuses(many(50), [], T))
    assert all(f"#{23500 + n} 🔄 In progress" in said.text for n in range(1, 51))
    assert said.titles[0] == ["🔄 #23501", "🔄 #23502", "🔄 #23503", "🔄 #23504"]
    assert len(said.buttons) == 50 + 1
    assert len(shown(views.statuses(many(99), [], T)).buttons) == 50 + 1


def test_statuses_that_do_not_fit() -> None:
    """What does not fit is counted, and there is a way to it."""
    long = [replace(one, panel_order_id=PanelOrderId("👍" * 60 + str(one.id))) for one in many(50)]
    said = shown(views.statuses(long, ["x" * 64] * 50, T))
    told = said.text.count("In progress")
    assert 0 < told < 50
    assert f"… and {50 - told} more: see /orders" in said.text
    assert units(said.text) > 3000


def test_nothing_found() -> None:
    """Ids that are not the user's are named, as many as make sense."""
    assert nothing_found(["7"], T) == "You have no order with this id: #7"
    assert nothing_found(["7", "8"], T) == "You have no orders with these ids: #7, #8"
    assert nothing_found(["7"] * 50, T).endswith("#7, …")
    said = shown(views.statuses([], ["7"], T))
    assert said.titles == [["My orders"]]


@pytest.mark.parametrize(("kind", "yes"), [(RequestKind.REFILL, "Yes, refill"), (RequestKind.CANCEL, "Yes, cancel")])
def test_question(kind: RequestKind, yes: str) -> None:
    """A refill and a cancel are asked about once, with their orders."""
    said = shown(requests.question(Question("tok", kind, many(1)), [], T))
    assert said.text == f"Ask the panel to {kind} this order?\n\n#23501 Followers"
    assert said.titles == [[yes, "No"]]
    assert (said.data_of(yes), said.data_of("No")) == ("1:qy:tok", "1:qn:tok")


def test_question_about_many() -> None:
    """A question about several orders counts them and names what was not found."""
    said = shown(requests.question(Question("tok", RequestKind.CANCEL, many(50)), ["7"], T))
    assert said.text.startswith("You have no order with this id: #7\n\nAsk the panel to cancel 50 orders?")
    assert all(f"#{23500 + n} " in said.text for n in range(1, 51))


def test_nothing_to_ask_about() -> None:
    """There is no Yes where there is nothing to ask for."""
    for missing in ([], ["7"]):
        said = shown(requests.question(Question("tok", RequestKind.REFILL, []), missing, T))
        assert said.titles == [["My orders"]]


@pytest.mark.parametrize(
    ("kind", "reason", "words"),
    [
        (RequestKind.REFILL, Reason.NOT_OFFERED, "this service has no refill"),
        (RequestKind.CANCEL, Reason.NOT_OFFERED, "orders of this service cannot be canceled"),
        (RequestKind.REFILL, Reason.PENDING, "is being asked for a refill already"),
        (RequestKind.CANCEL, Reason.PENDING, "you have asked to cancel it already"),
        (RequestKind.REFILL, Reason.TOO_SOON, "can be asked for from May 5, 2026, 12:00 UTC on"),
        (RequestKind.REFILL, Reason.UNCONFIRMED, "could not confirm whether the panel has taken your last refill"),
        (RequestKind.REFILL, Reason.UNCONFIRMED, "You can ask again from May 5, 2026, 12:00 UTC on"),
        (RequestKind.CANCEL, Reason.ENDED, "nothing to cancel"),
    ],
)
def test_held(kind: RequestKind, reason: Reason, words: str) -> None:
    """What cannot be asked now is said with its reason, and there is no Yes; others are asked about all the same."""
    until = NOON + timedelta(days=1) if reason in (Reason.TOO_SOON, Reason.UNCONFIRMED) else None
    first, second = many(2)
    held = shown(requests.question(Question("tok", kind, [], [Held(first, reason, until)]), [], T))
    assert held.text.startswith("#23501: ")
    assert words in held.text
    assert held.titles == [["Show #23501"], ["My orders"]]
    mixed = shown(requests.question(Question("tok", kind, [second], [Held(first, reason, until)]), [], T))
    assert words in mixed.text
    assert mixed.text.endswith("this order?\n\n#23502 Followers")
    assert len(mixed.rows) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [(RequestKind.REFILL, "last refill request."), (RequestKind.CANCEL, "Asking again does no harm.")],
)
def test_question_after_one_that_could_not_be_confirmed(kind: RequestKind, words: str) -> None:
    """Before a second request the question says of which order the last one may have been taken, and has a Yes."""
    first, second = many(2)
    said = shown(requests.question(Question("tok", kind, [first, second], [], [first]), [], T))
    reminder = said.text.split("\n\n")[0]
    assert reminder.startswith("#23501: we could not confirm whether the panel has taken your last")
    assert reminder.endswith(words)
    assert "#23502" not in reminder
    assert said.titles[0][1] == "No"


def ids(count: int) -> list[str]:
    return [str(100 + n) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 more was left out: #100. Please send it"), (10, "10 more were left out, from #100 on")]
)
def test_more_ids_than_one_message_takes(count: int, words: str) -> None:
    """Ids beyond the fiftieth are counted, and it is said where to go on, in the question and in the answer alike."""
    asked = Question("tok", RequestKind.CANCEL, many(50))
    for view in (
        requests.question(asked, [], T, left_out=ids(count)),
        requests.question(Question("tok", RequestKind.REFILL, []), ["7"], T, left_out=ids(count)),
        views.statuses(many(50), [], T, left_out=ids(count)),
        views.statuses(many(1), ["7"], T, left_out=ids(count)),
    ):
        assert f"I can take 50 ids at a time. {words}" in shown(view).text
    assert "left out" not in shown(requests.question(asked, [], T)).text
    assert "left out" not in shown(views.statuses(many(50), ["7"], T)).text


@pytest.mark.parametrize(
    ("kind", "words"),
    [(RequestKind.REFILL, "is being asked for the refill"), (RequestKind.CANCEL, "is being asked to cancel")],
)
def test_asked_for(kind: RequestKind, words: str) -> None:
    """After a Yes the panel is being asked, and nothing has happened yet."""
    [order] = many(1)
    said = shown(requests.asked_for(Answered(kind, [order], [order]), T))
    assert words in said.text
    assert "I will tell you what it says" in said.text
    assert said.titles == [["Show #23501"], ["My orders"]]


def test_asked_for_nothing() -> None:
    """After a Yes that came too late nothing is said to be asked, and the reason stands there."""
    [order] = many(1)
    said = shown(requests.asked_for(Answered(RequestKind.CANCEL, [order], [], [Held(order, Reason.ENDED)]), T))
    assert "Nothing was asked of the panel." in said.text
    assert "has ended already" in said.text
    assert "being asked" not in said.text


def test_asked_for_some() -> None:
    """Of several orders only those are listed as asked about that are; the others are named with their reason."""
    first, second = many(2)
    kind = RequestKind.CANCEL
    answer = Answered(kind, [first, second], [first], [Held(second, Reason.ENDED)])
    said = shown(requests.asked_for(answer, T)).text
    assert "is being asked to cancel" in said
    assert said.count(f"#{first.panel_order_id}") == 1
    assert f"#{second.panel_order_id}: this order has ended already" in said
    assert said.count(f"#{second.panel_order_id}") == 1


def test_not_asked() -> None:
    """After a No nothing was asked."""
    said = shown(requests.not_asked(many(1), T))
    assert said.text == "Nothing was asked of the panel."
    assert said.titles == [["Show #23501"], ["My orders"]]


@pytest.mark.parametrize("kind", RequestKind)
def test_usage(kind: RequestKind) -> None:
    """A command without an id says how it is written."""
    assert f"/{kind} 23501" in shown(requests.usage(kind, T)).text
