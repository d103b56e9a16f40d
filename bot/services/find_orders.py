"""What a user looks for among their orders, kept under a token that fits into a button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.order import Order
from bot.ports import EVERYTHING, Clock, OrderFilter, OrderScope, Transaction

SEARCH = "orders:"  # how the names begin under which searches are kept
MOST_CHARACTERS = 200
_LOOKED_AT = 300  # of the newest orders, for services and links to choose from; a search finds older ones


@dataclass(frozen=True, slots=True)
class Listing:
    """Which orders a list has: its scope, and the word that stands for it in buttons; "" stands for all."""

    word: str = ""
    scope: OrderScope = EVERYTHING
    about: str = ""  # the service's name, the link, or what was typed


ALL_ORDERS = Listing()


@dataclass(frozen=True, slots=True)
class FindOrders:
    """Turns what a user typed or pressed into a listing of their own orders."""

    clock: Clock
    make_token: Callable[[], str]

    async def search(self, tx: Transaction, user_id: int, query: str) -> Listing:
        """Begin a search; its pages go on under a token."""
        kept, token = query.strip()[:MOST_CHARACTERS], self.make_token()
        await tx.memory.keep(_name(user_id, token), kept, self.clock.now())
        return Listing(f"q{token}", OrderScope(query=kept), kept)

    async def read(self, tx: Transaction, user_id: int, word: str) -> Listing | None:
        """Read a listing from a button: `s` and a service, `l` and an order with the link, `q` and a search.

        None when there is no such thing of this user's, or no more.
        """
        kind, rest = word[:1], word[1:]
        match kind:
            case "":
                return ALL_ORDERS
            case "s" if is_id(rest):
                return await self._of_service(tx, user_id, int(rest))
            case "l" if is_id(rest):
                order = await tx.orders.find(int(rest), user_id)
                target = order.new.submission.target if order else ""
                return Listing(word, OrderScope(target=target), target) if order else None
            case "q":
                kept = await tx.memory.peek(_name(user_id, rest))
                return Listing(word, OrderScope(query=kept[0]), kept[0]) if kept else None
        return None

    async def _of_service(self, tx: Transaction, user_id: int, service_id: int) -> Listing | None:
        scope = OrderScope(service_id=service_id)
        newest = await tx.orders.page(user_id, OrderFilter.ALL, 0, 1, scope)
        return Listing(f"s{service_id}", scope, newest[0].new.service_name) if newest else None

    async def services(self, tx: Transaction, user_id: int) -> Sequence[Listing]:
        """List the services of a user's newest orders."""
        found: dict[int, Listing] = {}
        for order in await self._newest(tx, user_id):
            service_id = order.new.service_id
            listing = Listing(f"s{service_id}", OrderScope(service_id=service_id), order.new.service_name)
            found.setdefault(service_id, listing)
        return list(found.values())

    async def links(self, tx: Transaction, user_id: int) -> Sequence[Listing]:
        """List the links of a user's newest orders."""
        found: dict[str, Listing] = {}
        for order in await self._newest(tx, user_id):
            target = order.new.submission.target
            found.setdefault(target, Listing(f"l{order.id}", OrderScope(target=target), target))
        return list(found.values())

    async def _newest(self, tx: Transaction, user_id: int) -> Sequence[Order]:
        return await tx.orders.list_before(user_id, OrderFilter.ALL, None, _LOOKED_AT)


def is_id(text: str) -> bool:
    """Tell whether a text is one of our row ids."""
    return text.isascii() and text.isdigit() and len(text) < 19  # noqa: PLR2004  of 2^63


def _name(user_id: int, token: str) -> str:
    return f"{SEARCH}{user_id}:{token}"
