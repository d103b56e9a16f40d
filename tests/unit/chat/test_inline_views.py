"""What is offered to somebody who types `@bot words`."""

import pytest

from bot.chat.views import inline
from tests.unit.chat.hostile import TEXTS, T, service_of
from tests.unit.chat.telegram_rules import shown


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_whatever_the_panel_writes(text: str) -> None:
    """A result has a title and an id that Telegram takes, and sends a message that Telegram takes."""
    answer = inline.offered("1", [service_of(text)] * 2, 20, T, currency=text or None, bot_name="a_bot")
    for result in answer.results:
        assert 1 <= len(result.id.encode()) <= 64
        assert result.title.strip()
        assert "\n" not in result.title + result.description
        message = shown(result.view)
        assert message.rows[0][0]["url"].startswith("https://t.me/a_bot?start=s_")
    assert answer.to_json()["next_offset"] == "20"


def test_a_server_that_gives_no_name() -> None:
    """Without the bot's name there is no link to share, and the rest is shared all the same."""
    answer = inline.offered("1", [service_of("Likes")], None, T, currency=None, bot_name=None)
    assert (answer.results[0].view.rows, answer.to_json()["next_offset"]) == ([], "")


def test_stranger() -> None:
    """A stranger is offered the way to the bot alone."""
    assert inline.closed("1", T).to_json() == {
        "inline": "1",
        "results": [],
        "next_offset": "",
        "open_bot": "Open the bot",
    }
