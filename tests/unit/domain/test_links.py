"""Links as people paste them: what they are of, what they lead to, and what is left of them when they are tidy."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import PlatformNotNamed, TargetRejected
from bot.domain.links import Link, find_link, platforms_with, read_link
from bot.domain.platform_table import PLATFORMS
from bot.domain.platforms import Platform
from bot.domain.target import MAX_LENGTH, read_target
from tests.unit.domain.samples import patient

# What is pasted, its platform and kind, and its tidy form; "=" where that is what was pasted.
EXAMPLES = """
https://instagram.com/some.body_1                              instagram profile     =
https://www.instagram.com/some.body_1/                         instagram profile     https://instagram.com/some.body_1
instagram.com/somebody?igsh=MzRlODBiNWFlZA==                   instagram profile     https://instagram.com/somebody
HTTP://Instagram.COM/SomeBody                                  instagram profile     https://instagram.com/SomeBody
https://instagram.com:443/somebody                             instagram profile     https://instagram.com/somebody
https://www.instagram.com/somebody/reels/                      instagram profile     https://instagram.com/somebody/reels
https://www.instagram.com/p/CxYz_1-2/?igsh=x&img_index=2#top   instagram post        https://instagram.com/p/CxYz_1-2?img_index=2#top
https://www.instagram.com/somebody/p/CxYz_1-2/                 instagram post        https://instagram.com/somebody/p/CxYz_1-2
https://www.instagram.com/reel/C1a2b3/?igsh=MWQ1ZGUxMzBkMA==   instagram reel        https://instagram.com/reel/C1a2b3
https://www.instagram.com/reels/C1a2b3/                        instagram reel        https://instagram.com/reels/C1a2b3
https://instagram.com/reels/audio/123                          instagram -           =
https://instagram.com/tv/C1a2b3                                instagram video       =
https://instagram.com/stories/somebody/3312345                 instagram story       =
https://instagram.com/stories/highlights/178                   instagram story       =
https://instagram.com/explore                                  instagram -           =
https://instagram.com                                          instagram -           =
https://instagr.am/p/C1a2b3                                    instagram post        =
https://www.tiktok.com/@Some.One                               tiktok    profile     https://tiktok.com/@Some.One
https://m.tiktok.com/@some.one/video/73?_r=1&_t=8&lang=en      tiktok    video       https://tiktok.com/@some.one/video/73?lang=en
https://tiktok.com/@some.one/photo/73?is_from_webapp=1&sender_device=pc   tiktok post https://tiktok.com/@some.one/photo/73
https://tiktok.com/@some.one/live                              tiktok    live        =
https://vm.tiktok.com/ZMabc/                                   tiktok    short_link  https://vm.tiktok.com/ZMabc
https://vt.tiktok.com/ZSabc                                    tiktok    short_link  =
https://www.tiktok.com/t/ZTabc/                                tiktok    short_link  https://tiktok.com/t/ZTabc
https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1&index=2&pp=x&feature=share youtube video https://youtube.com/watch?v=dQw4w9WgXcQ&list=PL1&index=2
https://youtu.be/dQw4w9WgXcQ?si=abc&t=42                       youtube   video       https://youtu.be/dQw4w9WgXcQ?t=42
https://m.youtube.com/shorts/abc?feature=share                 youtube   short_video https://youtube.com/shorts/abc
https://youtube.com/live/abc?si=x                              youtube   live        https://youtube.com/live/abc
https://music.youtube.com/watch?v=abc&si=x                     youtube   video       https://music.youtube.com/watch?v=abc
https://youtube.com/playlist?list=PL1                          youtube   playlist    =
https://youtube.com/@someone                                   youtube   channel     =
https://youtube.com/@someone/videos                            youtube   channel     =
https://www.youtube.com/channel/UCabc                          youtube   channel     https://youtube.com/channel/UCabc
https://youtube.com/c/Someone                                  youtube   channel     =
https://youtube.com/user/Someone                               youtube   channel     =
https://youtube.com/watch?v=abc&lc=comment1                    youtube   video       =
https://youtube.com/results?search_query=x                     youtube   -           =
t.me/durov                                                     telegram  channel     =
https://t.me/durov/                                            telegram  channel     https://t.me/durov
https://t.me/durov/123                                         telegram  post        =
https://t.me/durov/123?single&comment=4                        telegram  post        =
https://t.me/durov?boost                                       telegram  channel     =
https://t.me/s/durov                                           telegram  channel     https://t.me/durov
https://t.me/s/durov/123                                       telegram  post        https://t.me/durov/123
https://t.me/c/1234567/89                                      telegram  post        =
https://t.me/+AbC-dEf                                          telegram  invite      =
https://t.me/joinchat/AbC-dEf                                  telegram  invite      =
https://t.me/somebody/s/5                                      telegram  story       =
https://t.me/addstickers/Some                                  telegram  -           =
https://t.me/some_bot?start=abc                                telegram  channel     =
http://telegram.me/durov                                       telegram  channel     https://telegram.me/durov
https://durov.t.me                                             telegram  -           =
tg://resolve?domain=durov                                      telegram  channel     https://t.me/durov
tg:resolve?domain=durov&post=12                                telegram  post        https://t.me/durov/12
tg://resolve?domain=some_bot&start=abc                         telegram  channel     https://t.me/some_bot?start=abc
tg://join?invite=AbC-dEf                                       telegram  invite      https://t.me/+AbC-dEf
tg://privatepost?channel=123&post=45                           telegram  post        https://t.me/c/123/45
https://www.facebook.com/some.page/                            facebook  profile     https://facebook.com/some.page
https://m.facebook.com/profile.php?id=1000&mibextid=x          facebook  profile     https://facebook.com/profile.php?id=1000
https://facebook.com/somebody/posts/pfbid0abc?comment_id=7&__cft__[0]=x facebook post https://facebook.com/somebody/posts/pfbid0abc?comment_id=7
https://mbasic.facebook.com/story.php?story_fbid=1&id=2&fbclid=x facebook post       https://facebook.com/story.php?story_fbid=1&id=2
https://web.facebook.com/photo.php?fbid=1&set=a.2              facebook  post        https://facebook.com/photo.php?fbid=1&set=a.2
https://facebook.com/watch/?v=123&ref=sharing                  facebook  video       https://facebook.com/watch?v=123
https://facebook.com/somebody/videos/123/                      facebook  video       https://facebook.com/somebody/videos/123
https://www.facebook.com/reel/123?mibextid=y                   facebook  reel        https://facebook.com/reel/123
https://facebook.com/groups/somegroup                          facebook  group       =
https://facebook.com/groups/1/permalink/2/                     facebook  post        https://facebook.com/groups/1/permalink/2
https://facebook.com/share/v/abc/                              facebook  video       https://facebook.com/share/v/abc
https://fb.watch/abc-1/                                        facebook  video       https://fb.watch/abc-1
https://de-de.facebook.com/somebody                            facebook  profile     =
https://x.com/SomeOne                                          x         profile     =
https://x.com/i/status/123                                     x         post        =
https://mobile.twitter.com/someone/status/123?s=20&t=abc       x         post        https://twitter.com/someone/status/123
https://twitter.com/someone?ref_src=twsrc%5Etfw                x         profile     https://twitter.com/someone
https://x.com/home                                             x         -           =
https://x.com/i/spaces/1abc                                    x         live        =
https://www.threads.net/@someone/post/C1?xmt=x                 threads   post        https://threads.net/@someone/post/C1
https://threads.com/@someone                                   threads   profile     =
https://open.spotify.com/intl-de/track/4uLU?si=abc&nd=1        spotify   track       https://open.spotify.com/track/4uLU
https://open.spotify.com/playlist/37i9?pt=secret&si=x          spotify   playlist    https://open.spotify.com/playlist/37i9?pt=secret
https://open.spotify.com/album/1                               spotify   album       =
https://open.spotify.com/artist/1                              spotify   artist      =
https://open.spotify.com/episode/1                             spotify   episode     =
https://spotify.link/abc                                       spotify   short_link  =
spotify:track:4uLU                                             spotify   track       https://open.spotify.com/track/4uLU
https://m.soundcloud.com/someone/some-track?si=a&utm_source=clipboard&in=x/sets/y soundcloud track https://soundcloud.com/someone/some-track?in=x/sets/y
https://soundcloud.com/someone/sets/some                       soundcloud playlist   =
https://soundcloud.com/someone                                 soundcloud profile    =
https://on.soundcloud.com/abc                                  soundcloud short_link =
https://m.twitch.tv/someone                                    twitch    channel     https://twitch.tv/someone
https://www.twitch.tv/videos/123?t=1h2m                        twitch    video       https://twitch.tv/videos/123?t=1h2m
https://clips.twitch.tv/Some-Clip                              twitch    clip        =
https://twitch.tv/someone/clip/Some                            twitch    clip        =
https://discord.gg/abc                                         discord   invite      =
https://discord.com/invite/abc                                 discord   invite      =
https://www.linkedin.com/in/some-one/?originalSubdomain=de     linkedin  profile     https://linkedin.com/in/some-one
https://in.linkedin.com/company/some/                          linkedin  company     https://in.linkedin.com/company/some
https://linkedin.com/feed/update/urn:li:activity:7             linkedin  post        =
https://www.reddit.com/r/python/comments/1ab/some_title/?share_id=x&utm_medium=ios&context=3 reddit post https://reddit.com/r/python/comments/1ab/some_title?context=3
https://old.reddit.com/r/python/                               reddit    group       https://old.reddit.com/r/python
https://reddit.com/u/someone                                   reddit    profile     =
https://redd.it/1ab                                            reddit    post        =
https://www.pinterest.co.uk/pin/123/                           pinterest pin         https://pinterest.co.uk/pin/123
https://de.pinterest.com/someone/some-board/                   pinterest board       https://de.pinterest.com/someone/some-board
https://pin.it/abc                                             pinterest short_link  =
https://m.vk.com/wall-1_2                                      vk        post        https://vk.com/wall-1_2
https://vk.com/club1?w=wall-1_2                                vk        post        =
https://vk.com/public1                                         vk        group       =
https://vk.com/id1                                             vk        profile     =
https://vk.com/video-1_2                                       vk        video       =
https://whatsapp.com/channel/0029Va                            whatsapp  channel     =
https://chat.whatsapp.com/AbC                                  whatsapp  invite      =
https://www.example.com/some/?utm_source=x&fbclid=y            website   -           =
https://instagram.com.example.org/p/1/                         website   -           =
https://notinstagram.com/p/1/                                  website   -           =
https://help.instagram.com/1/                                  website   -           =
https://instagram.com:8443/p/1/                                website   -           =
https://www.instagrаm.com/somebody/                            website   -           =
https://пример.рф/путь/                                        website   -           =
HTTP://EXAMPLE.COM/X/                                          website   -           =
example.com/watch?v=1&si=2                                     website   -           =
"""
CASES = [line.split() for line in EXAMPLES.strip().splitlines()]


@pytest.mark.parametrize(("pasted", "platform", "kind", "tidy"), CASES)
def test_examples(pasted: str, platform: str, kind: str, tidy: str) -> None:
    """Each link is of its platform and kind, and tidied of what does not say what it leads to, and of nothing else."""
    link = read_link(pasted)
    named = None if link.kind is None else link.kind.value.replace(" ", "_")
    with_scheme = pasted if "://" in pasted else f"https://{pasted}"
    assert (link.platform, named or "-") == (platform, kind)
    assert link.address == (with_scheme if tidy == "=" else tidy)


@pytest.mark.parametrize(("pasted", "platform", "kind", "tidy"), CASES)
def test_tidy_links_stay(pasted: str, platform: str, kind: str, tidy: str) -> None:
    """A tidy link is tidied no more, and is of the same platform and kind."""
    once = read_link(pasted)
    assert read_link(once.address) == Link(once.address, once.address, once.platform, once.kind)


def test_what_was_sent_is_kept() -> None:
    """A link can be taken as it was sent, with a scheme; one that only an app opens cannot."""
    link = read_link("  www.instagram.com/p/1/?igsh=x ")
    assert (link.is_tidied, link.as_sent().address) == (True, "https://www.instagram.com/p/1/?igsh=x")
    assert not link.as_sent().is_tidied
    assert not read_link("instagram.com/p/1").is_tidied
    app = read_link("tg://resolve?domain=durov")
    assert (app.is_tidied, app.sent, app.as_sent()) == (True, "", app)


@pytest.mark.parametrize(
    ("platform", "address"),
    [
        (Platform.INSTAGRAM, "https://instagram.com/some_one"),
        (Platform.TIKTOK, "https://tiktok.com/@some_one"),
        (Platform.YOUTUBE, "https://youtube.com/@some_one"),
        (Platform.TELEGRAM, "https://t.me/some_one"),
        (Platform.X, "https://x.com/some_one"),
        (Platform.THREADS, "https://threads.com/@some_one"),
        (Platform.TWITCH, "https://twitch.tv/some_one"),
        (Platform.REDDIT, "https://reddit.com/user/some_one"),
    ],
)
def test_name_of_a_platform(platform: Platform, address: str) -> None:
    """A bare name is an address where the platform is known."""
    link = read_link(" @some_one\n", [platform])
    assert (link.address, link.sent, link.platform) == (address, "", platform)
    assert link.kind is not None


def test_name_of_any_platform() -> None:
    """A bare name alone is nobody's: its platform has to be named, out of those that have such names."""
    with pytest.raises(PlatformNotNamed) as refusal:
        read_link("@some_one")
    assert refusal.value.name == "@some_one"
    assert {Platform.INSTAGRAM, Platform.TELEGRAM, Platform.X} <= set(platforms_with("@some_one"))
    assert Platform.TELEGRAM not in platforms_with("@a.b")
    assert platforms_with("@some_one", [Platform.X]) == [Platform.X]
    assert find_link("@some_one") is None
    assert platforms_with("@имя") == [Platform.YOUTUBE]
    with pytest.raises(PlatformNotNamed):
        read_link("@имя")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "@some one",
        "@(x)",
        "@x/y",
        "some_one",
        "tg://settings",
        "tg://resolve?phone=1",
        "tg://resolve?domain=a/b",
    ],
)
def test_no_link(text: str) -> None:
    """What is neither a link nor a name is refused."""
    with pytest.raises(TargetRejected):
        read_link(text)


