"""Every view of the chat, made of whatever text and of the largest numbers a column holds."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.chat.commands import commands_for
from bot.chat.markup import View
from bot.chat.paging import Page
from bot.chat.texts import Texts
from bot.chat.views import (
    cases,
    catalogue,
    draft,
    favourites,
    general,
    notices,
    operators,
    order,
    order_filters,
    orders,
    papers,
    people,
    problems,
    search,
    settings,
    shelf,
)
from bot.chat.views.places import Place, in_category
from bot.chat.views.ways import Purpose
from bot.domain.catalogue import Category, PanelOrderId, Service, Shelf
from bot.domain.changes import Change, ChangeKind
from bot.domain.errors import AnswerRejected, QuantityOutOfRange, ServiceGone
from bot.domain.events import EventKind
from bot.domain.order import OrderState, Verdict
from bot.domain.paper import PaperKind
from bot.domain.service_types import SERVICE_TYPES
from bot.ports import OrderFilter, OrderScope
from bot.services.arrange_shelf import ShelfKind
from bot.services.find_orders import Listing
from bot.services.search_services import PLAIN, SearchPage, SearchWish, Trait
from bot.services.settle_order import Decision
from tests.unit.chat.hostile_again import AGAIN
from tests.unit.chat.hostile_cards import card_views
from tests.unit.chat.hostile_lines import line_views
from tests.unit.chat.hostile_links import link_views
from tests.unit.chat.hostile_requests import request_views
from tests.unit.chat.hostile_rows import (
    HUGE,
    TEXTS,
    TOKEN,
    T,
    draft_of,
    event_of,
    order_of,
    service_of,
    user_of,
)
from tests.unit.domain.samples import NOON

__all__ = ["TEXTS", "VIEWS", "T"]

Make = Callable[[str, Texts], View]
OWN = Shelf(is_hidden=True, pinned_at=NOON)


def _several(text: str) -> list[Service]:
    """Make a page of services: on sale, gone, hidden."""
    made = [replace(service_of(text), id=HUGE - n) for n in range(8)]
    return [replace(made[0], gone_at=NOON), replace(made[1], shelf=OWN), *made[2:]]


def _asked() -> search.Asked:
    return search.Asked("f" * 10, SearchWish(frozenset(Trait), by_price=True))


def _found(text: str) -> SearchPage:
    return SearchPage(_several(text), HUGE, [text] * 8, by_price=True)


def _changes(text: str) -> list[Change]:
    facts: dict[ChangeKind, dict[str, object]] = {
        ChangeKind.DEARER: {"old": "0.9", "new": "1E+40"},
        ChangeKind.CHEAPER: {"old": "9223372036854.775807", "new": "0.0000001"},
        ChangeKind.LIMITS: {"old": [1, HUGE], "new": [HUGE, HUGE]},
    }
    return [
        Change(id=HUGE, service=service_of(text), kind=kind, facts=facts.get(kind, {}), at=NOON)
        for kind in (*ChangeKind, ChangeKind.LIMITS)
    ]


def _shelf() -> Mapping[str, Make]:
    counts = dict.fromkeys(ChangeKind, HUGE)
    own = [Category(HUGE - n, "name", 8_000, 9_000, OWN) for n in range(9)]

    def named(text: str) -> Shelf:
        return replace(OWN, alias=text or None)

    return {
        "shelf.overview": lambda _, t: shelf.overview(own, HUGE, t, told_daily=True),
        "shelf.categories": lambda text, t: shelf.categories([replace(one, name=text) for one in own], 1, t),
        "shelf.category": lambda text, t: shelf.category(
            Category(HUGE, text, 1, HUGE, named(text)), _several(text), Page(999, 1250), 31, t
        ),
        "shelf.service": lambda text, t: shelf.service(
            replace(service_of(text), shelf=named(text), category_shelf=named(text), gone_at=NOON), 31, 999, t, span=30
        ),
        "shelf.ask_name": lambda text, t: shelf.ask_name(
            ShelfKind.SERVICE, service_of(text), t, note=shelf.bad_name(t)
        ),
        "shelf.changes": lambda text, t: shelf.changes(_changes(text), counts, Page(99, 100), 30, t, currency=text),
        "shelf.changes (0)": lambda _, t: shelf.changes([], {}, Page(0, 1), 1, t),
        "shelf.changes (told)": lambda text, t: shelf.changes(
            _changes(text), counts, Page(99, 100), 1, t, told_since=NOON
        ),
        "shelf.daily_word": lambda _, t: shelf.daily_word(
            {"counts": {"new": HUGE, "limits": 1}, "since_micros": HUGE}, t
        ),
        "operators.operator_notice (changes)": lambda text, t: operators.operator_notice(
            {"operator": "changes", "counts": {"new": 3, text: 4}}, None, t
        ),
    }


def _plain() -> Mapping[str, Make]:
    found = [Category(HUGE - n, "name", 8_000) for n in range(250)]
    return {
        "catalogue.no_catalogue": lambda _, t: catalogue.no_catalogue(Purpose.ORDER, t),
        "catalogue.categories": lambda text, t: catalogue.categories(
            [replace(one, name=text) for one in found], 17, Purpose.ORDER, draft_of(text), t
        ),
        "catalogue.services": lambda text, t: catalogue.services(
            Category(HUGE, text, 8_000),
            [replace(service_of(text), id=HUGE - n) for n in range(8)],
            Page(999, 1000),
            t,
            from_page=31,
            purpose=Purpose.LOOK,
            currency=text,
        ),
        "catalogue.service_card": lambda text, t: catalogue.service_card(
            service_of(text),
            t,
            place=in_category(9999, 999, Purpose.LOOK),
            favourite=True,
            operator=True,
            link="https://t.me/a_bot?start=s_1",
        ),
        "catalogue.service_card (from a search)": lambda text, t: catalogue.service_card(
            service_of(text), t, place=_asked().place(99_999)
        ),
        "catalogue.not_on_sale": lambda text, t: catalogue.not_on_sale(
            service_of(text), Place("fv", ("99", "o")), t, favourite=True
        ),
        "general.start": lambda text, t: general.start(draft_of(text), t),
        "general.help_text": lambda _, t: general.help_text(commands_for(t, operator=True), t),
        "settings.settings": lambda text, t: settings.settings(user_of(text), t),
        "settings.ask_digest": lambda text, t: settings.ask_digest(user_of(text), t),
        "settings.ask_quiet": lambda text, t: settings.ask_quiet(user_of(text), t),
        "settings.ask_quiet_start": lambda text, t: settings.ask_quiet_start(user_of(text), t),
        "settings.ask_quiet_end": lambda text, t: settings.ask_quiet_end(user_of(text), 23, t),
        "settings.ask_zone": lambda text, t: settings.ask_zone(user_of(text), Page(3, 7), t),
        "general.ask_search": lambda _, t: general.ask_search(t),
        "search.found": lambda text, t: search.found(text, _found(text), Page(999, 1250), _asked(), t, currency=text),
        "search.found (0)": lambda text, t: search.found(
            text, SearchPage(), Page(0, 1), search.Asked("0" * 10, PLAIN), t
        ),
        "search.expired": lambda _, t: search.expired(t),
        "favourites.favourites": lambda text, t: favourites.favourites(
            _several(text), Page(24, 25), Purpose.ORDER, t, currency=text
        ),
        "favourites.favourites (0)": lambda _, t: favourites.favourites([], Page(0, 1), Purpose.LOOK, t),
        "favourites.recent": lambda text, t: favourites.recent(_several(text), Page(2, 3), Purpose.LOOK, t),
        "favourites.recent (0)": lambda _, t: favourites.recent([], Page(0, 1), Purpose.LOOK, t),
        "general.balance": lambda text, t: general.balance(Decimal(10000), text, NOON, NOON + timedelta(minutes=3), t),
        "general.no_balance": lambda _, t: general.no_balance(t),
        "general.operators_only": lambda _, t: general.operators_only(t),
        "general.admin": lambda text, t: general.admin(
            {text: 3, "queued": HUGE}, HUGE, NOON, t, waiting=HUGE, away_since=NOON
        ),
        "general.edited": lambda _, t: general.edited(t),
        "general.unknown_command": lambda _, t: general.unknown_command(t),
        "general.apology": lambda _, t: general.apology(t),
        "general.slow_down": lambda _, t: general.slow_down(t),
        "draft.summary": lambda text, t: draft.summary(
            draft_of(text), t, draft.Beside(currency=text, note=t.say("{x}", x="note"))
        ),
        "draft.summary (usual)": lambda text, t: draft.summary(
            draft_of(text), t, draft.Beside(usual=timedelta(days=400))
        ),
        "draft.left": lambda _, t: draft.left(t),
        "people.stranger": lambda _, t: people.stranger(HUGE, t, announced=True),
        "people.private_only": lambda _, t: people.private_only(t),
        "people.welcome_in": lambda _, t: people.welcome_in(t),
        "people.decided": lambda text, t: people.decided(user_of(text), t, allow=True),
        "problems.stopped": lambda text, t: problems.stopped(ServiceGone(text), t),
        "problems.stopped (range)": lambda _, t: problems.stopped(QuantityOutOfRange(HUGE, HUGE, HUGE, runs=HUGE), t),
        "problems.stopped (reason)": lambda text, t: problems.stopped(AnswerRejected(text, limit=text), t),
    }


_MONEY = {
    "before": "12345678.123456",
    "before_at": NOON.isoformat(),
    "after": "-0.1",
    "after_at": NOON.isoformat(),
    "others": HUGE,
    "early": True,
}
_MONEY_EARLY = _MONEY | {"others": 0, "spent": "0"}
_MONEY_SPENT = _MONEY | {"others": 0, "spent": "12345678.223456"}


def _candidate(text: str) -> dict[str, object]:
    return {"id": text or "1", "offer": TOKEN, "status": text, "charge": "0.27819", "currency": text}


def _decided(view: Callable[[Decision, Texts], View], verdict: Verdict) -> Make:
    return lambda text, t: view(Decision(TOKEN, order_of(text), verdict, PanelOrderId(text)), t)


def _not_made(kind: PaperKind) -> Make:
    return lambda _, t: papers.not_made(kind, t)


def _of_orders() -> Mapping[str, Make]:
    return {
        "order.card": lambda text, t: order.card(order_of(text), t, note=order.nothing_found([text], t)),
        "order.card (late)": lambda text, t: order.card(
            replace(
                order_of(text, status="In progress"),
                late_told_at=NOON,
                new=replace(order_of(text).new, usual_seconds=2**31 - 1),
            ),
            t,
        ),
        "orders.orders": lambda text, t: orders.orders([order_of(text)] * 6, OrderFilter.ALL, Page(99, 1000), t),
        "orders.orders (found)": lambda text, t: orders.orders(
            [order_of(text)] * 6,
            OrderFilter.CANCELED,
            Page(99, 1000),
            t,
            listing=Listing(f"q{TOKEN}", OrderScope(query=text), text),
        ),
        "orders.orders (none found)": lambda text, t: orders.orders(
            [], OrderFilter.ALL, Page(0, 1), t, listing=Listing(f"l{HUGE}", OrderScope(target=text), text)
        ),
        "order_filters.ways_to_filter": lambda _, t: order_filters.ways_to_filter(t),
        "order_filters.by_service": lambda text, t: order_filters.by_service(
            [Listing(f"s{HUGE}", OrderScope(service_id=HUGE), text)] * 8, Page(37, 38), t
        ),
        "order_filters.by_link": lambda text, t: order_filters.by_link(
            [Listing(f"l{HUGE}", OrderScope(target=text), text)] * 8, Page(37, 38), t
        ),
        "papers.preparing": lambda _, t: papers.preparing(HUGE - 1, HUGE, t),
        "papers.preparing (0)": lambda _, t: papers.preparing(0, HUGE, t),
        "papers.ready": lambda _, t: papers.ready(t),
        **{f"papers.not_made ({kind})": _not_made(kind) for kind in PaperKind},
        "operators.access_request": lambda text, t: operators.access_request(
            {"user_id": HUGE, "name": text, "username": text[:32]}, t
        ),
        "cases.unconfirmed": lambda text, t: operators.operator_notice(
            {"operator": "uncertain", **_MONEY}, order_of(text), t
        ),
        "cases.unconfirmed (early)": lambda text, t: operators.operator_notice(
            {"operator": "uncertain", **_MONEY_EARLY}, order_of(text), t
        ),
        "cases.unconfirmed (spent)": lambda text, t: operators.operator_notice(
            {"operator": "uncertain", **_MONEY_SPENT}, order_of(text), t
        ),
        "cases.found": lambda text, t: operators.operator_notice(
            {"operator": "found", "first": "1", "last": "500", "candidates": [_candidate(text)] * 5, "more": HUGE},
            order_of(text),
            t,
        ),
        "cases.found (nothing)": lambda text, t: operators.operator_notice(
            {"operator": "found", "first": "1", "last": str(10**18), "candidates": []}, order_of(text), t
        ),
        "cases.found (panel away)": lambda text, t: operators.operator_notice(
            {"operator": "found", "problem": "panel", "words": text, "first": "9" * 18}, order_of(text), t
        ),
        "cases.found (no start)": lambda text, t: operators.operator_notice(
            {"operator": "found", "problem": "no_start"}, order_of(text), t
        ),
        "cases.settled_by": lambda text, t: operators.operator_notice(
            {"operator": "settled", "verdict": "adopted", "by": text}, order_of(text), t
        ),
        "cases.reminder": lambda _, t: operators.operator_notice({"operator": "reminder", "waiting": HUGE}, None, t),
        "cases.waiting": lambda text, t: cases.waiting([order_of(text)] * 6, HUGE, Page(99, 1000), t),
        "cases.waiting (0)": lambda _, t: cases.waiting([], 0, Page(0, 1), t),
        "cases.asked": lambda text, t: cases.asked(order_of(text), text, t),
        "cases.no_such": lambda _, t: cases.no_such(t),
        "cases.no_number": lambda text, t: cases.no_number(order_of(text), t),
        **{
            f"cases.{view.__name__} ({verdict})": _decided(view, verdict)
            for view in (cases.question, cases.settled)
            for verdict in Verdict
        },
        "operators.operator_notice (refused)": lambda text, t: operators.operator_notice(
            {"operator": "refused", "words": text}, order_of(text), t
        ),
        "operators.operator_notice": lambda text, t: operators.operator_notice({"operator": text}, None, t),
    }


def _card(state: OrderState) -> Make:
    return lambda text, t: order.card(order_of(text, state), t)


def _notice(kind: EventKind) -> Make:
    return lambda text, t: notices.notice(event_of(kind, text), order_of(text), t)


def _step(kind: str, name: str) -> Make:
    return lambda text, t: draft.step(draft_of(text, kind, name), t, draft.Beside(currency=text))


def _summary(kind: str) -> Make:
    return lambda text, t: draft.summary(draft_of(text, kind), t)


def _card_of_type(kind: str) -> Make:
    return lambda text, t: catalogue.service_card(service_of(text, kind), t)


VIEWS: Mapping[str, Make] = {
    **_plain(),
    **_of_orders(),
    **card_views(),
    **link_views(service_of, draft_of, order_of),
    **request_views(),
    **line_views(),
    **_shelf(),
    **{f"order.card ({state})": _card(state) for state in OrderState},
    **{f"notices.notice ({kind})": _notice(kind) for kind in EventKind},
    **{
        f"draft.step ({kind}, {name})": _step(kind, name)
        for kind, rules in SERVICE_TYPES.items()
        for name in ("link", *(item.name for item in (*rules.required, *rules.optional)), "runs", "interval")
    },
    **{f"draft.summary ({kind})": _summary(kind) for kind in SERVICE_TYPES},
    **AGAIN,
    **{f"catalogue.service_card ({kind})": _card_of_type(kind) for kind in (*SERVICE_TYPES, "Mystery")},
}
