"""Sending, editing, deleting and pinning messages."""

from typing import Any

from bot.demo.telegram_api.chats import Chat, Message
from bot.demo.telegram_api.methods.content import (
    read_caption,
    read_inline_markup,
    read_markup,
    read_reply,
    read_text,
)
from bot.demo.telegram_api.parameters import Parameters
from bot.demo.telegram_api.refusals import bad_request
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]

_TEXT, _MEDIA = frozenset({"text"}), frozenset({"photo", "document"})
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_MAX_DELETED = 100


def post_by_bot(world: ChatWorld, chat: Chat, parameters: Parameters, content: Json) -> Json:
    """Put a message of the bot into a chat, with the keyboard and the reply that the call asks for."""
    markup = read_markup(parameters)
    content = content | read_reply(world, chat, parameters)
    sender = {"sender_chat": chat.as_json()} if chat.type == "channel" else {"from": world.bot.as_user()}
    return world.post(chat, sender, content, by_bot=True, markup=markup).payload


def send_message(world: ChatWorld, parameters: Parameters) -> Json:
    """Send a text."""
    content = read_text(parameters)
    chat = world.get_open_chat(parameters.text("chat_id"))
    return post_by_bot(world, chat, parameters, content | _link_preview(parameters))


def _link_preview(parameters: Parameters) -> Json:
    options = parameters.structure("link_preview_options")
    return {"link_preview_options": options} if isinstance(options, dict) and options else {}


def _own(world: ChatWorld, parameters: Parameters) -> tuple[Chat, Message]:
    if parameters.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")  # the sandbox keeps no messages sent by inline queries
    chat = world.get_open_chat(parameters.text("chat_id"))
    message_id = parameters.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return chat, message


def edit_message_text(world: ChatWorld, parameters: Parameters) -> Json:
    """Change text and keyboard; a keyboard that is not sent again is taken off."""
    content = read_text(parameters)
    return _rewrite(world, parameters, ("text", "entities"), content)


def edit_message_caption(world: ChatWorld, parameters: Parameters) -> Json:
    """Change a file's or photo's caption and keyboard."""
    content = read_caption(parameters)
    return _rewrite(world, parameters, ("caption", "caption_entities"), content)


def edit_message_reply_markup(world: ChatWorld, parameters: Parameters) -> Json:
    """Change the keyboard alone."""
    return _rewrite(world, parameters, (), {})


def _rewrite(world: ChatWorld, parameters: Parameters, replaced: tuple[str, ...], content: Json) -> Json:
    chat, message = _own(world, parameters)
    if replaced and not (_TEXT if "text" in replaced else _MEDIA) & message.payload.keys():
        raise bad_request(f"there is no {replaced[0]} in the message to edit")
    markup = read_inline_markup(parameters)
    old = {name: message.payload[name] for name in replaced if name in message.payload}
    if old == content and message.payload.get("reply_markup") == markup:
        raise bad_request(_NOT_MODIFIED)
    kept = {name: value for name, value in message.payload.items() if name not in replaced}
    return world.rewrite(chat, message, kept | content, markup)


def delete_message(world: ChatWorld, parameters: Parameters) -> bool:
    """Delete a message."""
    chat = world.get_open_chat(parameters.text("chat_id"))
    message_id = parameters.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request("message to delete not found")
    _delete(world, chat, message_id)
    return True


def delete_messages(world: ChatWorld, parameters: Parameters) -> bool:
    """Delete several messages; those that are gone are passed over."""
    chat = world.get_open_chat(parameters.text("chat_id"))
    ids = parameters.structure("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= _MAX_DELETED:
        raise bad_request("message identifiers are not specified")
    for message_id in ids:
        if message_id in chat.messages:
            _delete(world, chat, message_id)
    return True


def _delete(world: ChatWorld, chat: Chat, message_id: int) -> None:
    message = chat.messages[message_id]
    if not message.by_bot and chat.type != "private":
        raise bad_request("message can't be deleted")
    del chat.messages[message_id]
    world.note(chat.id, "deleted", message_id=message_id)


def pin_chat_message(world: ChatWorld, parameters: Parameters) -> bool:
    """Pin a message."""
    chat = world.get_open_chat(parameters.text("chat_id"))
    message_id = parameters.integer("message_id")
    if message_id not in chat.messages:
        raise bad_request("message to pin not found")
    chat.pinned = [*(kept for kept in chat.pinned if kept != message_id), message_id]
    world.note(chat.id, "pinned", message_id=message_id)
    return True


def unpin_chat_message(world: ChatWorld, parameters: Parameters) -> bool:
    """Unpin a message, or the one pinned last."""
    chat = world.get_open_chat(parameters.text("chat_id"))
    message_id = parameters.integer("message_id") or next(iter(chat.pinned[::-1]), 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    world.note(chat.id, "unpinned", message_id=message_id)
    return True


METHODS = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}
