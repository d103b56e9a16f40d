"""What a user ordered last."""

from collections.abc import Sequence

from bot.domain.catalogue import Service
from bot.ports import Transaction

_ORDERS = 100  # the last ones, of which the services are listed
_MOST = 24


async def list_recent(tx: Transaction, user_id: int) -> Sequence[Service]:
    """List the services of a user's last orders, each once, latest first, gone and hidden ones too."""
    recent = (await tx.orders.recent_services(user_id, _ORDERS))[:_MOST]
    services = await tx.catalogue.get_many(recent)
    return [services[service_id] for service_id in recent if service_id in services]
