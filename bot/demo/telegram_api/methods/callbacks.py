"""Answers to button presses and to inline queries."""

import re
from typing import Any

from bot.demo.telegram_api.chats import Query
from bot.demo.telegram_api.formatted import utf16_length
from bot.demo.telegram_api.keyboards import checked_inline
from bot.demo.telegram_api.methods.content import read_sent_content
from bot.demo.telegram_api.parameters import Parameters
from bot.demo.telegram_api.refusals import bad_request
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]

MAX_ANSWER_UNITS = 200
MAX_INLINE_RESULTS, MAX_RESULT_ID_BYTES = 50, 64
MAX_OFFSET_BYTES = 64
_START_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(world: ChatWorld, parameters: Parameters) -> bool:
    """Answer a button press, once."""
    text = parameters.text("text")
    if utf16_length(text) > MAX_ANSWER_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    query = _open_query(world, parameters.text("callback_query_id"))
    if parameters.text("url"):
        raise bad_request("URL_INVALID")  # only games and the bot's own t.me links may be opened so
    query.answer = answer = {"text": text, "show_alert": parameters.flag("show_alert")}
    world.note(query.chat_id, "answer", query_id=query.id, person_id=query.person_id, **answer)
    return True


def _open_query(world: ChatWorld, query_id: str) -> Query:
    query = world.queries.get(query_id)
    now = world.clock.now().timestamp()
    if query is None or query.answer is not None or now - query.pressed_at > world.query_seconds:
        raise bad_request(_TOO_OLD)
    return query


def answer_inline_query(world: ChatWorld, parameters: Parameters) -> bool:
    """Answer an inline query, once, with up to 50 results."""
    query = world.inline_queries.get(parameters.text("inline_query_id"))
    now = world.clock.now().timestamp()
    if query is None or query["answer"] is not None or now - query["asked_at"] > world.query_seconds:
        raise bad_request(_TOO_OLD)
    results = parameters.structure("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results: expected an Array")
    if len(results) > MAX_INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) if isinstance(result, dict) else "" for result in results]
    if not all(1 <= len(result_id.encode()) <= MAX_RESULT_ID_BYTES for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = parameters.text("next_offset")
    if len(next_offset.encode()) > MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    answer = {
        "results": [_checked_result(result) for result in results],
        "next_offset": next_offset,
        "button": _checked_button(parameters.structure("button")),
        "is_personal": parameters.flag("is_personal"),
        "cache_time": parameters.integer("cache_time", 300),
    }
    query["answer"] = answer
    world.note(query["person_id"], "inline_answer", query=query["query"], **answer)
    return True


def _checked_result(result: Json) -> Json:
    """Check an article as far as it is one; the bot shares nothing else."""
    if result.get("type") != "article":
        return result
    if not isinstance(result.get("title"), str) or not result["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    sent = read_sent_content(result.get("input_message_content"))
    markup = result.get("reply_markup")
    return result | {"sends": sent | ({"reply_markup": checked_inline(markup)} if markup else {})}


def _checked_button(button: object) -> Json | None:
    """Check the button above the results: it opens the bot with a start parameter, or a web app."""
    if button is None:
        return None
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline query results button: button text must be non-empty")
    word = button.get("start_parameter")
    if word is None and "web_app" not in button:
        raise bad_request("can't parse inline query results button: exactly one action must be specified")
    if word is not None and not _START_WORD.fullmatch(str(word)):
        raise bad_request("START_PARAM_INVALID")
    return dict(button)


METHODS = {"answerCallbackQuery": answer_callback_query, "answerInlineQuery": answer_inline_query}
