"""The use cases that handlers call."""

from dataclasses import dataclass

from bot.ports import Clock
from bot.services.admit_people import AdmitPeople
from bot.services.arrange_shelf import ArrangeShelf
from bot.services.ask_request import AskRequest
from bot.services.compose_draft import ComposeDraft
from bot.services.place_order import PlaceOrder
from bot.services.search_services import SearchServices
from bot.services.settle_order import SettleOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatServices:
    """One of each, put together in app.py."""

    clock: Clock
    admit: AdmitPeople
    compose_draft: ComposeDraft
    place_order: PlaceOrder
    ask_request: AskRequest
    settle_order: SettleOrder
    search: SearchServices
    arrange_shelf: ArrangeShelf
