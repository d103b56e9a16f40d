"""A mass order: many orders written as lines, checked line by line, confirmed at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain import link_answer
from bot.domain.catalogue import Service
from bot.domain.draft import LINK, SUMMARY, Draft, Quote, answer, kind_of, quote, submission, with_link
from bot.domain.errors import AnswerRejected, OrderRefused
from bot.domain.links import find_link
from bot.domain.order import Submission
from bot.domain.order_lines import OrderLine

_ANY_LINK = "https://example.com"  # in the place of one that is not known yet


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
    content: str  # nothing once it is confirmed and old
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
    tidied_from: str | None = None  # the link as it was sent, where it was tidied; nothing when no panel could use that

    @property
    def same_as(self) -> tuple[int, str]:
        """What a panel takes one open order of: the service, and the link, tidied or not."""
        return self.service.id, same_link(self.submission.target)


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
    open_already: Sequence[int] = ()  # numbers of good lines for whose service and link there is an open order

    @property
    def tidied(self) -> Sequence[GoodLine]:
        """The good lines whose link is not as it was sent."""
        return [one for one in self.good if one.tidied_from is not None]

    @property
    def repeated(self) -> Sequence[int]:
        """The numbers of good lines whose service and link a line above has already."""
        first: dict[tuple[int, str], GoodLine] = {}
        return [one.line.number for one in self.good if first.setdefault(one.same_as, one) is not one]

    @property
    def total(self) -> Decimal:
        """What all good lines cost together."""
        return sum((one.quote.charge for one in self.good), Decimal(0))


def line_token(batch_token: str, number: int) -> str:
    """Return the token of the order that a line becomes."""
    return f"{batch_token}:{number}"


def batch_token(order_token: str) -> str:
    """Return the token of the mass order that an order with this token is a line of."""
    return order_token.rpartition(":")[0]


def check_lines(lines: Sequence[OrderLine], services: Mapping[str, Service], *, as_sent: bool = False) -> Checked:
    """Check each line by itself; `services` are those on sale and gone, by the panel's id.

    Links are tidied; with `as_sent` they stay as they were sent, where a panel could use that.
    """
    good: list[GoodLine] = []
    bad: list[BadLine] = []
    for line in lines:
        try:
            good.append(_check(line, services, as_sent=as_sent))
        except OrderRefused as refusal:
            bad.append(BadLine(line, refusal))
    return Checked(good, bad)


def _check(line: OrderLine, services: Mapping[str, Service], *, as_sent: bool) -> GoodLine:
    if not line.link:
        raise AnswerRejected("not_a_line")
    service = _find_service(line, services)
    given = link_answer.read(service, line.link)
    if as_sent and given.get(link_answer.SENT):
        given = link_answer.as_sent(given)
    draft = _fill(service, given[LINK], line.quantity)
    if draft.step == "quantity":
        raise AnswerRejected("quantity_missing")
    return GoodLine(line, service, submission(draft), quote(draft), given.get(link_answer.SENT))


def check_pair(line: OrderLine, services: Mapping[str, Service]) -> Quote:
    """Check a line of a preset, whose link is not known yet, as its order would be checked.

    Raises: OrderRefused.
    """
    draft = _fill(_find_service(line, services), _ANY_LINK, line.quantity)
    if draft.step == "quantity":
        raise AnswerRejected("quantity_missing_in_preset")
    return quote(draft)


def same_link(target: str) -> str:
    """Return what a link has in common with all that lead to the same target: its tidy form."""
    link = find_link(target)
    return target if link is None else link.address


def _find_service(line: OrderLine, services: Mapping[str, Service]) -> Service:
    service = services.get(line.service)
    if service is None:
        raise AnswerRejected("unknown_service")
    kind_of(service)
    return service


def _fill(service: Service, link: str, quantity: str | None) -> Draft:
    """Make a draft of a link, and of a quantity where one is asked for and given.

    Raises: OrderRefused when the quantity does not fit, or the service asks for more.
    """
    draft = with_link(Draft(id=0, user_id=0, chat_id=0, service=service, token=""), {LINK: link})
    if draft.step == "quantity" and quantity:
        draft = answer(draft, quantity)
    if draft.step not in ("quantity", SUMMARY):
        raise AnswerRejected("asks_more")
    return draft
