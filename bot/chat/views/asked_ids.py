"""What is said of ids that were sent, besides the orders that they name."""

from collections.abc import Sequence

from bot.chat.markup import lines, one_line
from bot.chat.texts import Html, Texts
from bot.chat.views.order import nothing_found

MAX_IDS = 50  # that one message can ask about
_SHOWN_ID = 40


def not_among(missing: Sequence[str], left_out: Sequence[str], t: Texts) -> Html | None:
    """Name the ids that are none of the user's orders', and count those that were too many to be looked for."""
    lost = nothing_found(missing, t) if missing else None
    return lines(lost, _left_out(left_out, t)) if missing or left_out else None


def _left_out(ids: Sequence[str], t: Texts) -> Html | None:
    if not ids:
        return None
    return t.many(
        "I can take {most} ids at a time. {n} more was left out: #{first}. Please send it in another message.",
        "I can take {most} ids at a time. {n} more were left out, from #{first} on. "
        "Please send them in another message.",
        len(ids),
        most=t.number(MAX_IDS),
        first=one_line(ids[0], _SHOWN_ID),
    )
