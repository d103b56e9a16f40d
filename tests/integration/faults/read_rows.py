"""What can go wrong with a question, and which loops take it for an answer all the same."""

from dataclasses import dataclass

from tests.integration.faults import troubles
from tests.integration.faults.troubles import MakePlace
from tests.integration.panel.scripted_server import Script, cut_half_way, drip, page, raw, reply, reset, silence

CATALOGUE, BALANCE, POLL = "catalogue", "balance", "poll"
_LONG = '{"balance": 10000, "currency": "USD", "padding": "so that half of it is no JSON at all"}'


@dataclass(frozen=True)
class ReadRow:
    """One trouble; `script` goes on for as long as it lasts, at the panel's own address or, with `place`, elsewhere."""

    trouble: str
    script: Script | None = None
    place: MakePlace | None = None
    calm: tuple[str, ...] = ()  # loops that have read an answer in it, one that says nothing


READ_ROWS = [
    ReadRow("connection refused", place=troubles.refused),
    ReadRow("no such name (DNS)", place=troubles.nameless),
    ReadRow("no TLS where TLS was expected", place=troubles.without_tls),
    ReadRow("a certificate that nobody vouches for", place=troubles.unknown_certificate),
    ReadRow("cut in the TLS handshake", place=troubles.cut_handshake),
    ReadRow("cut before our first byte, or soon after", place=troubles.cut_at_once),
    ReadRow("cut after our first byte, unread", place=troubles.cut_unread),
    ReadRow("cut after the request", raw(b"")),
    ReadRow("reset after the request", reset),
    ReadRow("cut in the answer's head", raw(b"HTTP/1.1 200 OK\r\nContent-Le")),
    ReadRow("cut half-way through the answer", cut_half_way(_LONG)),
    ReadRow("cut half-way, no length announced", raw(b"HTTP/1.1 200 OK\r\n\r\n" + _LONG[:40].encode())),
    ReadRow("cut half-way, chunked", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{")),
    ReadRow("no answer in time", silence),
    ReadRow("an answer that trickles in without end", drip),
    ReadRow("not HTTP", raw(b"SSH-2.0-OpenSSH_9.7\r\n\r\n")),
    *(ReadRow(f"HTTP {status} with a page", page(status)) for status in (500, 502, 503, 504, 200, 403)),
    ReadRow("HTTP 500 with a crash in JSON", reply('{"error": "Internal Server Error"}', 500)),
    ReadRow("`null`", reply("null")),
    ReadRow("an empty answer", reply("")),
    ReadRow("a string", reply('"ok"')),
    ReadRow("a number", reply("7")),
    ReadRow("an empty list", reply("[]"), calm=(POLL,)),
    ReadRow("an empty object", reply("{}"), calm=(POLL,)),
    ReadRow("broken JSON", reply('{"23501": {"status"')),
    ReadRow("broken gzip", reply(b"not gzip", 200, "Content-Encoding: gzip")),
    ReadRow("brackets without end", reply("[" * 100_000)),
    ReadRow("an error", reply('{"error": "Invalid API key"}')),
    ReadRow("an error, with HTTP 403", reply('{"status": "fail", "message": "Invalid API key"}', 403)),
    ReadRow("429", reply("", 429)),
    ReadRow("429 with `Retry-After: 300`", reply("", 429, "Retry-After: 300")),
    ReadRow('`{"error": "Rate limit exceeded"}` with HTTP 200', reply('{"error": "Rate limit exceeded"}')),
    *(
        ReadRow(f"a redirect elsewhere, {status}", reply("", status, "Location: /elsewhere"))
        for status in (301, 302, 303, 307, 308)
    ),
]
