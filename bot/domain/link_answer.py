"""The answer to the question for the link, as the rows of drafts keep it.

Beside the link stand what was sent, whether the user has been told that it was tidied, and a link that they are still
being asked about. All are for the chat; the panel is sent none of them.
"""

from collections.abc import Mapping

from bot.domain.catalogue import Service
from bot.domain.errors import LinkOfOtherPlatform
from bot.domain.links import Link, find_link, platforms_with, read_link
from bot.domain.platform_table import PLATFORMS
from bot.domain.platforms import Platform
from bot.domain.service_aim import LinkHint, aim_of, find_hint, is_of_other_platform

LINK = "link"
SENT = "link_sent"  # nothing when no panel could use it as it was sent
TOLD = "link_told"  # there once the user has seen that the link was tidied and went on
DOUBTED = "link_doubted"  # an address of another platform, or a `@name` whose platform is not named
_NAMES = (LINK, SENT, TOLD, DOUBTED)


def read(service: Service, text: str) -> Mapping[str, str]:
    """Read a link for a service.

    Raises: TargetRejected, PlatformNotNamed, LinkOfOtherPlatform; after the last two, `doubted` keeps it.
    """
    link = read_link(text, aim_of(service).platforms)
    require_platform(service, link)
    return given(link)


def require_platform(service: Service, link: Link) -> None:
    """Raise LinkOfOtherPlatform for a link that is plainly of another platform than the service."""
    aim = aim_of(service)
    if is_of_other_platform(link, aim):
        wanted = [PLATFORMS[platform].name for platform in sorted(aim.platforms)]
        raise LinkOfOtherPlatform(PLATFORMS[link.platform].name, wanted)


def given(link: Link) -> Mapping[str, str]:
    """Keep a link, and what was sent when it was tidied."""
    return {LINK: link.address, **({SENT: link.sent} if link.is_tidied else {})}


def doubted(link: Link) -> Mapping[str, str]:
    """Keep a link that its user is asked about."""
    kept = dict(given(link))
    return {DOUBTED: kept.pop(LINK), **kept}


def doubted_name(name: str) -> Mapping[str, str]:
    """Keep a `@name` whose platform its user is asked for."""
    return {DOUBTED: name}


def anyway(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Take the doubted link after all; nothing when there is none, or only a name."""
    link = answers.get(DOUBTED, "@")
    if link.startswith("@"):
        return {}
    return {LINK: link, **{name: text for name, text in answers.items() if name in (SENT, TOLD)}}


def as_sent(answers: Mapping[str, str]) -> Mapping[str, str]:
    """Take the link as it was sent; as it is when nobody could use that."""
    return {LINK: answers.get(SENT) or answers[LINK]} if LINK in answers else {}


def named(answers: Mapping[str, str], platform: str) -> Mapping[str, str]:
    """Take the doubted name as one of a platform; it stays doubted when that has no such names."""
    name = answers.get(DOUBTED, "")
    is_one = name.startswith("@") and platform in platforms_with(name)
    return given(read_link(name, [Platform(platform)])) if is_one else {DOUBTED: name}


def told(answers: Mapping[str, str]) -> dict[str, str]:
    """Keep that the user has seen what became of the link and went on; what was sent stays, for the way back."""
    return {**answers, TOLD: "y"} if SENT in answers else dict(answers)


def without(answers: Mapping[str, str]) -> dict[str, str]:
    """Leave out all that belongs to the link."""
    return {name: text for name, text in answers.items() if name not in _NAMES}


def hint(service: Service, answers: Mapping[str, str]) -> LinkHint | None:
    """Find what may be wrong with the link that was given, without being asked about."""
    link = find_link(answers.get(LINK, ""))
    return None if link is None else find_hint(link, aim_of(service))


def is_same(one: str, other: str) -> bool:
    """Tell whether two links, tidied or not, are of the same target."""
    links = find_link(one), find_link(other)
    return one == other or (links[0] is not None and links[1] is not None and links[0].address == links[1].address)
