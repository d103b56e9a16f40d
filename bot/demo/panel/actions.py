"""The seven actions of the API (and `refill_status`): parameters in, a JSON value out. No network in here.

Source: panel API, the user's document; the forms with `orders` on refill and cancel are the family's.
"""

import hmac
from collections.abc import Callable, Mapping
from typing import Any

from bot.demo.panel import bends, refusal
from bot.demo.panel.oddities import AcceptStyle, BadRowStyle, ManyStyle
from bot.demo.panel.refusal import Refusal
from bot.demo.panel.sandbox import Sandbox

MOST_ORDERS_AT_ONCE = 100
_REFILL_WORDS = "Your order successfully added for refill. Thank you for patience."
_CANCEL_WORDS = "Your order was successfully marked for cancellation. Thank you for patience."

Parameters = Mapping[str, str]


def respond(sandbox: Sandbox, parameters: Parameters, key: str | None) -> Any:
    """Do what a request asks for and return the answer. Raises: Refusal."""
    given = parameters.get("key", "")
    if not (given if key is None else hmac.compare_digest(_as_bytes(given), _as_bytes(key))):
        raise Refusal(refusal.INVALID_KEY)
    action = _ACTIONS.get(parameters.get("action", ""))
    if action is None:
        raise Refusal(refusal.INCORRECT_REQUEST)
    return action(sandbox, parameters)


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _add(sandbox: Sandbox, parameters: Parameters) -> Any:
    asked = {name: value for name, value in parameters.items() if name not in ("key", "action")}
    return bends.added(sandbox.add(asked).id, sandbox.oddities)


def _services(sandbox: Sandbox, _: Parameters) -> Any:
    return bends.services(sandbox.catalogue, sandbox.oddities)


def _balance(sandbox: Sandbox, _: Parameters) -> Any:
    sandbox.settle_all()
    return bends.balance(sandbox.balance, sandbox.currency, sandbox.oddities.numbers)


def _status(sandbox: Sandbox, parameters: Parameters) -> Any:
    if "orders" in parameters:
        return _many_reports(sandbox, _ids(parameters["orders"]))
    return _report(sandbox, parameters.get("order", ""))


def _report(sandbox: Sandbox, order_id: str) -> Any:
    return bends.report(sandbox.find_order(order_id), sandbox.currency, sandbox.oddities)


def _ids(text: str) -> list[str]:
    """Split ids at commas. Raises: Refusal for more than a hundred, or none."""
    ids = [part.strip() for part in text.split(",") if part.strip()]
    if not ids:
        raise Refusal(refusal.INCORRECT_ORDER)
    if len(ids) > MOST_ORDERS_AT_ONCE:
        raise Refusal(refusal.INCORRECT_REQUEST)
    return ids


def _many_reports(sandbox: Sandbox, ids: list[str]) -> Any:
    rows = {order_id: _report_or_bad_row(sandbox, order_id) for order_id in ids}
    if sandbox.oddities.bad_rows is BadRowStyle.MISSING:
        rows = {order_id: row for order_id, row in rows.items() if row is not None}
    if sandbox.oddities.many is ManyStyle.LIST:
        listed = [{"order": order_id, **row} if isinstance(row, dict) else row for order_id, row in rows.items()]
        return [*listed, None] if sandbox.oddities.null_row else listed
    return {**rows, "0": None} if sandbox.oddities.null_row else rows


def _report_or_bad_row(sandbox: Sandbox, order_id: str) -> Any:
    try:
        return _report(sandbox, order_id)
    except Refusal as refused:
        style = sandbox.oddities.bad_rows
        if style is BadRowStyle.ERROR:
            return bends.error(refused.words)
        return refused.words if style is BadRowStyle.STRING else None


def _refill(sandbox: Sandbox, parameters: Parameters) -> Any:
    return _accept(sandbox, parameters, "refill", _REFILL_WORDS, lambda order: sandbox.ask_refill(order).id)


def _cancel(sandbox: Sandbox, parameters: Parameters) -> Any:
    if sandbox.oddities.cancel_by_orders_only and "orders" not in parameters:
        raise Refusal(refusal.INCORRECT_REQUEST)
    return _accept(sandbox, parameters, "cancel", _CANCEL_WORDS, lambda order: bool(sandbox.ask_cancel(order)))


def _accept(sandbox: Sandbox, parameters: Parameters, word: str, words: str, ask: Callable[[str], int]) -> Any:
    """Take a refill or a cancel of one order, or of many with a row for each."""
    if "orders" in parameters:
        return [_accepted_row(order_id, word, ask) for order_id in _ids(parameters["orders"])]
    order_id, style = parameters.get("order", ""), sandbox.oddities.accept
    if style is AcceptStyle.ROWS:
        return [_accepted_row(order_id, word, ask)]
    try:
        number = int(ask(order_id))
    except Refusal as refused:
        if style is AcceptStyle.NESTED_ERROR:
            return {word: bends.error(refused.words)}
        raise
    if style is AcceptStyle.FLAG:
        return {word: str(number)}
    return {"success": words, word: number} if style is AcceptStyle.SUCCESS else {"status": "Success", "message": words}


def _accepted_row(order_id: str, word: str, ask: Callable[[str], int]) -> dict[str, Any]:
    shown = int(order_id) if order_id.isascii() and order_id.isdecimal() and len(order_id) < 20 else order_id  # noqa: PLR2004
    try:
        return {"order": shown, word: int(ask(order_id))}
    except Refusal as refused:
        return {"order": shown, word: bends.error(refused.words)}


def _refill_status(sandbox: Sandbox, parameters: Parameters) -> Any:
    if "refills" not in parameters:
        return {"status": sandbox.refill_status(parameters.get("refill", ""))}
    return [_refill_row(sandbox, refill_id) for refill_id in _ids(parameters["refills"])]


def _refill_row(sandbox: Sandbox, refill_id: str) -> dict[str, Any]:
    try:
        return {"refill": refill_id, "status": sandbox.refill_status(refill_id)}
    except Refusal as refused:
        return {"refill": refill_id, "status": bends.error(refused.words)}


_ACTIONS: Mapping[str, Callable[[Sandbox, Parameters], Any]] = {
    "add": _add,
    "services": _services,
    "balance": _balance,
    "status": _status,
    "refill": _refill,
    "cancel": _cancel,
    "refill_status": _refill_status,
}