@pytest.mark.parametrize("name", ["@" + "x" * 60, "@a b"])
def test_name_that_a_platform_cannot_have(name: str) -> None:
    """A name that the platform does not allow is refused."""
    with pytest.raises(TargetRejected):
        read_link(name, [Platform.X])


def test_tidy_link_is_never_too_long() -> None:
    """A link as long as panels take is left alone where tidying would make it longer."""
    longest = "http://instagram.com/".ljust(MAX_LENGTH, "x")
    assert read_link(longest).address == longest


_HOSTS = st.sampled_from([host for rules in PLATFORMS.values() for host in rules.hosts] + ["example.com"])
_PARTS = st.lists(
    st.sampled_from(["p", "s", "reel", "@a", "watch", "c", "1", "intl-de", "status", "i", "x-1_2", "", "%20", "Ü"]),
    max_size=5,
)
_QUERIES = st.lists(
    st.sampled_from(["v=1", "list=2", "si=3", "utm_x=4", "id=5", "igsh", "t=6", "", "s", "story_fbid=7"])
)


@given(_HOSTS, st.sampled_from(["", "www.", "m.", "www.m.", "mobile.", "de."]), _PARTS, _QUERIES, st.booleans())
@example("t.me", "", ["s", "s", "abcd", ""], [], True)
@patient
def test_any_link_of_a_platform(host: str, front: str, parts: list[str], queries: list[str], ends: bool) -> None:
    """Whatever the link, tidying ends at once, keeps what a panel takes, and drops nothing that tells a target."""
    text = f"https://{front}{host}/{'/'.join(parts)}{'/' * ends}" + ("?" + "&".join(queries) if queries else "")
    link = read_link(text)
    again = read_link(link.address)
    assert (again.address, again.platform, again.kind) == (link.address, link.platform, link.kind)
    assert read_target(link.address) == link.address
    assert link.sent == text
    for telling in ("v=1", "list=2", "id=5", "story_fbid=7"):
        assert (telling in queries) == (telling in link.address.partition("?")[2].split("&"))


@given(st.text(st.characters(codec=None)) | st.text("htps:/.@?#[]%abc1&=_ tgme", max_size=60))
@patient
def test_any_text(text: str) -> None:
    """Any text is a link, a name, or refused; what is of no known platform comes through as the target reads it."""
    try:
        link = read_link(text)
    except (PlatformNotNamed, TargetRejected):
        return
    if link.platform is Platform.WEBSITE:
        assert link.address == link.sent == read_target(text)
    assert len(link.address) <= MAX_LENGTH
    assert read_link(link.address).address == link.address
