"""Rows made of whatever text and of the largest numbers a column holds, for views to be made of."""

from dataclasses import replace
from decimal import Decimal

from bot.chat.texts import texts_for
from bot.domain.batch import BadLine, Batch, Checked, GoodLine, Preset
from bot.domain.catalogue import PanelOrderId, PanelServiceId, Service
from bot.domain.draft import SUMMARY, Draft, Quote
from bot.domain.errors import AnswerRejected, LinkOfOtherPlatform
from bot.domain.events import EventKind
from bot.domain.order import Order, OrderState, Report, Submission
from bot.domain.order_lines import OrderLine
from bot.domain.people import NoticeWish, User
from bot.domain.request import LatestRequests, Request, RequestKind, RequestState
from bot.domain.service_types import SERVICE_TYPES
from tests.unit.domain.samples import NOON, make_order, make_service

HUGE = 2**63 - 1
TOKEN = "Zz-_09" * 2 + "abcd"
T = texts_for("en")

TEXTS = {
    "nothing": "",
    "a blank": " ",
    "tags": "<b>bold</b><script>alert(1)</script></b></code></blockquote><",
    "entities": "a & b &amp; &lt;b&gt; &#0; &#x110000; &bogus; &",
    "braces": "{braces} {0} {} {service.__class__} {t} {{x}} %s %(x)d {",
    "emoji": "👩‍👩‍👧‍👦👍🏽🇮🇳❤️" * 400,
    "right to left": "\u202egnp.exe עברית عربي \u2067",
    "4,096 characters": "x" * 4096,
    "4,096 signs that are escaped": "&" * 4096,
    "line ends": "one\ntwo\r\nthree\x0bfour\u2028five\x85six\tseven" * 20,
    "unstorable": "nul\x00 bell\x07 lone\ud83d half\udc4d \x9f",
    "zero width": "\u200b\u200d\ufeff\u2060",
    "fillers": "\u3164\u2800",
    "marks": "e" + "\u0301" * 500,
    "quotes": "\"'`´“”",
}


def service_of(text: str, kind: str = "Default") -> Service:
    """Make a service whose every text is this one, and whose every number is huge."""
    made = make_service(
        kind,
        panel_id=PanelServiceId(text),
        name=text,
        category=text,
        description=text,
        average_time=text,
        currency=text or None,
        rate=Decimal("9223372036854.775807"),
        minimum=HUGE - 1,
        maximum=HUGE,
    )
    return replace(made, id=HUGE, category_id=HUGE)


def draft_of(text: str, kind: str = "Default", step: str = SUMMARY) -> Draft:
    """Make a draft whose every answer is this text, numbers excepted."""
    service = service_of(text, kind)
    item_names = [item.name for item in (*SERVICE_TYPES[kind].required, *SERVICE_TYPES[kind].optional)]
    numbers = {"quantity": str(10**15), "runs": "1000", "interval": "10080"}
    answers = {"link": text, **dict.fromkeys(item_names, text), **numbers}
    return Draft(id=1, user_id=HUGE, chat_id=HUGE, service=service, token=TOKEN, step=step, answers=answers)


def order_of(text: str, state: OrderState = OrderState.PLACED, status: str | None = None) -> Order:
    """Make an order whose every text is this one."""
    made = make_order(state)
    new = replace(
        made.new,
        service_name=text,
        service_type=text,
        submission=Submission(
            service=PanelServiceId(text), target=text, parameters={"quantity": text, "runs": text, "interval": text}
        ),
        currency=text,
        quantity=HUGE,
        expected_charge=Decimal("9223372036854.775807"),
    )
    report = Report(
        status=text if status is None else status,
        status_word=text,
        remains=HUGE - 1,
        start_count=HUGE,
        charge=Decimal("0.27819"),
        currency=text,
        children=(PanelOrderId(text or "1"),) * 50,
    )
    return replace(
        made,
        id=HUGE,
        new=new,
        panel_order_id=PanelOrderId(text or "1"),
        refusal=text,
        report=report if state is OrderState.PLACED else None,
        checked_at=NOON,
        submitted_at=NOON,
    )


def ordered_of(text: str, kind: str, state: OrderState = OrderState.PLACED) -> Order:
    """Make an order of this type whose every answer is this text, pointed out as late, with runs."""
    made = order_of(text, state, "In progress")
    asked = (*SERVICE_TYPES[kind].required, *SERVICE_TYPES[kind].optional)
    runs = {"quantity": str(10**15), "runs": "1000", "interval": "10080"}
    sent = replace(made.new.submission, parameters={text: text, **{item.name: text for item in asked}, **runs})
    new = replace(made.new, service_type=kind, submission=sent, usual_seconds=2**31 - 1, rate_per_post=Decimal(2))
    return replace(made, new=new, late_told_at=NOON)


def asked_of(state: RequestState) -> LatestRequests:
    """Make a refill and a cancel that stand so."""
    found = [
        Request(id=HUGE, order_id=HUGE, user_id=HUGE, kind=kind, state=state, created_at=NOON, due_at=NOON)
        for kind in RequestKind
    ]
    return LatestRequests(found=found, at=NOON)


def user_of(text: str) -> User:
    """Make a user with this name."""
    return User(id=HUGE, name=text, username="u" * 32, notices=NoticeWish.FINAL)


def event_of(kind: EventKind, text: str) -> dict[str, object]:
    """Make an event as the outbox keeps it."""
    return {
        "kind": kind,
        "ends": {"placed": HUGE},
        "order_id": HUGE,
        "status": text or "Partial",
        "words": text,
        "remains": HUGE,
        "again_at_seconds": 2**33,
    }


def batch_of(text: str) -> Batch:
    """Make a mass order whose text is this one."""
    why = {str(number): "why" for number in range(20)}
    return Batch(id=HUGE, user_id=HUGE, chat_id=HUGE, token=TOKEN, content=text, rejected=why, created_at=NOON)


def checked_of(text: str) -> Checked:
    """Make many lines, good and bad ones, of this text."""
    line = OrderLine(number=1000, text=text, service=text, link=text)
    sent = Submission(service=PanelServiceId(text), target=text, parameters={})
    price = Quote(quantity=HUGE, runs=1, total=HUGE, charge=Decimal("9223372.775807"))
    good = GoodLine(line, service_of(text), sent, price, tidied_from=text)
    bad = [
        BadLine(line, LinkOfOtherPlatform("Instagram", ["TikTok", "YouTube"])),
        BadLine(line, AnswerRejected("not_a_line")),
    ]
    return Checked([good] * 500, bad * 250, open_already=[1000] * 500)


def preset_of(text: str) -> Preset:
    """Make a preset of this text."""
    return Preset(id=HUGE, user_id=HUGE, name=text, content=text)
