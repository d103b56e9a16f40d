"""Answers to button presses and to inline queries."""

from typing import Any

from bot.demo.telegram_api.chats import Query
from bot.demo.telegram_api.formatted import utf16_length
from bot.demo.telegram_api.parameters import Parameters
from bot.demo.telegram_api.refusals import bad_request
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]

MAX_ANSWER_UNITS = 200
MAX_INLINE_RESULTS, MAX_RESULT_ID_BYTES = 50, 64
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
    if query is None or query["answer"] is not None:
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
    query["answer"] = answer = {"results": results, "next_offset": parameters.text("next_offset")}
    world.note(query["person_id"], "inline_answer", query=query["query"], **answer)
    return True


METHODS = {"answerCallbackQuery": answer_callback_query, "answerInlineQuery": answer_inline_query}
