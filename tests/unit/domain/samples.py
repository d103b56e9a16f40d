"""Services, drafts, orders and reports to try the core on."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import settings

from bot.domain.catalogue import PanelOrderId, PanelServiceId, Service, ServiceRow
from bot.domain.draft import Draft, answer
from bot.domain.order import NewOrder, Order, OrderState, Report, Submission
from bot.domain.status import read_status

NOON = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
LINK = "https://example.com/p/1"

# A slow moment of a shared machine is no fault of what is tested.
patient = settings(deadline=None)


def make_service(kind: str = "Default", **row: Any) -> Service:
    """Make a service of this type, rate 2 per thousand, 10 to 10,000."""
    facts: dict[str, Any] = {
        "panel_id": PanelServiceId("77"),
        "name": "Followers",
        "type": kind,
        "category": "First Category",
        "rate": Decimal(2),
        "rate_text": "2.00",
        "minimum": 10,
        "maximum": 10_000,
    }
    return Service(id=7, category_id=3, row=ServiceRow(**{**facts, **row}))


def change(draft: Draft, *, gone_at: datetime | None = None, **row: Any) -> Draft:
    """Change the catalogue under a draft."""
    service = replace(draft.service, row=replace(draft.service.row, **row), gone_at=gone_at)
    return replace(draft, service=service)


def make_draft(kind: str = "Default", *texts: str, **row: Any) -> Draft:
    """Make a draft for a service of this type and give it these answers, one after the other."""
    draft = Draft(id=1, user_id=501, chat_id=501, service=make_service(kind, **row), token="t0", updated_at=NOON)
    for text in texts:
        draft = answer(draft, text)
    return draft


def make_order(state: OrderState = OrderState.PLACED, **facts: Any) -> Order:
    """Make an order, placed at noon if nothing else is said."""
    new = NewOrder(
        user_id=501,
        chat_id=501,
        token="t0",
        service_id=7,
        service_name="Followers",
        service_type="Default",
        submission=Submission(service=PanelServiceId("77"), target=LINK, parameters={"quantity": "100"}),
        quantity=100,
        expected_charge=Decimal("0.2"),
        currency="USD",
        card_message_id=None,
        created_at=NOON,
    )
    known: dict[str, Any] = {"panel_order_id": PanelOrderId("23501")} if state is OrderState.PLACED else {}
    return Order(**{"id": 9, "new": new, "state": state, "changed_at": NOON, **known, **facts})


def make_report(word: str, **facts: Any) -> Report:
    """Make a report with this word for a status."""
    return Report(status=read_status(word), status_word=word, **facts)
