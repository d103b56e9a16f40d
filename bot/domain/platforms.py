"""Platforms that panels sell for, and the rules by which an address of one is read; `platform_table` has the data."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase


class Platform(StrEnum):
    """Where a target is; a word in the buttons' data."""

    INSTAGRAM = "instagram"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    TELEGRAM = "telegram"
    FACEBOOK = "facebook"
    X = "x"
    THREADS = "threads"
    SPOTIFY = "spotify"
    SOUNDCLOUD = "soundcloud"
    TWITCH = "twitch"
    DISCORD = "discord"
    LINKEDIN = "linkedin"
    REDDIT = "reddit"
    PINTEREST = "pinterest"
    VK = "vk"
    WHATSAPP = "whatsapp"
    WEBSITE = "website"  # any other


class LinkKind(StrEnum):
    """What an address of a platform leads to."""

    PROFILE = "profile"
    COMPANY = "company"
    CHANNEL = "channel"
    GROUP = "group"
    INVITE = "invite"
    ARTIST = "artist"
    POST = "post"
    PIN = "pin"
    VIDEO = "video"
    REEL = "reel"
    SHORT_VIDEO = "short video"
    STORY = "story"
    LIVE = "live"
    CLIP = "clip"
    TRACK = "track"
    ALBUM = "album"
    PLAYLIST = "playlist"
    SHOW = "show"
    EPISODE = "episode"
    BOARD = "board"
    SHORT_LINK = "short link"  # leads on to nobody knows which kind


@dataclass(frozen=True, slots=True)
class PathRule:
    """One shape of a path: `p/*`, `*` for one part of it, `**` for all that follows; `watch?v` needs that parameter."""

    kind: LinkKind | None
    path: re.Pattern[str]
    parameter: str
    is_name: bool  # begins with somebody's name, which some words cannot be

    @classmethod
    def of(cls, pattern: str, kind: LinkKind | None) -> "PathRule":
        """Read a pattern; fixed parts fit in any case."""
        path, _, parameter = pattern.partition("?")
        parts = [".+" if part == "**" else re.escape(part).replace(r"\*", "[^/]+") for part in path.split("/")]
        return cls(kind, re.compile("/".join(parts), re.IGNORECASE), parameter, is_name=path.startswith("*"))

    def fits(self, path: str, parameters: Collection[str]) -> bool:
        """Tell whether a path, without slashes at its ends, has this shape."""
        return (not self.parameter or self.parameter in parameters) and self.path.fullmatch(path) is not None


def paths(shapes: Mapping[str, LinkKind | None]) -> tuple[PathRule, ...]:
    """Read a platform's shapes of paths, by their patterns."""
    return tuple(PathRule.of(pattern, kind) for pattern, kind in shapes.items())


# Parameters that only tell who shared a link, where and when. Others stay: they may say what the target is.
_TRACKING = ("utm_*", "fbclid", "gclid", "igsh", "igshid", "mc_cid", "mc_eid", "_branch_match_id")
# The same page for another screen. `www.` is no more part of an address than they are.
_VARIANTS = ("www", "m", "mobile")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRules:
    """How addresses of one platform look. The first path that fits decides the kind."""

    name: str  # as it writes itself
    hosts: Mapping[str, LinkKind | None]  # with the kind of all that stands on one, where that is so
    paths: tuple[PathRule, ...]
    reserved: Collection[str] = ()  # first parts of a path that are nobody's name
    subdomains: str = "(?!)"  # before the first host, as a regular expression; they stay
    variants: Collection[str] = ()  # subdomains that are only another view of the same, beside the usual
    tracking: tuple[str, ...] = ()
    rewrites: Mapping[str, str] = field(default_factory=dict)  # parts of a path that are only another view of the same
    handle: str = "(?!)"  # how names look
    profile: str = ""  # where a name leads

    def own_host(self, host: str) -> str | None:
        """Return a host of this platform without what only picks a view; None when it is none of its hosts."""
        bare = host
        while bare not in self.hosts and bare.partition(".")[0] in (*_VARIANTS, *self.variants):
            bare = bare.partition(".")[2]
        front, _, rest = bare.partition(".")
        is_own = bare in self.hosts or (rest == next(iter(self.hosts)) and re.fullmatch(self.subdomains, front))
        return bare if is_own else None

    def kind(self, host: str, path: str, parameters: Collection[str]) -> LinkKind | None:
        """Tell what a path leads to, by its shape; None when nothing says so."""
        path = path.strip("/")
        if not path or self.hosts.get(host) is not None:
            return self.hosts.get(host) if path else None
        is_reserved = path.partition("/")[0].casefold() in self.reserved
        for rule in self.paths:
            if rule.fits(path, parameters) and not (rule.is_name and is_reserved):
                return rule.kind
        return None

    def is_tracking(self, parameter: str) -> bool:
        """Tell whether a parameter says nothing about the target."""
        return any(fnmatchcase(parameter.casefold(), known) for known in (*_TRACKING, *self.tracking))
