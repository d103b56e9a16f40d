"""The seven actions: parameters in, JSON values out, plain and bent."""

import json
from typing import Any

import pytest

from bot.demo.panel import DEFAULT_KEY, Refusal, Sandbox
from bot.demo.panel.actions import respond
from bot.demo.panel.bends import error
from bot.demo.panel.oddities import ErrorStyle
from bot.demo.panel.wire import encode

LINK = "https://example.com/p/1"


def ask(sandbox: Sandbox, **parameters: str) -> Any:
    """Ask the sandbox with the right key and return the answer as JSON prints it."""
    return json.loads(json.dumps(respond(sandbox, {"key": DEFAULT_KEY, **parameters}, DEFAULT_KEY)))


def add(sandbox: Sandbox, **changes: str) -> Any:
    """Order a thousand followers."""
    return ask(sandbox, **{"action": "add", "service": "1", "url": LINK, "quantity": "1000", **changes})


@pytest.mark.parametrize("key", ["", "wrong", "sandbox-keY", "ключ", "\ud800"])
def test_wrong_key_is_refused(sandbox: Sandbox, key: str):
    """Nothing is answered without the key."""
    with pytest.raises(Refusal, match="Invalid API key"):
        respond(sandbox, {"key": key, "action": "balance"}, DEFAULT_KEY)
    with pytest.raises(Refusal, match="Invalid API key"):
        respond(sandbox, {"action": "balance"}, DEFAULT_KEY)


def test_unknown_action_is_refused(sandbox: Sandbox):
    """An action that there is not, or none, is an incorrect request."""
    for parameters in ({"action": "orders"}, {"action": ""}, {}):
        with pytest.raises(Refusal, match="Incorrect request"):
            ask(sandbox, **parameters)


def test_services_are_printed_as_documented(sandbox: Sandbox):
    """A row has the documented keys, numbers as strings, the id as a number, and nothing else."""
    assert ask(sandbox, action="services")[0] == {
        "service": 1,
        "name": "Followers",
        "type": "Default",
        "category": "First Category",
        "rate": "0.90",
        "min": "50",
        "max": "10000",
    }


def test_status_is_printed_as_documented(sandbox: Sandbox):
    """One order's answer has the five documented keys with strings."""
    order_id = add(sandbox)["order"]
    sandbox.make_partial(order_id, 157)
    assert ask(sandbox, action="status", order=str(order_id)) == {
        "charge": "0.7587",
        "start_count": str(sandbox.orders[order_id].start_count),
        "status": "Partial",
        "remains": "157",
        "currency": "USD",
    }


def test_many_statuses_are_keyed_by_id(sandbox: Sandbox):
    """Many orders come as a map, an unknown one as an error in its place."""
    first, second = add(sandbox)["order"], add(sandbox)["order"]
    answer = ask(sandbox, action="status", orders=f"{first}, {second},1,")
    assert list(answer) == [str(first), str(second), "1"]
    assert answer["1"] == {"error": "Incorrect order ID"}
    assert answer[str(second)]["status"] == "Pending"


def test_more_than_a_hundred_orders_at_once_are_refused(sandbox: Sandbox):
    """A hundred ids are answered, one more is an incorrect request."""
    ids = [str(number) for number in range(1, 102)]
    assert len(ask(sandbox, action="status", orders=",".join(ids[:100]))) == 100
    with pytest.raises(Refusal, match="Incorrect request"):
        ask(sandbox, action="status", orders=",".join(ids))


def test_balance_is_a_number_as_documented(sandbox: Sandbox):
    """The balance is a JSON number and follows the orders."""
    assert encode(ask(sandbox, action="balance"), sandbox.oddities) == '{"balance": 10000, "currency": "USD"}'
    add(sandbox)
    assert encode(ask(sandbox, action="balance"), sandbox.oddities) == '{"balance": 9999.1, "currency": "USD"}'


