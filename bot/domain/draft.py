"""A draft: an order being put together in the chat, as a pure state machine over a row.

The steps of a draft are its service type's questions: the target, the required fields in order, then the
summary. Drip-feed and other optional fields are asked from the summary. Each function returns a new draft.

The catalogue may change under a draft: each function starts from the draft as it fits the service of now (`aligned`),
and whatever was answered before is held against today's limits again before anything is ordered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.domain import link_answer
from bot.domain.answers import read_choice, read_date, read_lines, read_word
from bot.domain.catalogue import Service
from bot.domain.errors import (
    AnswerRejected,
    OrderRefused,
    QuantityOutOfRange,
    ServiceGone,
    ServiceHidden,
    ServiceUnsupported,
)
from bot.domain.money import price_per_1000
from bot.domain.numbers import read_number
from bot.domain.order import Submission
from bot.domain.service_types import DRIP_FEED, Counting, Field, FieldKind, Pricing, ServiceType
from bot.domain.target import read_target

LINK = link_answer.LINK
SUMMARY = "summary"
MAX_RUNS = 1_000
MAX_INTERVAL_MINUTES = 7 * 24 * 60
_DRIP_NAMES = tuple(item.name for item in DRIP_FEED)


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

    Raises: ServiceGone, ServiceHidden, ServiceUnsupported.
    """
    if service.gone_at is not None:
        raise ServiceGone(service.row.panel_id)
    if service.is_hidden:
        raise ServiceHidden(service.row.panel_id)
    if service.kind is None:
        raise ServiceUnsupported(service.row.type)
    return service.kind


def current_field(draft: Draft) -> Field | None:
    """Return the field that is being asked for; None at the link and at the summary."""
    step = aligned(draft).step
    return None if step in (LINK, SUMMARY) else kind_of(draft.service).field(step)


def aligned(draft: Draft) -> Draft:
    """Fit a draft to its service as it stands in the catalogue now; almost always it fits already.

    Drip-feed that is no longer offered goes. A question that is no longer one, and a summary of answers that no
    longer do, become the first question that needs an answer.
    """
    fitting = draft if draft.service.offers_drip_feed else _without(draft, *_DRIP_NAMES)
    is_question = fitting.step in (*_path(fitting), *_optional_names(fitting), *_offered_drip_names(fitting))
    return fitting if is_question else replace(fitting, step=_next_step(fitting))


def answer(draft: Draft, text: str) -> Draft:
    """Take the answer to the current question and go on to the next.

    Raises: OrderRefused in one of its kinds when the answer does not fit; the draft stays as it is.
    """
    asked = aligned(draft)
    if asked.step == SUMMARY:
        raise AnswerRejected("nothing_asked")
    if asked.step == LINK:
        return with_link(asked, link_answer.read(asked.service, text))
    told = link_answer.told(asked.answers)
    answered = replace(asked, answers={**told, asked.step: _read(asked, asked.step, text)})
    return replace(answered, step="interval" if asked.step == "runs" else _next_step(answered))


def quantity_ahead(draft: Draft, text: str) -> Draft:
    """Take the quantity before it is asked for; when its turn comes, that question is passed over.

    Raises: OrderRefused in one of its kinds when it does not fit, or the service asks for none.
    """
    if "quantity" not in _path(draft):
        raise AnswerRejected("no_quantity")
    return replace(draft, answers={**draft.answers, "quantity": _read(draft, "quantity", text)})


def with_link(draft: Draft, given: Mapping[str, str]) -> Draft:
    """Put what `link_answer` made of a link in the place of what was given before, and go on from there."""
    linked = replace(draft, answers={**link_answer.without(draft.answers), **given})
    return replace(linked, step=_next_step(linked))


def with_earlier(draft: Draft, earlier: Mapping[str, str]) -> Draft:
    """Take along what was answered in an earlier order; the first that no longer fits is asked for anew.

    Drip-feed is left out: whether it fits is a question for the summary.
    """
    kind = kind_of(draft.service)
    asked = {LINK, *(item.name for item in (*kind.required, *kind.optional))}
    filled = replace(draft, answers={name: text for name, text in earlier.items() if name in asked})
    step = _next_step(filled)
    return replace(_without(filled, step), step=step)


