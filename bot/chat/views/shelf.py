"""The catalogue as operators arrange it: hide, rename and pin, with the panel's own names beside ours."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, lines, one_line, paragraphs
from bot.chat.paging import PAGE, Page, turn_row
from bot.chat.texts import Html, Texts, escape
from bot.chat.views import ways
from bot.chat.views.catalogue import MAX_NAME, limits, rate
from bot.chat.views.names import category_name
from bot.domain.catalogue import Category, Service
from bot.domain.changes import Change, ChangeKind
from bot.services.arrange_shelf import MAX_ALIAS, ShelfKind
from bot.services.tell_changes import micros_of

_SIGNS = {
    ChangeKind.NEW: "🆕",
    ChangeKind.GONE: "⛔",
    ChangeKind.DEARER: "🔺",
    ChangeKind.CHEAPER: "🔻",
    ChangeKind.LIMITS: "↔️",
}


def overview(categories: Sequence[Category], changed: int, t: Texts, *, told_daily: bool) -> View:
    """Show an operator how the catalogue stands, and what can be done with it."""
    listed = sum(category.listed for category in categories)
    on_sale = sum(category.services for category in categories if not category.shelf.is_hidden)
    text = paragraphs(
        t.say("<b>Catalogue</b>"),
        lines(
            t.say("Services at the panel: {count}", count=t.number(listed)),
            t.say("Hidden from users: {count}", count=t.number(listed - on_sale)),
            t.say("Changes since yesterday: {count}", count=t.number(changed)),
        ),
        t.say("To find one service, use /search, open it, and press “Hide, rename, pin”."),
    )
    daily = t.plain("✓ Tell me of changes daily") if told_daily else t.plain("Tell me of changes daily")
    return View(
        text,
        [
            [Button(t.plain("Categories"), data("shl", 0), style="primary")],
            [Button(t.plain("Changes"), data("chg", 1, 0))],
            [Button(daily, data("chd", "n" if told_daily else "y"))],
            [ways.menu(t)],
        ],
    )


def categories(found: Sequence[Category], wanted_page: int, t: Texts) -> View:
    """List all categories, with what was made of each."""
    page = Page.of(wanted_page, len(found))
    shown = found[page.offset() : page.offset() + PAGE]
    rows: list[Row] = [[Button(_marked(one, t), data("shk", one.id, page.number, 0))] for one in shown]
    text = t.say("<b>Categories</b>\n📌 pinned · 🚫 hidden · ✏️ renamed")
    return View(text, [*rows, turn_row(page, lambda to: data("shl", to), t), [_overview(t), ways.menu(t)]])


def _overview(t: Texts) -> Button:
    return Button(t.plain("Catalogue"), data("sh"))


def _marked(one: Category | Service, t: Texts) -> str:
    shelf = one.shelf
    marks = "".join(
        sign for sign, has in (("📌", shelf.pinned_at is not None), ("🚫", shelf.is_hidden), ("✏️", shelf.alias)) if has
    )
    name = category_name(one.title, t) if isinstance(one, Category) else one.title
    return t.plain("{marks} {name}", marks=marks, name=name) if marks else name


def category(one: Category, found: Sequence[Service], page: Page, from_page: int, t: Texts) -> View:
    """Show a category with its services, and what can be made of it."""
    text = paragraphs(
        t.say("<b>{name}</b>", name=one_line(category_name(one.title, t), MAX_NAME)),
        lines(
            _panels_name(one.name, t) if one.shelf.alias else None,
            t.say("Services: {count}", count=t.number(one.listed)),
            _state(one, t),
        ),
    )
    rows: list[Row] = [
        [Button(_marked(service, t), data("shs", service.id, from_page, page.number))] for service in found
    ]
    return View(
        text,
        [
            *_ways(ShelfKind.CATEGORY, one, from_page, page.number, t),
            *rows,
            turn_row(page, lambda to: data("shk", one.id, from_page, to), t),
            [Button(t.plain("Back"), data("shl", from_page))],
        ],
    )


def service(one: Service, from_page: int, page: int, t: Texts, *, currency: str | None = None, span: int = 0) -> View:
    """Show a service as operators see it, and what can be made of it.

    Back leads to its category; with `span`, to the page of the changes: over so many days, or since that microsecond.
    """
    price = t.say("{price} · {limits}", price=rate(one, t, currency), limits=limits(one, t))
    text = paragraphs(
        t.say("<b>{name}</b>", name=one_line(one.title, MAX_NAME)),
        lines(
            escape(one_line(category_name(one.category_title, t), MAX_NAME)),
            _panels_name(one.row.name, t) if one.shelf.alias else None,
            t.say("Service id: <code>{id}</code>", id=one_line(one.row.panel_id, MAX_NAME)),
            price,
            _state(one, t),
            t.say("🚫 Its category is hidden.") if one.category_shelf.is_hidden else None,
            t.say("The panel no longer sells this service.") if one.gone_at is not None else None,
        ),
    )
    back = data("chg", span, page) if span else data("shk", one.category_id, from_page, page)
    ways_on = _ways(ShelfKind.SERVICE, one, from_page, page, t, span=span)
    return View(text, [*ways_on, [Button(t.plain("Back"), back)]])


def _panels_name(name: str, t: Texts) -> Html:
    return t.say("At the panel: {name}", name=one_line(name, MAX_NAME))


def _state(one: Category | Service, t: Texts) -> Html:
    return lines(
        t.say("🚫 Hidden from users.") if one.shelf.is_hidden else None,
        t.say("📌 Pinned.") if one.shelf.pinned_at is not None else None,
    )


def _ways(kind: ShelfKind, one: Category | Service, from_page: int, page: int, t: Texts, *, span: int = 0) -> list[Row]:
    where = (max(from_page, 0), max(page, 0), *([span] if span else ()))
    shelf, pinned = one.shelf, one.shelf.pinned_at is not None
    hide = t.plain("Show") if shelf.is_hidden else t.plain("Hide")
    pin = t.plain("Unpin") if pinned else t.plain("Pin")
    own = [Button(t.plain("Use the panel's name"), data("shn", kind, one.id, *where))] if shelf.alias else []
    return [
        [
            Button(hide, data("shh", kind, one.id, "n" if shelf.is_hidden else "y", *where)),
            Button(t.plain("Rename"), data("shr", kind, one.id)),
            Button(pin, data("shp", kind, one.id, "n" if pinned else "y", *where)),
        ],
        own,
    ]


def ask_name(kind: ShelfKind, one: Category | Service, t: Texts, *, note: Html | None = None) -> View:
    """Ask an operator for a name."""
    asked = t.say("Send the name that users are to see instead of “{name}”.", name=one_line(one.title, MAX_NAME))
    leave = t.say("/cancel leaves it as it is.")
    back = data("shk", one.id, 0, 0) if kind is ShelfKind.CATEGORY else data("shs", one.id, 0, 0)
    return View(paragraphs(note, lines(asked, leave)), [[Button(t.plain("Back"), back)]])


def bad_name(t: Texts) -> Html:
    """Say what a name must be like."""
    limit = t.number(MAX_ALIAS)
    return t.say("A name is one line of at most {limit} characters, with something to see in it.", limit=limit)


def changes(
    found: Sequence[Change],
    counts: Mapping[ChangeKind, int],
    page: Page,
    days: int,
    t: Texts,
    *,
    told_since: datetime | None = None,
    currency: str | None = None,
) -> View:
    """List a page of what changed, over so many days or since the moment of a daily word, with ways to the services."""
    head = t.many("<b>Changes in the last day</b>", "<b>Changes in the last {n} days</b>", days)
    if told_since is not None:
        head = t.say("<b>Changes since {at}</b>", at=t.moment(told_since))
    told = [_change(one, currency, t) for one in found] or [t.say("Nothing has changed.")]
    spans = {1: t.plain("1 day"), 7: t.plain("7 days"), 30: t.plain("30 days")}
    others = [Button(word, data("chg", each, 0)) for each, word in spans.items() if told_since or each != days]
    span = days if told_since is None else micros_of(told_since)
    rows: list[Row] = [
        *_changed_rows(found, page, span, t),
        turn_row(page, lambda to: data("chg", span, to), t),
        others,
        [_overview(t), ways.menu(t)],
    ]
    return View(paragraphs(lines(head, _counted(counts, t)), *told), rows)


def _changed_rows(found: Sequence[Change], page: Page, span: int, t: Texts) -> list[Row]:
    """Lead to each service once, by the sign of its latest change."""
    latest = {one.service.id: one for one in reversed(found)}
    return [
        [Button(_signed(latest[service_id], t), data("shs", service_id, 0, page.number, span))]
        for service_id in dict.fromkeys(one.service.id for one in found)
    ]


def _signed(one: Change, t: Texts) -> str:
    return t.plain("{marks} {name}", marks=_SIGNS[one.kind], name=one.service.title)


def _counted(counts: Mapping[ChangeKind, int], t: Texts) -> Html:
    return lines(
        *(
            t.say("{sign} {count}", sign=_SIGNS[kind], count=_count(kind, counts[kind], t))
            for kind in ChangeKind
            if counts.get(kind)
        )
    )


def _count(kind: ChangeKind, n: int, t: Texts) -> Html:
    match kind:
        case ChangeKind.NEW:
            return t.many("{n} new service", "{n} new services", n)
        case ChangeKind.GONE:
            return t.many("{n} service gone", "{n} services gone", n)
        case ChangeKind.DEARER:
            return t.many("{n} service dearer", "{n} services dearer", n)
        case ChangeKind.CHEAPER:
            return t.many("{n} service cheaper", "{n} services cheaper", n)
        case ChangeKind.LIMITS:
            return t.many("{n} service with other limits", "{n} services with other limits", n)


def _change(one: Change, currency: str | None, t: Texts) -> Html:
    name = t.say("{sign} <b>{name}</b>", sign=_SIGNS[one.kind], name=one_line(one.service.title, MAX_NAME))
    about = t.say("id {id} · {at}", id=one_line(one.service.row.panel_id, MAX_NAME // 4), at=t.moment(one.at))
    match one.kind:
        case ChangeKind.DEARER | ChangeKind.CHEAPER:
            known = one.service.row.currency or currency
            old, new = (t.money(Decimal(str(one.facts[which])), known) for which in ("old", "new"))
            return lines(name, t.say("{old} → {new}", old=old, new=new), about)
        case ChangeKind.LIMITS:
            old, new = (_limits(one.facts[which], t) for which in ("old", "new"))
            return lines(name, t.say("{old} → {new}", old=old, new=new), about)
    return lines(name, about)


def _limits(span: object, t: Texts) -> str:
    least, most = span if isinstance(span, list | tuple) else (0, 0)
    return t.plain("{least} to {most}", least=t.number(int(least)), most=t.number(int(most)))


def daily_word(facts: Mapping[str, object], t: Texts) -> View:
    """Tell an operator how much changed in the catalogue since they were last told."""
    given = facts.get("counts")
    counts = {kind: int(given[kind]) for kind in ChangeKind if kind in given} if isinstance(given, Mapping) else {}
    text = lines(t.say("🗒 The panel has changed its services:"), _counted(counts, t))
    shown = Button(t.plain("Show them"), data("chg", facts.get("since_micros", 1), 0), style="primary")
    return View(text, [[shown, _overview(t)]])
