"""A mass order: many orders written as lines, checked line by line, confirmed at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.catalogue import Service
from bot.domain.draft import LINK, SUMMARY, Draft, Quote, answer, kind_of, quote, submission
from bot.domain.errors import AnswerRejected, OrderRefused, ServiceGone
from bot.domain.order import Submission
from bot.domain.order_lines import OrderLine


class BatchState(StrEnum):
    """How far a mass order has come."""

    OPEN = "open"  # shown, not confirmed
    CONFIRMED = "confirmed"  # its orders are on their way
    DONE = "done"  # every order of it has been taken, refused, or could not be confirmed
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A mass order as stored: what was written, so that it is checked against the catalogue of each moment."""

    id: int
    user_id: int
    chat_id: int
    token: str
    content: str
    state: BatchState = BatchState.OPEN
    rejected: Mapping[str, str] | None = None  # once confirmed: line number → why it was not ordered, in words
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A named set of services and quantities, to be applied to one link: lines `service | quantity`."""

    id: int
    user_id: int
    name: str
    content: str


@dataclass(frozen=True, slots=True)
class GoodLine:
    """A line that can be ordered."""

    line: OrderLine
    service: Service
    submission: Submission
    quote: Quote


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot, and why."""

    line: OrderLine
    refusal: OrderRefused


@dataclass(frozen=True, slots=True)
class Checked:
    """Every line of a mass order, held against the catalogue as it is now."""

    good: Sequence[GoodLine]
    bad: Sequence[BadLine]

    @property
    def total(self) -> Decimal:
        """What all good lines cost together."""
        return sum((one.quote.charge for one in self.good), Decimal(0))


def check_lines(lines: Sequence[OrderLine], services: Mapping[str, Service]) -> Checked:
    """Check each line by itself; `services` are those on sale and gone, by the panel's id."""
    good: list[GoodLine] = []
    bad: list[BadLine] = []
    for line in lines:
        try:
            good.append(_check(line, services))
        except OrderRefused as refusal:
            bad.append(BadLine(line, refusal))
    return Checked(good, bad)


def _check(line: OrderLine, services: Mapping[str, Service]) -> GoodLine:
    if not line.link:
        raise AnswerRejected("not_a_line")
    service = services.get(line.service)
    if service is None:
        raise AnswerRejected("unknown_service")
    draft = fill_from_line(Draft(id=0, user_id=0, chat_id=0, service=service, token=""), line)
    if draft.step == "quantity":
        raise AnswerRejected("quantity_missing")
    if draft.step != SUMMARY:
        raise AnswerRejected("asks_more")
    return GoodLine(line, service, submission(draft), quote(draft))


def fill_from_line(draft: Draft, line: OrderLine) -> Draft:
    """Give a draft at its first step what a line says: the link, and the quantity where one is asked for.

    Raises: OrderRefused when one of them does not fit.
    """
    if draft.service.gone_at is not None:
        raise ServiceGone(line.service)
    kind_of(draft.service)
    for step, text in ((LINK, line.link), ("quantity", line.quantity)):
        if draft.step == step and text:
            draft = answer(draft, text)
    return draft
