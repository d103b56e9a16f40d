"""The target: what is promoted. The chat says "link", the panel `url` or `link`."""

import re
from urllib.parse import urlsplit

from bot.domain.errors import TargetRejected

MAX_LENGTH = 1000  # panels keep a link in a column of about this size
_MAX_HOST = 253  # octets; source: RFC 1035, 2.3.4, without the root's dot
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?://)?", re.IGNORECASE)
# Blanks, controls, what a URL must not hold, and marks that make a link look like another one. The joiners
# U+200C and U+200D stay allowed: emoji and several scripts need them.
_FORBIDDEN = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f<>\"\\^`{|}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
# What apps, and we ourselves in sentences from right to left, leave around a copied link.
_INVISIBLE_ENDS = "\u200b\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff"
_GLUED = re.compile(r"[\w,;]https?://", re.IGNORECASE)  # two links with nothing between them


def read_target(text: str) -> str:
    """Read a web address; one without `https://` gets it, and nothing else is changed.

    Blanks and invisible marks around it go. Raises: TargetRejected when it is no single http(s) address with a
    real host name.
    """
    link = without_ends(text)
    if _FORBIDDEN.search(link) or _GLUED.search(link):
        raise TargetRejected(link[:64])
    if not _WEB.match(link):
        if _has_foreign_scheme(link):
            raise TargetRejected(link[:64])
        link = f"https://{link}"
    if len(link) > MAX_LENGTH:
        raise TargetRejected(link[:64])
    _require_host(link)
    return link


def without_ends(text: str) -> str:
    """Take off the blanks and invisible marks that apps leave around a copied link."""
    while (stripped := text.strip().strip(_INVISIBLE_ENDS)) != text:
        text = stripped
    return text


def _has_foreign_scheme(link: str) -> bool:
    """Tell `mailto:x` and `javascript:x` from `example.com:8080/x`."""
    scheme = _SCHEME.match(link)
    return scheme is not None and (scheme[0].endswith("//") or "." not in scheme[0])


def _require_host(link: str) -> None:
    try:
        parts = urlsplit(link)
        host, _ = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError as error:
        raise TargetRejected(link[:64]) from error
    if "@" in parts.netloc or len(host) > _MAX_HOST or not _HOST.fullmatch(host):
        raise TargetRejected(link[:64])
