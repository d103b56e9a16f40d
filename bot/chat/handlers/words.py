"""What stands behind a command."""

import re
from collections.abc import Sequence

from telegram import Update


def words_after_command(update: Update) -> Sequence[str]:
    """Return the words behind a command, parted by blanks, commas or semicolons."""
    message = update.effective_message
    words = re.split(r"[\s,;]+", ((message.text if message else "") or "").strip())[1:]
    return [word for word in words if word]
