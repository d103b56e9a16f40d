"""The outbox's way to Telegram: what is owed becomes a call of the Bot API, its failures become ours."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.chat.texts import texts_for
from bot.chat.views import notices
from bot.chat.views import order as order_views
from bot.domain.errors import ChatBlocked, MessageRejected, MessengerBusy, MessengerUnreachable
from bot.domain.order import Order
from bot.domain.outbox import Owed, OwedKind
from bot.domain.people import User

logger = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Telegram's words for edits that need nothing more. Source: Bot API, editMessageText.
_ALREADY_SO = "message is not modified"
# A chat that the bot cannot write to is like one that blocked it. Source: Bot API, 403 and "chat not found".
_NO_CHAT = ("chat not found", "user is deactivated", "bot was kicked")


class TelegramMessenger:
    """Sends, edits and answers through python-telegram-bot."""

    def __init__(self, bot: ExtBot[None]) -> None:
        self._bot = bot

    async def deliver(self, owed: Owed, order: Order | None, user: User | None) -> int | None:
        """Send, edit or answer; what is a notice or a card is put into the user's words first."""
        try:
            return await self._deliver(owed, order, user)
        except RetryAfter as error:
            wait = error.retry_after  # a number or a timedelta, by PTB's settings
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
            raise MessengerBusy(seconds) from error
        except Forbidden as error:
            raise ChatBlocked(error.message) from error
        except BadRequest as error:
            return _read_refusal(owed, error)
        except (InvalidToken, ChatMigrated) as error:
            raise MessageRejected(error.message) from error
        except NetworkError as error:
            raise MessengerUnreachable(error.message) from error
        except TelegramError as error:
            raise MessageRejected(error.message) from error

    async def _deliver(self, owed: Owed, order: Order | None, user: User | None) -> int | None:
        match owed.new.kind:
            case OwedKind.ANSWER:
                await self._answer(owed.new.payload)
                return None
            case OwedKind.SEND | OwedKind.EDIT:
                return await self._show(owed, owed.new.payload)
        payload = _rendered(owed, order, user)
        return None if payload is None else await self._show(owed, payload)

    async def _answer(self, payload: Mapping[str, Any]) -> None:
        await self._bot.answer_callback_query(
            payload["query"], text=payload["text"] or None, show_alert=payload["alert"] or None
        )

    async def _show(self, owed: Owed, payload: Mapping[str, Any]) -> int | None:
        keyboard = _keyboard(payload["keyboard"])
        chat_id, message_id = owed.new.chat_id, owed.new.message_id
        if message_id is None:
            sent = await self._bot.send_message(
                chat_id,
                payload["text"],
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                link_preview_options=_NO_PREVIEW,
                disable_notification=owed.new.silent or None,
            )
            return sent.message_id
        if "text" not in payload:
            edited = await self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard)
        else:
            edited = await self._bot.edit_message_text(
                payload["text"],
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                link_preview_options=_NO_PREVIEW,
            )
        return edited.message_id if isinstance(edited, Message) else message_id


def _rendered(owed: Owed, order: Order | None, user: User | None) -> Mapping[str, Any] | None:
    """Put an event or an order's state into the user's language of now."""
    t = texts_for((user.language or user.telegram_language) if user else None)
    if "operator" in owed.new.payload:
        return notices.operator_notice(owed.new.payload, order, t).to_json()
    if order is None:
        return None
    if owed.new.kind is OwedKind.CARD:
        return order_views.card(order, t, back=owed.new.message_id == order.view_message_id).to_json()
    return notices.notice(owed.new.payload, order, t).to_json()


def _read_refusal(owed: Owed, error: BadRequest) -> int | None:
    said = error.message.casefold()
    if _ALREADY_SO in said:
        return owed.new.message_id
    if any(words in said for words in _NO_CHAT):
        raise ChatBlocked(error.message) from error
    raise MessageRejected(error.message) from error


def _keyboard(rows: Sequence[Sequence[Mapping[str, str]]]) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows]) if rows else None


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
    """Return what the deliver loop tells of messages that Telegram will never take."""

    def rejected(owed: Owed, error: Exception) -> None:
        log.warning("Telegram rejected a message", extra={"owed": owed.id, "kind": owed.new.kind, "why": str(error)})

    return rejected
