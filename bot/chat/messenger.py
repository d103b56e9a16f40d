"""The outbox's way to Telegram: what is owed becomes a call of the Bot API, its failures become ours."""

import html
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar, cast

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.chat.texts import texts_of
from bot.chat.views import notices, together
from bot.chat.views import order as order_views
from bot.domain.errors import ChatBlocked, MessageRejected, MessengerBusy, MessengerError, MessengerUnreachable
from bot.domain.order import Order, OrderState
from bot.domain.outbox import Owed, OwedKind
from bot.domain.people import User
from bot.domain.request import LatestRequests

logger = logging.getLogger(__name__)

T = TypeVar("T")

_OFFER_SECONDS = 30  # for which Telegram may show the same offer without asking again
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram's words. Source: Bot API, editMessageText, sendMessage.
_ALREADY_SO = "message is not modified"
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "no text in the message to edit")
_UNREADABLE = "can't parse entities"
# A chat that the bot cannot write to is like one that blocked it. Source: Bot API, 403 and "chat not found".
_NO_CHAT = ("chat not found", "user is deactivated", "bot was kicked")
_TAG = re.compile(r"<[^>]*>")


class TelegramMessenger:
    """Sends, edits and answers through python-telegram-bot."""

    def __init__(self, bot: ExtBot[None]) -> None:
        self._bot = bot
        self._is_failing = False
        # Chat → the message whose buttons move its draft. A message sent while the one before was still under way
        # could not know it: whoever types faster than Telegram takes would leave live buttons behind.
        self._live: dict[int, int] = {}

    async def deliver(
        self, owed: Owed, order: Order | None, user: User | None, asked: LatestRequests | None = None
    ) -> int | None:
        """Send, edit or answer; what is a notice or a card is put into the user's words first."""
        return await self._trying(self._deliver(owed, order, user, asked))

    async def deliver_together(self, notices: Sequence[tuple[Owed, Order]], user: User | None) -> Sequence[Owed]:
        """Send one message that tells of several orders; silent only if each of its notices is."""
        facts = [(owed.new.payload, order) for owed, order in notices]
        view, told = together.notices_together(facts, texts_of(user))
        rows = [owed for owed, order in notices if order.id in told]
        is_silent = all(owed.new.silent for owed in rows)
        chat_id = rows[0].new.chat_id
        await self._trying(self._send_text(chat_id, view.to_json(), silent=is_silent))
        return rows

    async def _trying(self, call: Awaitable[T]) -> T:
        try:
            done = await call
        except TelegramError as error:
            failure = read_failure(error)
            self._note_health(failure)
            raise failure from error
        self._note_health(None)
        return done

    def _note_health(self, failure: MessengerError | None) -> None:
        """Log once that Telegram cannot be reached, and once that it can again."""
        is_failing = isinstance(failure, MessengerUnreachable)
        if is_failing and not self._is_failing:
            logger.warning("Telegram takes no messages: %s", failure)
        elif self._is_failing and not is_failing:
            logger.info("Telegram takes messages again")
        self._is_failing = is_failing

    async def _deliver(
        self, owed: Owed, order: Order | None, user: User | None, asked: LatestRequests | None
    ) -> int | None:
        match owed.new.kind:
            case OwedKind.ANSWER:
                await self._answer(owed.new.payload)
                return None
            case OwedKind.SEND | OwedKind.EDIT:
                return await self._show(owed, owed.new.payload, may_resend="text" in owed.new.payload)
        payload = _rendered(owed, order, user, asked)
        return None if payload is None else await self._show(owed, payload, may_resend=_is_first_word(owed, order))

    async def _answer(self, payload: Mapping[str, Any]) -> None:
        if "inline" in payload:
            await self._offer(payload)
            return
        await self._bot.answer_callback_query(
            payload["query"], text=payload["text"] or None, show_alert=payload["alert"] or None
        )

    async def _offer(self, payload: Mapping[str, Any]) -> None:
        """Offer services to somebody who types; what is theirs to see is nobody else's, and soon old."""
        title = payload["open_bot"]
        await self._bot.answer_inline_query(
            payload["inline"],
            [_article(result) for result in payload["results"]],
            cache_time=_OFFER_SECONDS,
            is_personal=True,
            next_offset=payload["next_offset"],
            button=InlineQueryResultsButton(title, start_parameter="inline") if title else None,
        )

    async def _show(self, owed: Owed, payload: Mapping[str, Any], *, may_resend: bool) -> int | None:
        if owed.new.message_id is None:
            return await self._send(owed, payload)
        try:
            message_id = await self._edit(owed.new.chat_id, owed.new.message_id, payload)
        except BadRequest as error:
            said = error.message.casefold()
            if _ALREADY_SO not in said and not any(words in said for words in _GONE):
                raise
            if _ALREADY_SO not in said and may_resend:
                return await self._send(owed, payload)
            message_id = owed.new.message_id
        self._note_live(owed, message_id)
        return message_id

    async def _send(self, owed: Owed, payload: Mapping[str, Any]) -> int | None:
        if owed.new.draft_id is not None:
            await self._end_live(owed.new.chat_id)
        sent = await self._send_text(owed.new.chat_id, payload, silent=owed.new.silent)
        if sent is None:
            return None
        self._note_live(owed, sent.message_id)
        return int(sent.message_id)

    async def _send_text(self, chat_id: int, payload: Mapping[str, Any], *, silent: bool) -> Message | None:
        return cast(
            "Message | None",
            await self._speak(
                lambda text, mode: self._bot.send_message(
                    chat_id,
                    text,
                    parse_mode=mode,
                    reply_markup=keyboard_of(payload["keyboard"]),
                    link_preview_options=_NO_PREVIEW,
                    disable_notification=silent or None,
                ),
                payload["text"],
            ),
        )

    async def _edit(self, chat_id: int, message_id: int, payload: Mapping[str, Any]) -> int:
        keyboard = keyboard_of(payload["keyboard"])
        if "text" not in payload:
            edited = await self._speak(
                lambda *_: self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard), ""
            )
        else:
            edited = await self._speak(
                lambda text, mode: self._bot.edit_message_text(
                    text,
                    chat_id,
                    message_id,
                    parse_mode=mode,
                    reply_markup=keyboard,
                    link_preview_options=_NO_PREVIEW,
                ),
                payload["text"],
            )
        return edited.message_id if isinstance(edited, Message) else message_id

    async def _speak(self, call: Callable[[str, str | None], Any], text: str) -> Any:
        """Say a text; should Telegram not read its marks, a fault of ours, it is said without them.

        None when it was said and PTB cannot read what came back: to say it again would be a second message.
        """
        try:
            return await call(text, ParseMode.HTML)
        except (AttributeError, KeyError, TypeError, ValueError):
            logger.warning("Telegram took a message and answered with something unreadable", exc_info=True)
            return None
        except BadRequest as error:
            if _UNREADABLE not in error.message.casefold():
                raise
            logger.error("Telegram cannot read a message's marks: %s", error)  # noqa: TRY400  it is mended here
            return await call(html.unescape(_TAG.sub("", text)), None)

    async def _end_live(self, chat_id: int) -> None:
        """Take the buttons off the message that shows a draft, before another one does."""
        if chat_id in self._live:
            with suppress(BadRequest, InvalidToken):  # it has none any more, is gone, or cannot be edited here
                await self._bot.edit_message_reply_markup(chat_id, self._live[chat_id])
            self._live.pop(chat_id, None)

    def _note_live(self, owed: Owed, message_id: int) -> None:
        if owed.new.draft_id is not None:
            self._live[owed.new.chat_id] = message_id
        elif self._live.get(owed.new.chat_id) == message_id:
            del self._live[owed.new.chat_id]


