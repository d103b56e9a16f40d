"""What `add`, `refill` and `cancel` are answered with."""

import json

import pytest
from hypothesis import given, settings

from bot.domain.catalogue import PanelOrderId
from bot.domain.errors import PanelAnswerMalformed, PanelRefused
from bot.domain.request import Acceptance
from bot.panel.lenient_json import read_json
from bot.panel.wire_orders import read_acceptance, read_order_id
from tests.unit.panel.test_lenient_json import JSON

ORDER = PanelOrderId("23501")
REFILLED = "Your order successfully added for refill. Thank you for patience."
CANCELED = "Your order was successfully marked for cancellation. Thank you for patience."


@pytest.mark.parametrize(
    ("text", "order_id"),
    [
        ('{"order": 23501}', "23501"),
        ('{"order": "23501"}', "23501"),
        ('{"order": " 23501 "}', "23501"),
        ('{"order": "ord_01HXY"}', "ord_01HXY"),
        ('{"order": 23501,}', "23501"),
        ('{"status": "success", "order": 23501}', "23501"),
        ('{"status": "fail", "order": 23501}', "23501"),
        ('{"order": 23501, "error": null}', "23501"),
        ('{"order": 23501, "error": "something went wrong"}', "23501"),
    ],
)
def test_placed(text: str, order_id: str) -> None:
    """An `add` succeeded if its answer has a usable `order`, whatever else it has."""
    assert read_order_id(read_json(text)) == order_id


@pytest.mark.parametrize(
    "text",
    [
        '{"error": "Bad link"}',
        '{"error": "Bad link", "order": null}',
        '{"error": "Bad link", "order": 0}',
        '{"error": "Bad link", "order": "0"}',
        '{"error": "Bad link", "order": ""}',
        '{"error": "Bad link", "order": false}',
        '{"status": "error", "msg": "Bad link"}',
        '{"success": false, "msg": "Bad link"}',
    ],
)
def test_refused(text: str) -> None:
    """An explicit error with no order is a refusal."""
    with pytest.raises(PanelRefused, match=r"^Bad link$"):
        read_order_id(read_json(text))


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "[]",
        "{}",
        '"ok"',
        "23501",
        '{"status": "success"}',
        '{"success": true}',
        '{"message": "Order placed"}',
        '{"order": null}',
        '{"order": true}',
        '{"order": ""}',
        '{"order": 0}',
        '{"order": -1}',
        '{"order": 23501.0}',
        '{"order": [23501]}',
        '{"order": {"id": 23501}}',
        '{"order": "success"}',
        '{"order": ord_1}',
        '{"order": 1, "order": 2}',
        '[{"order": 23501}]',
        '{"data": {"order": 23501}}',
        '{"order": [23501], "error": "Bad link"}',
        '{"order": "two words 2", "error": "Bad link"}',
    ],
)
def test_open(text: str) -> None:
    """Whatever is neither a usable order nor a plain refusal leaves the outcome open."""
    with pytest.raises(PanelAnswerMalformed):
        read_order_id(read_json(text))


@pytest.mark.parametrize(
    ("action", "text", "words", "request_id"),
    [
        ("refill", f'{{"status": Success, "message": "{REFILLED}"}}', REFILLED, None),
        ("cancel", f'{{"status": Success, "message": "{CANCELED}"}}', CANCELED, None),
        ("refill", '{"refill": "1"}', "", "1"),
        ("cancel", '{"cancel": "1"}', "", "1"),
        ("refill", '{"refill": 12345}', "", "12345"),
        ("refill", '{"refill": true}', "", None),
        ("refill", '{"success": "Refill was created", "refill": 12345}', "Refill was created", "12345"),
        ("refill", '{"success": "Refill was created"}', "Refill was created", None),
        ("refill", '{"success": true, "message": "Thank you"}', "Thank you", None),
        ("refill", '[{"order": 1, "refill": 7}, {"order": 23501, "refill": 8}]', "", "8"),
        ("cancel", '[{"order": "23501", "cancel": 1}]', "", "1"),
        ("cancel", '{"order": 23501, "cancel": 9}', "", "9"),
        ("cancel", '{"Status": "success", "msg": "Thank you"}', "Thank you", None),
        ("cancel", '{"status": "Success", "error": null}', "", None),
    ],
)
def test_accepted(action: str, text: str, words: str, request_id: str | None) -> None:
    """Each form in which a refill or cancel is taken, with the panel's words and its id for it."""
    assert read_acceptance(read_json(text), action, ORDER) == Acceptance(words, request_id)


@pytest.mark.parametrize(
    "text",
    [
        '{"error": "Incorrect order ID"}',
        '{"refill": {"error": "Incorrect order ID"}}',
        '[{"order": 1, "refill": 1}, {"order": 23501, "refill": {"error": "Incorrect order ID"}}]',
        '[{"order": 23501, "error": "Incorrect order ID"}]',
        '{"status": "fail", "message": "Incorrect order ID"}',
        '{"status": "Success", "error": "Incorrect order ID"}',
        '{"refill": 0, "error": "Incorrect order ID"}',
    ],
)
def test_not_accepted(text: str) -> None:
    """Each form in which a refill is refused, with the panel's words."""
    with pytest.raises(PanelRefused, match=r"^Incorrect order ID$"):
        read_acceptance(read_json(text), "refill", ORDER)


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "[]",
        "{}",
        '"Success"',
        '{"message": "hello"}',
        '{"refill": 0}',
        '{"refill": null}',
        '{"refill": {"id": 1}}',
        '{"cancel": 1}',
        '{"status": "Pending"}',
        '[{"order": 1, "refill": 1}]',
        "[null, 1]",
        '{"success": ""}',
    ],
)
def test_neither(text: str) -> None:
    """What neither accepts nor refuses leaves the outcome open."""
    with pytest.raises(PanelAnswerMalformed):
        read_acceptance(read_json(text), "refill", ORDER)


@settings(deadline=None)
@given(JSON)
def test_any_json(value: object) -> None:
    """Any JSON is an answer, a refusal, or malformed."""
    answer = read_json(json.dumps(value))
    for read in (read_order_id, lambda said: read_acceptance(said, "refill", ORDER)):
        try:
            read(answer)
        except (PanelRefused, PanelAnswerMalformed):
            continue
