"""Cards of orders with all that one can have on it, made of whatever text."""

from collections.abc import Callable, Mapping

from bot.chat.markup import View
from bot.chat.texts import Texts
from bot.chat.views import orders
from bot.domain.catalogue import PanelOrderId
from bot.domain.order import OrderState
from bot.domain.request import RequestState
from tests.unit.chat.hostile_rows import asked_of, ordered_of

Make = Callable[[str, Texts], View]


def _status(kind: str, state: OrderState = OrderState.PLACED, asked: RequestState = RequestState.UNCERTAIN) -> Make:
    """Show a card as it is asked for by an id, beside many others."""

    def make(text: str, t: Texts) -> View:
        order = ordered_of(text, kind, state)
        parents = {PanelOrderId(f"{number}{text}"): order for number in range(30)}
        there = t.in_zone("America/St_Johns")
        return orders.statuses([order], [text] * 50, there, parents=parents, asked=asked_of(asked))

    return make


def card_views() -> Mapping[str, Make]:
    """Return cards of the types that ask for the most, and in the states that say the most."""
    return {
        **{f"orders.statuses ({kind})": _status(kind) for kind in ("Subscriptions", "Web Traffic", "Comment Replies")},
        "orders.statuses (accepted)": _status("Mentions with Hashtags", asked=RequestState.ACCEPTED),
        "orders.statuses (refused)": _status("Web Traffic", OrderState.REFUSED),
    }
