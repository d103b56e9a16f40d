"""Requests into parameters, answers into bytes, bent as the oddities ask for."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.demo.panel.oddities import Oddities

_BOM = "\ufeff"
_WARNING = (
    '<br />\n<b>Warning</b>:  Undefined array key "runs" in <b>/var/www/panel/api.php</b> on line <b>88</b><br />\n'
)


async def read_parameters(request: web.Request) -> dict[str, str]:
    """Read parameters from the query and the body, form or JSON; the body counts where both have one.

    Raises: ValueError for a body that cannot be read; aiohttp's error for one that is too large.
    """
    parameters = dict(request.query)
    if not request.can_read_body:
        return parameters
    try:
        return parameters | await _read_body(request)
    except LookupError as error:  # a charset that nobody knows
        raise ValueError(str(error)) from error


async def _read_body(request: web.Request) -> dict[str, str]:
    if request.content_type.endswith("json"):
        sent = await request.json()
        if not isinstance(sent, dict):
            raise ValueError("a JSON body must be an object")
        return {str(name): _as_text(name, value) for name, value in sent.items() if value is not None}
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _as_text(name: str, value: Any) -> str:
    """Turn a JSON value into what a form would have said: ids joined by commas, other lists one a line."""
    if isinstance(value, list):
        return ("," if name in ("orders", "refills") else "\n").join(str(item) for item in value)
    return str(int(value)) if isinstance(value, bool) else str(value)


def encode(answer: Any, oddities: Oddities) -> str:
    """Print an answer as JSON, or as what some panels take for it."""
    text = json.dumps(answer, ensure_ascii=False)
    if oddities.bare_success:
        text = text.replace('"status": "Success"', '"status": Success')
    if oddities.trailing_comma and len(text) > len("{}") and text[-1] in "}]":
        text = f"{text[:-1]},{text[-1]}"
    warning = _WARNING if oddities.php_warning else ""
    return (_BOM if oddities.bom else "") + warning + text


def as_response(
    text: str, oddities: Oddities, code: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Wrap a text as the panel sends it."""
    kind = "text/html" if oddities.html_content_type else "application/json"
    body = text.encode("utf-8", "replace")
    return web.Response(body=body, status=code, content_type=kind, charset="utf-8", headers=headers)
