"""A table of orders as a CSV file: UTF-8 with a mark, so that every spreadsheet program reads its letters."""

import asyncio
import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from bot.chat.texts import Texts
from bot.chat.views.papers import cells, column_titles
from bot.domain.order import Order

MAX_BYTES = 45_000_000  # a little under what Telegram takes; source: Telegram Bot API, sendDocument: 50 MB
_MARK = "\ufeff"
_IN_MEMORY_BYTES = 1_000_000  # a longer file is written to the disk
# A cell that begins so is a formula for spreadsheet programs, and a service's name or a link is not ours. The wide
# signs are taken for the plain ones by some of them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """Keep a spreadsheet program from reckoning with a cell."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


class CsvSheet:
    """The port `Sheet`: rows go to a temporary file, written in a thread. `rows` counts them."""

    def __init__(self, file: IO[bytes], t: Texts, max_bytes: int = MAX_BYTES) -> None:
        self.file = file
        self.rows = 0
        self._t = t
        self._max_bytes = max_bytes
        self._bytes = 0
        self._write(_MARK + _lines([column_titles(t)]))

    async def add(self, orders: Sequence[Order]) -> bool:
        """Write a row for each order; False when no more fits."""
        return await asyncio.to_thread(self._add, orders)

    def _add(self, orders: Sequence[Order]) -> bool:
        for order in orders:
            line = _lines([[harmless(cell) for cell in cells(order, self._t)]])
            if self._bytes + len(line.encode()) > self._max_bytes:
                return False
            self._write(line)
            self.rows += 1
        return True

    def _write(self, text: str) -> None:
        written = text.encode()
        self._bytes += len(written)
        self.file.write(written)


def _lines(rows: Sequence[Sequence[str]]) -> str:
    page = io.StringIO()
    csv.writer(page).writerows(rows)
    return page.getvalue()


@contextmanager
def open_sheet(t: Texts, max_bytes: int = MAX_BYTES) -> Iterator[CsvSheet]:
    """Begin a table whose file is gone at the end of the block."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:
        yield CsvSheet(file, t, max_bytes)
