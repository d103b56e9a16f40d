"""What each version of the program wrote into its tables: believable rows, by revision and table.

The rows are columns as they stand in the database, written down when the version was the newest, and never changed
afterwards: today's code must read what the code of then wrote. A new migration comes with the rows of the version
before it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Filling = Mapping[str, Sequence[Row]]  # by table, parents first

T0 = 1_767_323_045_678_901  # 2026-01-02 03:04:05.678901 UTC, in microseconds
MINUTE = 60_000_000
ANN, BOB, EVE, OLGA = 5_000_000_001, 5_000_000_002, 5_000_000_003, 1001


def _order(order_id: int, state: str, **changes: Any) -> Row:
    plain = {
        "id": order_id,
        "user_id": ANN,
        "chat_id": ANN,
        "token": f"tokenOfOrder{order_id:04}",
        "service_id": 1,
        "service_name": "Followers 👩‍👩‍👧 <b>",
        "service_type": "Default",
        "panel_service_id": "1",
        "target": f"https://instagram.com/p/{order_id}",
        "parameters": '{"quantity":"1000"}',
        "quantity": 1000,
        "expected_charge": 900_000,
        "currency": "USD",
        "card_message_id": 100 + order_id,
        "refill": None,
        "cancel": True,
        "created_at": T0 + order_id * MINUTE,
        "state": state,
        "is_open": state != "refused",
        "attempts": 0,
        "changed_at": T0 + order_id * MINUTE,
    }
    return plain | changes


def _placed(order_id: int, status: str | None, **changes: Any) -> Row:
    is_final = status in ("Completed", "Partial", "Canceled")
    said = {"status": status, "status_word": status, "charge_currency": status and "USD"}
    plain = {
        **said,
        "panel_order_id": str(23500 + order_id),
        "is_open": not is_final,
        "submitted_at": T0 + order_id * MINUTE + 1,
        "placed_at": T0 + order_id * MINUTE + 2,
        "checked_at": status and T0 + order_id * MINUTE + 3,
        "finished_at": T0 + order_id * MINUTE + 3 if is_final else None,
        "due_at": T0 + order_id * MINUTE + 60,
    }
    return _order(order_id, "placed", **(plain | changes))


def _owed(owed_id: int, kind: str, payload: str, **changes: Any) -> Row:
    plain = {"id": owed_id, "chat_id": ANN, "kind": kind, "payload": payload, "silent": False, "attempts": 0}
    return plain | {"created_at": T0, "due_at": T0} | changes


def _request(request_id: int, order_id: int, kind: str, state: str, **changes: Any) -> Row:
    plain = {"id": request_id, "order_id": order_id, "user_id": ANN, "kind": kind, "state": state, "attempts": 0}
    return plain | {"created_at": T0, "due_at": T0 if state in ("queued", "submitting") else None} | changes


_LEASE = {"lease_owner": "host:1:token", "lease_until": T0 + 5 * MINUTE}

FIRST: Filling = {
    "users": [
        {"id": ANN, "name": "Ann 👩‍👩‍👧‍👦", "username": "ann", "telegram_language": "de", "language": "en"}
        | {"access": "allowed", "notices": "all", "created_at": T0},
        {"id": BOB, "name": "Bob", "access": "allowed", "notices": "final", "blocked_at": T0, "created_at": T0},
        {"id": EVE, "name": "Eve", "access": "asked", "notices": "all", "created_at": T0},
        {"id": OLGA, "name": "Olga", "access": "stranger", "notices": "all", "created_at": T0},
        {"id": 5_000_000_004, "name": "Ike", "access": "ignored", "notices": "all", "created_at": T0},
    ],
    "categories": [
        {"id": 1, "name": "First Category", "position": 0, "services": 1},
        {"id": 2, "name": "Gone", "position": 1, "services": 0},
    ],
    "services": [
        {"id": 1, "panel_id": "1", "category_id": 1, "position": 0, "name": "Followers 👩‍👩‍👧 <b>", "type": "Default"}
        | {"rate": "0.9000001", "rate_text": "$0.9000001", "rate_micros": 900_000, "minimum": 50, "maximum": 10_000}
        | {"refill": None, "cancel": True, "drip_feed": False, "description": "quick", "average_time": "1 hour"}
        | {"currency": "USD"},
        {"id": 2, "panel_id": "ord/2", "category_id": 2, "position": 1, "name": "Likes", "type": "Package"}
        | {
            "rate": "2.49",
            "rate_text": "2.49",
            "rate_micros": 2_490_000,
            "minimum": 1,
            "maximum": 2**63 - 1,
            "refill": True,
        }
        | {"description": "", "average_time": "", "gone_at": T0},
    ],
    "drafts": [
        {"id": 1, "user_id": ANN, "chat_id": ANN, "service_id": 1, "token": "tokenOfDraft0001", "step": "quantity"}
        | {"answers": '{"link":"https://instagram.com/p/9"}', "card_message_id": 90, "is_open": True}
        | {"created_at": T0, "updated_at": T0 + MINUTE},
        {"id": 2, "user_id": ANN, "chat_id": ANN, "service_id": 2, "token": "tokenOfOrder0001", "step": "summary"}
        | {"answers": '{"link":"https://x.example"}', "is_open": False, "created_at": T0, "updated_at": T0},
    ],
    "orders": [
        _order(1, "queued", due_at=T0),
        _order(2, "queued", due_at=T0 + 9 * MINUTE, attempts=3, **_LEASE),
        _order(3, "submitting", submitted_at=T0, **_LEASE),
        _order(4, "refused", refusal="Not enough funds on balance", card_message_id=None),
        _order(5, "uncertain", submitted_at=T0),
        _placed(6, None),
        _placed(7, "In progress", remains=157, start_count=3572, charge=278_190, charge_text="0.27819"),
        _placed(8, "Completed", remains=0, charge=900_000, charge_text="0.9", view_message_id=208, refill=True),
        _placed(9, "Partial", remains=-3, charge=1, charge_text="0.000001"),
        _placed(10, "Wird geprüft", children='["23601","23602"]', quantity=None, currency=None),
        _placed(11, "Canceled", user_id=BOB, chat_id=BOB, due_at=None, panel_order_id="ord_01HXYZ"),
    ],
    "outbox": [
        _owed(1, "send", '{"keyboard":[],"text":"hello"}', draft_id=1, **_LEASE),
        _owed(2, "edit", '{"keyboard":[],"text":"again"}', message_id=90, due_at=T0 + MINUTE, attempts=2),
        _owed(3, "answer", '{"alert":false,"query":"77","text":""}'),
        _owed(4, "notice", '{"final":true,"kind":"uncertain","order_id":5}', order_id=5),
        _owed(5, "notice", '{"operator":"uncertain"}', chat_id=OLGA, order_id=5, silent=True),
        _owed(9, "card", "{}", message_id=107, order_id=7),
    ],
    "updates": [
        {"update_id": 100_000_001, "sender": ANN, "payload": "{}", "received_at": T0, "done_at": T0 + 1},
        {"update_id": 100_000_002, "sender": ANN, "received_at": T0}
        | {
            "payload": '{"message":{"chat":{"id":5000000001,"type":"private"},"date":1767323045,"from":{"first_name":'
            '"Ann","id":5000000001,"is_bot":false},"message_id":91,"text":"/settings"},"update_id":100000002}'
        },
    ],
    "requests": [
        _request(1, 7, "refill", "queued"),
        _request(2, 7, "cancel", "submitting", **_LEASE),
        _request(3, 8, "refill", "accepted", words="Thank you", panel_request_id="12", answered_at=T0),
        _request(4, 8, "cancel", "refused", words="Incorrect order ID", answered_at=T0),
        _request(5, 9, "refill", "uncertain", attempts=1, answered_at=T0),
    ],
    "memory": [
        {"name": "updates.offset", "value": "100000003", "at": T0},
        {"name": "balance", "value": "12.50", "at": T0},
        {"name": "currency", "value": "USD", "at": T0},
        {"name": f"question:{ANN}:abc", "value": '{"kind": "refill", "orders": [8]}', "at": T0},
    ],
}

FILLED: Mapping[str, Filling] = {"0001": FIRST}
