"""What services are for by their words, and which links fit."""

import pytest

from bot.domain.links import read_link
from bot.domain.platforms import Platform
from bot.domain.service_aim import Fit, LinkHint, aim_of, find_hint, fit, is_of_other_platform
from tests.unit.domain.samples import make_service

PROFILE, POST = "https://instagram.com/somebody", "https://instagram.com/p/C1"
STORY, SITE = "https://instagram.com/stories/somebody/1", "https://example.com/page"


@pytest.mark.parametrize(
    ("name", "platforms"),
    [
        ("Instagram Followers", "instagram"),
        ("IG Likes [HQ]", "instagram"),
        ("Insta-views", "instagram"),
        ("𝗜𝗻𝘀𝘁𝗮𝗴𝗿𝗮𝗺 Likes", "instagram"),
        ("Подписчики Телеграма", "telegram"),
        ("متابعين انستقرام", "instagram"),
        ("इंस्टाग्राम फॉलोअर्स", "instagram"),
        ("TT Views", "tiktok"),
        ("Tik Tok Views", "tiktok"),
        ("YT Subs", "youtube"),
        ("TG Members", "telegram"),
        ("FB Page Likes", "facebook"),
        ("𝕏 Followers", "x"),
        ("🔥 X Likes", "x"),
        ("Twitter Retweets", "x"),
        ("ВК лайки", "vk"),
        ("Website Traffic from Instagram", "instagram website"),
        ("Followers", ""),
        ("10 X faster likes", ""),
        ("Big likes", ""),
        ("attic views", ""),
    ],
)
def test_platforms_by_name(name: str, platforms: str) -> None:
    """Platforms are told by their names and short names in several scripts, as words of their own."""
    assert sorted(aim_of(make_service(name=name)).platforms) == platforms.split()


def test_category_speaks_where_the_name_does_not() -> None:
    """A name that names no platform is of its category's; one that does is of its own."""
    assert aim_of(make_service(name="Likes", category="TikTok")).platforms == {Platform.TIKTOK}
    assert aim_of(make_service(name="YouTube Likes", category="TikTok")).platforms == {Platform.YOUTUBE}


@pytest.mark.parametrize(
    ("link", "name", "kind", "hint"),
    [
        (POST, "Instagram Followers", "Default", LinkHint.WANTS_WHOLE),
        (STORY, "Instagram Followers", "Default", LinkHint.WANTS_WHOLE),
        (PROFILE, "Instagram Likes", "Default", LinkHint.WANTS_SINGLE),
        (POST, "Instagram Story Views", "Default", LinkHint.WANTS_STORY),
        (SITE, "Instagram Likes", "Default", LinkHint.OTHER_SITE),
        (PROFILE, "Instagram Followers", "Default", None),
        (POST, "Instagram Likes", "Default", None),
        (PROFILE, "Instagram Story Views", "Default", None),
        (POST, "Instagram Followers + Likes", "Default", None),
        (PROFILE, "Instagram Likes on the last 5 posts", "Default", None),
        (PROFILE, "Instagram Likes", "Subscriptions", None),
        (POST, "Instagram Mentions | Followers of Somebody", "Mentions User Followers", None),
        (PROFILE, "Instagram Live Views", "Default", None),
        (POST, "TikTok Followers", "Default", None),
        (SITE, "Followers", "Default", None),
        (SITE, "Visitors", "Web Traffic", None),
        ("https://instagram.com/explore", "Instagram Likes", "Default", None),
        ("https://vm.tiktok.com/Z1", "TikTok Followers", "Default", None),
        ("https://open.spotify.com/playlist/1", "Spotify Followers", "Default", None),
        ("https://open.spotify.com/playlist/1", "Spotify Plays", "Default", None),
        ("https://facebook.com/somepage", "Facebook Page Likes", "Default", None),
        ("https://facebook.com/a/posts/1", "Facebook Page Likes", "Default", LinkHint.WANTS_WHOLE),
    ],
)
def test_hints(link: str, name: str, kind: str, hint: LinkHint | None) -> None:
    """What is plainly of another kind is pointed out; whatever may be meant is not."""
    assert find_hint(read_link(link), aim_of(make_service(kind, name=name))) == hint


@pytest.mark.parametrize(
    ("link", "name", "kind", "is_other"),
    [
        (POST, "TikTok Likes", "Default", True),
        (POST, "Instagram Likes", "Default", False),
        (POST, "Followers", "Default", False),
        (POST, "TikTok + Instagram Likes", "Default", False),
        (POST, "Visitors", "Web Traffic", False),
        (POST, "Backlinks", "SEO", False),
        (POST, "Signals", "SEO", False),
        (SITE, "TikTok Likes", "Default", False),
    ],
)
def test_other_platform(link: str, name: str, kind: str, is_other: bool) -> None:
    """A link is of another platform only where both are told by their words."""
    assert is_of_other_platform(read_link(link), aim_of(make_service(kind, name=name))) is is_other


def test_fit() -> None:
    """The kind fits best, then no word against it, then a word against it, then another platform."""
    link = read_link(POST)
    fits = [
        fit(link, aim_of(make_service(name=name)))
        for name in ("Instagram Likes", "Instagram Boost", "Instagram Followers", "TikTok Likes", "Likes")
    ]
    assert fits == [Fit.KIND, Fit.PLATFORM, Fit.OTHER_KIND, Fit.OTHER_PLATFORM, Fit.OTHER_PLATFORM]
    assert fit(read_link(SITE), aim_of(make_service("Web Traffic", name="Visitors"))) is Fit.PLATFORM