def test_refill_and_cancel_use_the_documents_words(sandbox: Sandbox):
    """One order's refill and cancel are accepted in the document's sentences."""
    order = str(add(sandbox)["order"])
    assert ask(sandbox, action="refill", order=order) == {
        "status": "Success",
        "message": "Your order successfully added for refill. Thank you for patience.",
    }
    assert ask(sandbox, action="cancel", order=order) == {
        "status": "Success",
        "message": "Your order was successfully marked for cancellation. Thank you for patience.",
    }


def test_refill_and_cancel_of_many_are_lists(sandbox: Sandbox):
    """With `orders` each order has its own row, an unknown one its error in it."""
    order = add(sandbox)["order"]
    bad = {"error": "Incorrect order ID"}
    assert ask(sandbox, action="refill", orders=f"{order},3") == [
        {"order": order, "refill": 1},
        {"order": 3, "refill": bad},
    ]
    assert ask(sandbox, action="cancel", orders=f"{order},x") == [
        {"order": order, "cancel": 1},
        {"order": "x", "cancel": bad},
    ]


def test_refill_status_tells_one_and_many(sandbox: Sandbox):
    """A refill's id can be asked about, alone or among others."""
    order = str(add(sandbox)["order"])
    ask(sandbox, action="refill", order=order)
    assert ask(sandbox, action="refill_status", refill="1") == {"status": "Pending"}
    assert ask(sandbox, action="refill_status", refills="1,2") == [
        {"refill": "1", "status": "Pending"},
        {"refill": "2", "status": {"error": "Refill not found"}},
    ]


@pytest.mark.parametrize(
    ("style", "rate", "least", "money"),
    [("strings", "0.90", "50", "9000"), ("numbers", 0.9, 50, 9000), ("dollars", "$0.90", "50", "$9000")],
)
def test_number_styles(sandbox: Sandbox, style: str, rate: Any, least: Any, money: Any):
    """Numbers come as strings, as numbers, or with a dollar sign."""
    sandbox.bend(numbers=style)
    sandbox.balance -= 1000
    row = ask(sandbox, action="services")[0]
    assert (row["rate"], row["min"], ask(sandbox, action="balance")["balance"]) == (rate, least, money)


def test_grouped_numbers(sandbox: Sandbox):
    """Thousands can be grouped."""
    sandbox.bend(numbers="grouped")
    assert ask(sandbox, action="services")[0]["max"] == "10,000"
    assert ask(sandbox, action="balance")["balance"] == "10,000"


@pytest.mark.parametrize(("style", "shown"), [("number", 23501), ("string", "23501"), ("opaque", "ord_01H23501")])
def test_order_id_styles(sandbox: Sandbox, style: str, shown: Any):
    """An order's id comes in different looks, and is known again in each."""
    sandbox.bend(order_ids=style)
    assert add(sandbox) == {"order": shown}
    assert ask(sandbox, action="status", order=str(shown))["status"] == "Pending"
    assert list(ask(sandbox, action="status", orders=str(shown))) == [str(shown)]


def test_add_styles(sandbox: Sandbox):
    """A status may stand beside the order, or alone although the order was taken."""
    sandbox.bend(add="status_and_order")
    assert add(sandbox) == {"status": "success", "order": 23501}
    sandbox.bend(add="status_only")
    assert add(sandbox) == {"status": "success"}
    assert list(sandbox.orders) == [23501, 23502]


@pytest.mark.parametrize(("style", "yes", "no"), [("booleans", True, False), ("numbers", 1, 0), ("strings", "1", "0")])
def test_flags_are_sent_when_switched(sandbox: Sandbox, style: str, yes: Any, no: Any):
    """Refill, cancel and drip-feed flags and the extra texts are sent in three spellings."""
    sandbox.bend(flags=style)
    rows = ask(sandbox, action="services")
    assert (rows[0]["refill"], rows[0]["cancel"], rows[0]["dripfeed"]) == (yes, yes, yes)
    assert (rows[1]["refill"], rows[1]["dripfeed"]) == (no, no)
    assert rows[0]["desc"]
    assert rows[0]["average_time"]


