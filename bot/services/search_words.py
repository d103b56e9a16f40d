"""Words as they are compared: case, decoration, accents and scripts of digits make no difference."""

import re
import unicodedata

# Emoji are words of one sign: names are full of them, and some consist of nothing else.
# A flag is one word, though it is made of two signs.
_WORD = re.compile(r"[^\W_]+|[\U0001f1e6-\U0001f1ff]{2}|[\u2190-\u2bff\U0001f000-\U0001faff]")
_COUNT = re.compile(r"(\d{1,12})([km])?")
_SHORTEST = 3  # letters of a word that has no other form: ads, sms
_TIMES = {"k": 1_000, "m": 1_000_000, None: 1}


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


def count_in(word: str) -> int | None:
    """Read a word as a number: 1k and 1000 are the same, and so are 2m and 2000000."""
    fits = _COUNT.fullmatch(word)
    return int(fits[1]) * _TIMES[fits[2]] if fits else None


def count_words(number: int) -> list[str]:
    """Write a number in the ways in which names have it."""
    written = [str(number)]
    written += [
        f"{number // times}{letter}" for letter, times in (("k", 1_000), ("m", 1_000_000)) if not number % times
    ]
    return [word for word in written if not word.startswith("0")]


def singular_or_plural(word: str) -> list[str]:
    """Return the other form of an English word: likes and like, stories and story."""
    if len(word) <= _SHORTEST or not (word.isascii() and word.isalpha()):
        return []
    if word.endswith("ies"):
        return [f"{word[:-3]}y", word[:-1]]
    if word.endswith("y"):
        return [f"{word[:-1]}ies", f"{word}s"]
    return [word[:-1]] if word.endswith("s") and not word.endswith("ss") else [f"{word}s"]
