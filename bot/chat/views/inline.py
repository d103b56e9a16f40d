"""What somebody who types `@bot words` in any chat is offered: services to share."""

from collections.abc import Sequence

from bot.chat.deep_links import service_link
from bot.chat.markup import Button, InlineAnswer, Result, View, is_visible, one_line
from bot.chat.texts import Texts
from bot.chat.views.catalogue import MAX_NAME, limits, rate
from bot.chat.views.names import category_name
from bot.domain.catalogue import Service

MAX_PRICE = 120
_NO_NAME = "…"  # Telegram takes no result without a title


def closed(query_id: str, t: Texts) -> InlineAnswer:
    """Offer a stranger nothing but the way to the bot."""
    return InlineAnswer(query_id, open_bot=t.plain("Open the bot"))


def offered(
    query_id: str,
    services: Sequence[Service],
    next_offset: int | None,
    t: Texts,
    *,
    currency: str | None,
    bot_name: str | None,
) -> InlineAnswer:
    """Offer services; more of them are asked for by the next offset."""
    results = [_result(service, t, currency, bot_name) for service in services]
    return InlineAnswer(query_id, results, "" if next_offset is None else str(next_offset), t.plain("Open the bot"))


def _result(service: Service, t: Texts, currency: str | None, bot_name: str | None) -> Result:
    title = one_line(service.title, MAX_NAME)
    price = t.plain("{price} · {limits}", price=rate(service, t, currency), limits=limits(service, t))
    text = t.say(
        "<b>{name}</b>\n{category}\n{price} · {limits}",
        name=title,
        category=one_line(category_name(service.category_title, t), MAX_NAME),
        price=rate(service, t, currency),
        limits=limits(service, t),
    )
    link = service_link(bot_name, service.id)
    # Translators: a button under a shared service; it opens the bot there
    rows = [[Button(t.plain("Order"), url=link)]] if link else []
    return Result(
        str(service.id), title if is_visible(title) else _NO_NAME, one_line(price, MAX_PRICE), View(text, rows)
    )