def test_list_styles(sandbox: Sandbox):
    """The list of services can be wrapped, keyed or empty, and a category can be missing."""
    plain = ask(sandbox, action="services")
    sandbox.bend(services="services")
    assert ask(sandbox, action="services") == {"services": plain}
    sandbox.bend(services="data")
    assert ask(sandbox, action="services") == {"data": plain}
    sandbox.bend(services="keyed")
    assert ask(sandbox, action="services")["2"] == plain[1]
    sandbox.bend(services="empty")
    assert ask(sandbox, action="services") == []
    sandbox.bend(services="empty_as_error")
    assert "error" in ask(sandbox, action="services")
    sandbox.bend(services="list", null_category=True)
    assert [row["type"] for row in ask(sandbox, action="services") if row["category"] is None] == ["Mystery Box"]


@pytest.mark.parametrize(
    ("style", "running", "canceled"),
    [
        ("lower", "in progress", "canceled"),
        ("upper", "IN PROGRESS", "CANCELED"),
        ("underscore", "in_progress", "canceled"),
        ("joined", "Inprogress", "Canceled"),
        ("british", "In progress", "Cancelled"),
    ],
)
def test_word_styles(sandbox: Sandbox, style: str, running: str, canceled: str):
    """Status words come in other spellings."""
    sandbox.bend(words=style)
    order = str(add(sandbox)["order"])
    sandbox.move(order)
    assert ask(sandbox, action="status", order=order)["status"] == running
    sandbox.cancel(order)
    assert ask(sandbox, action="status", order=order)["status"] == canceled


def test_unknown_word_stands_for_in_progress(sandbox: Sandbox):
    """A word that nobody knows can be told instead of "In progress"."""
    sandbox.bend(unknown_word="Brewing")
    order = str(add(sandbox)["order"])
    sandbox.move(order)
    assert ask(sandbox, action="status", order=order)["status"] == "Brewing"


@pytest.mark.parametrize(("style", "shown"), [("null", None), ("empty", "")])
def test_start_count_styles(sandbox: Sandbox, style: str, shown: Any):
    """A start count can be missing."""
    sandbox.bend(start_count=style)
    assert ask(sandbox, action="status", order=str(add(sandbox)["order"]))["start_count"] == shown


@pytest.mark.parametrize(
    ("style", "running", "done"),
    [("unknown", "Unknown", "Unknown"), ("negative", "-7", "-7"), ("zero", "0", "0"), ("left", "1000", "7")],
)
def test_remains_styles(sandbox: Sandbox, style: str, running: str, done: str):
    """What remains can be a word, negative, zero too early or something too late."""
    sandbox.bend(remains=style)
    order = str(add(sandbox)["order"])
    assert ask(sandbox, action="status", order=order)["remains"] == running
    sandbox.complete(order)
    assert ask(sandbox, action="status", order=order)["remains"] == done


def test_bare_parents(sandbox: Sandbox):
    """A drip-feed order can tell its runs alone, without charge or remains."""
    sandbox.bend(bare_parents=True)
    parent = str(add(sandbox, quantity="100", runs="5", interval="10")["order"])
    sandbox.set_status(parent, "In progress", remains=290)
    told = ask(sandbox, action="status", order=parent)
    assert told == {"status": "In progress", "runs": "2", "orders": [int(f"{parent}01"), int(f"{parent}02")]}
    assert "remains" in ask(sandbox, action="status", order=str(add(sandbox)["order"]))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("error", {"9": {"error": "Incorrect order ID"}}),
        ("string", {"9": "Incorrect order ID"}),
        ("missing", {}),
        ("null", {"9": None}),
    ],
)
def test_bad_row_styles(sandbox: Sandbox, style: str, expected: Any):
    """An unknown id among many is told in four ways."""
    sandbox.bend(bad_rows=style)
    assert ask(sandbox, action="status", orders="9") == expected


