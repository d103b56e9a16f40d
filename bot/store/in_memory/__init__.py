"""The store's double in memory: the same contract, simple rather than fast."""

from bot.store.in_memory.store import MemoryStore, MemoryTransaction

__all__ = ["MemoryStore", "MemoryTransaction"]
