"""What is said when an order is put together again, for `hostile` to make of whatever text."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.chat.markup import View
from bot.chat.texts import Texts
from bot.chat.views import again, draft
from tests.unit.chat.hostile_rows import HUGE, draft_of, order_of


def _again(step: str) -> Callable[[str, Texts], View]:
    def make(text: str, t: Texts) -> View:
        new, asked = order_of(text).new, draft_of(text, step=step)
        sent = replace(new.submission, parameters={"quantity": str(HUGE), "runs": str(HUGE)})
        before = replace(new, submission=sent, expected_charge=Decimal("9E+12"))
        without = replace(asked, answers={name: given for name, given in asked.answers.items() if name != "runs"})
        return draft.step(without, t, draft.Beside(note=again.changed(before, without, f"{text}x", t)))

    return make


AGAIN: Mapping[str, Callable[[str, Texts], View]] = {
    f"again.changed ({step})": _again(step) for step in ("link", "quantity", "summary")
}
