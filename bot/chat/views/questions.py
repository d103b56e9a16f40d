"""The questions of an order being put together, and the quick answers under them."""

from collections.abc import Callable, Mapping

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row
from bot.chat.texts import Html, Texts
from bot.chat.views.fields import choice_title, field_title
from bot.domain.draft import MAX_INTERVAL_MINUTES, MAX_RUNS, Draft, current_field, kind_of, quote
from bot.domain.service_types import Counting, FieldKind

_QUANTITIES = (100, 500, 1_000, 5_000, 10_000, 50_000, 100_000)
_RUNS = (2, 3, 5, 10, 20, 30, 50, 100)
_INTERVALS = (10, 30, 60, 120, 360, 720, 1440)
_IN_ROW = 4
_THOUSAND, _MILLION = 1_000, 1_000_000


def question(draft: Draft, t: Texts) -> Html:
    """Ask for what the draft needs next."""
    item = current_field(draft)
    if item is None:
        return t.say("Send the <b>link</b> to what you want to promote.")
    ask = _QUESTIONS.get(item.name)
    return ask(draft, t) if ask else t.say("Send <b>{field}</b>.", field=field_title(item.name, t))


def _ask_quantity(draft: Draft, t: Texts) -> Html:
    return t.say("Send the <b>quantity</b>: a number from {least} to {most}.", **_limits(draft, t))


def _ask_comments(draft: Draft, t: Texts) -> Html:
    if kind_of(draft.service).counting is not Counting.LINES:
        return t.say("Send the <b>comments</b>, one on each line.")
    return t.say("Send the <b>comments</b>, one on each line: {least} to {most} of them.", **_limits(draft, t))


def _ask_usernames(draft: Draft, t: Texts) -> Html:
    if kind_of(draft.service).counting is not Counting.LINES:
        return t.say("Send the <b>usernames</b>, one on each line.")
    return t.say("Send the <b>usernames</b>, one on each line: {least} to {most} of them.", **_limits(draft, t))


def _limits(draft: Draft, t: Texts) -> Mapping[str, str]:
    row = draft.service.row
    return {"least": t.number(row.minimum), "most": t.number(row.maximum)}


def _ask_runs(draft: Draft, t: Texts) -> Html:
    each = t.number(quote(draft).quantity or 0)
    most = _most_runs(draft)
    if most < min(_RUNS):
        return t.say(
            "How many <b>runs</b>? Each run delivers {each}, and this service takes {most} in all. "
            "For more than one run, go back and choose a smaller quantity.",
            each=each,
            most=_limits(draft, t)["most"],
        )
    return t.say("How many <b>runs</b>? Each run delivers {each}; at most {most} runs.", each=each, most=t.number(most))


def _most_runs(draft: Draft) -> int:
    quantity = quote(draft).quantity or 1
    return min(MAX_RUNS, draft.service.row.maximum // quantity)


def _ask_interval(_: Draft, t: Texts) -> Html:
    return t.say(
        "What <b>interval</b> between two runs, in minutes? At most {most}.", most=t.number(MAX_INTERVAL_MINUTES)
    )


_QUESTIONS: Mapping[str, Callable[[Draft, Texts], Html]] = {
    "quantity": _ask_quantity,
    "comments": _ask_comments,
    "runs": _ask_runs,
    "interval": _ask_interval,
    "usernames": _ask_usernames,
    "hashtags": lambda _, t: t.say("Send the <b>hashtags</b>, one on each line."),
    "hashtag": lambda _, t: t.say("Send the <b>hashtag</b> whose users are to be mentioned."),
    "username": lambda _, t: t.say("Send the <b>username</b>."),
    "media": lambda _, t: t.say("Send the <b>link</b> to the post whose likers are to be mentioned."),
    "answer_number": lambda _, t: t.say("Send the <b>number of the answer</b> to vote for, like <code>1</code>."),
    "groups": lambda _, t: t.say("Send the <b>groups</b>, one on each line."),
    "keywords": lambda _, t: t.say("Send the <b>keywords</b>, one on each line."),
    "min": lambda draft, t: t.say(
        "Send the <b>smallest quantity</b> for each new post: a number from {least} to {most}.", **_limits(draft, t)
    ),
    "max": lambda draft, t: t.say(
        "Send the <b>largest quantity</b> for each new post: a number from {least} to {most}.", **_limits(draft, t)
    ),
    "delay": lambda _, t: t.say("Choose the <b>delay</b> after a new post, in minutes."),
    "posts": lambda _, t: t.say("For how many <b>future posts</b>? Send a number."),
    "old_posts": lambda _, t: t.say("For how many <b>old posts</b>? Send a number."),
    "expiry": lambda _, t: t.say("Send the <b>last day</b> of the subscription, like <code>31/12/2027</code>."),
    "country": lambda _, t: t.say("Send the <b>country</b> the visitors are to come from."),
    "device": lambda _, t: t.say("Choose the <b>device</b> of the visitors."),
    "type_of_traffic": lambda _, t: t.say("Choose where the <b>traffic</b> is to come from."),
    "google_keyword": lambda _, t: t.say("Send the <b>Google keyword</b> the visitors are to search for."),
    "referring_url": lambda _, t: t.say("Send the <b>link</b> of the page the visitors are to come from."),
}


def quick_answers(draft: Draft, t: Texts) -> list[Row]:
    """Offer answers as buttons where there are good ones."""
    item = current_field(draft)
    if item is None:
        return []
    titles = {value: choice_title(item, value, t) for value in item.choices}
    if item.kind is FieldKind.QUANTITY:
        titles = {str(n): _short(n, t) for n in _quick_quantities(draft)}
    elif item.name == "runs":
        titles = {str(n): t.number(n) for n in _RUNS if n <= _most_runs(draft)}
    elif item.name == "interval":
        titles = {str(n): t.number(n) for n in _INTERVALS}
    buttons = [Button(title, data("dra", draft.token, value)) for value, title in titles.items()]
    return [buttons[start : start + _IN_ROW] for start in range(0, len(buttons), _IN_ROW)]


def _quick_quantities(draft: Draft) -> list[int]:
    row = draft.service.row
    inside = [n for n in _QUANTITIES if row.minimum < n < row.maximum]
    return sorted({row.minimum, *inside[: 2 * _IN_ROW - 2], row.maximum})


def _short(number: int, t: Texts) -> str:
    if number >= _MILLION and number % _MILLION == 0:
        return t.plain("{millions}M", millions=t.number(number // _MILLION))
    if number >= _THOUSAND and number % _THOUSAND == 0:
        return t.plain("{thousands}k", thousands=t.number(number // _THOUSAND))
    return t.number(number)
