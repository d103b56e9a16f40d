"""Who may import whom: the contracts in pyproject.toml."""

import re
import tomllib

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.source import ROOT, modules


def test_contracts(capsys) -> None:
    """Every contract of the house is kept."""
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_room_has_its_layer() -> None:
    """Nothing stands in the house that the order of layers does not name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = " ".join(project["tool"]["importlinter"]["contracts"][0]["layers"])
    rooms = {module.path.split("/")[1].removesuffix(".py") for module in modules()} - {"__init__"}
    assert not rooms - set(re.findall(r"bot\.(\w+)", layers))


def test_every_room_is_a_package() -> None:
    """Each folder with code has an `__init__.py`: import-linter does not see one without."""
    folders = {module.path.rpartition("/")[0] for module in modules()} - {"bot/store/migrations/versions"}
    assert not [folder for folder in folders if not (ROOT / folder / "__init__.py").exists()]
