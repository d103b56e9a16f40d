"""Carries updates to the bot's webhook: one chat's in order, chats side by side, each until it is taken.

Source: core.telegram.org/bots/api#setwebhook. Anything but a 2xx answer is repeated, ever more rarely.
"""

import asyncio
import json
from collections import defaultdict, deque

import aiohttp

from bot.demo.telegram_api.updates import Update
from bot.demo.telegram_api.world import ChatWorld

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.25, 30.0
ANSWER_SECONDS = 60.0
_REASON_BYTES = 200


class WebhookPusher:
    """Pushes what waits in a world's queue while a webhook is set."""

    def __init__(self, world: ChatWorld, session: aiohttp.ClientSession) -> None:
        self._world = world
        self._session = session
        self._lanes: dict[int, deque[Update]] = defaultdict(deque)
        self._walkers: dict[int, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(world.updates.webhook.max_connections)

    def offer(self, update: Update) -> None:
        """Take an update that has just come up."""
        self._lanes[update.lane].append(update)
        if update.lane not in self._walkers:
            self._walkers[update.lane] = asyncio.create_task(self._walk(update.lane))

    def restart(self) -> None:
        """Begin anew with all that waits, since the webhook was set or taken off."""
        for walker in self._walkers.values():
            walker.cancel()
        self._walkers.clear()
        self._lanes.clear()
        updates = self._world.updates
        self._places = asyncio.Semaphore(updates.webhook.max_connections)
        for update in updates.first(len(updates)) if updates.webhook.url else ():
            self.offer(update)

    async def stop(self) -> None:
        """Push nothing more."""
        walkers = list(self._walkers.values())
        for walker in walkers:
            walker.cancel()
        await asyncio.gather(*walkers, return_exceptions=True)

    async def _walk(self, lane: int) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._deliver(waiting[0])
            waiting.popleft()
        del self._lanes[lane], self._walkers[lane]

    async def _deliver(self, update: Update) -> None:
        wait = FIRST_WAIT_SECONDS
        while self._world.updates.holds(update):  # else it has grown too old, or was put again
            async with self._places:
                failure, retry_after = await self._push(update)
            if not failure:
                self._world.updates.remove(update)
                return
            webhook = self._world.updates.webhook
            webhook.last_error, webhook.last_error_at = failure, self._world.clock.now()
            await self._world.clock.sleep(retry_after or wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)

    async def _push(self, update: Update) -> tuple[str, float]:
        """Post an update once; returns what went wrong, and how long the other side wants to be left alone."""
        webhook = self._world.updates.webhook
        headers = {"Content-Type": "application/json"}
        headers |= {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        body = json.dumps(update.payload).encode()
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        try:
            async with self._session.post(
                webhook.url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                await answer.content.read(_REASON_BYTES)
                return _failure(answer)
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}", 0.0


def _failure(answer: aiohttp.ClientResponse) -> tuple[str, float]:
    if answer.ok and answer.status < 300:  # noqa: PLR2004 - `ok` takes redirects for success
        return "", 0.0
    wanted = answer.headers.get("Retry-After", "")
    return f"Wrong response from the webhook: {answer.status} {answer.reason}", float(
        wanted
    ) if wanted.isdigit() else 0.0
