"""Presets: named sets of services and quantities, applied to one link."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.answers import read_word
from bot.domain.batch import Batch, Checked, Preset
from bot.domain.errors import AnswerRejected, DraftGone
from bot.domain.order_lines import read_order_lines
from bot.domain.target import read_target
from bot.ports import Clock, Transaction
from bot.services.mass_order import MassOrder

MOST_PRESETS = 20
MAX_NAME = 40
_PARTS = re.compile(r"\s*[|\t;,]\s*|\s+")


@dataclass(frozen=True, slots=True)
class Presets:
    """Stores, lists and applies a user's presets."""

    clock: Clock
    mass_order: MassOrder

    async def store(self, tx: Transaction, user_id: int, text: str) -> Preset:
        """Store a preset: its name on the first line, then lines `service | quantity`.

        Raises: AnswerRejected when something is missing, or there are too many.
        """
        first, _, rest = text.strip().partition("\n")
        name = read_word(first)
        if len(name) > MAX_NAME:
            raise AnswerRejected("one_line", limit=MAX_NAME)
        if len(await tx.presets.list_of(user_id)) >= MOST_PRESETS:
            raise AnswerRejected("too_many_presets", limit=MOST_PRESETS)
        content = "\n".join(_pair(line) for line in rest.splitlines() if line.strip())
        if not content:
            raise AnswerRejected("no_preset_lines")
        preset_id = await tx.presets.insert(user_id, name, content, self.clock.now())
        return Preset(id=preset_id, user_id=user_id, name=name, content=content)

    async def apply(
        self, tx: Transaction, user_id: int, chat_id: int, preset_id: int, link: str
    ) -> tuple[Batch, Checked]:
        """Propose a mass order of the preset's services for one link.

        Raises: TargetRejected; DraftGone when this user has no such preset.
        """
        target = read_target(link)
        preset = await tx.presets.find(preset_id, user_id)
        if preset is None:
            raise DraftGone(str(preset_id))
        return await self.mass_order.propose(tx, user_id, chat_id, with_link(preset.content, target))


def with_link(content: str, target: str) -> str:
    """Make order lines of a preset's lines and a link."""
    pairs: Sequence[Sequence[str]] = [line.split(" | ") for line in content.split("\n")]
    text = "\n".join(f"{pair[0]} | {target} | {pair[1] if len(pair) > 1 else ''}" for pair in pairs)
    assert read_order_lines(text), "a preset has lines"
    return text


def _pair(line: str) -> str:
    parts = [part for part in _PARTS.split(line.strip(), maxsplit=1) if part]
    if not re.fullmatch(r"#?[A-Za-z0-9_-]+", parts[0]):
        raise AnswerRejected("no_preset_lines")
    return " | ".join([parts[0].lstrip("#"), *parts[1:]])
