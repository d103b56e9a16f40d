"""Telegram's HTML: what it makes of a text, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.telegram_api.formatted import utf16_length
from bot.demo.telegram_api.html_text import parse_html
from bot.demo.telegram_api.refusals import ApiRefused


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_each_plain_tag_makes_its_entity(tag: str, kind: str) -> None:
    """A tag becomes the entity of its name, in either case."""
    parsed = parse_html(f"a <{tag}>bc</{tag}> d")
    assert parsed.text == "a bc d"
    assert list(parsed.entities) == [entity(kind, 2, 2)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<span class="tg-spoiler">x</span>', entity("spoiler", 0, 1)),
        ("<blockquote expandable>x</blockquote>", entity("expandable_blockquote", 0, 1)),
        (
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            entity("custom_emoji", 0, 2, custom_emoji_id="5368324170671202286"),
        ),
        ("<a href='https://a.example/?q=1&amp;r=2'>x</a>", entity("text_link", 0, 1, url="https://a.example/?q=1&r=2")),
        ('<a href="tg://user?id=7">x</a>', entity("text_link", 0, 1, url="tg://user?id=7")),
        ("<a>a.example</a>", entity("text_link", 0, 9, url="http://a.example")),
        ('<pre><code class="language-python">x</code></pre>', entity("pre", 0, 1, language="python")),
        ('<code class="language-python">x</code>', entity("code", 0, 1)),
    ],
)
def test_tags_with_attributes(source: str, expected: dict[str, object]) -> None:
    """Links, spoilers by class, emoji, languages and expandable quotes keep what their attributes say."""
    assert list(parse_html(source).entities) == [expected]


def test_offsets_are_counted_in_utf16_units() -> None:
    """A character beyond the basic plane counts as two."""
    parsed = parse_html("😀é<b>😀</b>")
    assert list(parsed.entities) == [entity("bold", 3, 2)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "'),
        ("&#65;&#x42;&#X43;", "ABC"),
        ("&lt", "<"),
        ("&nbsp; & &unknown;", "&nbsp; & &unknown;"),
        ("&#0;&#xD800;&#99999999999;", "&#0;&#xD800;&#99999999999;"),
        ("a > b", "a > b"),
    ],
)
def test_references(source: str, text: str) -> None:
    """The four names and numbers are decoded; anything else stays as it was written."""
    assert parse_html(source).text == text


def test_nested_entities_come_in_order() -> None:
    """Entities are sorted by offset, the longer one first."""
    parsed = parse_html("<b>a<i>b</i></b><u>c</u>")
    assert [(e["type"], e["offset"], e["length"]) for e in parsed.entities] == [
        ("bold", 0, 2),
        ("italic", 1, 1),
        ("underline", 2, 1),
    ]


def test_nothing_stands_inside_code_nor_a_quote_in_a_quote() -> None:
    """What Telegram cannot nest is dropped, not refused."""
    assert [e["type"] for e in parse_html("<code><b>x</b></code>").entities] == ["code"]
    assert [e["type"] for e in parse_html("<blockquote>a<blockquote>b</blockquote></blockquote>").entities] == [
        "blockquote",
    ]


def test_entities_on_nothing_are_dropped() -> None:
    """An empty tag leaves no entity."""
    assert parse_html("a<b></b>").entities == ()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("é<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b ", 'Unclosed start tag "b" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>y</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(source: str, words: str) -> None:
    """Any tag of another language, and any that is not closed in order, is a 400."""
    with pytest.raises(ApiRefused) as refused:
        parse_html(source)
    assert refused.value.code == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


@given(st.text())
def test_escaped_text_comes_back_whole(text: str) -> None:
    """Whatever is escaped is shown as it was written."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(f"<b>{escaped}</b>").text == text


@given(st.text(alphabet="<>/&;=\"' abi#x1é😀"))
def test_any_source_is_read_or_refused(source: str) -> None:
    """No text makes the parser fail otherwise, and every entity lies inside the text."""
    try:
        parsed = parse_html(source)
    except ApiRefused:
        return
    assert all(e["length"] > 0 and e["offset"] + e["length"] <= utf16_length(parsed.text) for e in parsed.entities)
