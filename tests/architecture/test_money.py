"""Money never passes through a float."""

import ast

from tests.architecture.source import Module, modules


def money_modules() -> list[Module]:
    exact = ("bot/domain/money.py", "bot/domain/draft.py", "bot/panel/")
    return [module for module in modules() if module.path.startswith(exact)]


def calls(module: Module, *names: str) -> list[ast.Call]:
    called = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    return [node for node in called if ast.unparse(node.func) in names]


def test_no_floats() -> None:
    """Where prices are read and reckoned, nothing is turned into a float."""
    assert not [f"{module.path}:{call.lineno}" for module in money_modules() for call in calls(module, "float")]


def test_json_numbers_stay_exact() -> None:
    """Where the panel's JSON is read, a number with a point becomes a Decimal or stays text."""
    readers = ("json.loads", "loads", "json.load", "json.JSONDecoder", "JSONDecoder")
    found = [(module, call) for module in money_modules() for call in calls(module, *readers)]
    assert not [
        f"{module.path}:{call.lineno}"
        for module, call in found
        if "parse_float" not in {keyword.arg for keyword in call.keywords}
    ]
