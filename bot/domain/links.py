"""A link as people paste it: its platform, what it leads to, and its tidy form."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, urlsplit, urlunsplit

from bot.domain.errors import PlatformNotNamed, TargetRejected
from bot.domain.platform_table import PLATFORMS
from bot.domain.platforms import LinkKind, Platform, PlatformRules
from bot.domain.target import MAX_LENGTH, read_target, without_ends

_NAME = re.compile(r"@([\w.·-]{1,64})")
_APP = re.compile(r"tg:(?://)?(resolve|join|privatepost)/?\?([^#\s]*)", re.IGNORECASE)
_SPOTIFY = re.compile(r"spotify:(track|album|playlist|artist|episode|show|user):([A-Za-z0-9]+)", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was read. It is told when `address` is not what was sent."""

    address: str  # tidied; what the panel gets
    sent: str  # as it was sent, with a scheme; nothing when no panel could use that: `@name`, `tg:…`
    platform: Platform = Platform.WEBSITE
    kind: LinkKind | None = None

    @property
    def is_tidied(self) -> bool:
        """Whether more was done to it than to give it a scheme."""
        return self.address != self.sent

    def as_sent(self) -> "Link":
        """Return it untidied; as it is when nobody could use that."""
        return replace(self, address=self.sent or self.address)


def find_link(text: str) -> Link | None:
    """Read a text that is one link; None for any other text, a bare `@name` among them."""
    try:
        return read_link(text)
    except (TargetRejected, PlatformNotNamed):
        return None


def read_link(text: str, platforms: Collection[Platform] = ()) -> Link:
    """Read a link, and tidy one of a platform we know; any other is as `read_target` gives it.

    `platforms` are those that a bare `@name` may be of.
    Raises: TargetRejected; PlatformNotNamed for a `@name` that may be of several.
    """
    typed = without_ends(text)
    if name := _NAME.fullmatch(typed):
        return _of_name(name[1], platforms)
    address = _of_app(typed)
    if address is not None:
        return replace(_recognise(read_target(address)), sent="")
    return _recognise(read_target(typed))


def platforms_with(name: str, among: Collection[Platform] = ()) -> list[Platform]:
    """List the platforms that have names like this; `@` may stand before it."""
    bare = name.removeprefix("@")
    wanted = [one for one in PLATFORMS if one in among or not among]
    return [one for one in wanted if re.fullmatch(PLATFORMS[one].handle, bare)]


def _of_name(name: str, among: Collection[Platform]) -> Link:
    fitting = platforms_with(name, among)
    if not fitting:
        raise TargetRejected(name)
    if len(fitting) > 1 or not among:  # one that fits alone is still a guess
        raise PlatformNotNamed(f"@{name}")
    return replace(_recognise(PLATFORMS[fitting[0]].profile.format(name)), sent="")


def _of_app(typed: str) -> str | None:
    """Turn an address that only an app opens into one of the web."""
    if match := _SPOTIFY.fullmatch(typed):
        return f"https://open.spotify.com/{match[1].lower()}/{match[2]}"
    match = _APP.fullmatch(typed)
    if match is None:
        return None
    given = dict(part.partition("=")[::2] for part in match[2].split("&") if part)
    needed = {"resolve": ("domain",), "join": ("invite",), "privatepost": ("channel", "post")}[match[1].lower()]
    parts = [given.pop(name, "") for name in needed]
    if not all(re.fullmatch(r"[\w-]+", part) for part in parts):
        raise TargetRejected(typed[:64])
    front = {"resolve": "", "join": "+", "privatepost": "c/"}[match[1].lower()]
    if post := given.pop("post", ""):
        parts.append(post)
    rest = "&".join(f"{name}={value}" for name, value in given.items())
    return f"https://t.me/{front}{'/'.join(parts)}{'?' if rest else ''}{rest}"


def _recognise(sent: str) -> Link:
    parts = urlsplit(sent)
    host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    if parts.port not in (None, _PORTS[parts.scheme]):
        return Link(sent, sent)
    for platform, rules in PLATFORMS.items():
        own = rules.own_host(host)
        if own is not None:
            return _of_platform(platform, rules, own, parts, sent)
    return Link(sent, sent)


def _of_platform(platform: Platform, rules: PlatformRules, host: str, parts: SplitResult, sent: str) -> Link:
    path = parts.path.rstrip("/")
    for pattern, replacement in rules.rewrites.items():
        path = re.sub(pattern, replacement, path)
    kept = [piece for piece in parts.query.split("&") if piece and not rules.is_tracking(_name_of(piece))]
    address = urlunsplit(("https", host, path, "&".join(kept), parts.fragment))
    tidy = address if len(address) <= MAX_LENGTH else sent
    return Link(tidy, sent, platform, rules.kind(host, path, {_name_of(piece) for piece in kept}))


def _name_of(piece: str) -> str:
    return piece.partition("=")[0].casefold()
