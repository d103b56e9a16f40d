"""Sending files and photos, and reading them."""

from typing import Any

from bot.demo.telegram_api.files import MAX_DOWNLOAD_BYTES, MAX_PHOTO_BYTES, MAX_UPLOAD_BYTES, StoredFile
from bot.demo.telegram_api.methods.content import read_caption
from bot.demo.telegram_api.methods.messages import post_by_bot
from bot.demo.telegram_api.parameters import Parameters
from bot.demo.telegram_api.refusals import ApiRefused, bad_request
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]

_ENTITY_TOO_LARGE = 413


def send_document(world: ChatWorld, parameters: Parameters) -> Json:
    """Send a file."""
    chat = world.get_open_chat(parameters.text("chat_id"))
    caption = read_caption(parameters)
    file = _sent(world, parameters, "document", MAX_UPLOAD_BYTES)
    return post_by_bot(world, chat, parameters, {"document": file.as_document()} | caption)


def send_photo(world: ChatWorld, parameters: Parameters) -> Json:
    """Send a photo: PNG or JPEG, up to 10 MiB."""
    chat = world.get_open_chat(parameters.text("chat_id"))
    caption = read_caption(parameters)
    file = _sent(world, parameters, "photo", MAX_PHOTO_BYTES)
    spoiler = {"has_media_spoiler": True} if parameters.flag("has_spoiler") else {}
    return post_by_bot(world, chat, parameters, {"photo": file.as_photo()} | caption | spoiler)


def _sent(world: ChatWorld, parameters: Parameters, kind: str, max_bytes: int) -> StoredFile:
    upload = parameters.upload(kind)
    if upload is None:
        return _known(world, parameters, kind)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > max_bytes:
        raise ApiRefused(_ENTITY_TOO_LARGE, "Request Entity Too Large")
    return world.files.keep(kind, upload.name, upload.mime_type, upload.content)


def _known(world: ChatWorld, parameters: Parameters, kind: str) -> StoredFile:
    file_id = parameters.text(kind)
    if not file_id:
        raise bad_request(f"there is no {kind} in the request")
    if file_id.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # the sandbox has no way out to other servers
    file = world.files.get(file_id)
    if file.kind != kind:
        raise bad_request(f"type of file mismatch: can't use file of type {file.kind} as {kind}")
    return file


def get_file(world: ChatWorld, parameters: Parameters) -> Json:
    """Say where a file of up to 20 MiB can be fetched."""
    if not parameters.text("file_id"):
        raise bad_request("file_id not specified")
    file = world.files.get(parameters.text("file_id"))
    if len(file.content) > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return file.as_json() | {"file_path": file.path}


METHODS = {"sendDocument": send_document, "sendPhoto": send_photo, "getFile": get_file}
