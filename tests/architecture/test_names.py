"""Names that say something."""

import re

from tests.architecture.source import modules

EMPTY_WORDS = re.compile(r"(utils?|helpers?|managers?|misc|common|stuff)", re.IGNORECASE)
EMPTY_CLASS = re.compile(r"_*(Base[A-Z]\w*|\w*Impl|\w*(Utils?|Helpers?|Managers?))")


def test_files_and_folders() -> None:
    """No file or folder is named for holding anything at all, and none shadows the library `telegram`."""
    words = {module.path: re.split(r"[/_.]", module.path) for module in modules()}
    assert not [path for path, parts in words.items() if any(EMPTY_WORDS.fullmatch(part) for part in parts)]
    assert not [path for path in words if "/telegram/" in path or path.endswith("/telegram.py")]


def test_classes() -> None:
    """No class is named for its place in a tree of classes, or for managing."""
    names = [f"{module.path} {one.name}" for module in modules() for one in module.classes]
    assert names
    assert not [name for name in names if EMPTY_CLASS.fullmatch(name.split()[1])]
