"""What each call to the panel passes: through at once, after a question was answered, or not now.

Two things are watched. Whether the panel answers at all: when it does not, time and again, every call rests. And, for
each of the actions that must not be sent twice, whether it is answered clearly: a panel may answer questions and still
leave every order in doubt, and then that action alone rests.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Literal

from bot.domain.errors import (
    PanelAnswerMalformed,
    PanelError,
    PanelOutcomeUnknown,
    PanelRefused,
    PanelResting,
    PanelUnreachable,
)
from bot.panel.breaker import Breaker
from bot.ports import Clock

Action = Literal["add", "refill", "cancel"]
ACTIONS: tuple[Action, ...] = ("add", "refill", "cancel")
PROBE_SECONDS = 1.0  # until one may come again who met somebody else's probe
LONGEST_ACTION_REST_SECONDS = 300.0  # whoever tries such an action puts an order at risk


class Gate:
    """Stands before the panel. `ask` asks it something harmless, once, and notes here how that went."""

    def __init__(self, clock: Clock, jitter: Callable[[], float], ask: Callable[[], Awaitable[Any]]) -> None:
        self._ask = ask
        self._is_probing = False
        self._panel = Breaker(clock, jitter, trouble="the panel does not answer", relief="the panel answers again")
        self._outcomes = {
            action: Breaker(
                clock,
                jitter,
                trouble=f"the panel leaves it open what became of '{action}'",
                relief=f"the panel answers '{action}' again",
                longest_rest_seconds=LONGEST_ACTION_REST_SECONDS,
            )
            for action in ACTIONS
        }
        self._trials = {action: asyncio.Lock() for action in ACTIONS}

    @property
    def is_silent(self) -> bool:
        """Whether the panel was given up for now, and nobody has heard of it since."""
        return self._panel.is_open

    def is_shut(self, action: Action) -> bool:
        """Whether this action waits for better times."""
        return self._panel.is_open or self._outcomes[action].is_open

    def note_answer(self) -> None:
        """Note that the panel answered, whatever it said."""
        self._panel.succeed()

    def note_silence(self) -> None:
        """Note that it was not the panel that answered, if anybody."""
        self._panel.fail()

    def require_awake(self, action: Action | None = None) -> None:
        """Turn a call away while its rest goes on. Raises: PanelResting."""
        self._panel.require_rested()
        if action is not None:
            self._outcomes[action].require_rested()

    @asynccontextmanager
    async def question(self) -> AsyncIterator[None]:
        """Let a question through; the first one after a rest asks for the balance before. Raises: PanelResting."""
        if self._panel.is_open:
            await self._probe()
        yield

    @asynccontextmanager
    async def act(self, action: Action) -> AsyncIterator[None]:
        """Let through what must not be sent twice: to a panel whose last sign was one of life.

        After an outcome that was left open the next one goes alone.
        Raises: PanelUnreachable, PanelResting: nothing was sent.
        """
        outcomes = self._outcomes[action]
        async with AsyncExitStack() as alone:
            if outcomes.failures:
                await alone.enter_async_context(self._trials[action])
            self.require_awake(action)
            await self._make_sure()
            try:
                yield
            except (PanelOutcomeUnknown, PanelAnswerMalformed):
                outcomes.fail()
                raise
            except PanelRefused:
                outcomes.succeed()
                raise
            else:
                outcomes.succeed()

    async def _make_sure(self) -> None:
        if self._panel.is_open:
            await self._probe()
        elif self._panel.failures:
            await self._ask_first()

    async def _probe(self) -> None:
        """Find out whether the panel is back; one call at a time does."""
        self._panel.require_rested()
        if self._is_probing:
            raise PanelResting("the panel is being asked whether it is back", retry_after_seconds=PROBE_SECONDS)
        self._is_probing = True
        try:
            await self._ask_first()
        finally:
            self._is_probing = False

    async def _ask_first(self) -> None:
        """Ask something harmless; a refusal is a sign of life too."""
        try:
            await self._ask()
        except PanelError as fault:
            self._panel.require_rested()
            if isinstance(fault, PanelUnreachable):
                raise
            if self._panel.failures:
                raise PanelUnreachable(f"nothing was sent, for a question before it failed: {fault}") from None
