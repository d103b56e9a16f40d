"""The catalogues that translators work from, and those the bot speaks from."""

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.chat.texts import LOCALES, languages
from tests.architecture.source import ROOT

TEMPLATE = LOCALES / "bot.pot"


def extracted(to: Path) -> str:
    """Extract the words as `make texts` does."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    options = re.search(r"^EXTRACT := (.+)$", makefile, re.MULTILINE)
    assert options
    pybabel = Path(sys.executable).with_name("pybabel")
    command = [str(pybabel), "--quiet", "extract", *shlex.split(options[1]), f"--output-file={to}", "bot/chat"]
    subprocess.run(command, cwd=ROOT, check=True)
    return to.read_text(encoding="utf-8")


def test_template_is_up_to_date(tmp_path: Path) -> None:
    """What translators are given is what the program says; `make texts` brings it up to date."""
    assert TEMPLATE.read_text(encoding="utf-8") == extracted(tmp_path / "bot.pot")


def test_template_does_not_churn() -> None:
    """The template changes only when the words do: it has no dates, no line numbers, no versions."""
    text = TEMPLATE.read_text(encoding="utf-8")
    assert "Date" not in text
    assert "Babel" not in text
    assert not re.search(r"^#: .*:\d+", text, re.MULTILINE)


def test_template_has_the_words() -> None:
    """Sentences, plurals, marked words and hints for translators all arrive in the template."""
    with TEMPLATE.open("rb") as file:
        catalogue = read_po(file)
    assert catalogue.get("Confirm")
    assert catalogue.get("In progress")
    assert catalogue.get("the balance at the panel")
    plural = catalogue.get("You have no order with this id: {ids}")
    assert plural
    assert plural.id == ("You have no order with this id: {ids}", "You have no orders with these ids: {ids}")
    filtered = catalogue.get("Open")
    assert filtered
    assert filtered.auto_comments == ["Translators: orders under way"]
    assert len(catalogue) > 200


def stale(folder: Path) -> list[str]:
    """List the translations whose compiled catalogue is not what their source makes."""
    found = []
    for source in sorted(folder.glob("*/LC_MESSAGES/bot.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        target = source.with_suffix(".mo")
        if not target.exists() or target.read_bytes() != compiled.getvalue():
            found.append(source.parent.parent.name)
    return found


def test_translations_are_compiled() -> None:
    """Each language is spoken from what its translator wrote, and there is none without a source."""
    assert stale(LOCALES) == []
    sources = {path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/bot.po")}
    assert set(languages()) == sources | {"en"}


def test_stale_translation_is_found(tmp_path: Path) -> None:
    """A language that was changed and not compiled is told from one that was."""
    place = tmp_path / "ru" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "bot.po").write_text('msgid "Back"\nmsgstr "Назад"\n', encoding="utf-8")
    assert stale(tmp_path) == ["ru"]
    with (place / "bot.po").open("rb") as source, (place / "bot.mo").open("wb") as target:
        write_mo(target, read_po(source, locale="ru"))
    assert stale(tmp_path) == []


def test_catalogues_travel_with_the_program(tmp_path: Path) -> None:
    """A compiled catalogue goes into the wheel, whatever git is told to overlook."""
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path)
    place = tmp_path / "bot/chat/locales/ru/LC_MESSAGES"
    place.mkdir(parents=True)
    (tmp_path / "bot/__init__.py").touch()
    (place / "bot.mo").write_bytes(b"compiled")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", "dist"]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert "bot/chat/locales/ru/LC_MESSAGES/bot.mo" in zipfile.ZipFile(wheel).namelist()
