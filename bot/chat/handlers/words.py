"""What stands behind a command."""

import re
from collections.abc import Sequence

from telegram import Update

# What was copied from a sentence from right to left may bring the marks that set it apart there.
_DIRECTION_MARKS = re.compile(r"[\u200e\u200f\u2066-\u2069]")


def text_after_command(update: Update) -> str:
    """Return all that stands behind a command."""
    message = update.effective_message
    words = _DIRECTION_MARKS.sub("", (message.text if message else "") or "").split(maxsplit=1)
    return words[1].strip() if len(words) > 1 else ""


def words_after_command(update: Update) -> Sequence[str]:
    """Return the words behind a command, parted by blanks, commas or semicolons."""
    return [word for word in re.split(r"[\s,;]+", text_after_command(update)) if word]
