"""What a search among orders compares."""

import pytest

from bot.domain.order_search import MOST_WORDS, search_ids, search_key, search_words

KEY = search_key("Instagram Подписчики ⚡", "https://www.instagram.com/Some.Name/")


@pytest.mark.parametrize(
    "query",
    [
        "instagram.com/some.name",
        "https://instagram.com/Some.Name",
        "HTTPS://WWW.INSTAGRAM.COM/some.name/",
        "подписчики",
        "ПОДПИСЧИКИ instagram",
        "some.name ⚡",
    ],
)
def test_found(query: str) -> None:
    """Words in any letters and links in any dress are found."""
    words = search_words(query)
    assert words
    assert all(word in KEY for word in words)


@pytest.mark.parametrize("query", ["tiktok", "подписчики tiktok", "some_name"])
def test_not_found(query: str) -> None:
    """All words must be there."""
    assert not all(word in KEY for word in search_words(query))


@pytest.mark.parametrize("query", ["", "   ", "https://", "www.", "#", "///", "\x00"])
def test_nothing_to_look_for(query: str) -> None:
    """What says nothing is no word."""
    assert search_words(query) == ()


def test_ids() -> None:
    """The panel's ids are taken as they are, with or without their mark."""
    assert search_ids("#23501 ord_01HX 23501") == ("23501", "ord_01HX")


def test_bounds() -> None:
    """A long query is cut, in words and in letters."""
    assert len(search_words("a b c d e f g h")) == MOST_WORDS
    assert sum(map(len, search_words("x" * 5000))) == 200
