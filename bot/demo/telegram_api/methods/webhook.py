"""Setting, removing and looking at the webhook.

Telegram wants HTTPS and the ports 443, 80, 88 or 8443. To a loopback address plain HTTP on any port will do here, so
that a bot and this server can meet on one machine.
"""

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from bot.demo.telegram_api.parameters import Parameters
from bot.demo.telegram_api.refusals import bad_request
from bot.demo.telegram_api.updates import WebhookSettings
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]

PORTS = (443, 80, 88, 8443)
MAX_CONNECTIONS, DEFAULT_CONNECTIONS = 100, 40
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


def set_webhook(world: ChatWorld, parameters: Parameters) -> bool:
    """Have updates pushed to an address; an empty one is `deleteWebhook`."""
    url = parameters.text("url").strip()
    if url:
        _check(url)
    secret = parameters.text("secret_token")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    updates = world.updates
    updates.allow(parameters.structure("allowed_updates"))
    if parameters.flag("drop_pending_updates"):
        updates.clear()
    connections = parameters.integer("max_connections", DEFAULT_CONNECTIONS)
    updates.webhook = WebhookSettings(url, secret, min(max(connections, 1), MAX_CONNECTIONS))
    if url:
        updates.end_poll("terminated by setWebhook request")
    if updates.pusher:
        updates.pusher.restart()
    return True


def delete_webhook(world: ChatWorld, parameters: Parameters) -> bool:
    """Have updates wait for `getUpdates` again."""
    if parameters.flag("drop_pending_updates"):
        world.updates.clear()
    world.updates.webhook = WebhookSettings()
    if world.updates.pusher:
        world.updates.pusher.restart()
    return True


def _check(url: str) -> None:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise bad_request("bad webhook: invalid webhook URL specified") from None
    if _is_loopback(parts):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _is_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def get_webhook_info(world: ChatWorld, _: Parameters) -> Json:
    """Say where updates go, how many wait, and what went wrong last."""
    updates, webhook = world.updates, world.updates.webhook
    info: Json = {"url": webhook.url, "has_custom_certificate": False, "pending_update_count": len(updates)}
    if webhook.url:
        info["max_connections"] = webhook.max_connections
    if webhook.last_error_at:
        info["last_error_date"] = int(webhook.last_error_at.timestamp())
        info["last_error_message"] = webhook.last_error
    return info | ({"allowed_updates": list(updates.allowed)} if updates.allowed else {})


METHODS = {"setWebhook": set_webhook, "deleteWebhook": delete_webhook, "getWebhookInfo": get_webhook_info}
