"""Files that the bot or people sent, and what Telegram says of them."""

import hashlib
import struct
from dataclasses import dataclass
from typing import Any

from bot.demo.telegram_api.refusals import bad_request

Json = dict[str, Any]

MAX_UPLOAD_BYTES, MAX_PHOTO_BYTES, MAX_DOWNLOAD_BYTES = 50 * 2**20, 10 * 2**20, 20 * 2**20
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MAX_SIDES = 10_000  # width and height of a photo together
_MAX_RATIO = 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file by the id that the Bot API gives it; `path` is what its address ends in."""

    file_id: str
    kind: str
    name: str
    mime_type: str
    content: bytes
    path: str

    def as_json(self) -> Json:
        """Return what every kind of file bears."""
        unique = hashlib.sha256(self.content).hexdigest()[:16]
        return {"file_id": self.file_id, "file_unique_id": unique, "file_size": len(self.content)}

    def as_document(self) -> Json:
        """Return it as a document."""
        return self.as_json() | {"file_name": self.name, "mime_type": self.mime_type}

    def as_photo(self) -> list[Json]:
        """Return it as a photo, in its one size."""
        width, height = image_size(self.content)
        return [self.as_json() | {"width": width, "height": height}]


class FileStore:
    """All files of a world, in memory."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self.given_out = 0

    def keep(self, kind: str, name: str, mime_type: str, content: bytes) -> StoredFile:
        """Store a file and give it an id."""
        number = self.given_out
        self.given_out += 1
        suffix = f".{name.rsplit('.', 1)[1]}" if "." in name else ""
        suffix = suffix if suffix[1:].isalnum() else ""
        file = StoredFile(f"{kind}-file-{number}", kind, name, mime_type, content, f"{kind}s/file_{number}{suffix}")
        self._by_id[file.file_id] = self._by_path[file.path] = file
        return file

    def get(self, file_id: str) -> StoredFile:
        """Find a file by its id. Raises: ApiRefused 400."""
        if file_id not in self._by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def find(self, file_id: str) -> StoredFile | None:
        """Find a file by its id."""
        return self._by_id.get(file_id)

    def find_by_path(self, path: str) -> StoredFile | None:
        """Find a file by what its address ends in."""
        return self._by_path.get(path)


def image_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG. Raises: ApiRefused 400, as Telegram for a picture it cannot use."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
    elif content.startswith(_JPEG):
        width, height = _jpeg_size(content)
    else:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if not width or not height or width + height > _MAX_SIDES or max(width / height, height / width) > _MAX_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - a marker's first byte
        length = int.from_bytes(content[at + 2 : at + 4])
        if content[at + 1] in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise bad_request("IMAGE_PROCESS_FAILED")
