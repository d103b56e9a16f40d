"""The bot itself, the chats it is in, and what it is seen doing."""

from typing import Any

from bot.demo.telegram_api.parameters import Parameters
from bot.demo.telegram_api.refusals import bad_request
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    },
)
_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_me(world: ChatWorld, _: Parameters) -> Json:
    """Say who the bot is."""
    return world.bot.as_me()


def log_out(_: ChatWorld, __: Parameters) -> bool:
    """Log out of a server, or close down on it: nothing to do here."""
    return True


def send_chat_action(world: ChatWorld, parameters: Parameters) -> bool:
    """Show that the bot is typing, or uploading something."""
    chat = world.get_open_chat(parameters.text("chat_id"))
    action = parameters.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.note(chat.id, "action", action=action)
    return True


def get_chat(world: ChatWorld, parameters: Parameters) -> Json:
    """Say what is known of a chat."""
    chat = world.get_chat(parameters.text("chat_id"))
    return chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}


def leave_chat(world: ChatWorld, parameters: Parameters) -> bool:
    """Leave a group or channel."""
    chat = world.get_open_chat(parameters.text("chat_id"))
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    world.note(chat.id, "bot_status", status="left")
    return True


METHODS = {
    "getMe": get_me,
    "logOut": log_out,
    "close": log_out,
    "sendChatAction": send_chat_action,
    "getChat": get_chat,
    "leaveChat": leave_chat,
}
