"""The parameters of a method, however they came: in the query, a form, several parts, or JSON.

Source: core.telegram.org/bots/api#making-requests.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.demo.telegram_api.refusals import bad_request

_TRUE = ("true", "1", "yes")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    mime_type: str
    content: bytes


class Parameters:
    """Values by name, each read as what the method needs."""

    def __init__(self, values: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self._values = values
        self._uploads = uploads or {}

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        value = self._values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number, or the default where it is none, as Telegram does."""
        try:
            return int(self._values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return a truth value; absent is false."""
        return str(self._values.get(name, "")).lower() in _TRUE

    def structure(self, name: str) -> Any:
        """Return an object or a list, which may have come as JSON in a text; None when absent.

        Raises: ApiRefused 400 when the text is no JSON.
        """
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """Return a file sent along under this name, or under the name that the parameter attaches."""
        value = self._values.get(name)
        attached = value.removeprefix("attach://") if isinstance(value, str) else name
        return self._uploads.get(name) or self._uploads.get(attached)

    def as_json(self) -> dict[str, Any]:
        """Return what was given, for the book: JSON read, a file by its name and size, no secret."""
        shown = {name: _readable(value) for name, value in self._values.items()}
        files = {name: {"file_name": file.name, "size": len(file.content)} for name, file in self._uploads.items()}
        return shown | files | ({"secret_token": "…"} if "secret_token" in shown else {})


def _readable(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


async def read_parameters(request: web.Request) -> Parameters:
    """Read what a request carries; what stands in the body goes before what stands in the address."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values |= await _json_body(request)
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[name] = Upload(value.filename, value.content_type, value.file.read())
            else:
                values[name] = value.decode(errors="replace") if isinstance(value, bytes | bytearray) else value
    return Parameters(values, uploads)


async def _json_body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad_request("can't parse request body as a JSON object")
    return body
