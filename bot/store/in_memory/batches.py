"""Mass orders and presets, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.batch import Batch, BatchState, Preset
from bot.domain.order import OrderState
from bot.store.in_memory.as_stored import as_stored
from bot.store.in_memory.state import State

_CONFIRMED = (BatchState.CONFIRMED, BatchState.DONE)
_UNDER_WAY = (OrderState.QUEUED, OrderState.SUBMITTING)


class MemoryBatches:
    """Mass orders."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def insert(self, user_id: int, chat_id: int, token: str, content: str, at: datetime) -> Batch:
        """Store what was written, open."""
        assert user_id in self._state.users, "a mass order's user must have been noted"
        assert all(batch.token != token for batch in self._state.batches.values()), "a token is used once"
        batch_id = self._state.new_id("batches")
        batch = Batch(id=batch_id, user_id=user_id, chat_id=chat_id, token=token, content=content, created_at=at)
        self._state.batches[batch_id] = as_stored(batch)
        return self._state.batches[batch_id]

    async def find(self, token: str, user_id: int) -> Batch | None:
        """Find a mass order of this user by its token, in whatever state."""
        found = (batch for batch in self._state.batches.values() if (batch.token, batch.user_id) == (token, user_id))
        return next(found, None)

    async def close(self, batch_id: int, user_id: int, state: BatchState, rejected: Mapping[str, str] | None) -> bool:
        """Confirm or leave an open mass order of this user, once; False when it is not open."""
        batch = self._state.batches.get(batch_id)
        if batch is None or batch.user_id != user_id or batch.state is not BatchState.OPEN:
            return False
        self._state.batches[batch_id] = as_stored(replace(batch, state=state, rejected=rejected))
        return True

    async def finish(self, batch_id: int) -> bool:
        """Turn a confirmed mass order none of whose orders is on its way any more into a done one, once."""
        batch = self._state.batches.get(batch_id)
        of_it = [order for order in self._state.orders.values() if order.new.batch_id == batch_id]
        if batch is None or batch.state is not BatchState.CONFIRMED or any(one.state in _UNDER_WAY for one in of_it):
            return False
        self._state.batches[batch_id] = replace(batch, state=BatchState.DONE)
        return True

    async def prune(self, unconfirmed_before: datetime, text_before: datetime) -> None:
        """Forget old mass orders that were not confirmed, and what was written for old confirmed ones."""
        for batch in list(self._state.batches.values()):
            if batch.state in _CONFIRMED:
                if batch.created_at < text_before:
                    self._state.batches[batch.id] = replace(batch, content="")
            elif batch.created_at < unconfirmed_before:
                del self._state.batches[batch.id]


class MemoryPresets:
    """Named sets of services and quantities."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def insert(self, user_id: int, name: str, content: str, at: datetime) -> int:  # noqa: ARG002
        """Store one; returns its id."""
        preset_id = self._state.new_id("presets")
        self._state.presets[preset_id] = as_stored(Preset(id=preset_id, user_id=user_id, name=name, content=content))
        return preset_id

    async def list_of(self, user_id: int) -> Sequence[Preset]:
        """List this user's, oldest first."""
        return [preset for preset in self._state.presets.values() if preset.user_id == user_id]

    async def find(self, preset_id: int, user_id: int) -> Preset | None:
        """Find one of this user's."""
        preset = self._state.presets.get(preset_id)
        return preset if preset is not None and preset.user_id == user_id else None

    async def delete(self, preset_id: int, user_id: int) -> bool:
        """Forget one of this user's; False when there is none."""
        if await self.find(preset_id, user_id) is None:
            return False
        del self._state.presets[preset_id]
        return True
