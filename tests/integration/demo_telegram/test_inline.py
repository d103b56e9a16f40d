"""Questions from any chat, `@bot words`, and what may answer them."""

from typing import Any

import pytest
import telegram
from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent
from telegram.error import BadRequest

from bot.demo.telegram_api import ChatWorld


def _article(**changes: Any) -> dict[str, Any]:
    """Make a result as a bot sends it."""
    plain = {"type": "article", "id": "1", "title": "Likes", "input_message_content": {"message_text": "Likes"}}
    return {**plain, **changes}


async def test_inline_queries(bot: telegram.Bot, world: ChatWorld) -> None:
    """A question from any chat is answered once, with results that have different ids."""
    query_id = world.ask_inline(7, "likes")
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.from_user.id) == ("likes", 7)
    result = InlineQueryResultArticle("1", "Likes", InputTextMessageContent("Likes"))
    with pytest.raises(BadRequest, match=r"(?i)result_id_duplicate"):
        await bot.answer_inline_query(query_id, [result, result])
    assert await bot.answer_inline_query(query_id, [result])
    assert world.inline_queries[query_id]["answer"]["results"][0]["title"] == "Likes"
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(query_id, [result])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"results": [_article(id="x" * 65)]}, "result_id_invalid"),
        ({"results": [_article(id="")]}, "result_id_invalid"),
        ({"results": [_article(id=str(n)) for n in range(51)]}, "results_too_much"),
        ({"results": [_article(title=" ")]}, "article_title_empty"),
        ({"results": [_article(input_message_content={"message_text": ""})]}, "text is empty"),
        ({"results": [_article(input_message_content={"message_text": "<b", "parse_mode": "HTML"})]}, "can't parse"),
        ({"results": [_article(reply_markup={"inline_keyboard": [[{"text": "a"}]]})]}, "unallowed"),
        ({"next_offset": "9" * 65}, "next_offset_invalid"),
        ({"button": {"text": "Open", "start_parameter": "a b"}}, "start_param_invalid"),
        ({"button": {"text": "Open"}}, "exactly one action"),
        ({"button": {"text": " ", "start_parameter": "a"}}, "non-empty"),
    ],
)
async def test_inline_answers_that_are_refused(bot: telegram.Bot, world: ChatWorld, changes: Any, words: str) -> None:
    """What Telegram would not take is not taken, and the question can still be answered."""
    query_id = world.ask_inline(7, "likes")
    asked = {"inline_query_id": query_id, "results": [_article()], **changes}
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot._post("answerInlineQuery", asked)
    assert await bot.answer_inline_query(query_id, [], button=InlineQueryResultsButton("Open", start_parameter="a"))


async def test_inline_question_too_old(bot: telegram.Bot, world: ChatWorld) -> None:
    """A question is answered soon or not at all."""
    query_id = world.ask_inline(7, "likes")
    world.inline_queries[query_id]["asked_at"] -= world.query_seconds + 1
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(query_id, [])
