"""Buttons' data: short, versioned, at most 64 bytes; a press is checked against the row it names and its owner."""

from dataclasses import dataclass

_VERSION = "1"
MAX_BYTES = 64  # source: Telegram Bot API, callback_data
_MOST = 2**63 - 1  # what the store keeps in a column


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a pressed button says. It can be old or forged: nothing in it is believed before a row confirms it."""

    action: str
    args: tuple[str, ...]

    def text(self, position: int) -> str:
        """Return an argument, or nothing when it is not there."""
        return self.args[position] if position < len(self.args) else ""

    def number(self, position: int) -> int:
        """Return a numeric argument, or -1, which is no row's id, when it is not one."""
        text = self.text(position)
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_MOST)) else -1
        return number if number <= _MOST else -1


def data(action: str, *args: object) -> str:
    """Write a button's data."""
    written = ":".join([_VERSION, action, *(str(arg) for arg in args)])
    assert len(written.encode()) <= MAX_BYTES, written
    return written


def pattern(action: str) -> str:
    """Return the regular expression of an action's data."""
    return rf"^{_VERSION}:{action}(?::|$)"


def read(written: str) -> Pressed:
    """Read a button's data; anything else than ours is an action that nobody handles."""
    version, *parts = written.split(":")
    if version != _VERSION or not parts:
        return Pressed("", ())
    return Pressed(parts[0], tuple(parts[1:]))
