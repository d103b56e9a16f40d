"""What the bot owes to a chat, as rows until Telegram has taken them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class OwedKind(StrEnum):
    """What is owed."""

    SEND = "send"  # a new message, rendered: payload is what Telegram is sent
    EDIT = "edit"  # of `message_id`, rendered
    ANSWER = "answer"  # to a button press; worth nothing after a minute
    NOTICE = "notice"  # an OrderEvent, rendered when it is delivered, in the user's language of then
    CARD = "card"  # the order's card in the chat, to be brought up to date; several wishes are one


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOwed:
    """Something about to be owed to a chat."""

    chat_id: int
    kind: OwedKind
    payload: Mapping[str, Any]  # JSON
    message_id: int | None = None  # the message to edit
    order_id: int | None = None
    draft_id: int | None = None  # its card is this message, once sent
    silent: bool = False

    @property
    def is_for_operators(self) -> bool:
        """Whether it is a word to an operator, rather than to the user whose order it is about."""
        return "operator" in self.payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Something owed, as stored. Rows of one chat are sent in the order of their ids."""

    id: int
    new: NewOwed
    attempts: int = 0
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """An owed row that Telegram has taken, with the id of the message where there is one."""

    owed: Owed
    message_id: int | None = None
