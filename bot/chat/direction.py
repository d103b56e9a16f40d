"""Directions: foreign names, ids and numbers stay readable in a sentence that runs from right to left.

Source: Unicode Standard Annex 9, 3.3.2 and 4.3: first strong isolates, and the right-to-left mark.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

RAW = "raw"  # the format of a fact that somebody copies with a tap: no mark goes into it
_ISOLATES, _POP = "\u2066\u2067\u2068", "\u2069"
_FIRST_STRONG, _RIGHT_TO_LEFT_MARK = "\u2068", "\u200f"
_MARKS = re.compile(r"[\u2066-\u2069]")
_TAG = re.compile(r"<[^>]*>")
_CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
_FACT = re.compile(r"\{(\w+)\}")
_AS_RAW = rf"{{\1:{RAW}}}"
_PART = re.compile(r"\{\w+\}|.")
_OWN = {"R", "AL", "NSM", "WS", "BN"}  # the classes of characters that run with the sentence by themselves …
_NUMBER = {"EN", "AN", "CS"}  # … and those of a bare number
_REMEMBERED = 2048  # sentences, of which a few hundred are said


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in a sentence from right to left: set apart from what is around it, unless it is asked for raw."""

    text: str

    def __format__(self, spec: str) -> str:
        """Write the fact into its sentence."""
        return self.text if spec == RAW else isolated(self.text)


def isolated(text: str) -> str:
    """Set a text apart, so that its direction and its neighbours' leave each other alone; paragraphs need it not."""
    kinds = {unicodedata.bidirectional(char) for char in _TAG.sub("", text)}
    if "\n" in text or kinds <= _OWN or kinds <= _NUMBER:
        return text
    return f"{_FIRST_STRONG}{text}{_POP}"


@lru_cache(_REMEMBERED)
def turned(sentence: str) -> str:
    """Have each line of a sentence run from right to left, and what is copied with a tap stay as it is."""
    whole = _CODE.sub(lambda code: f"{_FIRST_STRONG}{_FACT.sub(_AS_RAW, code[0])}{_POP}", sentence)
    return "\n".join(_turned_line(line) for line in whole.split("\n"))


def _turned_line(line: str) -> str:
    """Put a mark before a line that begins with a fact or in another direction, since its reader takes it from that."""
    bare = _TAG.sub("", line)
    for part in _PART.findall(re.sub(rf":{RAW}\b", "", bare)):
        kind = "fact" if len(part) > 1 else unicodedata.bidirectional(part)
        if kind in ("R", "AL"):
            return line
        if kind == "fact" or (kind == "L" and any(unicodedata.bidirectional(char) in ("R", "AL") for char in bare)):
            return f"{_RIGHT_TO_LEFT_MARK}{line}"
    return line


def without_loose_marks(text: str) -> str:
    """Take isolating marks out of a text in which not each one is closed: the text behind it would be in it."""
    depth = 0
    for mark in _MARKS.findall(text):
        depth += 1 if mark in _ISOLATES else -1
        if depth < 0:
            break
    return _MARKS.sub("", text) if depth else text
