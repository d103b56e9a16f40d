"""Whatever is offered in the chat is answered: commands and buttons."""

import ast

from bot.chat.commands import commands_for
from bot.chat.texts import texts_for
from tests.architecture.source import modules

ROUTING = next(module for module in modules() if module.path == "bot/chat/routing.py")


def named(function: str, *paths: str) -> set[str]:
    """List the first arguments of a function's calls in some files."""
    return {
        ast.literal_eval(node.args[0])
        for module in modules()
        if module.path.startswith(paths)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == function
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_command_is_told() -> None:
    """The commands that are answered are just those that Telegram lists and /help tells."""
    answered = named("_command", ROUTING.path)
    assert answered
    assert answered == {name for name, _ in commands_for(texts_for("en"), operator=True)}


def test_every_button_is_answered() -> None:
    """Each button that any view makes has a handler, and each handler has a button that leads to it."""
    offered, answered = named("data", "bot/chat/"), named("_press", ROUTING.path)
    assert offered
    assert offered == answered


def doors(tree: ast.AST) -> list[tuple[str, bool]]:
    """List the handlers that routes lead to, and whether each is for operators alone."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_command", "_press"}:
            leads_to = ast.unparse(node.args[1])
            guarded = leads_to.startswith("gate.for_operators(")
            found.append((leads_to.removeprefix("gate.for_operators(").rstrip(")"), guarded))
    return found


def test_operators_rooms_have_a_guard() -> None:
    """What is in the operators' files is entered through the gate's check, and nothing else is."""
    found = doors(ROUTING.tree)
    rooms = {name for name, _ in found if name.startswith(("operator.", "cases.", "shelf."))}
    assert len(rooms) > 15
    assert {name for name, guarded in found if guarded} == rooms


def test_door_without_a_guard_is_seen() -> None:
    """A route that leaves the check out is told from one that has it."""
    tree = ast.parse('_press("a", gate.for_operators(cases.one))\n_press("b", cases.two)')
    assert doors(tree) == [("cases.one", True), ("cases.two", False)]
