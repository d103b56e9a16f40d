"""Commands, name, descriptions and the menu button."""

from collections.abc import Callable
from typing import Any

from bot.demo.telegram_api.parameters import Parameters
from bot.demo.telegram_api.profile import ScopeKey, checked_commands, checked_language, scope_key
from bot.demo.telegram_api.refusals import bad_request
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]

_MENU_BUTTONS = ("default", "commands", "web_app")


def _set_of(parameters: Parameters) -> tuple[ScopeKey, str]:
    return scope_key(parameters.structure("scope")), checked_language(parameters.text("language_code"))


def set_my_commands(world: ChatWorld, parameters: Parameters) -> bool:
    """Set the commands of a scope and language; an empty list takes them off."""
    commands = checked_commands(parameters.structure("commands"))
    which = _set_of(parameters)
    world.profile.commands.pop(which, None)
    if commands:
        world.profile.commands[which] = commands
    return True


def get_my_commands(world: ChatWorld, parameters: Parameters) -> list[Json]:
    """Return the commands of exactly this scope and language."""
    return world.profile.commands.get(_set_of(parameters), [])


def delete_my_commands(world: ChatWorld, parameters: Parameters) -> bool:
    """Take the commands of a scope and language off."""
    world.profile.commands.pop(_set_of(parameters), None)
    return True


def _text_setter(what: str) -> Callable[[ChatWorld, Parameters], bool]:
    def set_text(world: ChatWorld, parameters: Parameters) -> bool:
        world.profile.set_text(what, parameters.text(what), parameters.text("language_code"))
        return True

    return set_text


def _text_getter(what: str) -> Callable[[ChatWorld, Parameters], Json]:
    def get_text(world: ChatWorld, parameters: Parameters) -> Json:
        text = world.profile.text(what, checked_language(parameters.text("language_code")))
        return {what: text or (world.bot.first_name if what == "name" else "")}

    return get_text


def set_chat_menu_button(world: ChatWorld, parameters: Parameters) -> bool:
    """Set what the button beside the text field does, in one private chat or in all."""
    button = parameters.structure("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in _MENU_BUTTONS:
        raise bad_request("can't parse menu button: Unsupported type specified")
    world.profile.menu_buttons[_menu_chat(world, parameters)] = button
    return True


def get_chat_menu_button(world: ChatWorld, parameters: Parameters) -> Json:
    """Return what the button beside the text field does."""
    buttons = world.profile.menu_buttons
    return buttons.get(_menu_chat(world, parameters)) or buttons.get(0) or {"type": "commands"}


def _menu_chat(world: ChatWorld, parameters: Parameters) -> int:
    chat_id = parameters.text("chat_id")
    return world.get_chat(chat_id).id if chat_id else 0


METHODS: dict[str, Callable[[ChatWorld, Parameters], Any]] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _text_setter("name"),
    "getMyName": _text_getter("name"),
    "setMyDescription": _text_setter("description"),
    "getMyDescription": _text_getter("description"),
    "setMyShortDescription": _text_setter("short_description"),
    "getMyShortDescription": _text_getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
