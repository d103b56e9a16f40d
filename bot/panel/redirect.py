"""A redirect to the panel's own other name, like `www.`: the only one that is followed, and only by reads.

Source: panel API, part 2, "Transport": a redirect to `www.`; a POST must not turn into a GET.
"""

from http import HTTPStatus

import httpx

from bot.panel.exchange import Reply

# 303 asks for a GET of something else.
_REDIRECTS = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)


def find_twin(asked: httpx.URL, reply: Reply) -> httpx.URL | None:
    """Return the address a reply sends us on to, if the key may be sent there too.

    It may where only a `www.`, `http` to `https` or a slash at the end differ. None: no redirect, or elsewhere.
    """
    location = reply.headers.get("location")
    if reply.status not in _REDIRECTS or not location:
        return None
    try:
        led = asked.join(location)
        if _place(asked) != _place(led) or not _is_as_safe(asked, led):
            return None
        twin = asked.copy_with(scheme=led.scheme, host=led.host, port=led.port, path=led.path)
    except (httpx.InvalidURL, ValueError):  # a host name that is none is told only when it is looked at
        return None
    return twin if twin != asked else None


def _place(url: httpx.URL) -> tuple[str, str]:
    return url.host.removeprefix("www."), url.path.rstrip("/")


def _is_as_safe(asked: httpx.URL, led: httpx.URL) -> bool:
    if led.scheme == asked.scheme:
        return led.port == asked.port
    return (asked.scheme, led.scheme, asked.port, led.port) == ("http", "https", None, None)
