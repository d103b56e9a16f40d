"""What the page shows, as JSON: all of it once, then what has changed."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.demo.cast import role_of
from bot.demo.house import House
from bot.demo.panel.bends import plain
from bot.demo.panel.control import show_order
from bot.demo.telegram_api.chats import Chat, Person

Json = dict[str, Any]

_LOOK_SECONDS = 0.4  # orders move by the clock, which rings no bell
_SIGN_EVERY_LOOKS = 12
_SHOWN_MESSAGES, _SHOWN_REQUESTS, _SHOWN_ORDERS = 300, 100, 60
_LONGEST_ANSWER = 600


@dataclass(slots=True)
class Feed:
    """One reader's view of a house: remembers what it has told."""

    house: House
    _event: int = 0
    _request: int = 0
    _line: int = 0
    _told: Json = field(default_factory=dict)

    async def read(self) -> AsyncIterator[Json]:
        """Yield everything, then each change; an empty one now and then, so that a lost reader is noticed."""
        yield self._everything()
        world, looks = self.house.world, 0
        while not world.closing:
            await world.events.bell.wait_for(lambda: world.events.last > self._event, _LOOK_SECONDS)
            looks += 1
            if (news := self._news()) or looks % _SIGN_EVERY_LOOKS == 0:
                yield news

    def _everything(self) -> Json:
        world = self.house.world
        self._event = world.events.last
        chats = {str(chat.id): _messages(chat) for chat in world.chats.values() if chat.type == "private"}
        return {"bot": world.bot.as_user(), "chats": chats} | self._news()

    def _news(self) -> Json:
        changed = {name: part for name, part in self._parts().items() if self._told.get(name) != part}
        self._told |= changed
        added = {"events": self._events(), "requests": self._requests(), "log": self._log()}
        return changed | {name: rows for name, rows in added.items() if rows}

    def _parts(self) -> Json:
        house = self.house
        if house.world.updates.waiting_poll:
            house.bot.was_seen()
        house.sandbox.settle_all()
        orders = list(house.sandbox.orders.values())[-_SHOWN_ORDERS:]
        return {
            "people": [_person(house, person) for person in house.world.people.values()],
            "orders": [_order(order) for order in orders],
            "panel": {"balance": plain(house.sandbox.balance), "currency": house.sandbox.currency},
            "troubles": house.troubles.as_json(),
            "process": house.bot.as_json() | {"waiting": len(house.world.updates)},
        }

    def _events(self) -> list[Json]:
        found = self.house.world.events.since(self._event)
        self._event = self.house.world.events.last
        return found

    def _requests(self) -> list[Json]:
        found = [asdict(entry) for entry in self.house.sandbox.book.since(self._request)][-_SHOWN_REQUESTS:]
        self._request = self.house.sandbox.book.written
        return [entry | {"answer": entry["answer"][:_LONGEST_ANSWER]} for entry in found]

    def _log(self) -> list[str]:
        found = self.house.bot.lines_after(self._line)
        self._line = self.house.bot.lines_read
        return [line for _, line in found]


def _messages(chat: Chat) -> list[Json]:
    kept = list(chat.messages.values())[-_SHOWN_MESSAGES:]
    return [message.shown() | {"by_bot": message.by_bot} for message in kept]


def _person(house: House, person: Person) -> Json:
    commands = house.world.profile.commands_for(person.id, person.language_code or "")
    status = house.world.chats[person.id].bot_status
    return person.as_user() | {"role": role_of(person.id), "status": status, "commands": commands}


def _order(order: Any) -> Json:
    return show_order(order) | {"total": order.total}
