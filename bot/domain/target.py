"""The target: what is promoted. The chat says "link", the panel `url` or `link`."""

import re
from urllib.parse import urlsplit

from bot.domain.errors import TargetRejected

MAX_LENGTH = 1000  # panels keep a link in a column of about this size
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])?", re.UNICODE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def read_target(text: str) -> str:
    """Read a web address; one without `https://` gets it, and nothing else is changed.

    Raises: TargetRejected when it is no single http(s) address with a real host name.
    """
    link = text.strip()
    if not link or len(link) > MAX_LENGTH or re.search(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]", link):
        raise TargetRejected(link[:64])
    if not re.match(r"https?://", link, re.IGNORECASE):
        if "://" in link or _has_foreign_scheme(link):
            raise TargetRejected(link[:64])
        link = f"https://{link}"
    _require_host(link)
    return link


def _has_foreign_scheme(link: str) -> bool:
    """Tell `mailto:x` and `javascript:x` from `example.com:8080/x`."""
    scheme = _SCHEME.match(link)
    return scheme is not None and "." not in scheme[0]


def _require_host(link: str) -> None:
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise TargetRejected(link[:64]) from error
    if "@" in parts.netloc or not _HOST.fullmatch(host):
        raise TargetRejected(link[:64])