def back(draft: Draft) -> Draft | None:
    """Go one question back, keeping the answers; None from the first one: the draft is to be left."""
    asked = aligned(draft)
    path = _path(asked)
    if asked.step == SUMMARY:
        return replace(asked, step=path[-1])
    if asked.step == "interval":
        return replace(asked, step="runs")
    if asked.step not in path:
        kept = asked if _fits(asked, asked.step) else _without(asked, asked.step)
        whole = kept if _has_drip_feed(kept) else _without(kept, *_DRIP_NAMES)
        return replace(whole, step=_next_step(whole))
    position = path.index(asked.step)
    return replace(asked, step=path[position - 1]) if position else None


def ask_drip_feed(draft: Draft) -> Draft:
    """Ask for runs, then the interval.

    Raises: AnswerRejected when the service does not offer drip-feed, or before the summary.
    """
    asked = aligned(draft)
    if not asked.service.offers_drip_feed:
        raise AnswerRejected("no_drip_feed")
    if asked.step != SUMMARY:
        raise AnswerRejected("incomplete")
    return replace(asked, step="runs")


def drop_drip_feed(draft: Draft) -> Draft:
    """Order all at once after all."""
    whole = _without(draft, *_DRIP_NAMES)
    return replace(whole, step=_next_step(whole))


def ask_optional(draft: Draft, name: str) -> Draft:
    """Ask for one of the type's optional fields.

    Raises: AnswerRejected when the type has no such field, or before the summary.
    """
    asked = aligned(draft)
    if asked.step != SUMMARY or name not in _optional_names(asked):
        raise AnswerRejected("nothing_asked")
    return replace(asked, step=name)


def quote(draft: Draft) -> Quote:
    """Price a complete draft at its service's rate."""
    kind = kind_of(draft.service)
    quantity, runs = _quantity(draft), _runs(draft)
    total = None if quantity is None else quantity * runs
    rate = draft.service.row.rate
    charge = price_per_1000(rate, total or 0) if kind.pricing is Pricing.PER_1000 else rate
    return Quote(quantity=quantity, runs=runs, total=total, charge=charge, per_post=kind.pricing is Pricing.PER_POST)


def sent_fields(draft: Draft) -> list[Field]:
    """List the answered fields that the panel would be sent, beside link and quantity; an answer left over is none."""
    kind = kind_of(draft.service)
    drip_feed = DRIP_FEED if draft.service.offers_drip_feed and _has_drip_feed(draft) else ()
    asked = (*kind.required, *kind.optional, *drip_feed)
    return [
        item for item in asked if item.name != "quantity" and item.name in draft.answers and _is_needed(draft, item)
    ]


def submission(draft: Draft) -> Submission:
    """Turn a complete draft into what the panel is sent.

    `quantity` is sent wherever a type has one, also where lines are counted or a package is one: the panel's own
    document asks for it with every order.
    Drip-feed that is no longer offered is not sent, nor is it in the quote: whoever confirms holds that against
    what was shown. Raises: AnswerRejected when something has not been answered; when the catalogue has changed under
    the draft, ServiceGone, ServiceUnsupported, or why an answer no longer fits.
    """
    whole = aligned(draft)
    _require_answers(whole)
    quantity = _quantity(whole)
    parameters = {} if quantity is None else {"quantity": str(quantity)}
    parameters |= {item.name: whole.answers[item.name] for item in sent_fields(whole)}
    return Submission(service=whole.service.row.panel_id, target=whole.answers[LINK], parameters=parameters)


def _require_answers(draft: Draft) -> None:
    for name in _names_to_answer(draft):
        if name not in draft.answers:
            raise AnswerRejected("incomplete")
        _read(draft, name, draft.answers[name])
    if draft.step != SUMMARY:
        raise AnswerRejected("incomplete")


def _is_needed(draft: Draft, item: Field) -> bool:
    if item.needed_if is None:
        return True
    other, value = item.needed_if
    return draft.answers.get(other) == value


