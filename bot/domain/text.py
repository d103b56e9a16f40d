"""Text as it may be stored and sent."""

import re

# NUL is refused by PostgreSQL, lone surrogates by every encoder; the other controls no panel counts as text.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")


def storable(text: str) -> str:
    """Leave out what no database and no wire takes: control characters that are not blanks, lone surrogates."""
    return _UNSTORABLE.sub("", text)
