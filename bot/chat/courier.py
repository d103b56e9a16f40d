"""The way of papers to Telegram: tables as documents, totals as photos."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from telegram import InlineKeyboardMarkup, InputFile
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.chat.charts import ChartsMissing, draw
from bot.chat.csv_sheet import CsvSheet, open_sheet
from bot.chat.markup import View, paragraphs
from bot.chat.messenger import keyboard_of, read_failure
from bot.chat.texts import Html, texts_of
from bot.chat.views import papers as views
from bot.domain.errors import MessageRejected
from bot.domain.paper import Paper
from bot.domain.people import User
from bot.domain.totals import Totals
from bot.ports import Sheet
from bot.services.ask_paper import read_export_wish

logger = logging.getLogger(__name__)

_UPLOAD_SECONDS = 90.0


class TelegramCourier:
    """Sends papers through python-telegram-bot."""

    def __init__(self, bot: ExtBot[None]) -> None:
        self._bot = bot

    async def tell_progress(self, paper: Paper, user: User | None, done: int, total: int) -> int | None:
        """Say how far a paper is, in its message or, when there is none yet, in a new one."""
        view = views.preparing(done, total, texts_of(user))
        facts: dict[str, Any] = {"parse_mode": ParseMode.HTML, "reply_markup": _keyboard(view.rows)}
        if paper.message_id is not None:
            await _of_ours(self._edit(paper, view.text, facts))
            return paper.message_id
        sent = await _of_ours(self._bot.send_message(paper.chat_id, view.text, **facts))
        return int(sent.message_id)

    async def _edit(self, paper: Paper, text: str, facts: Mapping[str, Any]) -> None:
        try:
            await self._bot.edit_message_text(text, paper.chat_id, paper.message_id, **facts)
        except BadRequest as error:  # the same words again, or the user has deleted it
            logger.debug("How far a paper is was not told: %s", error)

    @asynccontextmanager
    async def begin_export(self, paper: Paper, user: User | None) -> AsyncIterator[Sheet]:  # noqa: ARG002  the port's
        """Begin a table, which is gone at the end of the block."""
        with open_sheet(texts_of(user)) as sheet:
            yield sheet

    async def send_export(self, paper: Paper, user: User | None, sheet: Sheet, total: int) -> None:
        """Send a table, read from its file as it goes out."""
        assert isinstance(sheet, CsvSheet), "this courier's own"
        t = texts_of(user)
        which, _ = read_export_wish(paper.wish)
        sheet.file.seek(0)
        file = InputFile(sheet.file, filename=f"orders-{which}-{paper.created_at:%Y-%m-%d}.csv", read_file_handle=False)
        await _of_ours(
            self._bot.send_document(
                paper.chat_id,
                file,
                caption=views.export_caption(sheet.rows, total, t),
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard([views.onward(t)]),
                disable_content_type_detection=True,
                write_timeout=_UPLOAD_SECONDS,
            )
        )

    async def send_totals(self, paper: Paper, user: User | None, totals: Totals) -> None:
        """Draw totals in a thread, and send the picture with the same in words; words alone where nothing draws."""
        t = texts_of(user)
        caption, rows = views.totals_caption(totals, t), views.totals_rows(totals, t)
        try:
            picture = await asyncio.to_thread(draw, totals, t)
        except ChartsMissing:
            logger.warning("No picture of totals can be drawn: install the extra [charts]")
            text = paragraphs(caption, views.no_charts(t))
            sending: Awaitable[object] = self._bot.send_message(
                paper.chat_id, text, parse_mode=ParseMode.HTML, reply_markup=_keyboard(rows)
            )
        else:
            sending = self._bot.send_photo(
                paper.chat_id,
                InputFile(picture, filename="totals.png"),
                caption=caption,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(rows),
                write_timeout=_UPLOAD_SECONDS,
            )
        await _of_ours(sending)

    def farewell(self, paper: Paper, user: User | None, *, sent: bool) -> Mapping[str, Any]:
        """Return what the message that told how far it was says in the end."""
        t = texts_of(user)
        return (views.ready(t) if sent else views.not_made(paper.kind, t)).to_json()


def _keyboard(rows: Any) -> InlineKeyboardMarkup | None:
    return keyboard_of(View(Html(), rows).to_json()["keyboard"])


async def _of_ours(call: Awaitable[Any]) -> Any:
    """Wait for a call, and say in our words what it failed with."""
    try:
        return await call
    except TelegramError as error:
        raise read_failure(error) from error


def log_failed(log: logging.Logger = logger) -> Callable[[Paper, Exception], None]:
    """Return what the papers loop tells of papers that could not be made or sent."""

    def failed(paper: Paper, error: Exception) -> None:
        facts = {"paper": paper.id, "kind": paper.kind, "attempts": paper.attempts}
        if isinstance(error, MessageRejected):
            log.warning("Telegram rejected a paper: %s", error, extra=facts)
        else:
            log.error("A paper could not be made", exc_info=error, extra=facts)

    return failed
