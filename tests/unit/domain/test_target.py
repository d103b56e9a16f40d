"""The target: what people paste as a link."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import TargetRejected
from bot.domain.target import read_target
from tests.unit.domain.samples import patient

UNCHANGED = [
    "https://example.com",
    "http://example.com/",
    "HTTPS://EXAMPLE.COM/Path",
    "https://www.instagram.com/p/CxYz_1-2/?igsh=MzRlODBiNWFlZA==&x=1#top",
    "https://t.me/channel/123",
    "https://www.tiktok.com/@some.one/video/7300000000000000000",
    "https://medium.com/@name",
    "https://example.com:8443/x",
    "https://xn--e1afmkfd.xn--p1ai/x",
    "https://пример.рф/путь",
    "https://उदाहरण.भारत/पथ",
    "https://例え.テスト/",
    "https://i❤.ws/",
    "https://my_blog.tumblr.com/post/1",
    "https://example.com/😀/👨‍👩‍👧",
    "https://example.com/%D0%BF%20x%zz",
    "https://example.com/a'b(c)[d]!$&*+,;=:@~",
    "https://en.wikipedia.org/wiki/Link_(film).",
    "https://example.com/x.",
    "https://example.com?u=https://other.example/x",
    "https://web.archive.org/web/2020/https://example.com/",
    "https://example.com/#@name",
    "https://a.b.c.d.example.museum/",
]


@pytest.mark.parametrize("link", UNCHANGED)
def test_a_link_is_taken_as_it_is(link: str) -> None:
    """A link with its scheme comes through unchanged, to the last letter."""
    assert read_target(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "example.com",
        "www.example.com/x?y=1",
        "t.me/channel",
        "instagram.com/p/1/",
        "example.com:8080/x",
        "пример.рф",
        "उदाहरण.भारत",
        "example.com/redirect?to=https://other.example/",
        "web.archive.org/web/2020/http://example.com/",
    ],
)
def test_a_missing_scheme_is_added(link: str) -> None:
    """A link without `https://` gets it, and nothing else."""
    assert read_target(link) == f"https://{link}"


@pytest.mark.parametrize(
    "around",
    [
        " {} ",
        "\n{}\n",
        "\u00a0{}",
        "{}\u200b",
        "\ufeff{}",
        "\u200e {}\u200f",
        "{}\u2060\n",
        "\u2068{}\u2069",
        "\u2066{}\u2069 ",
    ],
)
def test_blanks_and_invisible_marks_around_go(around: str) -> None:
    """What an app leaves around a copied link is no part of it."""
    assert read_target(around.format("https://example.com/x")) == "https://example.com/x"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "\u200b",
        "@name",
        "name",
        "https://",
        "https:///x",
        "http:example.com",
        "https:/example.com",
        "//example.com/x",
        "://example.com",
        "https://https://example.com",
        # other schemes
        "javascript:alert(1)",
        "JavaScript:alert(1)//example.com",
        "javascript://example.com/%0aalert(1)",
        "mailto:user@example.com",
        "tel:+15550100",
        "data:text/html,x",
        "ftp://example.com/x",
        "app.name://example.com/x",
        "tg://resolve?domain=name",
        "file:///etc/passwd",
        # people at hosts
        "user@example.com",
        "https://user@example.com/",
        "https://user:password@example.com/",
        "user.name:password@example.com",
        "https://example.com@other.example/",
        # no real host names
        "localhost",
        "localhost:8080/x",
        "https://localhost/",
        "127.0.0.1",
        "http://127.0.0.1:9000/x",
        "http://１２７.0.0.1/",
        "https://१२७.0.0.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::1",
        "https://.example.com/",
        "https://example..com/",
        "https://example.com./",
        "https://-example.com/",
        "https://example-.com/",
        "https://example.c/",
        "https://example.123/",
        "https://ex*mple.com/",
        "https://example.com:port/",
        "https://example.com:99999/",
        "https://example.com:80:90/",
        f"https://{'a' * 64}.com/",
        f"https://{'a.' * 130}com/",
        "1.5k",
        "1,000",
        # text around, and more than one
        "look: https://example.com/x",
        "https://example.com/x thanks",
        "(https://example.com/x)",
        "<https://example.com/x>",
        '"https://example.com/x"',
        "https://example.com/a https://example.com/b",
        "https://example.com/a\nhttps://example.com/b",
        "https://example.com/ahttps://example.com/b",
        "https://example.com/a,https://example.com/b",
        "https://example.comhttps://example.com",
        # what a URL cannot hold, and what makes it look like another
        "https://example.com/a b",
        "https://example.com/a\tb",
        "https://example.com/<b>",
        'https://example.com/"x',
        "https://example.com\\@other.example/",
        "https://example.com/{x}",
        "https://example.com/a|b",
        "https://example.com/\x00",
        "https://example.com/\x7f",
        "https://example.com/\x85x",
        "https://example.com/\u202egpj.exe",
        "https://example.com/a\u200bb",
        "https://exam\u00adple.com/",
        "https://example.com/\ud800",
        "https://\ud800.com/",
    ],
)
def test_what_is_no_single_web_address_is_refused(text: str) -> None:
    """Anything but one http(s) address with a real host name is refused."""
    with pytest.raises(TargetRejected):
        read_target(text)


def test_length_counts_with_the_scheme_that_is_added() -> None:
    """A link may be as long as panels store it, counted as it would be sent."""
    longest = "example.com/".ljust(1000 - len("https://"), "x")
    assert len(read_target(longest)) == 1000
    for too_long in (longest + "x", "https://example.com/".ljust(1000 + 1, "x"), "x" * 4096):
        with pytest.raises(TargetRejected):
            read_target(too_long)


_TEXT = st.text(st.characters(codec=None))


@given(
    _TEXT
    | st.builds(lambda host, rest: f"{host}.com/{rest}", _TEXT, _TEXT)
    | st.text("htps:/.@?#[]%abc1\u200b\u202e ज्ञ", max_size=40)
)
@example("\u0130.com")
@patient
def test_any_text_gives_itself_with_a_scheme_or_a_refusal(text: str) -> None:
    """No text does anything else, the link stands in the text as it was typed, and it reads as itself again."""
    try:
        link = read_target(text)
    except TargetRejected:
        return
    assert link in text or link.removeprefix("https://") in text
    assert len(link) <= 1000
    link.encode()
    assert read_target(link) == link
