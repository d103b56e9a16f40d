"""Webhook intake: an update is stored, and only then answered with 200."""

import hmac
import json
import logging
from dataclasses import dataclass, field

from aiohttp import web

from bot.chat.dispatch import Dispatcher
from bot.chat.raw_update import stored_updates
from bot.domain.errors import StoreError
from bot.ports import Clock, Store

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  a header's name. Source: Bot API, setWebhook
MAX_BODY = 1024 * 1024  # bytes; an update is a few kilobytes
_FINISH_SECONDS = 1.0  # for requests under way when it stops; one that is cut off is sent again


@dataclass(slots=True, kw_only=True)
class WebhookIntake:
    """Takes Telegram's POSTs on a port of its own."""

    store: Store
    dispatcher: Dispatcher
    clock: Clock
    secret: str
    host: str
    port: int
    _runner: web.AppRunner | None = field(default=None)

    async def start(self) -> None:
        """Listen.

        Raises: OSError when the port is taken.
        """
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_post("/{path:.*}", self._post)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_FINISH_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()

    async def stop(self) -> None:
        """Take no more updates; the requests under way are answered."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _post(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            return web.Response(status=401)
        try:
            rows = stored_updates([json.loads(await request.read())], self.clock)
        except (ValueError, RecursionError):
            rows = []
        if not rows:
            # Nothing that Telegram sends; asking it to repeat would not make it better.
            logger.warning("A request that is no update was passed over")
            return web.Response()
        try:
            async with self.store.transaction() as tx:
                new = await tx.inbox.store(rows, None)
        except StoreError:
            logger.exception("An update could not be stored; Telegram will send it again")
            return web.Response(status=503)
        self.dispatcher.accept(new)
        return web.Response()
