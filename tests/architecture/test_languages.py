"""Each language says everything, says nothing of its own, and keeps what a program fills in."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.chat.texts import LOCALES

SOURCES = {path.parent.parent.name: path for path in sorted(LOCALES.glob("*/LC_MESSAGES/bot.po"))}
_FACT = re.compile(r"\{(\w+)\}")
_TAG = re.compile(r"</?[a-z]+>")
_COMMAND = re.compile(r"(?<![\w<])/[a-z_]+")


def read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


TEMPLATE = read(LOCALES / "bot.pot")


def forms(message: Message) -> list[tuple[str, str]]:
    """Pair each translated form with the sentence it stands for; of a plural, with the one that has the number."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[1], form) for form in message.string]


def faults(catalogue: Catalog) -> list[str]:
    """List what keeps a translation from being spoken."""
    found = [f"no longer said: {key}" for key in catalogue.obsolete]
    wanted = {message.id for message in TEMPLATE if message.id}
    found += [f"unknown: {message.id}" for message in catalogue if message.id and message.id not in wanted]
    for one in TEMPLATE:
        if not one.id:
            continue
        message = catalogue.get(one.id)
        if message is None or not all(form for _, form in forms(message)) or not message.string:
            found.append(f"missing: {one.id}")
            continue
        if message.fuzzy:
            found.append(f"fuzzy: {one.id}")
        for source, form in forms(message):
            facts, spoken = set(_FACT.findall(source)), set(_FACT.findall(form))
            may_go = set() if isinstance(one.id, str) else {"n"}  # some forms stand for one number only
            if spoken - facts or facts - spoken - may_go:
                found.append(f"facts {sorted(facts ^ spoken)}: {one.id}")
            if Counter(_TAG.findall(source)) != Counter(_TAG.findall(form)):
                found.append(f"tags: {one.id}")
            if Counter(_COMMAND.findall(_TAG.sub("", source))) != Counter(_COMMAND.findall(_TAG.sub("", form))):
                found.append(f"commands: {one.id}")
    return found


@pytest.mark.parametrize("language", SOURCES)
def test_language_is_whole(language: str) -> None:
    """Nothing is missing, doubtful or left over; facts, tags and commands are those of the source."""
    assert faults(read(SOURCES[language], language)) == []


def test_faults_are_found() -> None:
    """A language that lacks a sentence, doubts one, loses a fact, or says one of its own, is told so."""
    catalogue = read(SOURCES["ru"], "ru")
    catalogue.delete("Back")
    catalogue["Confirm"].flags.add("fuzzy")
    catalogue["/{command} – {what}"].string = "/{command}"
    catalogue.add("Never said", "Никогда")
    told = faults(catalogue)
    assert sorted(word.partition(":")[0] for word in told) == ["facts ['what']", "fuzzy", "missing", "unknown"]
