"""An order being put together: what is asked, offered, and summed up."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.chat.callbacks import read
from bot.chat.texts import texts_for
from bot.chat.views import draft as views
from bot.domain.draft import Draft, answer, ask_drip_feed
from bot.domain.service_types import SERVICE_TYPES
from tests.unit.chat.telegram_rules import Shown, shown
from tests.unit.domain.samples import LINK, make_draft

T = texts_for("en")


def at(draft: Draft, **facts: str) -> Shown:
    return shown(views.step(draft, T, views.Beside(**facts)))


def with_runs(runs: str = "5", interval: str = "30", quantity: str = "100") -> Draft:
    asked = ask_drip_feed(make_draft("Default", LINK, quantity))
    return answer(answer(asked, runs), interval)


def test_link_comes_first() -> None:
    """The first question names the service, its price and its limits, and asks for the link."""
    said = at(make_draft(), currency="USD")
    assert said.text == ("Followers\n2.00 USD per 1000 · 10 to 10,000\n\nSend the link to what you want to promote.")
    assert said.titles == [["Back", "Cancel"]]


def test_quantity() -> None:
    """The quantity is asked for with its limits, and good ones stand on buttons."""
    said = at(make_draft("Default", LINK))
    assert "Send the quantity: a number from 10 to 10,000." in said.text
    assert said.titles == [["10", "100", "500", "1k"], ["5k", "10k"], ["Back", "Cancel"]]
    assert read(said.data_of("1k")).args == ("t0", "1000")


@pytest.mark.parametrize(
    ("least", "most", "titles"),
    [
        (1, 1, ["1"]),
        (50, 2_500, ["50", "100", "500", "1k", "2,500"]),
        (1, 50_000_000, ["1", "100", "500", "1k", "5k", "10k", "50k", "50M"]),
        (1_000_000, 2**63 - 1, ["1M", "9,223,372,036,854,775,807"]),
    ],
)
def test_quick_quantities(least: int, most: int, titles: list[str]) -> None:
    """Quick quantities are inside the limits, and the limits are among them."""
    said = at(make_draft("Default", LINK, minimum=least, maximum=most))
    assert [title for row in said.titles[:-1] for title in row] == titles


def test_summary_while_orders_wait() -> None:
    """Who is about to confirm is told that the order will wait; questions before that are not troubled with it."""
    draft = make_draft("Default", LINK, "100")
    said = shown(views.step(draft, T, views.Beside(waits=True)))
    assert said.text.endswith("your order will wait, and is sent as soon as that is possible.")
    assert "wait" not in shown(views.step(draft, T)).text
    question = make_draft("Default", LINK)
    assert shown(views.step(question, T, views.Beside(waits=True))).text == at(question).text


def test_comments_that_are_counted() -> None:
    """Where lines are the quantity, their limits are said."""
    said = at(make_draft("Custom Comments", LINK, minimum=5, maximum=100))
    assert "comments, one on each line: 5 to 100 of them" in said.text


def test_comments_of_a_package() -> None:
    """Where a package is sold, its lines have no limits: those of the package are not theirs."""
    said = at(make_draft("Custom Comments Package", LINK, minimum=1, maximum=1))
    assert said.text.endswith("Send the comments, one on each line.")


def test_runs() -> None:
    """Runs are asked for with what each delivers and how many fit, and no button offers more."""
    said = at(ask_drip_feed(make_draft("Default", LINK, "1000")))
    assert "How many runs? Each run delivers 1,000; at most 10 runs." in said.text
    assert said.titles == [["2", "3", "5", "10"], ["Back", "Cancel"]]


def test_no_room_for_runs() -> None:
    """Where not even two runs fit, it is said what to do."""
    said = at(ask_drip_feed(make_draft("Default", LINK, "9000")))
    assert "runs" in said.text
    assert "go back and choose a smaller quantity" in said.text
    assert said.titles == [["Back", "Cancel"]]


def test_interval() -> None:
    """The interval is asked for in minutes, with its limit."""
    said = at(answer(ask_drip_feed(make_draft("Default", LINK, "100")), "5"))
    assert "interval between two runs, in minutes? At most 10,080." in said.text
    assert "30" in said.buttons


@pytest.mark.parametrize("kind", SERVICE_TYPES)
def test_every_question_has_its_own_words(kind: str) -> None:
    """No field of any type is asked for by its bare name, and every button of it is an answer that is taken."""
    rules = SERVICE_TYPES[kind]
    for item in (*rules.required, *rules.optional):
        standing = replace(make_draft(kind), step=item.name)
        said = at(standing)
        assert "_" not in said.text
        assert f"Send {item.name}." not in said.text
        for row in said.rows[:-1]:
            for button in row:
                token, given = read(button["callback_data"]).args
                assert token == standing.token
                assert answer(standing, given).answers[item.name] == given


def test_every_way_through_every_type_says_link() -> None:
    """Whatever the type, the link is asked for first."""
    for kind in SERVICE_TYPES:
        assert "link" in at(make_draft(kind)).text


def test_choices() -> None:
    """A choice is offered in words, and answered with the panel's number."""
    answers = ("100", "Germany")
    said = at(make_draft("Web Traffic", LINK, *answers))
    assert said.titles[0] == ["Desktop", "Android", "iOS", "Mixed mobile"]
    assert read(said.data_of("Mixed")).args == ("t0", "5")


