"""Whatever a panel answers, each reader gives a value or one of the errors that its caller knows what to do about."""

import json
from bisect import bisect_left
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.catalogue import Balance, PanelOrderId, ServiceRow
from bot.domain.errors import PanelAnswerMalformed, PanelOutcomeUnknown, PanelRefused, PanelUnreachable
from bot.domain.money import to_micros
from bot.domain.order import Report
from bot.domain.request import Acceptance
from bot.panel.answers import read_answer
from bot.panel.exchange import Reply
from bot.panel.faults import LONGEST_RETRY_AFTER_SECONDS, read_retry_after
from bot.panel.lenient_json import read_json
from bot.panel.redirect import find_twin
from bot.panel.wire_errors import LONGEST_WORDS, find_refusal
from bot.panel.wire_orders import find_order_id, read_acceptance, read_order_id
from bot.panel.wire_services import read_balance, read_services
from bot.panel.wire_status import read_reports
from tests.unit.domain.samples import NOON
from tests.unit.panel.hostile_json import ANSWERS, BODIES, SCALARS, TEXTS, printed

# Any example that takes longer than this stands for an answer that could hold the program up.
prompt = settings(deadline=timedelta(seconds=10), max_examples=150)

KEY = "a-panel-key-of-some-length"
ASKED = [PanelOrderId("1"), PanelOrderId("23501")]
STATUSES = st.sampled_from([200, 201, 204, 301, 302, 307, 400, 403, 404, 422, 429, 500, 502, 503, 504, 520, 530, 599])
MOMENTS = st.sampled_from(
    [
        *("0", "5", "1.5", "-1", "9" * 30, "1e9", "", "soon", "\x00"),
        *(
            "Wed, 21 Oct 2026 07:28:00 GMT",
            "Thu, 01 Jan 99999999999999 00:00:00 GMT",
            "Mon, 01 Jan 0001 00:00:00 +2359",
        ),
        *("Fri, 31 Dec 9999 23:59:59 -2359", "00 Jan 9999999999999999999 1:1:1 z", "1 Jan 1970 99:99:99 +99999999"),
    ]
)
PLACES = st.sampled_from(
    [
        *(
            "https://www.panel.example/api/v2",
            "/api/v2/",
            "//[::1",
            "https://xn--a/",
            "https://panel.example:99999999/",
        ),
        *("https://panel.example:abc/", "?key=x", "https://\u2028/", "https://www.panel.example:0/api/v2", "mailto:x"),
    ]
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "retry-after": MOMENTS | st.text(max_size=40),
        "location": PLACES | st.text(st.characters(codec=None), max_size=60),
        "content-type": st.just("text/html"),
    },
)
REPLIES = st.builds(Reply, STATUSES, HEADERS, BODIES)


def ignore(_: str) -> None:
    """Hear of a row that cannot be read, and do nothing about it."""


READERS: dict[str, Callable[[Any], object]] = {
    "services": lambda answer: read_services(answer, ignore),
    "reports": lambda answer: read_reports(answer, ASKED, ignore),
    "one report": lambda answer: read_reports(answer, ASKED[:1], ignore),
    "balance": read_balance,
    "order id": read_order_id,
    "refill": lambda answer: read_acceptance(answer, "refill", ASKED[0]),
    "cancel": lambda answer: read_acceptance(answer, "cancel", ASKED[1]),
}


def check_text(text: str | None, longest: int) -> None:
    """Hold a text against what tables and messages take."""
    if text is not None:
        assert len(text) <= longest
        assert not set(text) & set("\x00\x1b\u202e")
        text.encode()


def check_amount(amount: Decimal | None) -> None:
    """Hold an amount against what can be reckoned with and stored."""
    if amount is not None:
        assert abs(to_micros(amount)) < 2**63
        assert len(f"{amount:f}") < 100


