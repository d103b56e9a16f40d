"""A mass order in the chat: what would be ordered, line by line, and what became of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.callbacks import data
from bot.chat.markup import MAX_TEXT_UNITS, Button, Row, View, fitting, lines, paragraphs, shown_units
from bot.chat.texts import Html, Texts, mark
from bot.chat.views import ways
from bot.chat.views.batch_lines import bad_line, good_line, warnings
from bot.chat.views.problems import problem
from bot.domain.batch import Batch, BatchState, Checked
from bot.domain.errors import OrderRefused
from bot.domain.order import OrderState, Verdict
from bot.services.mass_order import Shown
from bot.services.owe import NOT_ORDERED

_BAD_UNITS = 2_200  # of a message for the lines that cannot be ordered; the good ones get what is left
_SPARE_UNITS = 200  # for the words about what does not fit

_ENDS: Mapping[str, str] = {
    OrderState.PLACED: mark("📨 Taken by the panel: {count}"),
    OrderState.REFUSED: mark("❌ Refused by the panel: {count}"),
    Verdict.NOT_TAKEN: mark("✖️ Not taken by the panel: {count}"),  # so an operator has found
    OrderState.UNCERTAIN: mark("⚠️ Could not confirm: {count}"),
    NOT_ORDERED: mark("🚫 Lines that were not ordered: {count}"),
}
_FILES = {
    "too_big": mark("That file is too big: I read text and CSV files of up to 1 MB."),
    "not_text": mark("I cannot read that file as text. Send a text or CSV file in UTF-8."),
    "away": mark("Telegram did not hand me that file. Please send it again."),
}


def ask_lines(t: Texts) -> View:
    """Say how orders are written as lines."""
    text = t.say(
        "<b>Mass order</b>\nSend one order on each line: <code>service id | link | quantity</code>\n"
        "<code>1 | https://example.com/page | 1000</code>\n"
        "A text or CSV file works too. Each line is checked, and nothing is ordered before you confirm."
    )
    return View(text, [_cancel_row(t)])


def _cancel_row(t: Texts) -> Row:
    return (Button(t.plain("Cancel"), data("aw"), style="danger"),)


def proposal(batch: Batch, checked: Checked, t: Texts, *, currency: str | None, note: Html | None = None) -> View:
    """Show which lines can be ordered and for how much, which cannot and why, and ask for the one Confirm."""
    good, bad = checked.good, checked.bad
    can = t.many(
        "<b>Mass order</b>\n{n} line can be ordered.", "<b>Mass order</b>\n{n} lines can be ordered.", len(good)
    )
    total = t.say("Total: <b>{price}</b>", price=t.money(checked.total, currency)) if good else None
    head = paragraphs(note, lines(can, total), warnings(checked, t))
    refused = _some([bad_line(one, t) for one in bad], _BAD_UNITS, t)
    wrong = lines(t.many("{n} line cannot:", "{n} lines cannot:", len(bad)), *refused) if bad else None
    left = MAX_TEXT_UNITS - _SPARE_UNITS - sum(shown_units(part) for part in (head, wrong or Html()))
    told = _some([good_line(one, currency, t) for one in good], left, t)
    return View(paragraphs(head, wrong, lines(*told)), _rows(batch, checked, t))


def _rows(batch: Batch, checked: Checked, t: Texts) -> list[Row]:
    each = [Button(t.plain("Each line"), data("ml", batch.token, 0))]
    if not checked.good:
        return [each, [Button(t.plain("Mass order"), data("mo")), ways.menu(t)]]
    count = len(checked.good)
    # Translators: the one button that orders all lines of a mass order
    title = t.plain("Confirm {count} orders", count=t.number(count)) if count > 1 else t.plain("Confirm")
    shown = Shown.of(checked)
    confirm = Button(title, data("mk", batch.token, shown.total_micros, shown.mark), style="success")
    can_untidy = any(one.tidied_from for one in checked.tidied)
    as_sent = [Button(t.plain("Use the links as I sent them"), data("ms", batch.token))] if can_untidy else []
    return [[confirm], as_sent, each, [Button(t.plain("Cancel"), data("mx", batch.token), style="danger")]]


def _some(parts: Sequence[Html], units: int, t: Texts) -> Sequence[Html]:
    """Return as many as fit, and a word about the rest."""
    kept = fitting(parts, max(0, units), "\n")
    rest = len(parts) - len(kept)
    return [*kept, t.many("… and {n} more.", "… and {n} more.", rest)] if rest else kept


def only_a_part(t: Texts) -> Html:
    """Say that a list as long as a message may have been parted by the app it was written in."""
    return t.say(
        "💡 Your message is as long as Telegram allows. If your list goes on in the next one, "
        "that is a mass order of its own; a file takes the whole list."
    )


def offer_button(batch: Batch, t: Texts) -> Button:
    """Offer a mass order of lines that were no answer to what was asked."""
    return Button(t.plain("Mass order with these lines"), data("mp", batch.token))


def unreadable(refusal: OrderRefused, t: Texts) -> View:
    """Say why a text is no mass order, and how one is written."""
    how = ask_lines(t)
    return View(paragraphs(problem(refusal, t), how.text), how.rows)


def confirmed(batch: Batch, checked: Checked, t: Texts) -> View:
    """Say that the orders are on their way."""
    text = t.many(
        "✅ {n} order is on its way to the panel. I will report on every line when all have been sent.",
        "✅ {n} orders are on their way to the panel. I will report on every line when all have been sent.",
        len(checked.good),
    )
    return View(text, [[Button(t.plain("Each line"), data("ml", batch.token, 0))], [ways.my_orders(t), ways.menu(t)]])


def over(batch: Batch, t: Texts) -> View:
    """Say that a mass order is no longer open."""
    if batch.state is BatchState.LEFT:
        return View(t.say("This mass order was left. Nothing was ordered."), [[ways.new_order(t), ways.menu(t)]])
    text = t.say("This mass order was confirmed before. Nothing is ordered twice.")
    return View(text, [[Button(t.plain("Each line"), data("ml", batch.token, 0))], [ways.my_orders(t), ways.menu(t)]])


def report(ends: Mapping[str, Any], token: str, t: Texts) -> View:
    """Report how many orders of a mass order came to which end."""
    counted = [
        t.say(words, count=t.number(int(ends[state]))) for state, words in _ENDS.items() if int(ends.get(state) or 0)
    ]
    text = lines(t.say("📋 Your mass order has been sent."), *counted)
    return View(text, [[Button(t.plain("Each line"), data("ml", token, 0))], [ways.my_orders(t)]])


def left(t: Texts) -> View:
    """Say that nothing was ordered."""
    return View(t.say("Left. Nothing was ordered."), [[ways.new_order(t), ways.menu(t)]])


def not_text_file(problem_name: str, t: Texts) -> Html:
    """Say why a file cannot be read, and which can."""
    return t.say(_FILES[problem_name])
