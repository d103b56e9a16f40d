"""The views of mass orders and presets, for `hostile` to make of whatever text."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.chat.markup import View
from bot.chat.paging import Page
from bot.chat.texts import Texts
from bot.chat.views import batch, batch_lines, presets
from bot.domain.batch import BatchState
from bot.domain.catalogue import Shelf
from bot.domain.errors import AnswerRejected
from bot.domain.order import OrderState
from bot.services.presets import PresetLine
from tests.unit.chat.hostile_rows import HUGE, TOKEN, batch_of, checked_of, order_of, preset_of, service_of
from tests.unit.domain.samples import NOON


def _preset_lines(text: str) -> list[PresetLine]:
    """Make lines of services on sale, gone, hidden and never known."""
    made = service_of(text)
    services = [made, replace(made, gone_at=NOON), replace(made, shelf=Shelf(is_hidden=True)), None]
    return [PresetLine(text, text, one) for one in services] * 9


def line_views() -> Mapping[str, Callable[[str, Texts], View]]:
    """Return the views, by their names."""
    return {
        "batch.ask_lines": lambda _, t: batch.ask_lines(t),
        "batch.proposal": lambda text, t: batch.proposal(
            batch_of(text), checked_of(text), t, currency=text, note=t.say("{x}", x="note")
        ),
        "batch.proposal (none)": lambda text, t: batch.proposal(
            batch_of(text), replace(checked_of(text), good=[]), t, currency=text
        ),
        "batch.unreadable": lambda _, t: batch.unreadable(AnswerRejected("too_many_lines", limit=1000), t),
        "batch.confirmed": lambda text, t: batch.confirmed(batch_of(text), checked_of(text), t),
        "batch.over": lambda text, t: batch.over(batch_of(text), t),
        "batch.over (left)": lambda text, t: batch.over(replace(batch_of(text), state=BatchState.LEFT), t),
        "batch.report": lambda _, t: batch.report(dict.fromkeys(OrderState, HUGE), TOKEN, t),
        "batch_lines.each_line": lambda text, t: batch_lines.each_line(
            batch_of(text), [order_of(text)] * 20, Page(2, 1000), t
        ),
        "batch_lines.each_line_before": lambda text, t: batch_lines.each_line_before(
            batch_of(text), checked_of(text), Page(1, 1000), t, currency=text
        ),
        "batch_lines.each_line_before (good)": lambda text, t: batch_lines.each_line_before(
            batch_of(text), checked_of(text), Page(60, 1000), t, currency=text
        ),
        "batch.left": lambda _, t: batch.left(t),
        "presets.presets": lambda text, t: presets.presets([preset_of(text)] * 20, t),
        "presets.presets (0)": lambda _, t: presets.presets([], t),
        "presets.ask_preset": lambda _, t: presets.ask_preset(t),
        "presets.ask_link": lambda text, t: presets.ask_link(preset_of(text), _preset_lines(text), t),
        "presets.stored": lambda text, t: presets.stored(preset_of(text), None, t),
        "presets.stored (replaced)": lambda text, t: presets.stored(preset_of(text), preset_of(text), t),
        "presets.not_stored": lambda text, t: presets.not_stored(checked_of(text).bad, text, t),
        "presets.ask_deletion": lambda text, t: presets.ask_deletion(preset_of(text), t),
    }
