"""Reading what a message is to say: text or caption, entities, keyboard, what it replies to."""

from typing import Any

from bot.demo.telegram_api.chats import Chat
from bot.demo.telegram_api.detected import with_detected
from bot.demo.telegram_api.formatted import Entity, Formatted, cleaned, in_order, utf16_length
from bot.demo.telegram_api.html_text import parse_html
from bot.demo.telegram_api.keyboards import checked_inline, checked_markup
from bot.demo.telegram_api.parameters import Parameters
from bot.demo.telegram_api.refusals import bad_request
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]

MAX_TEXT_UNITS, MAX_CAPTION_UNITS = 4096, 1024


def read_text(parameters: Parameters) -> Json:
    """Return `text` and `entities` of a message. Raises: ApiRefused 400."""
    formatted = _formatted(parameters, "text", "entities")
    if not formatted.text:
        raise bad_request("message text is empty")
    if utf16_length(formatted.text) > MAX_TEXT_UNITS:
        raise bad_request("message is too long")
    return {"text": formatted.text} | _listed("entities", formatted)


def read_sent_content(content: object) -> Json:
    """Return `text` and `entities` of the message that an inline result sends. Raises: ApiRefused 400."""
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request("can't parse inline query result: Can't find field \"message_text\"")
    return read_text(Parameters({**content, "text": content["message_text"]}))


def read_caption(parameters: Parameters) -> Json:
    """Return `caption` and `caption_entities`, or nothing. Raises: ApiRefused 400."""
    formatted = _formatted(parameters, "caption", "caption_entities")
    if utf16_length(formatted.text) > MAX_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return {"caption": formatted.text} | _listed("caption_entities", formatted) if formatted.text else {}


def _listed(name: str, formatted: Formatted) -> Json:
    return {name: list(formatted.entities)} if formatted.entities else {}


def _formatted(parameters: Parameters, text_name: str, entities_name: str) -> Formatted:
    source = cleaned(parameters.text(text_name))
    mode = parameters.text("parse_mode").lower()
    if mode == "html":
        formatted = parse_html(source)
    elif mode in {"", "none"}:
        formatted = Formatted(source, in_order(_given(parameters.structure(entities_name), source)))
    else:
        raise bad_request("unsupported parse_mode")  # Markdown too: the bot writes HTML
    return with_detected(formatted.trimmed())


def _given(entities: object, text: str) -> list[Entity]:
    if not entities:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    return [_checked(entity, utf16_length(text)) for entity in entities]


def _checked(entity: object, text_units: int) -> Entity:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad_request("can't parse MessageEntity: expected an Object")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
        raise bad_request("can't parse MessageEntity: wrong offset or length")
    if offset + length > text_units:
        raise bad_request(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")
    return entity


def read_markup(parameters: Parameters) -> Json | None:
    """Return the reply markup of a new message. Raises: ApiRefused 400."""
    return checked_markup(parameters.structure("reply_markup"))


def read_inline_markup(parameters: Parameters) -> Json | None:
    """Return the inline keyboard of an edited message; no other kind can stand there. Raises: ApiRefused 400."""
    markup = parameters.structure("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return checked_inline(markup)


def read_reply(world: ChatWorld, chat: Chat, parameters: Parameters) -> Json:
    """Return `reply_to_message` of a message that replies. Raises: ApiRefused 400 when the other is gone."""
    wished = parameters.structure("reply_parameters")
    wished = wished if isinstance(wished, dict) else {}
    message_id = int(wished.get("message_id") or parameters.integer("reply_to_message_id"))
    without = wished.get("allow_sending_without_reply") or parameters.flag("allow_sending_without_reply")
    if message_id and message_id not in chat.messages and not without:
        raise bad_request("message to be replied not found")
    return world.reply_part(chat, message_id)
