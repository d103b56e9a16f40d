"""The views of orders that are asked about by their ids, for `hostile` to make of whatever text."""

from collections.abc import Callable, Mapping

from bot.chat.markup import View
from bot.chat.texts import Texts
from bot.chat.views import orders, requests
from bot.domain.order import Order
from bot.domain.request import RequestKind
from bot.services.ask_request import Answered, Held, Question, Reason
from tests.unit.chat.hostile_rows import TOKEN, order_of
from tests.unit.domain.samples import NOON


def _many(text: str) -> list[Order]:
    return [order_of(text)] * 50


def _held(text: str) -> list[Held]:
    return [Held(order_of(text), reason, NOON) for reason in Reason] * 12


def request_views() -> Mapping[str, Callable[[str, Texts], View]]:
    """List the views of refills, cancels and statuses of as many orders as one may ask about."""
    many = [str(n) * 30 for n in range(50)]
    return {
        "orders.statuses": lambda text, t: orders.statuses(_many(text), [text] * 50, t),
        "orders.statuses (8)": lambda text, t: orders.statuses([order_of(text)] * 8, many, t, left_out=[text] * 999),
        "orders.statuses (0)": lambda text, t: orders.statuses([], [text], t),
        "requests.question": lambda text, t: requests.question(
            Question(TOKEN, RequestKind.CANCEL, _many(text)), [text] * 50, t
        ),
        "requests.question (held)": lambda text, t: requests.question(
            Question(TOKEN, RequestKind.REFILL, [], _held(text)), [text] * 50, t
        ),
        "requests.question (some held)": lambda text, t: requests.question(
            Question(TOKEN, RequestKind.CANCEL, _many(text), _held(text), _many(text)),
            [text] * 50,
            t,
            left_out=[text] * 999,
        ),
        "requests.question (unconfirmed)": lambda text, t: requests.question(
            Question(TOKEN, RequestKind.REFILL, _many(text), (), _many(text)), [], t
        ),
        "requests.question (0)": lambda _, t: requests.question(Question(TOKEN, RequestKind.REFILL, []), [], t),
        "requests.asked_for": lambda text, t: requests.asked_for(
            Answered(RequestKind.REFILL, _many(text), _many(text), _held(text)), t
        ),
        "requests.not_asked": lambda text, t: requests.not_asked(_many(text), t),
        "requests.usage": lambda _, t: requests.usage(RequestKind.CANCEL, t),
    }
