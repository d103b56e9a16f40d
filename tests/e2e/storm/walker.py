"""One of many at their Telegram: orders, looks, cancels, presses everything twice; blocks the bot and comes back."""

import asyncio
import random
import re
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.chat import callbacks
from bot.demo.panel import FIRST_ORDER_ID
from bot.demo.telegram_api import ChatWorld
from tests.e2e.house import Json
from tests.e2e.storm.record import Confirm, Record
from tests.keyboard import buttons_of

Walk = Callable[[], Coroutine[Any, Any, None]]

FIRST_WALKER = 5001
_PATIENCE_SECONDS = 15.0  # then they give up, and begin anew
_LATE_TAP = ("dra", "ok", "qy")  # what a second tap a moment later must not do twice
_CHANGED = "has just changed"  # what stands above a summary whose price is another now


def link_of(user: int, number: int) -> str:
    """Make a link that is ordered once, and that tells whose it is."""
    return f"https://example.com/s{user - FIRST_WALKER:03}n{number:04}"


@dataclass(slots=True)
class Walker:
    """Somebody who goes from one thing to the next until it is over."""

    world: ChatWorld
    id: int
    chance: random.Random
    record: Record
    blocks: bool = False  # the bot, once
    returns: bool = False  # after that
    seen: int = 0
    links: int = 0
    pressed: list[tuple[int, str]] = field(default_factory=list)
    late: set[asyncio.Task[None]] = field(default_factory=set)

    async def live(self) -> None:
        """Walk until this is cancelled."""
        try:
            while self.id not in self.record.blocked or self.returns:
                await asyncio.sleep(self.chance.uniform(0.3, 3))
                if self.blocks and self.links and self.chance.random() < 0.3:
                    await self._block()
                else:
                    with suppress(TimeoutError, LookupError):
                        await self._draw()()
        finally:
            for tap in self.late:
                tap.cancel()

    def _draw(self) -> Walk:
        walks: list[tuple[Walk, int]] = [
            (self.order_followers, 10),
            (self.order_comments, 5),
            (self.look_at_orders, 3),
            (self.ask_status, 2),
            (self.ask_about_somebody_elses, 1),
            (self.ask_for("cancel"), 2),
            (self.ask_for("refill"), 1),
            (self.press_an_old_button, 3),
            (self.leave_an_order, 1),
            (self.chat, 1),
        ]
        return self.chance.choices([walk for walk, _ in walks], [weight for _, weight in walks])[0]

    async def order_followers(self) -> None:
        """Order followers."""
        link = await self._say_link("First Category", "Followers", "quantity")
        question = await self.sees("quantity")
        if self.chance.random() < 0.5:
            self.say(str(self.chance.randint(50, 9_999)))
        else:
            quick = [button for button in buttons_of(question) if button[:1].isdigit()]
            self.tap(question, self.chance.choice(quick))
        await self._confirm(link)

    async def order_comments(self) -> None:
        """Order comments."""
        link = await self._say_link("Second Category", "Comments", "comments")
        self.say("\n".join(f"Nice № {n} & <b>" for n in range(self.chance.randint(10, 14))))
        await self._confirm(link)

    async def _say_link(self, category: str, service: str, *words: str) -> str:
        await self.says("/order", "Choose a category")
        self.tap(await self.sees(category), category)
        self.tap(await self.sees("Choose a service", service), service)
        await self.sees("link", service)
        self.links += 1
        link = link_of(self.id, self.links)
        await self.says(link, *words)
        return link

    async def _confirm(self, link: str) -> None:
        """Confirm a summary; and again, when its price has changed."""
        summary = await self.sees(link, "Confirm")
        for _ in range(2):
            pressed = callbacks.read(self._data(summary, "Confirm"))
            self.record.confirms.append(Confirm(self.id, link, pressed.text(0), self.world.events.last))
            self.tap(summary, "Confirm")
            if self.chance.random() < 0.2:
                return  # and does not wait for what comes of it
            summary = await self.sees(link, without=lambda text: "Confirm" in text and _CHANGED not in text)
            if _CHANGED not in summary["text"]:
                return

    async def look_at_orders(self) -> None:
        """Look through the list and at a card, and have the panel asked."""
        listed = await self.says("/orders", "orders")
        own = [button for button in buttons_of(listed) if "·" in button]
        if own:
            self.tap(listed, self.chance.choice(own))
            self.tap(await self.sees("Refresh"), "Refresh")

    async def ask_status(self) -> None:
        """Ask how an own order stands."""
        if own := self._own_ids():
            await self._ask("/status", self.chance.choice(own))

    async def ask_about_somebody_elses(self) -> None:
        """Ask about an order that is somebody else's, or nobody's."""
        newest = FIRST_ORDER_ID + len(self.record.confirms)
        await self._ask("/status", str(self.chance.randint(FIRST_ORDER_ID, newest)))

    def ask_for(self, kind: str) -> Walk:
        """Ask the panel to refill or cancel an own order, and say yes."""

        async def ask() -> None:
            if own := self._own_ids():
                question = await self._ask(f"/{kind}", self.chance.choice(own))
                self.tap(question, f"Yes, {kind}")
                await self.sees("panel is being asked")

        return ask

    async def _ask(self, command: str, panel_id: str) -> Json:
        self.record.typed[self.id].add(panel_id)
        return await self.says(f"{command} {panel_id}", f"#{panel_id}")

    async def press_an_old_button(self) -> None:
        """Press what was pressed before, on a message that may have lost it."""
        if self.pressed:
            self._forge(*self.chance.choice(self.pressed))

    async def leave_an_order(self) -> None:
        """Begin an order and leave it."""
        await self._say_link("First Category", "Followers", "quantity")
        await self.says("/cancel", "Nothing was ordered")

    async def chat(self) -> None:
        """Write something else."""
        self.say(self.chance.choice(("/help", "/start", "tiktok likes", "what is this?", "/status", "/settings")))

    async def _block(self) -> None:
        """Block the bot; come back after some time and say so, or don't."""
        self.blocks = False
        self.record.blocked.add(self.id)
        self.world.block(self.id)
        if not self.returns:
            return
        try:
            await asyncio.sleep(self.chance.uniform(2, 6))
        finally:
            self.record.returned[self.id] = self.world.events.last
            self.world.unblock(self.id)
            self.say("/start")

    def _own_ids(self) -> list[str]:
        texts = [str(message.get("text")) for message in self.world.messages(self.id, by_bot=True)]
        return sorted({found for text in texts for found in re.findall(r"#(\d{5})\b", text)})

    def say(self, text: str) -> None:
        """Write."""
        self.record.counts["texts"] += 1
        self.seen = self.world.events.last
        self.world.send_text(self.id, text)

    async def says(self, text: str, *words: str) -> Json:
        """Write and wait for the answer."""
        self.say(text)
        return await self.sees(*words)

    def tap(self, message: Json, button: str) -> None:
        """Press a button twice: at once, or the second time a moment later. Raises: LookupError when it is gone."""
        data = self._data(message, button)
        self.seen = self.world.events.last
        self._forge(message["message_id"], data)
        self.pressed = [*self.pressed[-30:], (message["message_id"], data)]
        if callbacks.read(data).action in _LATE_TAP and self.chance.random() < 0.3:
            later = self._forge_later(message["message_id"], data, self.chance.uniform(0.2, 2.5))
            self.late.add(asyncio.create_task(later))
        else:
            self._forge(message["message_id"], data)

    async def _forge_later(self, message_id: int, data: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._forge(message_id, data)

    def _forge(self, message_id: int, data: str) -> None:
        if self.world.chats[self.id].bot_status == "kicked":
            return
        self.record.counts["presses"] += 1
        self.world.press(self.id, message_id, data=data, forged=True)

    def _data(self, message: Json, text: str) -> str:
        """Find what a button says, on the message as it stands now."""
        now = self.world.message(self.id, message["message_id"])
        for button in now.buttons() if now else ():
            if button["text"] == text and "callback_data" in button:
                return str(button["callback_data"])
        raise LookupError(text)

    async def sees(self, *words: str, without: Callable[[str], bool] = lambda _: False) -> Json:
        """Wait for a message, new or edited since the last act, with all these words. Raises: TimeoutError."""
        after = self.seen
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                for event in self.world.events.of(self.id, after):
                    after = event["event"]
                    if event.get("by_bot") and _fits(event["message"], words, without):
                        await asyncio.sleep(self.chance.uniform(0.1, 0.8))  # to read it
                        return dict(event["message"])
                await self.world.events.wait(self.id, after, _PATIENCE_SECONDS)


def _fits(message: Json, words: tuple[str, ...], without: Callable[[str], bool]) -> bool:
    text = "\n".join((str(message.get("text", "")), *buttons_of(message)))
    return all(word in text for word in words) and not without(text)
