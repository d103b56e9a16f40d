"""Who may import whom: the contracts in pyproject.toml."""

import re
import subprocess
import sys
import tomllib

from tests.architecture.source import ROOT, modules


def test_contracts() -> None:
    """Every contract of the house is kept."""
    # In a process of its own: import-linter switches off the loggers that are there.
    script = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    linted = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr


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
