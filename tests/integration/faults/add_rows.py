"""What can go wrong with an `add`, and what it must end in: the rows of the matrix, and of the page about it."""

from dataclasses import dataclass
from enum import Enum

from tests.integration.faults import troubles
from tests.integration.faults.troubles import ORDER, MakePlace, answers
from tests.integration.panel.scripted_server import Script, cut_half_way, drip, page, raw, reply, reset, silence

_HEAD = b"HTTP/1.1 200 OK\r\n"


class End(Enum):
    """What becomes of an order."""

    PLACED = "placed"
    REFUSED = "refused, for good"
    LATER = "waits, and is placed by the next good answer"
    UNCERTAIN = "uncertain: never sent again by itself"


@dataclass(frozen=True)
class Row:
    """One trouble. `seen` is how many `add`s the panel saw before things were well again, 1 or none."""

    trouble: str
    place: MakePlace
    end: End
    seen: int = 1
    operators: bool = False  # whether the operators are told
    moves: bool = False  # whether the panel is well again at another address


def _row(trouble: str, script: Script, end: End, **facts: bool) -> Row:
    return Row(trouble, answers(script), end, operators=end is End.UNCERTAIN or facts.get("operators", False))


def _away(trouble: str, place: MakePlace) -> Row:
    return Row(trouble, place, End.LATER, seen=0, moves=True)


_PLACED = [
    _row("an order", reply(ORDER), End.PLACED),
    _row("an order, with HTTP 500", reply(ORDER, 500), End.PLACED),
    _row("an order, with HTTP 429", reply(ORDER, 429), End.PLACED),
    _row("an order, an error beside it", reply('{"order": 23501, "error": "low balance"}'), End.PLACED),
    _row("an order, PHP's warning ahead of it", reply(f"<br /><b>Warning</b>: x<br />{ORDER}"), End.PLACED),
    _row("an order, then a cut; no length was announced", raw(_HEAD + b"\r\n" + ORDER.encode()), End.PLACED),
]

_REFUSED = [
    *(
        _row(f"an error: `{body}`", reply(body), End.REFUSED)
        for body in (
            '{"error": "Bad link"}',
            '{"Error": "Bad link"}',
            '{"errors": {"link": ["Bad link"]}}',
            '{"status": "error", "msg": "Bad link"}',
            '{"status": "fail", "message": "Bad link"}',
            '{"success": false, "msg": "Bad link"}',
        )
    ),
    *(
        _row(f"an error, with HTTP {status}", reply('{"error": "Bad link"}', status), End.REFUSED)
        for status in (400, 403, 404, 422, 500)
    ),
    _row("an error about the key", reply('{"error": "Invalid API key"}'), End.REFUSED, operators=True),
    _row("an error about the money", reply('{"error": "Not enough funds on balance"}'), End.REFUSED, operators=True),
    _row("an error about an active order", reply('{"error": "You have active order with this link."}'), End.REFUSED),
]

_LATER = [
    _away("connection refused", troubles.refused),
    _away("no such name (DNS)", troubles.nameless),
    _away("no connection in time", troubles.full),
    _away("no TLS where TLS was expected", troubles.without_tls),
    _away("a certificate that nobody vouches for", troubles.unknown_certificate),
    _away("cut in the TLS handshake", troubles.cut_handshake),
    _away("cut before our first byte", troubles.cut_at_once),
    _row("429", reply("", 429), End.LATER),
    _row("429 with `Retry-After: 30`", reply("", 429, "Retry-After: 30"), End.LATER),
    _row("429 with a date to come back", reply("", 429, "Retry-After: Wed, 01 Jan 2025 12:00:40 GMT"), End.LATER),
    _row("429 with a page", page(429), End.LATER),
    _row("429 with an error", reply('{"error": "slow down"}', 429), End.LATER),
    _row('`{"error": "Rate limit exceeded"}` with HTTP 200', reply('{"error": "Rate limit exceeded"}'), End.LATER),
]

_UNCERTAIN = [
    Row("cut after our first byte, unread", troubles.cut_unread, End.UNCERTAIN, seen=0, operators=True, moves=True),
    _row("cut after the request", raw(b""), End.UNCERTAIN),
    _row("reset after the request", reset, End.UNCERTAIN),
    _row("cut in the answer's head", raw(b"HTTP/1.1 200 OK\r\nContent-Le"), End.UNCERTAIN),
    _row("cut half-way through the answer", cut_half_way(ORDER), End.UNCERTAIN),
    _row("cut half-way, no length announced", raw(_HEAD + b'\r\n{"order": 235'), End.UNCERTAIN),
    _row("cut half-way, chunked", raw(_HEAD + b'Transfer-Encoding: chunked\r\n\r\nd\r\n{"order": 235'), End.UNCERTAIN),
    _row("no answer in time", silence, End.UNCERTAIN),
    _row("an answer that trickles in without end", drip, End.UNCERTAIN),
    _row("not HTTP", raw(b"SSH-2.0-OpenSSH_9.7\r\n\r\n"), End.UNCERTAIN),
    *(_row(f"HTTP {status} with a page", page(status), End.UNCERTAIN) for status in (500, 502, 503, 504, 200, 403)),
    _row("HTTP 500 with a crash in JSON", reply('{"error": "Internal Server Error"}', 500), End.UNCERTAIN),
    _row("HTTP 502 with a gateway's JSON", reply('{"error": "upstream"}', 502), End.UNCERTAIN),
    _row("`null`", reply("null"), End.UNCERTAIN),
    _row("an empty answer", reply(""), End.UNCERTAIN),
    _row("HTTP 204", reply("", 204), End.UNCERTAIN),
    _row("a string", reply('"ok"'), End.UNCERTAIN),
    _row("a list", reply("[]"), End.UNCERTAIN),
    _row('a status alone: `{"status": "success"}`', reply('{"status": "success"}'), End.UNCERTAIN),
    _row('an order without digits: `{"order": "pending"}`', reply('{"order": "pending"}'), End.UNCERTAIN),
    _row('`{"order": null}`', reply('{"order": null}'), End.UNCERTAIN),
    _row("two orders in one answer", reply('{"order": 23501, "order": 23502}'), End.UNCERTAIN),
    _row("broken JSON", reply('{"order": 235'), End.UNCERTAIN),
    _row("broken gzip", reply(b"not gzip", 200, "Content-Encoding: gzip"), End.UNCERTAIN),
    _row("an answer of two megabytes", reply(" " * 2_000_000 + ORDER), End.UNCERTAIN),
    *(
        _row(f"a redirect, {status}", reply("", status, "Location: /elsewhere"), End.UNCERTAIN)
        for status in (301, 302, 303, 307, 308)
    ),
]

ROWS = [*_PLACED, *_REFUSED, *_LATER, *_UNCERTAIN]

# What a refill or a cancel meets in the same way. For them a lone status of success is a yes; and nothing is committed
# between their connection and their first byte, so that who hangs up at once may do so before it or after.
_OTHERWISE = ("a status alone", "cut before our first byte")
REQUEST_ROWS = [row for row in (*_REFUSED, *_LATER, *_UNCERTAIN) if not row.trouble.startswith(_OTHERWISE)]
