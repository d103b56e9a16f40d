"""The gate: everybody is noted, strangers and groups are answered here and come no further."""

from telegram import ChatMemberUpdated, Update
from telegram import User as TelegramUser
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot.chat.context import BotContext
from bot.chat.views import people
from bot.domain.people import User


async def update_arrived(update: Update, context: BotContext) -> None:
    """Lets users through, and answers everybody else."""
    chat, sender = update.effective_chat, update.effective_user
    if chat is not None and chat.type != ChatType.PRIVATE:
        await _answer_group(chat.id, context)
        raise ApplicationHandlerStop
    if sender is None or sender.is_bot:
        raise ApplicationHandlerStop
    if update.my_chat_member is not None:
        await _note_block(update.my_chat_member, sender, context)
        raise ApplicationHandlerStop
    context.turn.user = await context.services.admit.note(context.tx, _described(sender))
    if not context.services.admit.may_order(context.user):
        await _answer_stranger(context)
        raise ApplicationHandlerStop


def _described(sender: TelegramUser) -> User:
    return User(id=sender.id, name=sender.full_name, username=sender.username, telegram_language=sender.language_code)


async def _note_block(change: ChatMemberUpdated, sender: TelegramUser, context: BotContext) -> None:
    """Notes that a user blocked the bot, or took that back."""
    if change.new_chat_member.status in (change.new_chat_member.BANNED, change.new_chat_member.LEFT):
        await context.tx.users.mark_blocked(sender.id, context.services.clock.now())
        await context.tx.outbox.drop_chat(sender.id)
    elif await context.tx.users.find(sender.id) is not None:
        await context.services.admit.note(context.tx, _described(sender))


async def _answer_group(chat_id: int, context: BotContext) -> None:
    """Tells a group or channel once that the bot works in private chats."""
    told = f"told_private_only:{chat_id}"
    if context.turn.update.callback_query is not None or await context.tx.memory.recall(told) is not None:
        return
    await context.tx.memory.keep(told, "1", context.services.clock.now())
    context.send(people.private_only(context.t), chat_id=chat_id)


async def _answer_stranger(context: BotContext) -> None:
    """Gives a stranger their one sentence, and asks the operators about them once."""
    admit = context.services.admit
    await admit.ask_for(context.tx, context.user)
    context.wake("deliver")
    context.send(people.stranger(context.user.id, context.t, announced=bool(admit.operators)))