def check(value: Any) -> None:
    """Hold what was read against the bounds that the rest of the program relies on."""
    match value:
        case str():
            check_text(value, 64)
            assert value.strip()
        case Balance() | Report():
            check_text(value.currency, 16)
            check_amount(value.amount if isinstance(value, Balance) else value.charge)
        case ServiceRow():
            check_text(value.name, 500)
            check_text(value.panel_id, 64)
            check_amount(value.rate)
            assert 1 <= value.minimum <= value.maximum <= 10**15
        case Acceptance():
            check_text(value.words, LONGEST_WORDS)
            check_text(value.panel_request_id, 64)
        case PanelRefused():
            check_text(value.words, LONGEST_WORDS)
        case list() | tuple():
            for one in value:
                check(one)
        case dict():
            check(list(value.values()))
        case _:
            raise AssertionError(value)


@pytest.mark.parametrize("reader", READERS)
@prompt
@given(text=TEXTS)
@example(text='{"order": 1, "charge": "1e9999999999999999999", "status": "Completed"}')
@example(text='[{"service": 1, "rate": "1e-9999999999999999999", "min": "1", "max": "2"}]')
@example(text='{"balance": "$1e9999999999999999999"}')
def test_any_json(reader: str, text: str) -> None:
    """Any JSON is a value within the bounds, a refusal in words that can be shown, or malformed."""
    try:
        value = READERS[reader](read_json(text))
    except PanelAnswerMalformed:
        return
    except PanelRefused as refused:
        value = refused
    check(value)


def can_be_read(text: str) -> bool:
    """Let each reader have a text, which may raise what it is to raise; tells whether it was JSON at all."""
    try:
        answer = read_json(text)
    except PanelAnswerMalformed:
        return False
    for read in READERS.values():
        with suppress(PanelAnswerMalformed, PanelRefused):
            read(answer)
    return True


