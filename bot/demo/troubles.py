"""Trouble as somebody switches it on in the page: a word for each, and what it does to panel and Telegram."""

from dataclasses import dataclass, field

from bot.demo.panel import Fault, FaultKind, SandboxServer
from bot.demo.telegram_api import ChatWorld
from bot.demo.telegram_api import FaultKind as ChatFaultKind

PANEL_FAULTS = {
    "lost": Fault(kind=FaultKind.CUT_AFTER, action="add"),
    "html": Fault(kind=FaultKind.HTML, code=503),
    "slow": Fault(kind=FaultKind.SLOW, seconds=8.0),
}
DOWN, TOO_MANY = "down", "too_many"
NAMES = (*PANEL_FAULTS, DOWN, TOO_MANY)
_RETRY_AFTER_SECONDS = 5


@dataclass(slots=True)
class Troubles:
    """The switches. Several may be on; of the panel's own the first that fits strikes."""

    panel: SandboxServer
    world: ChatWorld
    on: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, bool]:
        """Return every switch."""
        return {name: name in self.on for name in NAMES}

    async def switch(self, name: str, *, on: bool) -> None:
        """Turn one on or off. Raises: ValueError for a name that is none of NAMES."""
        if name not in NAMES:
            raise ValueError(f"{name} is none of {', '.join(NAMES)}")
        self.on = self.on | {name} if on else self.on - {name}
        if name == DOWN:
            await (self.panel.down() if on else self.panel.up())
        elif name == TOO_MANY:
            self._limit_telegram(on=on)
        else:
            self._trouble_panel()

    def _limit_telegram(self, *, on: bool) -> None:
        self.world.faults.clear()
        if on:
            self.world.faults.add(ChatFaultKind.TOO_MANY, times=None, retry_after=_RETRY_AFTER_SECONDS)

    def _trouble_panel(self) -> None:
        faults = self.panel.sandbox.faults
        faults.clear()
        for name, fault in PANEL_FAULTS.items():
            if name in self.on:
                faults.add(fault)
