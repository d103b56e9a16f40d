"""The settings are the only reader of the environment, and `.env.example` lists them all."""

import ast
import re

import pytest
from pydantic_core import PydanticUndefined

from bot.settings import Settings, read_settings
from tests.architecture.source import ROOT, modules

READERS = {"environ", "environb", "getenv", "getenvb", "dotenv", "load_dotenv", "dotenv_values"}
ENOUGH = {"TELEGRAM_TOKEN": "123456:ABCdef-ghi_jkl", "PANEL_KEY": "k3y-of-the-panel", "ADMIN_IDS": "7"}


_SHOWN = re.compile(r"(?:# )?([A-Z_]+)=(\S*)")  # what is commented out is shown, and left to others


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(found.groups() for line in lines if (found := _SHOWN.fullmatch(line)))


def test_one_reader() -> None:
    """No other file of the bot looks into the environment."""
    readers = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        if module.path != "bot/settings.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute | ast.Name | ast.alias)
        and (getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)) in READERS
    ]
    assert not readers


def test_example_lists_every_setting() -> None:
    """`.env.example` and the settings name the same things, once each."""
    assert sorted(example()) == sorted(name.upper() for name in Settings.model_fields)


def test_example_leaves_the_image_its_own() -> None:
    """What the image sets is only shown: a copied `.env`, handed to a container, wins over the image."""
    image = set(
        re.findall(r"^(?:ENV| {4})\s*([A-Z_]+)=", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert "ALIVE_FILE" in image
    assert not image & {line.partition("=")[0] for line in lines}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_example_shows_the_default(name: str) -> None:
    """A value in `.env.example` is the default; an empty one means that there is none."""
    shown, field = example()[name.upper()], Settings.model_fields[name]
    if not shown:
        assert field.default in (PydanticUndefined, None, frozenset())
    else:
        assert getattr(read_settings(ENOUGH | {name.upper(): shown}), name) == field.default


def test_every_setting_says_what_it_should_be() -> None:
    """A wrong setting's message is its description, so each has one."""
    assert not [name for name, field in Settings.model_fields.items() if not field.description]
