"""Words for everything that an answer or a button can be refused for: what is wrong, and what is right."""

from bot.chat.markup import View
from bot.chat.texts import Html, Texts, mark
from bot.chat.views import ways
from bot.domain.errors import (
    AnswerRejected,
    DraftChanged,
    DraftGone,
    LinkForgotten,
    LinkOfOtherPlatform,
    OrderRefused,
    PlatformNotNamed,
    PriceChanged,
    QuantityOutOfRange,
    QuantityUnreadable,
    ServiceGone,
    ServiceHidden,
    ServiceUnsupported,
    TargetRejected,
)

# A test holds these two tables, and the facts used below, against the domain.
REFUSALS: dict[type[OrderRefused], str] = {
    TargetRejected: mark(
        "That is not a link I can use. Send one web address, like <code>https://example.com/page</code>."
    ),
    QuantityUnreadable: mark(
        "I cannot read that as a number. Send a whole number in digits, like <code>1000</code> or <code>1k</code>."
    ),
    LinkForgotten: mark("That link is no longer at hand. Please send it again."),
    ServiceGone: mark("The panel no longer sells this service. Please choose another with /order."),
    ServiceHidden: mark("This service is not on sale at present. Please choose another with /order."),
    ServiceUnsupported: mark("This type of service cannot be ordered here: it is not supported."),
    DraftChanged: mark("That button belongs to an earlier step. Here is where your order stands now."),
    DraftGone: mark("That order is no longer being put together. Start a new one with /order."),
}
REASONS = {
    "nothing_asked": mark("Nothing is being asked right now. Please use the buttons under the order."),
    "no_drip_feed": mark("This service does not offer drip-feed."),
    "service_changed": mark("The panel has changed this service meanwhile. Please look at the order again."),
    "lines_changed": mark("This order is no longer quite as it was shown. Please check it again."),
    "drip_feed_gone": mark("The panel no longer offers drip-feed for this service. Please check the order again."),
    "incomplete": mark("Something has not been answered yet."),
    "no_lines": mark("I found no text in that. Send one entry on each line."),
    "not_a_date": mark("I cannot read that as a date. Send it like <code>31/12/2027</code>."),
    "date_past": mark("That day is past. Send one that is still to come, like <code>31/12/2027</code>."),
    "not_a_choice": mark("Please choose one of the buttons."),
    "too_many": mark("That is too many: at most {limit}."),
    "too_many_lines": mark("Those are too many lines: at most {limit}."),
    "one_line": mark("Send it as one line of at most {limit} characters."),
    "unknown_service": mark("No service has this id. Look it up with /search or /services."),
    "no_quantity": mark("This service asks for no quantity, so the one in your line is not used."),
    "not_a_line": mark("I cannot take this line apart. Write it as <code>service id | link | quantity</code>."),
    "quantity_missing": mark("The quantity is missing. Write it as <code>service id | link | quantity</code>."),
    "asks_more": mark("This service asks for more than a link and a quantity. Please order it with /order."),
    "not_a_pair": mark("I cannot take this line apart. Write it as <code>service id | quantity</code>."),
    "quantity_missing_in_preset": mark("The quantity is missing. Write it as <code>service id | quantity</code>."),
    "no_preset_name": mark("The first line is the preset's name, without <code>|</code>. Put one above the others."),
    "too_many_presets": mark("You have {limit} presets already. Please delete one first."),
    "no_preset_lines": mark("Below the name I need lines like <code>1 | 1000</code>: a service id and a quantity."),
    "max_below_min": mark("The largest quantity cannot be less than the smallest, {minimum}."),
}
_OTHER = mark("That cannot be ordered like this.")


def problem(refusal: OrderRefused, t: Texts) -> Html:
    """Say why an order cannot go on like this, and what would be right."""
    if isinstance(refusal, QuantityOutOfRange):
        return _out_of_range(refusal, t)
    if isinstance(refusal, LinkOfOtherPlatform | PlatformNotNamed):
        return _of_platform(refusal, t)
    if isinstance(refusal, PriceChanged):
        return _price_changed(refusal, t)
    if isinstance(refusal, AnswerRejected):
        return answer_problem(refusal, t)
    return t.say(REFUSALS.get(type(refusal), _OTHER))


def stopped(refusal: OrderRefused, t: Texts) -> View:
    """Say why an order cannot go on, where there is none to go back to, and lead on."""
    return View(problem(refusal, t), [[ways.new_order(t), ways.menu(t)]])


def _price_changed(refusal: PriceChanged, t: Texts) -> Html:
    shown, now = (t.money(amount, refusal.currency) for amount in (refusal.shown, refusal.now))
    return t.say(
        "The price of this order has just changed: {shown} → {now}. Please check the order again.", shown=shown, now=now
    )


def _out_of_range(refusal: QuantityOutOfRange, t: Texts) -> Html:
    number, least, most = (t.number(n) for n in (refusal.quantity, refusal.minimum, refusal.maximum))
    if refusal.runs is not None:
        return t.say(
            "With {runs} runs that makes {number} in all, and this service takes at most {most} in one order.",
            runs=t.number(refusal.runs),
            number=number,
            most=most,
        )
    if refusal.quantity < refusal.minimum:
        return t.say(
            "{number} is too few: this service takes {least} to {most}.", number=number, least=least, most=most
        )
    return t.say("{number} is too many: this service takes {least} to {most}.", number=number, least=least, most=most)


def _of_platform(refusal: LinkOfOtherPlatform | PlatformNotNamed, t: Texts) -> Html:
    if isinstance(refusal, PlatformNotNamed):
        return t.say("I cannot tell which platform {name} is on. Send the whole link.", name=refusal.name)
    return t.say(
        "This service seems to be for {service_platform}, and the link is of {link_platform}.",
        service_platform=" / ".join(refusal.service_platforms),
        link_platform=refusal.link_platform,
    )


def answer_problem(refusal: AnswerRejected, t: Texts) -> Html:
    """Say what is wrong with an answer, by its reason."""
    facts = {name: t.number(fact) for name, fact in refusal.facts.items() if isinstance(fact, int)}
    return t.say(REASONS.get(refusal.reason, _OTHER), **facts)