def test_summary() -> None:
    """The summary says what would be ordered and what it costs; Confirm carries the price that was shown."""
    said = at(make_draft("Default", LINK, "1000"), currency="USD")
    assert said.text == (
        f"Please check your order\n\nService: Followers\nLink: {LINK}\nQuantity: 1,000\nPrice: 2.00 USD"
    )
    assert said.titles == [["Confirm"], ["Drip-feed"], ["Back", "Cancel"]]
    assert read(said.data_of("Confirm")).args == ("t0", "2000000", "3943")


@pytest.mark.parametrize(
    ("rate", "quantity", "price", "micros"),
    [
        ("2.7819", "100", "0.27819", "278190"),
        ("0.00125", "10", "0.0000125", "12"),
        ("1000000", "10", "10,000.00", "10000000000"),
    ],
)
def test_exact_price(rate: str, quantity: str, price: str, micros: str) -> None:
    """The price is shown to its last digit; the button compares it in millionths."""
    said = at(make_draft("Default", LINK, quantity, rate=Decimal(rate)))
    assert said.text.endswith(f"Price: {price}")
    assert read(said.data_of("Confirm")).args == ("t0", micros, "3943")


def test_summary_with_drip_feed() -> None:
    """With drip-feed the summary says runs, interval, the quantity in all and the price of all."""
    said = at(with_runs(), currency="USD")
    assert "Drip-feed: 100 each run · runs: 5 · interval: 30 min\nTotal quantity: 500\nPrice: 1.00 USD" in said.text
    assert said.titles == [["Confirm"], ["No drip-feed"], ["Back", "Cancel"]]


@pytest.mark.parametrize(("offered", "shown_there"), [(True, True), (None, True), (False, False)])
def test_drip_feed_is_offered(offered: bool | None, shown_there: bool) -> None:
    """Drip-feed is offered unless the panel says no: what it does not say is not a no."""
    said = at(make_draft("Default", LINK, "100", drip_feed=offered))
    assert ("Drip-feed" in said.buttons) is shown_there


def test_summary_of_comments() -> None:
    """Comments are shown with their number, cut when long, and never read as anything but text."""
    said = at(make_draft("Custom Comments", LINK, "\n".join(f"<b>{n}</b> nice" for n in range(50))))
    assert "Comments (50):\n<b>0</b> nice\n" in said.text
    assert "…\nQuantity: 50\n" in said.text


def test_summary_of_a_package() -> None:
    """A package has a price and no quantity to speak of."""
    said = at(make_draft("Package", LINK))
    assert "Quantity" not in said.text
    assert "Price: 2.00" in said.text
    assert "2.00 for the package · one package" in at(make_draft("Package")).text


def test_summary_of_a_subscription() -> None:
    """A subscription's price is for each post, and its options stand on buttons."""
    said = at(make_draft("Subscriptions", LINK, "somebody", "100", "2000", "30"))
    assert "Smallest quantity: 100\nLargest quantity: 2,000\nDelay in minutes: 30" in said.text
    assert "Price: 2.00 per 1000 on each future post" in said.text
    assert ["Future posts", "Old posts", "Last day"] in said.titles


def test_note_stands_first() -> None:
    """What was wrong is said above the question."""
    said = shown(views.step(make_draft(), T, views.Beside(note=T.say("Wrong."))))
    assert said.text.startswith("Wrong.\n\nFollowers")


def test_left() -> None:
    """After a Cancel nothing was ordered, and one can begin anew."""
    said = shown(views.left(T))
    assert said.text == "Nothing was ordered."
    assert said.titles == [["New order", "Menu"]]


def test_usual_time() -> None:
    """The summary says how long such an order usually takes, where that is known."""
    draft = make_draft("Default", LINK, "100")
    assert "Usually" not in at(draft).text
    said = shown(views.step(draft, T, views.Beside(usual=timedelta(minutes=170))))
    assert said.text.endswith("\nUsually done in about 3 hours")
