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
