"""Presets in the chat: the list, a new one, and the link that one is applied to."""

from collections.abc import Sequence

from bot.chat.callbacks import data
from bot.chat.markup import MAX_COPY_UNITS, Button, Row, View, cut, fitting, lines, one_line, paragraphs, utf16_units
from bot.chat.texts import Html, Texts, clean
from bot.chat.views import ways
from bot.chat.views.batch_lines import bad_line
from bot.domain.batch import BadLine, Preset
from bot.services.presets import PresetLine

_MAX_NAME = 40
_MAX_SERVICE = 60
_SHOWN_LINES = 20
_LINES_UNITS = 2_500
_FORMER_UNITS = 1_000


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


def not_stored(bad: Sequence[BadLine], text: str, t: Texts) -> View:
    """Say which lines of a new preset could not be ordered, and hand what was sent back, to be corrected."""
    head = t.many(
        "Nothing is saved yet: {n} line could not be ordered.",
        "Nothing is saved yet: {n} lines could not be ordered.",
        len(bad),
    )
    told = _some([bad_line(one, t) for one in bad], t)
    ask = t.say("Correct what you sent, and send it again, with the name on its first line.")
    sent = clean(text).strip()
    can_copy = 0 < utf16_units(sent) <= MAX_COPY_UNITS
    copy = [Button(t.plain("Copy what I sent"), copy=sent)] if can_copy else []
    return View(paragraphs(head, lines(*told), ask), [copy, _cancel_row(t)])


def ask_link(preset: Preset, found: Sequence[PresetLine], t: Texts, note: Html | None = None) -> View:
    """Ask for the link that a preset is applied to, and show what it orders."""
    listed = _some([_line(one, t) for one in found], t)
    text = t.say("<b>{name}</b>\nSend the <b>link</b> it is for.", name=one_line(preset.name, _MAX_NAME))
    delete = Button(t.plain("Delete this preset"), data("pd", preset.id), style="danger")
    return View(paragraphs(note, text, lines(*listed)), [[delete], _cancel_row(t)])


def _line(one: PresetLine, t: Texts) -> Html:
    quantity = one_line(one.quantity, _MAX_NAME)
    if one.service is None:
        return t.say("• {service}: no longer on sale", service=one_line(one.panel_id, _MAX_SERVICE))
    service = one_line(one.service.title, _MAX_SERVICE)
    if one.service.gone_at is not None:
        return t.say("• {service}: no longer on sale", service=service)
    if one.service.is_hidden:
        return t.say("• {service}: not on sale at present", service=service)
    if not quantity:
        return t.say("• {service}", service=service)
    return t.say("• {service} · {quantity}", service=service, quantity=quantity)


def _some(parts: Sequence[Html], t: Texts) -> Sequence[Html]:
    """Return as many as fit, and a word about the rest."""
    kept = fitting(parts[:_SHOWN_LINES], _LINES_UNITS, "\n")
    rest = len(parts) - len(kept)
    return [*kept, t.many("… and {n} more.", "… and {n} more.", rest)] if rest else kept


def stored(preset: Preset, former: Preset | None, t: Texts) -> View:
    """Say that a preset is kept, and what the former one of that name was."""
    text = t.say("✅ The preset “{name}” is saved.", name=one_line(preset.name, _MAX_NAME))
    replaced = None
    if former is not None:
        was = cut(former.content, _FORMER_UNITS)
        replaced = t.say("It takes the place of the one of that name, which was:\n<code>{lines}</code>", lines=was)
    order = Button(t.plain("Order with it"), data("pu", preset.id), style="primary")
    return View(paragraphs(text, replaced), [[order], [ways.menu(t)]])


def ask_deletion(preset: Preset, t: Texts) -> View:
    """Ask once before a preset is forgotten."""
    text = t.say("Delete the preset “{name}”?", name=one_line(preset.name, _MAX_NAME))
    yes = Button(t.plain("Yes, delete"), data("py", preset.id), style="danger")
    return View(text, [[yes, Button(t.plain("No"), data("pu", preset.id))]])


def _cancel_row(t: Texts) -> Row:
    return (Button(t.plain("Cancel"), data("aw"), style="danger"),)
