"""Words for everything that an answer or a button can be refused for: what is wrong, and what is right."""

from bot.chat.texts import Html, Texts, mark
from bot.domain.errors import (
    AnswerRejected,
    DraftChanged,
    DraftGone,
    OrderRefused,
    PriceChanged,
    QuantityOutOfRange,
    QuantityUnreadable,
    ServiceGone,
    ServiceUnsupported,
    TargetRejected,
)


def problem(refusal: OrderRefused, t: Texts) -> Html:  # noqa: PLR0911  one sentence for each refusal
    """Say why an order cannot go on like this, and what would be right."""
    match refusal:
        case TargetRejected():
            return t.say(
                "That is not a link I can use. Send one web address, like <code>https://example.com/page</code>."
            )
        case QuantityUnreadable():
            return t.say(
                "I cannot read that as a number. "
                "Send a whole number in digits, like <code>1000</code> or <code>1k</code>."
            )
        case QuantityOutOfRange():
            return _out_of_range(refusal, t)
        case ServiceGone():
            return t.say("The panel no longer sells this service. Please choose another with /order.")
        case ServiceUnsupported():
            return t.say("This type of service cannot be ordered here: it is not supported.")
        case DraftChanged():
            return t.say("That button belongs to an earlier step. Here is where your order stands now.")
        case PriceChanged():
            return t.say("The price of this service has just changed. Please check the order again.")
        case DraftGone():
            return t.say("That order is no longer being put together. Start a new one with /order.")
        case AnswerRejected():
            return answer_problem(refusal, t)
    return t.say("That cannot be ordered like this.")


def _out_of_range(refusal: QuantityOutOfRange, t: Texts) -> Html:
    facts = {"least": t.number(refusal.minimum), "most": t.number(refusal.maximum)}
    number = t.number(refusal.quantity)
    if refusal.runs is not None:
        return t.say(
            "With {runs} runs that makes {number} in all, and this service takes at most {most} in one order.",
            runs=t.number(refusal.runs),
            number=number,
            most=facts["most"],
        )
    if refusal.quantity < refusal.minimum:
        return t.say("{number} is too few. This service takes {least} to {most}.", number=number, **facts)
    return t.say("{number} is too many. This service takes {least} to {most}.", number=number, **facts)


# The reasons of AnswerRejected that need no facts; a test holds them against the domain.
_PLAIN = {
    "nothing_asked": mark("Nothing is being asked right now. Use the buttons under the order."),
    "no_drip_feed": mark("This service does not offer drip-feed."),
    "incomplete": mark("Something has not been answered yet."),
    "no_lines": mark("I found no text in that. Send one entry on each line."),
    "not_a_date": mark("I cannot read that as a date. Send it like <code>31/12/2027</code>."),
    "date_past": mark("That day is past. Send one that is still to come, like <code>31/12/2027</code>."),
    "not_a_choice": mark("Please choose one of the buttons."),
}


def answer_problem(refusal: AnswerRejected, t: Texts) -> Html:
    """Say what is wrong with an answer, by its reason."""
    limit = refusal.facts.get("limit")
    shown = t.number(limit) if isinstance(limit, int) else ""
    match refusal.reason:
        case "too_many":
            return t.say("That is too many: at most {limit}.", limit=shown)
        case "too_many_lines":
            return t.say("Those are too many lines: at most {limit}.", limit=shown)
        case "one_line":
            return t.say("Send it as one line of at most {limit} characters.", limit=shown)
        case "max_below_min":
            return t.say("The most cannot be less than the least, {minimum}.", minimum=refusal.facts["minimum"])
    return t.say(_PLAIN.get(refusal.reason, "I cannot use that answer."))
