"""The error list is the manual."""

import ast
import re

import pytest

from tests.architecture.source import modules

ERRORS = next(module for module in modules() if module.path == "bot/domain/errors.py")


@pytest.mark.parametrize("name", [one.name for one in ERRORS.classes])
def test_error_explains_itself(name: str) -> None:
    """Each error has a sentence that says what it means, and a place in the drawn tree."""
    said = next(ast.get_docstring(one) for one in ERRORS.classes if one.name == name)
    assert said
    assert re.fullmatch(r"[A-Z].*\.", said.splitlines()[0])
    assert re.search(rf"\b{name}\b", ast.get_docstring(ERRORS.tree) or "")