def _is_first_word(owed: Owed, order: Order | None) -> bool:
    """Tell whether nothing but this card says that the panel has taken an order: then it is worth a new message."""
    if order is None or owed.new.message_id != order.new.card_message_id:
        return False
    return order.state in (OrderState.QUEUED, OrderState.PLACED) and order.report is None


def _rendered(
    owed: Owed, order: Order | None, user: User | None, asked: LatestRequests | None
) -> Mapping[str, Any] | None:
    """Put an event or an order's state into the user's language of now."""
    t = texts_of(user)
    if owed.new.is_for_operators:
        return notices.operator_notice(owed.new.payload, order, t).to_json()
    if order is None or not notices.is_still_true(owed.new.payload, order):
        return None
    if owed.new.kind is OwedKind.CARD:
        return order_views.card(order, t, asked=asked, back=owed.new.message_id == order.view_message_id).to_json()
    return notices.notice(owed.new.payload, order, t).to_json()


def read_failure(error: TelegramError) -> MessengerError:
    """Say what a failure means for the row. The order matters: BadRequest is a NetworkError for PTB."""
    match error:
        case RetryAfter():
            return MessengerBusy(asked_seconds(error))
        case Forbidden():
            return ChatBlocked(error.message)
        case BadRequest() if any(words in error.message.casefold() for words in _NO_CHAT):
            return ChatBlocked(error.message)
        case NetworkError() if not isinstance(error, BadRequest):
            return MessengerUnreachable(error.message)
        case InvalidToken() if is_unauthorized(error):  # a token taken back is no reason to lose what is owed
            return MessengerUnreachable(error.message)
        case _:
            return MessageRejected(error.message)


def is_unauthorized(error: InvalidToken) -> bool:
    """Tell a token that Telegram does not know from a method that a Bot API server does not have.

    PTB makes one error of both. Source: Bot API, 401 "Unauthorized", 404 "Not Found".
    """
    return "unauthorized" in error.message.casefold()


def asked_seconds(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait: a number or a timedelta, by PTB's settings."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def keyboard_of(rows: Sequence[Sequence[Mapping[str, str]]]) -> InlineKeyboardMarkup | None:
    """Make a keyboard of what a view has stored; None where it has none."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows]) if rows else None


def _article(result: Mapping[str, Any]) -> InlineQueryResultArticle:
    said = InputTextMessageContent(result["text"], parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW)
    return InlineQueryResultArticle(
        result["id"],
        result["title"],
        said,
        reply_markup=keyboard_of(result["keyboard"]),
        description=result["description"],
    )


def _button(button: Mapping[str, str]) -> InlineKeyboardButton:
    copy = button.get("copy")
    return InlineKeyboardButton(
        button["text"],
        callback_data=button.get("data"),
        url=button.get("url"),
        copy_text=CopyTextButton(copy) if copy else None,
        style=button.get("style"),
    )


def log_rejected(log: logging.Logger = logger) -> Callable[[Owed, Exception], None]:
    """Return what the deliver loop tells of messages that nobody will get."""

    def rejected(owed: Owed, error: Exception) -> None:
        log.warning("A message is given up: %s", error, extra={"owed": owed.id, "kind": owed.new.kind})

    return rejected
