"""What people send besides text, as Telegram's JSON."""

from typing import Any

from bot.demo.telegram_api.files import FileStore

Json = dict[str, Any]

_TINY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082",
)
_MEDIA: dict[str, tuple[str, str, Json]] = {
    "sticker": (
        "sticker.webp",
        "image/webp",
        {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "🙂"},
    ),
    "voice": ("voice.ogg", "audio/ogg", {"duration": 3, "mime_type": "audio/ogg"}),
    "audio": ("song.mp3", "audio/mpeg", {"duration": 3, "mime_type": "audio/mpeg", "file_name": "song.mp3"}),
    "video": ("clip.mp4", "video/mp4", {"duration": 3, "width": 16, "height": 9, "mime_type": "video/mp4"}),
    "video_note": ("note.mp4", "video/mp4", {"duration": 3, "length": 240}),
    "animation": ("fun.mp4", "video/mp4", {"duration": 3, "width": 16, "height": 9}),
}
_BARE: dict[str, Json] = {
    "location": {"latitude": 51.5, "longitude": -0.12},
    "contact": {"phone_number": "+10000000000", "first_name": "Somebody"},
    "dice": {"emoji": "🎲", "value": 4},
}
KINDS = ("photo", "document", *_MEDIA, *_BARE)


def attachment(files: FileStore, kind: str, content: bytes | None, name: str | None, mime_type: str | None) -> Json:
    """Make the part of a message that a sticker, photo, document, voice, location, contact … is.

    Raises: ValueError for a kind that is not in KINDS.
    """
    if kind in _BARE:
        return {kind: _BARE[kind]}
    if kind == "photo":
        file = files.keep("photo", name or "photo.png", "image/png", content or _TINY_PNG)
        return {"photo": file.as_photo()}
    if kind == "document":
        file = files.keep(
            "document", name or "file.txt", mime_type or "text/plain", b"text" if content is None else content
        )
        return {"document": file.as_document()}
    if kind not in _MEDIA:
        raise ValueError(f"{kind} is none of {', '.join(KINDS)}")
    default_name, default_type, details = _MEDIA[kind]
    file = files.keep(kind, name or default_name, mime_type or default_type, content or b"media")
    return {kind: file.as_json() | details}
