"""What a handler has at hand: its update's transaction, the user, their language, and what it owes to the chat."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import CallbackContext, ExtBot

from bot.chat.attached import Attached
from bot.chat.callbacks import Pressed, read
from bot.chat.markup import InlineAnswer, View, cut
from bot.chat.services import ChatServices
from bot.chat.texts import Texts, clean, texts_of
from bot.domain.outbox import NewOwed, OwedKind
from bot.domain.people import User
from bot.ports import Transaction

MAX_TOAST = 200  # UTF-16 units, to be on the safe side of characters; source: Telegram Bot API, answerCallbackQuery


@dataclass(slots=True)
class Turn:
    """One update being handled: all its effects are in one transaction."""

    update: Update
    tx: Transaction
    services: ChatServices
    attached: Attached | None = None  # the file that came with it
    user: User | None = None
    owed: list[NewOwed] = field(default_factory=list)
    woken: set[str] = field(default_factory=set)  # loops that have work once this is committed
    answered: bool = False
    failure: BaseException | None = None


current_turn: ContextVar[Turn] = ContextVar("current_turn")

_Data = dict[Any, Any]


class BotContext(CallbackContext[ExtBot[None], _Data, _Data, _Data]):
    """PTB's context with the turn's transaction and what handlers say."""

    @property
    def turn(self) -> Turn:
        """The turn this update is handled in."""
        return current_turn.get()

    @property
    def tx(self) -> Transaction:
        """The transaction that holds all of this update's effects."""
        return self.turn.tx

    @property
    def services(self) -> ChatServices:
        """The use cases."""
        return self.turn.services

    @property
    def user(self) -> User:
        """Who sent the update, as stored."""
        assert self.turn.user is not None, "the gate has noted the user"
        return self.turn.user

    @property
    def t(self) -> Texts:
        """The user's language and clock."""
        return texts_of(self.turn.user)

    @property
    def chat_id(self) -> int:
        """Where the update came from."""
        chat = self.turn.update.effective_chat
        return chat.id if chat else self.user.id

    @property
    def bot_name(self) -> str | None:
        """The bot's @name, without the sign; not every Bot API server gives it."""
        return self.bot.bot.username

    @property
    def pressed(self) -> Pressed:
        """What the pressed button says."""
        query = self.turn.update.callback_query
        return read((query and query.data) or "")

    @property
    def pressed_message_id(self) -> int | None:
        """The message whose button was pressed. It may be gone meanwhile: then what is shown in it comes anew."""
        query = self.turn.update.callback_query
        return query.message.message_id if query and query.message else None

    def show(self, view: View, *, draft_id: int | None = None, order_id: int | None = None) -> None:
        """Show a view where the user is looking: in the pressed message, or in a new one.

        With `draft_id` or `order_id`, that learns which message shows it, should it have to be a new one.
        """
        if self.pressed_message_id is None:
            self.send(view, draft_id=draft_id)
        else:
            message_id = self.pressed_message_id
            self._owe(OwedKind.EDIT, view.to_json(), message_id=message_id, draft_id=draft_id, order_id=order_id)

    def send(self, view: View, *, chat_id: int | None = None, draft_id: int | None = None) -> None:
        """Send a view as a new message."""
        self._owe(OwedKind.SEND, view.to_json(), chat_id=chat_id, draft_id=draft_id)

    def take_buttons_off(self, message_id: int) -> None:
        """Leave an earlier message's text and take its buttons away."""
        self._owe(OwedKind.EDIT, {"keyboard": []}, message_id=message_id)

    def wake(self, loop: str) -> None:
        """Have a loop look for work as soon as this turn is committed."""
        self.turn.woken.add(loop)

    def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer the button press with a few words."""
        query = self.turn.update.callback_query
        if query is not None and not self.turn.answered:
            self.turn.answered = True
            self._owe(OwedKind.ANSWER, {"query": query.id, "text": cut(clean(text), MAX_TOAST), "alert": alert})

    def answer_typing(self, found: InlineAnswer) -> None:
        """Answer somebody who types `@bot …` in some chat."""
        self._owe(OwedKind.ANSWER, found.to_json(), chat_id=self.user.id)

    def _owe(
        self,
        kind: OwedKind,
        payload: Mapping[str, Any],
        *,
        chat_id: int | None = None,
        message_id: int | None = None,
        draft_id: int | None = None,
        order_id: int | None = None,
    ) -> None:
        to = self.chat_id if chat_id is None else chat_id
        owed = NewOwed(
            chat_id=to, kind=kind, payload=payload, message_id=message_id, draft_id=draft_id, order_id=order_id
        )
        self.turn.owed.append(owed)