@pytest.mark.parametrize("name", ["order", "error", "status", "services", "1"])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"error":', "}"), ('{"order":', "}")])
def test_any_depth(name: str, opening: str, closing: str) -> None:
    """However deep an answer is, below whatever name, it is a value or malformed, and no reader breaks down."""

    def answer(depth: int, bend: str = "") -> str:
        return f'{{"{name}": {opening * depth}1{closing * depth}{bend}}}'

    deepest = bisect_left(range(5000), 1, key=lambda depth: not can_be_read(answer(depth)))
    assert 100 < deepest < 5000, "just below this one reader gets through and the next may not"
    for depth in (*range(deepest - 40, deepest + 3), 100_000):
        can_be_read(answer(depth))
    assert [can_be_read(answer(depth, ",")) for depth in (1, 60, 64, 100_000)] == [True, True, False, False]


def check_put_off(fault: PanelUnreachable, reply: Reply) -> None:
    """Hold a request that may be sent again against its reason: a 429, or a refusal in the panel's words."""
    assert reply.status == 429 or find_refusal(read_json(reply.body.decode(errors="replace"))) is not None
    assert 0 <= (fault.retry_after_seconds or 0) <= LONGEST_RETRY_AFTER_SECONDS


@prompt
@given(reply=REPLIES, key=st.sampled_from([KEY, "", "1", "order", "services"]))
@example(Reply(429, {"retry-after": "Thu, 01 Jan 99999999999999 00:00:00 GMT"}, b""), KEY)
@example(Reply(301, {"location": "https://xn--a/"}, b""), KEY)
def test_any_reply(reply: Reply, key: str) -> None:
    """Any bytes under any HTTP status and headers are an answer or one of three errors, and echo no key."""
    try:
        answer = read_answer(reply, key, NOON, is_done=lambda said: find_order_id(said) is not None)
    except PanelUnreachable as put_off:
        check_put_off(put_off, reply)
    except (PanelOutcomeUnknown, PanelAnswerMalformed) as fault:
        check_text(str(fault), 1000)
    else:
        assert key != KEY or KEY not in str(answer)


@prompt
@given(MOMENTS | st.text(st.characters(codec=None), max_size=60) | st.datetimes().map(lambda at: at.strftime("%c")))
def test_any_retry_after(value: str) -> None:
    """Any header is a wait of at most an hour, or none."""
    wait = read_retry_after(value, NOON)
    assert wait is None or 0 <= wait <= LONGEST_RETRY_AFTER_SECONDS


@prompt
@given(PLACES | st.text(st.characters(codec=None), max_size=60), STATUSES)
def test_any_redirect(location: str, status: int) -> None:
    """The key is sent on to nothing but the panel's own other name, wherever an answer leads."""
    asked = httpx.URL("https://panel.example/api/v2")
    twin = find_twin(asked, Reply(status, {"location": location}, b""))
    if twin is not None:
        assert (twin.scheme, twin.port) == ("https", None)
        assert twin.host in ("panel.example", "www.panel.example")
        assert twin.path.rstrip("/") == "/api/v2"


@prompt
@given(
    beside=st.dictionaries(
        st.sampled_from(["error", "status", "success", "message", "errors", "Error", "id"]), ANSWERS
    ),
    order_id=st.integers(1, 10**30),
    quoted=st.booleans(),
    reply=REPLIES,
)
def test_order_that_was_taken_is_never_lost(
    beside: dict[str, Any], order_id: int, *, quoted: bool, reply: Reply
) -> None:
    """An order's number counts whatever the HTTP status, the headers and the words beside it."""
    shown: Any = str(order_id) if quoted else order_id
    body = printed({**beside, "order": shown}).replace("-Infinity", "0")  # that is no JSON
    said = Reply(reply.status, reply.headers, body.encode())
    answer = read_answer(said, KEY, NOON, is_done=lambda answer: find_order_id(answer) is not None)
    assert read_order_id(answer) == str(order_id)


@prompt
@given(
    ANSWERS, st.none() | st.booleans() | st.sampled_from(["", "0", "null", "Success", "in progress", 0, -5, 0.5, 1.0])
)
def test_no_order_id_where_there_is_no_order(answer: Any, order: Any) -> None:
    """An answer without an `order` that is an id gives none, whatever else is in it."""
    said = {**answer, "order": order} if isinstance(answer, dict) else answer
    if isinstance(said, dict) and said["order"] is None:
        del said["order"]
    with pytest.raises((PanelAnswerMalformed, PanelRefused)):
        read_order_id(read_json(printed(said)))


@prompt
@given(
    SCALARS | st.integers(1, 10**20) | st.text("ord_0123456789-", max_size=12), st.sampled_from(["", ",", "]", " x"])
)
@example("ord_01H", ",")
def test_order_id_stands_in_the_answer(order: Any, bend: str) -> None:
    """What is read as an order's id was sent as one, to the last character, or nothing is read."""
    text = printed({"order": order}).replace("}", f"{bend}}}")
    with suppress(PanelAnswerMalformed):
        order_id = find_order_id(read_json(text))
        assert order_id is None or order_id == str(order).strip()


@prompt
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-(10**38), 10**38) | st.text(st.characters(codec=None)),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    ),
    number=st.floats(-1e30, 1e30, allow_subnormal=False).map(lambda given: given if abs(given) > 1e-20 else 0.5),
    ascii_only=st.booleans(),
    indent=st.none() | st.integers(0, 3),
)
def test_strict_json_as_json_reads_it(value: Any, number: float, *, ascii_only: bool, indent: int | None) -> None:
    """What is JSON is read as the standard library reads it, to the last digit."""
    text = json.dumps([value, number, {"a": [number]}], ensure_ascii=ascii_only, indent=indent)
    assert read_json(text) == json.loads(text, parse_float=Decimal)
    assert [str(one) for one in (read_json(text)[1],)] == [str(Decimal(repr(number)))]
