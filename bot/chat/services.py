"""The use cases that handlers call."""

from dataclasses import dataclass

from bot.ports import Clock
from bot.services.admit_people import AdmitPeople
from bot.services.arrange_shelf import ArrangeShelf
from bot.services.ask_paper import AskPaper
from bot.services.ask_request import AskRequest
from bot.services.compose_draft import ComposeDraft
from bot.services.find_fitting import FindFitting
from bot.services.find_orders import FindOrders
from bot.services.mass_order import MassOrder
from bot.services.place_order import PlaceOrder
from bot.services.presets import Presets
from bot.services.search_services import SearchServices
from bot.services.settle_order import SettleOrder
from bot.services.start_from_link import StartFromLink
from bot.services.usual_times import UsualTimes


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatServices:
    """One of each, put together in assembly.py."""

    clock: Clock
    admit: AdmitPeople
    compose_draft: ComposeDraft
    place_order: PlaceOrder
    ask_request: AskRequest
    mass_order: MassOrder
    presets: Presets
    settle_order: SettleOrder
    find_orders: FindOrders
    ask_paper: AskPaper
    usual_times: UsualTimes
    search: SearchServices
    start_from_link: StartFromLink
    find_fitting: FindFitting
    arrange_shelf: ArrangeShelf
