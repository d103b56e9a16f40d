"""What a service is for, as far as its words say, and whether a link fits it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

from bot.domain.aim_words import AIM_WORDS, PLATFORM_WORDS, Aim, Wording
from bot.domain.catalogue import Service
from bot.domain.links import Link
from bot.domain.platforms import LinkKind, Platform
from bot.domain.service_types import Pricing

_REMEMBERED = 1024  # texts: a category's name comes once for each of its services
_K = LinkKind
_WHOLE = {_K.PROFILE, _K.COMPANY, _K.CHANNEL, _K.GROUP, _K.INVITE, _K.ARTIST, _K.SHOW, _K.BOARD, _K.PLAYLIST}
_SINGLE = {_K.POST, _K.PIN, _K.VIDEO, _K.REEL, _K.SHORT_VIDEO, _K.CLIP, _K.TRACK, _K.ALBUM, _K.EPISODE, _K.PLAYLIST}
_WEB_TYPES, _MENTIONS = ("Web Traffic", "SEO"), "Mentions"


@dataclass(frozen=True, slots=True)
class ServiceAim:
    """The platforms that a service's words name, and what it delivers; empty sets where they do not say."""

    platforms: frozenset[Platform] = frozenset()
    aims: frozenset[Aim] = frozenset()


class Fit(IntEnum):
    """How well a link fits a service; more is better."""

    OTHER_PLATFORM = 0  # or one that the words do not name
    OTHER_KIND = 1
    PLATFORM = 2
    KIND = 3


class LinkHint(StrEnum):
    """What may be wrong with a link, told with the summary."""

    OTHER_SITE = "other site"
    WANTS_WHOLE = "wants a profile"
    WANTS_SINGLE = "wants a post"
    WANTS_STORY = "wants a story"


def aim_of(service: Service) -> ServiceAim:
    """Read what a service is for: from its name, and where that says nothing from its category's."""
    of_name, of_category = _read(service.row.name), _read(service.row.category)
    platforms = of_name.platforms or of_category.platforms
    aims = of_name.aims if of_name.aims - {Aim.SERIES} else of_name.aims | of_category.aims
    kind = service.kind
    if kind is None:
        return ServiceAim(platforms, aims)
    if kind.name in _WEB_TYPES and not of_name.platforms:
        platforms = frozenset({Platform.WEBSITE})
    if kind.name.startswith(_MENTIONS):
        aims = frozenset()  # "followers of somebody" are mentioned then, and not delivered
    return ServiceAim(platforms, aims | {Aim.SERIES} if kind.pricing is Pricing.PER_POST else aims)


@lru_cache(_REMEMBERED)
def _read(text: str) -> ServiceAim:
    wording = Wording.of(text)
    platforms = {platform for platform, words in PLATFORM_WORDS.items() if words.are_in(wording)}
    if wording.words[:1] == ["x"]:  # one letter is a platform's name only where a service's name begins
        platforms.add(Platform.X)
    aims = {aim for aim, words in AIM_WORDS.items() if words.are_in(wording)}
    return ServiceAim(frozenset(platforms), frozenset(aims))


def is_of_other_platform(link: Link, aim: ServiceAim) -> bool:
    """Tell whether a link is of a platform we know, and plainly another than the service's."""
    if link.platform is Platform.WEBSITE or Platform.WEBSITE in aim.platforms:
        return False  # any page may lead on to the right one; visitors may be sent to any page
    return bool(aim.platforms) and link.platform not in aim.platforms


def fit(link: Link, aim: ServiceAim) -> Fit:
    """Weigh how well a link fits."""
    if link.platform not in aim.platforms:
        return Fit.OTHER_PLATFORM
    if find_hint(link, aim) is not None:
        return Fit.OTHER_KIND
    return Fit.KIND if any(link.kind in kinds for one, kinds in _KINDS.items() if one in aim.aims) else Fit.PLATFORM


_KINDS: Mapping[Aim, set[LinkKind]] = {
    Aim.AUDIENCE: _WHOLE,
    Aim.POST: _SINGLE,
    Aim.STORY: {_K.STORY},
    Aim.LIVE: {_K.LIVE},
}


def find_hint(link: Link, aim: ServiceAim) -> LinkHint | None:
    """Find what is plainly wrong with a link, whose platform may be the right one; None when nothing is."""
    if link.platform is Platform.WEBSITE:
        is_other = bool(aim.platforms) and Platform.WEBSITE not in aim.platforms
        return LinkHint.OTHER_SITE if is_other else None
    if link.platform not in aim.platforms or {Aim.LIVE, Aim.SERIES} & aim.aims:
        return None
    whole, single = link.kind in _WHOLE - _SINGLE, link.kind in _SINGLE - _WHOLE
    if Aim.STORY in aim.aims:
        return LinkHint.WANTS_STORY if single else None
    if aim.aims == {Aim.AUDIENCE}:
        return LinkHint.WANTS_WHOLE if single or link.kind is _K.STORY else None
    return LinkHint.WANTS_SINGLE if aim.aims == {Aim.POST} and whole else None
