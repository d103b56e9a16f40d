"""Presets: named sets of services and quantities, applied to one link."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.answers import read_word
from bot.domain.batch import BadLine, Batch, Checked, Preset, check_pair
from bot.domain.catalogue import Service
from bot.domain.errors import AnswerRejected, OrderRefused, PlatformNotNamed
from bot.domain.links import read_link
from bot.domain.order_lines import MAX_LINES, OrderLine
from bot.domain.service_aim import aim_of
from bot.domain.target import without_ends
from bot.ports import Clock, Transaction
from bot.services.mass_order import MassOrder, find_services

MOST_PRESETS = 20
MAX_NAME = 40
_PARTS = re.compile(r"\s*[|\t;,]\s*|\s+")
_PAIR_SIGN = " | "


@dataclass(frozen=True, slots=True)
class StoredPreset:
    """A preset as it was sent: stored, or what is wrong with it."""

    preset: Preset | None = None
    former: Preset | None = None  # had the same name; the new one has taken its place
    bad: Sequence[BadLine] = ()  # nothing is stored while there are any; numbers count the name's line, too


@dataclass(frozen=True, slots=True)
class PresetLine:
    """A line of a preset, held against the catalogue of now."""

    panel_id: str
    quantity: str  # as written; nothing where it was left out
    service: Service | None  # gone and hidden ones too


@dataclass(frozen=True, slots=True)
class Presets:
    """Stores, lists and applies a user's presets."""

    clock: Clock
    mass_order: MassOrder

    async def store(self, tx: Transaction, user_id: int, text: str) -> StoredPreset:
        """Store a preset: its name on the first line, then lines `service | quantity`; one of that name makes room.

        Raises: AnswerRejected when something is missing, or there are too many.
        """
        name, lines = _read(text)
        services = await find_services(tx, lines)
        bad = [BadLine(line, refusal) for line in lines if (refusal := _refusal(line, services)) is not None]
        if bad:
            return StoredPreset(bad=bad)
        kept = await tx.presets.list_of(user_id)
        former = next((one for one in kept if one.name.casefold() == name.casefold()), None)
        if former is not None:
            await tx.presets.delete(former.id, user_id)
        elif len(kept) >= MOST_PRESETS:
            raise AnswerRejected("too_many_presets", limit=MOST_PRESETS)
        content = "\n".join(_PAIR_SIGN.join(filter(None, [line.service, line.quantity])) for line in lines)
        preset_id = await tx.presets.insert(user_id, name, content, self.clock.now())
        return StoredPreset(Preset(id=preset_id, user_id=user_id, name=name, content=content), former)

    async def look(self, tx: Transaction, preset: Preset) -> Sequence[PresetLine]:
        """Hold a preset's lines against the catalogue."""
        lines = _lines_of(preset)
        services = await find_services(tx, lines)
        return [PresetLine(line.service, line.quantity or "", services.get(line.service)) for line in lines]

    async def apply(self, tx: Transaction, preset: Preset, chat_id: int, link: str) -> tuple[Batch, Checked]:
        """Propose a mass order of the preset's services for one link, or a bare `@name`.

        Raises: TargetRejected; PlatformNotNamed for a name that no service of it tells the platform of;
        AnswerRejected when it has too many lines.
        """
        lines, sent = _lines_of(preset), without_ends(link)
        _require_link(sent, list((await find_services(tx, lines)).values()))
        text = "\n".join(_PAIR_SIGN.join([line.service, sent, line.quantity or ""]) for line in lines)
        return await self.mass_order.propose(tx, preset.user_id, chat_id, text)


def _require_link(sent: str, services: Sequence[Service]) -> None:
    """Raise TargetRejected for no link, PlatformNotNamed for a name that is not plain with any of the services."""
    try:
        read_link(sent)
    except PlatformNotNamed:
        if not any(_names_one(sent, service) for service in services):
            raise


def _names_one(name: str, service: Service) -> bool:
    try:
        read_link(name, aim_of(service).platforms)
    except OrderRefused:
        return False
    return True


def _refusal(line: OrderLine, services: Mapping[str, Service]) -> OrderRefused | None:
    try:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", line.service):
            raise AnswerRejected("not_a_pair")
        check_pair(line, services)
    except OrderRefused as refusal:
        return refusal
    return None


def _read(text: str) -> tuple[str, Sequence[OrderLine]]:
    """Read a preset's name and lines. Raises: AnswerRejected."""
    first, _, rest = text.strip().partition("\n")
    if len(first) > MAX_NAME:
        raise AnswerRejected("one_line", limit=MAX_NAME)
    if "|" in first:
        raise AnswerRejected("no_preset_name")
    name = read_word(first)
    lines = [_pair(number, line.strip()) for number, line in enumerate(rest.splitlines(), 2) if line.strip()]
    if not lines:
        raise AnswerRejected("no_preset_lines")
    if len(lines) > MAX_LINES:
        raise AnswerRejected("too_many_lines", limit=MAX_LINES)
    return name, lines


def _lines_of(preset: Preset) -> Sequence[OrderLine]:
    return [_pair(number, line) for number, line in enumerate(preset.content.split("\n"), 2)]


def _pair(number: int, text: str) -> OrderLine:
    parts = [part for part in _PARTS.split(text, maxsplit=1) if part]
    service, quantity = (*parts, "", "")[:2]
    return OrderLine(number=number, text=text, service=service.lstrip("#"), link="", quantity=quantity or None)
