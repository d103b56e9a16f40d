"""Finds what somebody has at hand for a link: favourites, and what they ordered last, as far as it fits."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.catalogue import Service
from bot.domain.links import Link
from bot.domain.service_aim import Fit, aim_of, fit
from bot.ports import Transaction
from bot.services.list_recent import list_recent

_MOST = 3
_LOOKED_AT = 24  # favourites, the latest ones


@dataclass(frozen=True, slots=True)
class AtHand:
    """A service that its user likes, or has ordered lately."""

    service: Service
    is_favourite: bool


async def find_at_hand(tx: Transaction, user_id: int, link: Link) -> Sequence[AtHand]:
    """List a few of what this user has at hand and what fits a link: favourites first, of each the best fitting first.

    What is plainly for another kind of link than this is left out, and so is what cannot be ordered.
    """
    favourites = await tx.favourites.page(user_id, 0, _LOOKED_AT)
    liked = {service.id for service in favourites}
    recent = [service for service in await list_recent(tx, user_id) if service.id not in liked]
    found = [AtHand(service, service.id in liked) for service in (*favourites, *recent) if _can_be_ordered(service)]
    fits = {one.service.id: fit(link, aim_of(one.service)) for one in found}
    fitting = [one for one in found if fits[one.service.id] >= Fit.PLATFORM]
    return sorted(fitting, key=lambda one: (not one.is_favourite, -fits[one.service.id]))[:_MOST]


def _can_be_ordered(service: Service) -> bool:
    return service.is_on_sale and service.kind is not None
