"""A draft: an order being put together in the chat, as a pure state machine over a row.

The steps of a draft are its service type's questions: the target, the required fields in order, then the
summary. Drip-feed and other optional fields are asked from the summary. Each function returns a new draft.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from bot.domain.catalogue import Service
from bot.domain.errors import AnswerRejected, QuantityOutOfRange, ServiceGone, ServiceUnsupported
from bot.domain.money import price_per_1000
from bot.domain.numbers import read_number
from bot.domain.order import Submission
from bot.domain.service_types import DRIP_FEED, Counting, Field, FieldKind, Pricing, ServiceType
from bot.domain.target import read_target

LINK = "link"
SUMMARY = "summary"
MAX_WORD = 200
MAX_LINES = 10_000
MAX_RUNS = 1_000
MAX_INTERVAL_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An open draft. `token` changes with every answer, so that an old Confirm button confirms nothing."""

    id: int
    user_id: int
    chat_id: int
    service: Service
    token: str
    step: str = LINK
    answers: Mapping[str, str] = field(default_factory=dict)  # by field name, `link` among them; as sent to the panel
    card_message_id: int | None = None  # the message in the chat that shows this draft
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a complete draft would order and cost. `charge` is in the panel's currency."""

    quantity: int | None  # of one run
    runs: int
    total: int | None
    charge: Decimal
    per_post: bool = False  # the charge is for each future post


def kind_of(service: Service) -> ServiceType:
    """Return the rules of a service that can be ordered.

    Raises: ServiceGone, ServiceUnsupported.
    """
    if service.gone_at is not None:
        raise ServiceGone(service.row.panel_id)
    if service.kind is None:
        raise ServiceUnsupported(service.row.type)
    return service.kind


def current_field(draft: Draft) -> Field | None:
    """Return the field that is being asked for; None at the link and at the summary."""
    if draft.step in (LINK, SUMMARY):
        return None
    return kind_of(draft.service).field(draft.step)


def answer(draft: Draft, text: str) -> Draft:
    """Take the answer to the current question and go on to the next.

    Raises: OrderRefused in one of its kinds when the answer does not fit; the draft stays as it is.
    """
    if draft.step == SUMMARY:
        raise AnswerRejected("nothing_asked")
    value = (
        read_target(text) if draft.step == LINK else _read_field(draft, kind_of(draft.service).field(draft.step), text)
    )
    answered = replace(draft, answers={**draft.answers, draft.step: value})
    if draft.step in (LINK, *_required_names(answered), *_drip_names()):
        _check_total(answered)
    return replace(answered, step=_next_step(answered))


def back(draft: Draft) -> Draft | None:
    """Go one question back, keeping the answers; None from the first one: the draft is to be left."""
    path = [LINK, *_required_names(draft)]
    if draft.step == SUMMARY:
        return replace(draft, step=path[-1])
    if draft.step == "interval":
        return replace(draft, step="runs")
    if draft.step not in path:
        return replace(draft, step=SUMMARY, answers=_without_half_drip_feed(draft))
    position = path.index(draft.step)
    return replace(draft, step=path[position - 1]) if position else None


def ask_drip_feed(draft: Draft) -> Draft:
    """Ask for runs, then the interval.

    Raises: AnswerRejected when the service does not offer drip-feed.
    """
    if draft.step != SUMMARY or not draft.service.offers_drip_feed:
        raise AnswerRejected("no_drip_feed")
    return replace(draft, step="runs")


def drop_drip_feed(draft: Draft) -> Draft:
    """Order all at once after all."""
    kept = {name: value for name, value in draft.answers.items() if name not in _drip_names()}
    return replace(draft, answers=kept, step=SUMMARY)


def ask_optional(draft: Draft, name: str) -> Draft:
    """Ask for one of the type's optional fields.

    Raises: AnswerRejected when the type has no such field.
    """
    if draft.step != SUMMARY or name not in {item.name for item in kind_of(draft.service).optional}:
        raise AnswerRejected("nothing_asked")
    return replace(draft, step=name)


def quote(draft: Draft) -> Quote:
    """Price a complete draft at its service's rate."""
    kind = kind_of(draft.service)
    quantity, runs = _quantity(draft), int(draft.answers.get("runs", "1"))
    total = None if quantity is None else quantity * runs
    rate = draft.service.row.rate
    charge = price_per_1000(rate, total or 0) if kind.pricing is Pricing.PER_1000 else rate
    return Quote(quantity=quantity, runs=runs, total=total, charge=charge, per_post=kind.pricing is Pricing.PER_POST)


