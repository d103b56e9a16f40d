"""Presets in the chat: the list, a new one, and the link that one is applied to."""

from collections.abc import Sequence

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, lines, one_line, paragraphs
from bot.chat.texts import Html, Texts, escape
from bot.chat.views import ways
from bot.domain.batch import Preset

_MAX_NAME = 40
_SHOWN_LINES = 20


def presets(found: Sequence[Preset], t: Texts) -> View:
    """List a user's presets."""
    text = (
        t.say("<b>Presets</b>\nChoose one, and I will ask for the link.")
        if found
        else t.say("<b>Presets</b>\nA preset is a set of services and quantities that you order for one link at once.")
    )
    rows: list[Row] = [[Button(one.name, data("pu", one.id))] for one in found]
    return View(text, [*rows, [Button(t.plain("New preset"), data("pn"), style="primary")], [ways.menu(t)]])


def ask_preset(t: Texts, note: Html | None = None) -> View:
    """Say how a preset is written."""
    text = t.say(
        "Send the name of the preset, and below it one service on each line:\n"
        "<code>Starter pack\n1 | 1000\n2 | 500</code>"
    )
    return View(paragraphs(note, text), [_cancel_row(t)])


def ask_link(preset: Preset, t: Texts, note: Html | None = None) -> View:
    """Ask for the link that a preset is applied to."""
    shown = preset.content.split("\n")[:_SHOWN_LINES]
    listed = lines(*(escape(one_line(line, _MAX_NAME)) for line in shown))
    text = t.say("<b>{name}</b>\nSend the <b>link</b> it is for.", name=one_line(preset.name, _MAX_NAME))
    delete = Button(t.plain("Delete this preset"), data("pd", preset.id))
    return View(paragraphs(note, text, listed), [[delete], _cancel_row(t)])


def stored(preset: Preset, t: Texts) -> View:
    """Say that a preset is kept."""
    text = t.say("✅ The preset “{name}” is saved.", name=one_line(preset.name, _MAX_NAME))
    return View(text, [[Button(t.plain("Order with it"), data("pu", preset.id), style="primary")], [ways.menu(t)]])


def _cancel_row(t: Texts) -> Row:
    return (Button(t.plain("Cancel"), data("aw"), style="danger"),)