def _path(draft: Draft) -> list[str]:
    """List the questions on the way to the summary."""
    return [LINK, *(item.name for item in kind_of(draft.service).required if _is_needed(draft, item))]


def _optional_names(draft: Draft) -> list[str]:
    return [item.name for item in kind_of(draft.service).optional]


def _offered_drip_names(draft: Draft) -> tuple[str, ...]:
    return _DRIP_NAMES if draft.service.offers_drip_feed else ()


def _began_drip_feed(draft: Draft) -> bool:
    return any(name in draft.answers for name in _DRIP_NAMES)


def _has_drip_feed(draft: Draft) -> bool:
    return all(name in draft.answers for name in _DRIP_NAMES)


def _without(draft: Draft, *names: str) -> Draft:
    return replace(draft, answers={name: text for name, text in draft.answers.items() if name not in names})


def _names_to_answer(draft: Draft) -> list[str]:
    """List all that must be answered, and answered so that it fits, before the draft is complete."""
    chosen = [name for name in _optional_names(draft) if name in draft.answers]
    drip_feed = _offered_drip_names(draft) if _began_drip_feed(draft) else ()
    return [*_path(draft), *chosen, *drip_feed]


def _next_step(draft: Draft) -> str:
    return next((name for name in _names_to_answer(draft) if not _fits(draft, name)), SUMMARY)


def _fits(draft: Draft, name: str) -> bool:
    """Tell whether there is an answer and it still fits the other answers and today's limits."""
    if name not in draft.answers:
        return False
    try:
        _read(draft, name, draft.answers[name])
    except OrderRefused:
        return False
    return True


def _counted_name(kind: ServiceType) -> str | None:
    return "quantity" if kind.counting is Counting.GIVEN else kind.counted


def _quantity(draft: Draft) -> int | None:
    """Count one run; what has not been answered yet counts 0."""
    kind = kind_of(draft.service)
    if kind.counting is Counting.ONE:
        return 1
    if kind.counting is Counting.NONE:
        return None
    given = draft.answers.get(_counted_name(kind) or "")
    if given is None:
        return 0
    return int(given) if kind.counting is Counting.GIVEN else len(given.split("\n"))


def _runs(draft: Draft) -> int:
    return int(draft.answers.get("runs", "1")) if draft.service.offers_drip_feed else 1


def _check_total(draft: Draft) -> None:
    """Check minimum and maximum on the run and on the total: panels check one, the other or both."""
    row, quantity, runs = draft.service.row, _quantity(draft), _runs(draft)
    if not quantity:
        return
    if not row.minimum <= quantity <= row.maximum:
        raise QuantityOutOfRange(quantity, row.minimum, row.maximum)
    if quantity * runs > row.maximum:
        raise QuantityOutOfRange(quantity * runs, row.minimum, row.maximum, runs=runs)


def _read(draft: Draft, name: str, text: str) -> str:
    """Read an answer and hold it against the limits and the other answers; what was read reads as itself again."""
    if name == LINK:
        return read_target(text)
    kind = kind_of(draft.service)
    value = _read_field(draft, kind.field(name), text)
    if name in (_counted_name(kind), "runs"):
        _check_total(replace(draft, answers={**draft.answers, name: value}))
    return value


def _read_field(draft: Draft, item: Field, text: str) -> str:
    match item.kind:
        case FieldKind.QUANTITY | FieldKind.NUMBER:
            return _read_count(draft, item, text)
        case FieldKind.LINES:
            return read_lines(text)
        case FieldKind.LINK:
            return read_target(text)
        case FieldKind.CHOICE:
            return read_choice(text, item.choices)
        case FieldKind.DATE:
            return read_date(text, not_before=_yesterday(draft))
        case FieldKind.WORD:
            return read_word(text)


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


def _yesterday(draft: Draft) -> date | None:
    """Return a day that is past everywhere, by the last moment this draft knows of; a day of grace for time zones."""
    return draft.updated_at.date() - timedelta(days=1) if draft.updated_at else None
