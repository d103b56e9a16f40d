"""The gate: everybody is noted, strangers and groups are answered here and come no further."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from telegram import ChatMemberUpdated, Update
from telegram import User as TelegramUser
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ApplicationHandlerStop

from bot.chat.context import BotContext
from bot.chat.deep_links import find_wished
from bot.chat.views import inline, people
from bot.chat.views.general import OPERATORS_ONLY, operators_only
from bot.domain.people import User
from bot.services.remember_wishes import keep_wish
from bot.services.tell_missed import tell_missed

Callback = Callable[[Update, BotContext], Coroutine[Any, Any, None]]

_ABSENT = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


async def update_arrived(update: Update, context: BotContext) -> None:
    """Lets users through, and answers everybody else."""
    chat, sender = update.effective_chat, update.effective_user
    if chat is not None and chat.type != ChatType.PRIVATE:
        if _can_be_heard(update):
            await _answer_group(chat.id, context)
        raise ApplicationHandlerStop
    if sender is None or sender.is_bot or (chat is not None and chat.id != sender.id):
        raise ApplicationHandlerStop  # a private chat is with its user alone: theirs is shown nowhere else
    if update.inline_query is not None:
        await _let_type(update.inline_query.id, sender, context)
        return
    if update.my_chat_member is not None:
        await _note_block(update.my_chat_member, sender, context)
        raise ApplicationHandlerStop
    if not _is_said(update):
        raise ApplicationHandlerStop
    context.turn.user = await _note(sender, context)
    if not context.services.admit.may_order(context.user):
        await _answer_stranger(update, context)
        raise ApplicationHandlerStop


def for_operators(callback: Callback) -> Callback:
    """Let operators alone into a handler; anybody else is told so. At the door no room can forget to ask."""

    @wraps(callback)
    async def entered(update: Update, context: BotContext) -> None:
        if context.services.admit.is_operator(context.user.id):
            await callback(update, context)
        elif update.callback_query is not None:
            context.toast(context.t.plain(OPERATORS_ONLY))
        else:
            context.show(operators_only(context.t))

    return entered


async def _note(sender: TelegramUser, context: BotContext) -> User:
    """Note who is there; whoever had blocked the bot hears what they have missed, for this takes the mark off."""
    known = await context.tx.users.find(sender.id)
    user = await context.services.admit.note(context.tx, _described(sender))
    if known is not None and known.blocked_at is not None:
        await tell_missed(context.tx, known, context.services.clock.now())
        context.wake("deliver")
    return user


async def _let_type(query_id: str, sender: TelegramUser, context: BotContext) -> None:
    """Lets a user look services up from any chat; shows strangers the way to the bot alone, and announces nobody."""
    context.turn.user = await context.tx.users.find(sender.id) or _described(sender)
    if not context.services.admit.may_order(context.user):
        context.answer_typing(inline.closed(query_id, context.t))
        raise ApplicationHandlerStop


def _can_be_heard(update: Update) -> bool:
    """Tell whether the bot is in the group: it also hears of its being thrown out."""
    change = update.my_chat_member
    return change is None or change.new_chat_member.status not in _ABSENT


def _is_said(update: Update) -> bool:
    """Tell what people say to the bot from what merely happens, like a live location that moves."""
    edited = update.edited_message
    return update.message is not None or update.callback_query is not None or bool(edited and edited.text)


def _described(sender: TelegramUser) -> User:
    return User(
        id=sender.id, name=sender.full_name or "", username=sender.username, telegram_language=sender.language_code
    )


async def _note_block(change: ChatMemberUpdated, sender: TelegramUser, context: BotContext) -> None:
    """Notes that a user blocked the bot, or took that back."""
    now = context.services.clock.now()
    if change.new_chat_member.status in _ABSENT:
        await context.tx.users.mark_blocked(sender.id, now)
        await context.tx.outbox.drop_chat(sender.id)
    elif await context.tx.users.find(sender.id) is not None:
        await _note(sender, context)


async def _answer_group(chat_id: int, context: BotContext) -> None:
    """Tells a group or channel once that the bot works in private chats."""
    told = f"told_private_only:{chat_id}"
    if context.turn.update.callback_query is not None or await context.tx.memory.recall(told) is not None:
        return
    await context.tx.memory.keep(told, "1", context.services.clock.now())
    context.send(people.private_only(context.t), chat_id=chat_id)


async def _answer_stranger(update: Update, context: BotContext) -> None:
    """Gives a stranger their one sentence, asks the operators about them once, and minds what they came for."""
    wished = await find_wished(context.tx, update.message.text if update.message else None)
    if wished:  # 0: what no service is
        await keep_wish(context.tx, context.user.id, wished, context.services.clock.now())
    admit = context.services.admit
    await admit.ask_for(context.tx, context.user)
    context.wake("deliver")
    context.send(people.stranger(context.user.id, context.t, announced=bool(admit.operators)))