def test_many_statuses_as_a_list_with_a_null_row(sandbox: Sandbox):
    """Many orders can come as a list of objects, and a null among them."""
    sandbox.bend(many="list", null_row=True)
    order = str(add(sandbox)["order"])
    answer = ask(sandbox, action="status", orders=order)
    assert answer[0]["order"] == order
    assert answer[0]["remains"] == "1000"
    assert answer[1] is None


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("flag", {"refill": "1"}),
        ("rows", [{"order": 23501, "refill": 1}]),
        (
            "success",
            {"success": "Your order successfully added for refill. Thank you for patience.", "refill": 1},
        ),
    ],
)
def test_accept_styles(sandbox: Sandbox, style: str, expected: Any):
    """A refill is accepted in other shapes."""
    sandbox.bend(accept=style)
    order = str(add(sandbox)["order"])
    assert ask(sandbox, action="refill", order=order) == expected


def test_refusal_of_a_refill_can_be_nested(sandbox: Sandbox):
    """A refill that is refused can have its error inside."""
    sandbox.bend(accept="nested_error")
    assert ask(sandbox, action="refill", order="1") == {"refill": {"error": "Incorrect order ID"}}


def test_cancel_can_insist_on_orders(sandbox: Sandbox):
    """Some panels take only `orders` on cancel."""
    sandbox.bend(cancel_by_orders_only=True)
    order = add(sandbox)["order"]
    with pytest.raises(Refusal, match="Incorrect request"):
        ask(sandbox, action="cancel", order=str(order))
    assert ask(sandbox, action="cancel", orders=str(order)) == [{"order": order, "cancel": 1}]


@pytest.mark.parametrize("style", ErrorStyle)
def test_every_envelope_carries_the_words(style: ErrorStyle):
    """However an error is wrapped, its words are in it."""
    assert "Bad link" in json.dumps(error("Bad link", style))


def test_broken_json_of_the_document_can_be_printed(sandbox: Sandbox):
    """The unquoted Success and the trailing comma come as the document prints them."""
    sandbox.bend(bare_success=True, trailing_comma=True)
    assert encode({"status": "Success", "message": "x"}, sandbox.oddities) == '{"status": Success, "message": "x",}'
    assert encode(ask(sandbox, action="balance"), sandbox.oddities) == '{"balance": 10000, "currency": "USD",}'


def test_noise_ahead_of_the_json(sandbox: Sandbox):
    """A byte order mark and a PHP warning can stand ahead of the JSON."""
    sandbox.bend(bom=True, php_warning=True)
    text = encode({}, sandbox.oddities)
    assert text.startswith("\ufeff<br />\n<b>Warning</b>:")
    assert text.endswith("\n{}")


@pytest.mark.parametrize(
    "changes",
    [{"nonsense": True}, {"bom": "yes"}, {"error_code": True}, {"words": "shouted"}, {"numbers": None}],
)
def test_wrong_switch_is_refused(sandbox: Sandbox, changes: dict[str, Any]):
    """A switch that does not exist, or a value that it does not have, changes nothing."""
    before = sandbox.oddities
    with pytest.raises(ValueError, match=r".+"):
        sandbox.bend(**changes)
    assert sandbox.oddities == before


def test_balance_knows_what_the_clock_has_given_back(sandbox: Sandbox, clock):
    """Money of orders that ended early is back in the balance although nobody asked about them."""
    for _ in range(60):
        add(sandbox)
    clock.seconds += 65 * 60
    balance = ask(sandbox, action="balance")["balance"]
    assert 10_000 - 60 * 0.9 < balance < 10_000
    assert any(order.status == "Canceled" for order in sandbox.orders.values())


def test_start_count_shows_once_the_order_runs(sandbox: Sandbox):
    """A waiting order has not been looked at and starts at 0."""
    order = str(add(sandbox)["order"])
    assert ask(sandbox, action="status", order=order)["start_count"] == "0"
    sandbox.move(order)
    start = ask(sandbox, action="status", order=order)["start_count"]
    assert start == str(sandbox.orders[int(order)].start_count) != "0"
