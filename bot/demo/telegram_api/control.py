"""The people's side over HTTP, under `/_world/`, for tests and pages in another process.

Every POST carries JSON, so that no foreign web page can send one unasked. Refused with 400 and `{"error": …}`.
"""

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.demo.telegram_api.web_keys import WORLD
from bot.demo.telegram_api.world import ChatWorld

Json = dict[str, Any]
Act = Callable[[ChatWorld, int, Json], Any]

LONGEST_WAIT_SECONDS = 60.0


def control_routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get("/_world/people", _read(lambda world, _: [person.as_user() for person in world.people.values()])),
        web.post("/_world/people", _act(_add_person)),
        web.post("/_world/people/{id}/text", _act(_send_text)),
        web.post("/_world/people/{id}/attachment", _act(_send_attachment)),
        web.post("/_world/people/{id}/edit", _act(lambda world, me, given: world.edit_text(me, **given))),
        web.post("/_world/people/{id}/press", _act(_press)),
        web.post("/_world/people/{id}/inline", _act(_ask_inline)),
        web.post("/_world/people/{id}/block", _act(lambda world, me, _: world.block(me))),
        web.post("/_world/people/{id}/unblock", _act(lambda world, me, _: world.unblock(me))),
        web.get("/_world/people/{id}/commands", _read(_commands)),
        web.get("/_world/queries/{query}/answer", _answer),
        web.get("/_world/inline/{query}", _read(_inline_query)),
        web.get("/_world/chats", _read(_chats)),
        web.post("/_world/chats", _act(_add_chat)),
        web.post("/_world/chats/{id}/bot", _act(lambda world, chat, given: world.add_bot(chat, **given))),
        web.post("/_world/chats/{id}/no-bot", _act(lambda world, chat, given: world.remove_bot(chat, **given))),
        web.get("/_world/chats/{id}", _read(_chat)),
        web.get("/_world/chats/{id}/messages", _events),
        web.get("/_world/book", _read(_book)),
        web.get("/_world/files/{file}", _file),
        web.get("/_world/faults", _read(lambda world, _: world.faults.as_json())),
        web.post("/_world/faults", _act(lambda world, _, given: asdict(world.faults.add(**given)))),
        web.delete("/_world/faults", _read(lambda world, _: world.faults.clear())),
        web.post("/_world/limits", _act(lambda world, _, given: world.limits.set(**given))),
        web.post("/_world/updates", _act(_inject)),
        web.post("/_world/updates/{id}/redeliver", _act(lambda world, update, _: world.redeliver(update))),
    ]


def _read(show: Callable[[ChatWorld, web.Request], Any]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def read(request: web.Request) -> web.Response:
        try:
            return web.json_response({"result": show(request.app[WORLD], request)})
        except (KeyError, ValueError) as error:
            return _wrong(error)

    return read


def _act(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def do(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return web.json_response({"error": "send JSON"}, status=415)
        try:
            given = json.loads(await request.text() or "{}")
            return web.json_response({"result": act(request.app[WORLD], int(request.match_info.get("id", 0)), given)})
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            return _wrong(error)

    return do


def _wrong(error: Exception) -> web.Response:
    return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)


def _add_person(world: ChatWorld, _: int, given: Json) -> Json:
    return world.add_person(given.pop("id"), **given).as_user()


def _send_text(world: ChatWorld, person_id: int, given: Json) -> Json:
    return world.send_text(person_id, given.pop("text"), **given)


def _send_attachment(world: ChatWorld, person_id: int, given: Json) -> Json:
    content = given.pop("content_base64", None)
    given["content"] = base64.b64decode(content, validate=True) if content is not None else None
    return world.send_attachment(person_id, given.pop("kind"), **given)


def _press(world: ChatWorld, person_id: int, given: Json) -> Json:
    times = given.pop("times", 1)
    return {"query_ids": [world.press(person_id, **given) for _ in range(times)]}


def _ask_inline(world: ChatWorld, person_id: int, given: Json) -> Json:
    return {"query_id": world.ask_inline(person_id, **given)}


def _inline_query(world: ChatWorld, request: web.Request) -> Json:
    return world.inline_queries[request.match_info["query"]]


def _commands(world: ChatWorld, request: web.Request) -> list[Json]:
    person = world.people[int(request.match_info["id"])]
    return world.profile.commands_for(person.id, person.language_code or "")


def _add_chat(world: ChatWorld, _: int, given: Json) -> Json:
    return world.add_chat(given.pop("id"), **given).as_json()


def _inject(world: ChatWorld, _: int, given: Json) -> Json:
    return {"update_id": world.inject(**given)}


def _chats(world: ChatWorld, _: web.Request) -> list[Json]:
    return [chat.as_json() | {"bot_status": chat.bot_status} for chat in world.chats.values()]


def _chat(world: ChatWorld, request: web.Request) -> Json:
    chat = world.chats[int(request.match_info["id"])]
    state: Json = {"bot_status": chat.bot_status, "pinned": chat.pinned, "last_event": world.events.last}
    messages = [message.shown() | {"by_bot": message.by_bot} for message in chat.messages.values()]
    return {"chat": chat.as_json(), "messages": messages} | state


def _book(world: ChatWorld, request: web.Request) -> Json:
    method = request.query.get("method", "").lower()
    calls = world.calls.since(int(request.query.get("after", 0)))
    shown = [call.as_json() for call in calls if not method or call.method.lower() == method]
    return {"calls": shown, "last": world.calls.count}


def _timeout(request: web.Request) -> float:
    return min(max(float(request.query.get("timeout", 0)), 0.0), LONGEST_WAIT_SECONDS)


async def _events(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    try:
        chat = world.chats[int(request.match_info["id"])]
        after = int(request.query.get("after_event", 0))
        timeout = 0.0 if world.closing else _timeout(request)
    except (KeyError, ValueError) as error:
        return _wrong(error)
    events = await world.events.wait(chat.id, after, timeout)
    return web.json_response({"result": {"events": events, "last_event": world.events.last}})


async def _answer(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    try:
        answer = await world.answer_to(request.match_info["query"], _timeout(request))
    except (KeyError, ValueError) as error:
        return _wrong(error)
    except TimeoutError:
        answer = None
    return web.json_response({"result": answer})


async def _file(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    file_id = request.match_info["file"]
    file = world.files.find(file_id)
    if file is None:
        return web.json_response({"error": "no such file"}, status=404)
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=file.content, content_type="application/octet-stream", headers=headers)