def submission(draft: Draft) -> Submission:
    """Turn a complete draft into what the panel is sent.

    Raises: ServiceGone, ServiceUnsupported, QuantityOutOfRange when the catalogue has changed under the draft,
    AnswerRejected when something has not been answered.
    """
    kind = kind_of(draft.service)
    if draft.step != SUMMARY or _next_step(draft) != SUMMARY:
        raise AnswerRejected("incomplete")
    _check_total(draft)
    parameters: dict[str, str] = {}
    if (quantity := _quantity(draft)) is not None:
        parameters["quantity"] = str(quantity)
    known = (*kind.required, *kind.optional, *(DRIP_FEED if draft.service.offers_drip_feed else ()))
    parameters |= {item.name: draft.answers[item.name] for item in known if _is_sent(draft, item)}
    return Submission(service=draft.service.row.panel_id, target=draft.answers[LINK], parameters=parameters)


def _is_sent(draft: Draft, item: Field) -> bool:
    return item.name != "quantity" and item.name in draft.answers and _is_needed(draft, item)


def _is_needed(draft: Draft, item: Field) -> bool:
    if item.needed_if is None:
        return True
    other, value = item.needed_if
    return draft.answers.get(other) == value


def _required_names(draft: Draft) -> list[str]:
    return [item.name for item in kind_of(draft.service).required if _is_needed(draft, item)]


def _drip_names() -> tuple[str, ...]:
    return tuple(item.name for item in DRIP_FEED)


def _next_step(draft: Draft) -> str:
    asked = [LINK, *_required_names(draft)]
    if "runs" in draft.answers:
        asked.append("interval")
    return next((name for name in asked if name not in draft.answers), SUMMARY)


def _without_half_drip_feed(draft: Draft) -> Mapping[str, str]:
    if all(name in draft.answers for name in _drip_names()):
        return draft.answers
    return {name: value for name, value in draft.answers.items() if name not in _drip_names()}


def _quantity(draft: Draft) -> int | None:
    kind = kind_of(draft.service)
    if kind.counting is Counting.ONE:
        return 1
    if kind.counting is Counting.NONE:
        return None
    if kind.counting is Counting.GIVEN:
        return int(draft.answers.get("quantity", "0"))
    return len(draft.answers.get(kind.counted or "", "").split("\n"))


def _check_total(draft: Draft) -> None:
    """Check minimum and maximum on the run and on the total: panels check one, the other or both."""
    kind, row = kind_of(draft.service), draft.service.row
    counted = "quantity" if kind.counting is Counting.GIVEN else kind.counted
    if counted is None or counted not in draft.answers:
        return
    quantity, runs = _quantity(draft) or 0, int(draft.answers.get("runs", "1"))
    if not row.minimum <= quantity <= row.maximum:
        raise QuantityOutOfRange(quantity, row.minimum, row.maximum)
    if quantity * runs > row.maximum:
        raise QuantityOutOfRange(quantity * runs, row.minimum, row.maximum, runs=runs)


def _read_field(draft: Draft, item: Field, text: str) -> str:
    if item.kind in (FieldKind.QUANTITY, FieldKind.NUMBER):
        return _read_count(draft, item, text)
    if item.kind is FieldKind.LINES:
        return _read_lines(text)
    if item.kind is FieldKind.LINK:
        return read_target(text)
    if item.kind is FieldKind.CHOICE:
        return _read_choice(item, text)
    return _read_date(text) if item.kind is FieldKind.DATE else _read_word(text)


def _read_count(draft: Draft, item: Field, text: str) -> str:
    number, row = read_number(text), draft.service.row
    if item.name in ("min", "max") and not row.minimum <= number <= row.maximum:
        raise QuantityOutOfRange(number, row.minimum, row.maximum)
    if item.name == "max" and number < int(draft.answers.get("min", "0")):
        raise AnswerRejected("max_below_min", minimum=int(draft.answers["min"]))
    limit = {"runs": MAX_RUNS, "interval": MAX_INTERVAL_MINUTES}.get(item.name)
    if limit is not None and number > limit:
        raise AnswerRejected("too_many", limit=limit)
    return str(number)


def _read_lines(text: str) -> str:
    """Strip each line and drop empty ones. Source: panel API, family document, "Lists"."""
    lines = [line.strip() for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text)]
    kept = [line for line in lines if line]
    if not kept:
        raise AnswerRejected("no_lines")
    if len(kept) > MAX_LINES:
        raise AnswerRejected("too_many_lines", limit=MAX_LINES)
    return "\n".join(kept)


def _read_word(text: str) -> str:
    word = " ".join(text.split())
    if not word or "\n" in text.strip() or len(word) > MAX_WORD:
        raise AnswerRejected("one_line", limit=MAX_WORD)
    return word


def _read_choice(item: Field, text: str) -> str:
    choice = text.strip()
    if choice not in item.choices:
        raise AnswerRejected("not_a_choice", choices=item.choices)
    return choice


def _read_date(text: str) -> str:
    match = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text.strip())
    if not match:
        raise AnswerRejected("not_a_date")
    day, month, year = (int(part) for part in match.groups())
    try:
        return f"{datetime(year, month, day):%d/%m/%Y}"  # noqa: DTZ001  a date has no zone
    except ValueError as error:
        raise AnswerRejected("not_a_date") from error
