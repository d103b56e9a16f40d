"""What is said outside views: answers to presses, several notices in one message, inline answers; in each language."""

import ast
from dataclasses import replace
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from telegram import CallbackQuery, Update
from telegram import User as TelegramUser
from telegram.ext import ExtBot

from bot.chat.context import BotContext, Turn, current_turn
from bot.chat.texts import languages, texts_for
from bot.chat.views import general, inline
from bot.chat.views.late import late
from bot.chat.views.together import notices_together
from bot.domain.catalogue import PanelOrderId
from bot.domain.events import EventKind
from bot.domain.order import OrderState
from tests.architecture.source import modules
from tests.unit.chat.hostile import TEXTS
from tests.unit.chat.hostile_rows import HUGE, event_of, order_of, service_of, user_of
from tests.unit.chat.telegram_rules import parse, shown, units

EACH_LANGUAGE = pytest.mark.parametrize("language", languages())
MAX_TOAST, MAX_BUTTON, MAX_OFFSET, MAX_ID = 200, 64, 64, 64  # source: answerCallbackQuery, answerInlineQuery


def plain_sentences() -> list[tuple[str, set[str]]]:
    """List what handlers say plainly, which is what they answer presses with, and the facts in it."""
    return [
        (node.args[0].value, {str(keyword.arg) for keyword in node.keywords})
        for module in modules()
        if module.path.startswith("bot/chat/handlers/")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "plain"
        and isinstance(node.args[0], ast.Constant)
    ]


@EACH_LANGUAGE
def test_answers_to_presses_are_never_cut(language: str) -> None:
    """Whatever number stands in it, an answer fits whole into what Telegram shows."""
    said = [*plain_sentences(), (general.OPERATORS_ONLY, set[str]())]
    assert len(said) > 10
    for sentence, facts in said:
        text = texts_for(language).plain(sentence, **dict.fromkeys(facts, HUGE))
        assert 1 <= units(text) <= MAX_TOAST, sentence


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@EACH_LANGUAGE
def test_hostile_answers_to_presses(language: str, text: str) -> None:
    """An answer with whatever fact in it is one that Telegram takes."""
    t = texts_for(language)
    query = CallbackQuery("1", TelegramUser(1, "Ann", is_bot=False), "1", data="1:x")
    turn = Turn(update=Update(1, callback_query=query), tx=Any, services=Any, user=user_of(text))  # type: ignore[arg-type]
    token = current_turn.set(turn)
    try:
        application: Any = SimpleNamespace(bot=ExtBot("1:t"))
        BotContext(application).toast(t.plain("You have {limit} favourites, which is all I can keep.", limit=text))
    finally:
        current_turn.reset(token)
    [owed] = turn.owed
    assert 1 <= units(owed.payload["text"]) <= MAX_TOAST
    owed.payload["text"].encode()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@EACH_LANGUAGE
def test_notices_together(language: str, text: str) -> None:
    """Any number of notices of whatever orders is one message that Telegram takes, and tells of one order at least."""
    t = texts_for(language)
    told_together = [kind for kind in EventKind if kind is not EventKind.BATCH_DONE]  # a report comes alone
    for count, kinds in product((1, 9, 60), ([EventKind.STATUS_CHANGED], told_together)):
        orders = [replace(order_of(text), id=HUGE - n, panel_order_id=PanelOrderId(f"{n}{text}")) for n in range(count)]
        view, told = notices_together([(event_of(kind, text), order) for order in orders for kind in kinds], t)
        shown(view)
        assert 1 <= len(told) <= count
        assert set(told) <= {order.id for order in orders}


@EACH_LANGUAGE
def test_late(language: str) -> None:
    """The notice that an order is late fits, whatever the order and however long it takes."""
    for text, state, status in product(TEXTS.values(), OrderState, ("In progress", None)):
        made = order_of(text, state, status)
        order = replace(made, new=replace(made.new, usual_seconds=2**31 - 1))
        for since in (HUGE // 10**9, 1, None, "x"):
            assert 1 <= units(parse(late({"since_seconds": since}, order, texts_for(language)))) <= 4096


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@EACH_LANGUAGE
def test_inline_answers(language: str, text: str) -> None:
    """What is offered to somebody who types `@bot …` is such as Telegram takes."""
    t = texts_for(language)
    for answer in (
        inline.closed("1", t),
        inline.offered("1", [service_of(text)] * 20, HUGE, t, currency=text or None, bot_name="a" * 32),
    ):
        said = answer.to_json()
        assert 1 <= units(said["open_bot"]) <= MAX_BUTTON
        assert len(said["next_offset"].encode()) <= MAX_OFFSET
        assert len(said["results"]) <= 50
        for result in answer.results:
            assert 1 <= len(result.id.encode()) <= MAX_ID
            assert result.title.strip()
            assert "\n" not in result.title + result.description
            shown(result.view)
