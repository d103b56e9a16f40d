"""An order that begins with its link: pasted, kept in hand, and taken along by the service that is chosen for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.draft import Draft
from bot.domain.errors import LinkForgotten, PlatformNotNamed
from bot.domain.links import Link, platforms_with, read_link
from bot.domain.platforms import Platform
from bot.ports import Clock, Transaction
from bot.services.compose_draft import ComposeDraft
from bot.services.link_in_hand import LinkInHand, find_last_link, find_link_in_hand, keep_link, note_last_link


@dataclass(frozen=True, slots=True)
class StartFromLink:
    """Keeps pasted links, and starts orders with them."""

    clock: Clock
    make_token: Callable[[], str]
    compose: ComposeDraft

    async def take(self, tx: Transaction, user_id: int, text: str) -> LinkInHand:
        """Take a text that is one link, or a bare `@name`, in hand.

        Raises: TargetRejected for any other text.
        """
        try:
            return await self._keep(tx, user_id, LinkInHand(self.make_token(), read_link(text)))
        except PlatformNotNamed as refusal:
            return await self._keep(tx, user_id, LinkInHand(self.make_token(), None, refusal.name))

    async def get(self, tx: Transaction, user_id: int, token: str) -> LinkInHand:
        """Return what this user has in hand under a token. Raises: LinkForgotten."""
        found = await self.find(tx, user_id, token)
        if found is None:
            raise LinkForgotten(token)
        return found

    async def find(self, tx: Transaction, user_id: int, token: str) -> LinkInHand | None:
        """Find what this user has in hand under a token."""
        return await find_link_in_hand(tx, user_id, token, self.clock.now())

    async def find_last(self, tx: Transaction, user_id: int) -> LinkInHand | None:
        """Find the link that this user took in hand last: what they look for now may be for it."""
        return await find_last_link(tx, user_id, self.clock.now())

    async def make_last(self, tx: Transaction, user_id: int, hand: LinkInHand) -> None:
        """Let this link be the last again: its user goes on with it."""
        await note_last_link(tx, user_id, hand.token, self.clock.now())

    async def let_go(self, tx: Transaction, user_id: int) -> None:
        """Let no link be the last: what this user looks for from now on is for none. Its own buttons go on."""
        await note_last_link(tx, user_id, "", self.clock.now())

    async def use_as_sent(self, tx: Transaction, user_id: int, token: str) -> LinkInHand:
        """Take the tidying back. Raises: LinkForgotten."""
        hand, link = await self._get_link(tx, user_id, token)
        return await self._keep(tx, user_id, replace(hand, link=link.as_sent()))

    async def name_platform(self, tx: Transaction, user_id: int, token: str, platform: str) -> LinkInHand:
        """Turn a bare name into a link of a platform; it stays a name when that has no such names.

        Raises: LinkForgotten.
        """
        hand = await self.get(tx, user_id, token)
        if hand.link is not None or platform not in platforms_with(hand.name):
            return hand
        return await self._keep(tx, user_id, LinkInHand(token, read_link(hand.name, [Platform(platform)])))

    async def start(self, tx: Transaction, user_id: int, chat_id: int, token: str, service_id: int) -> Draft:
        """Start a draft for a service with the link in hand, which stays there for another.

        Raises: LinkForgotten, ServiceGone, ServiceUnsupported.
        """
        _, link = await self._get_link(tx, user_id, token)
        return await self.compose.start_with_link(tx, user_id, chat_id, service_id, link)

    async def _get_link(self, tx: Transaction, user_id: int, token: str) -> tuple[LinkInHand, Link]:
        hand = await self.get(tx, user_id, token)
        if hand.link is None:
            raise LinkForgotten(token)
        return hand, hand.link

    async def _keep(self, tx: Transaction, user_id: int, hand: LinkInHand) -> LinkInHand:
        await keep_link(tx, user_id, hand, self.clock.now())
        await self.make_last(tx, user_id, hand)
        return hand
