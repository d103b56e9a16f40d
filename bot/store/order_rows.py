"""An order as columns, and back."""

from typing import Any

from sqlalchemy import Row

from bot.domain.order import NewOrder, Order, OrderState, Report, Submission, Verdict
from bot.domain.order_search import search_key
from bot.domain.usual_time import late_at


def order_from(row: Row[Any]) -> Order:
    """Make an order of its row."""
    return Order(
        id=row.id,
        new=_new_from(row),
        state=OrderState(row.state),
        panel_order_id=row.panel_order_id,
        refusal=row.refusal,
        verdict=None if row.verdict is None else Verdict(row.verdict),
        report=_report_from(row),
        attempts=row.attempts,
        submitted_at=row.submitted_at,
        placed_at=row.placed_at,
        changed_at=row.changed_at,
        checked_at=row.checked_at,
        finished_at=row.finished_at,
        view_message_id=row.view_message_id,
        due_at=row.due_at,
        late_told_at=row.late_told_at,
    )


def is_priced_per_post(quantity: int | None) -> bool:
    """Tell what the price of a row is: the types without a quantity are those that are priced per post."""
    return quantity is None


def _new_from(row: Row[Any]) -> NewOrder:
    per_post = is_priced_per_post(row.quantity)
    return NewOrder(
        user_id=row.user_id,
        chat_id=row.chat_id,
        token=row.token,
        service_id=row.service_id,
        service_name=row.service_name,
        service_type=row.service_type,
        submission=Submission(service=row.panel_service_id, target=row.target, parameters=row.parameters),
        quantity=row.quantity,
        expected_charge=None if per_post else row.expected_charge,
        rate_per_post=row.expected_charge if per_post else None,
        currency=row.currency,
        card_message_id=row.card_message_id,
        refill=row.refill,
        cancel=row.cancel,
        batch_id=row.batch_id,
        batch_line=row.batch_line,
        usual_seconds=row.usual_seconds,
        created_at=row.created_at,
    )


def _report_from(row: Row[Any]) -> Report | None:
    if row.status is None:
        return None
    return Report(
        status=row.status,
        status_word=row.status_word,
        remains=row.remains,
        start_count=row.start_count,
        charge=row.charge,
        charge_text=row.charge_text,
        currency=row.charge_currency,
        children=tuple(row.children or ()),
    )


def new_values(new: NewOrder) -> dict[str, Any]:
    """Make columns of an order that is about to be stored."""
    return {
        "user_id": new.user_id,
        "chat_id": new.chat_id,
        "token": new.token,
        "service_id": new.service_id,
        "service_name": new.service_name,
        "service_type": new.service_type,
        "panel_service_id": new.submission.service,
        "target": new.submission.target,
        "parameters": dict(new.submission.parameters),
        "quantity": new.quantity,
        "expected_charge": new.price,
        "currency": new.currency,
        "card_message_id": new.card_message_id,
        "refill": new.refill,
        "cancel": new.cancel,
        "batch_id": new.batch_id,
        "batch_line": new.batch_line,
        "usual_seconds": new.usual_seconds,
        "search_key": search_key(new.service_name, new.submission.target),
        "created_at": new.created_at,
    }


def life_values(order: Order) -> dict[str, Any]:
    """Make columns of all that changes in an order's life.

    Which message shows it is the chat's to store, and that its user was told it is late, who told so.
    """
    return {
        "state": order.state,
        "is_open": order.is_open,
        "ending": order.ending,
        "late_at": late_at(order),
        "panel_order_id": order.panel_order_id,
        "refusal": order.refusal,
        "verdict": order.verdict,
        "attempts": order.attempts,
        "submitted_at": order.submitted_at,
        "placed_at": order.placed_at,
        "changed_at": order.changed_at,
        "checked_at": order.checked_at,
        "finished_at": order.finished_at,
        "due_at": order.due_at,
        **_report_values(order.report),
    }


def _report_values(report: Report | None) -> dict[str, Any]:
    return {
        "status": report and report.status,
        "status_word": report and report.status_word,
        "remains": report and report.remains,
        "start_count": report and report.start_count,
        "charge": report and report.charge,
        "charge_text": report and report.charge_text,
        "charge_currency": report and report.currency,
        "children": list(report.children) if report and report.children else None,
    }
