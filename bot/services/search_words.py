"""Words as they are compared: case, decoration, accents and scripts of digits make no difference."""

import re
import unicodedata

# Emoji are words of one sign: names are full of them, and some consist of nothing else.
_WORD = re.compile(r"[^\W_]+|[\u2190-\u2bff\U0001f000-\U0001faff]")


class _Folding(dict[int, str | None]):
    """Leaves out marks, which no pattern counts as part of a word, and turns digits of any script into 0–9."""

    def __missing__(self, code: int) -> str | None:
        category = unicodedata.category(chr(code))
        folded = None if category[0] == "M" else str(unicodedata.digit(chr(code))) if category == "Nd" else chr(code)
        self[code] = folded
        return folded


_FOLDING = _Folding()


def words(text: str) -> list[str]:
    """Return a text's words: `𝗡𝗲𝘄 Café_٣` gives new, cafe, 3."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_FOLDING)
    return _WORD.findall(text.casefold())
