"""`@bot words` in any chat: users share services, strangers see the way to the bot alone."""

from typing import Any

import pytest

from bot.domain.people import Access, User
from bot.services.refresh_catalogue import CATALOGUE
from tests.integration.chat.desk import CUSTOMER, OPERATOR, STRANGER, Desk, service_row

Json = dict[str, Any]


@pytest.fixture
async def shop(desk: Desk) -> Desk:
    """A desk with 45 services called Likes, one of them hidden, and two others."""
    async with desk.store.transaction() as tx:
        rows = [service_row(str(n), name=f"Likes <{n}>") for n in range(100, 145)]
        await tx.catalogue.replace([service_row("1"), service_row("2"), *rows], desk.clock.now())
        await tx.memory.keep(CATALOGUE, "2", desk.clock.now())
        await tx.memory.keep("currency", "USD", desk.clock.now())
    return desk


async def typed(desk: Desk, person: int, text: str, offset: str = "") -> Json:
    """Let somebody type, and return what they are offered."""
    query_id = desk.world.ask_inline(person, text, offset)
    await desk.settle()
    answer: Json = desk.world.inline_queries[query_id]["answer"]
    return answer


async def test_words(shop: Desk) -> None:
    """A result bears name, price and limits; what it sends too, and a button that opens the service in the bot."""
    answer = await typed(shop, CUSTOMER, "likes 104")
    first = answer["results"][0]
    assert (first["title"], first["description"]) == ("Likes <104>", "0.90 USD per 1000 · 50 to 10,000")
    assert first["sends"]["text"] == "Likes <104>\nFirst Category\n0.90 USD per 1000 · 50 to 10,000"
    [[button]] = first["sends"]["reply_markup"]["inline_keyboard"]
    assert button["url"] == f"https://t.me/{shop.world.bot.username}?start=s_{first['id']}"
    assert answer["is_personal"]
    shown = await shop.says(CUSTOMER, f"/start s_{first['id']}")
    assert "Likes <104>" in shown["text"]


async def test_pages(shop: Desk) -> None:
    """Twenty results at a time; the next offset leads on until there are no more, each result once."""
    offset, seen, sizes = "", [], []
    while True:
        answer = await typed(shop, CUSTOMER, "likes", offset)
        sizes.append(len(answer["results"]))
        seen += [result["id"] for result in answer["results"]]
        offset = answer["next_offset"]
        if not offset:
            break
    assert sizes == [20, 20, 5]
    assert len(set(seen)) == 45


@pytest.mark.parametrize("offset", ["x", "-1", "999999999999999999999", "²", "1" * 64])
async def test_forged_offsets(shop: Desk, offset: str) -> None:
    """An offset that we never gave is answered all the same."""
    assert (await typed(shop, CUSTOMER, "likes", offset)) is not None


async def test_stranger(shop: Desk) -> None:
    """A stranger is offered nothing but a button to the bot; operators are not asked about somebody who types."""
    answer = await typed(shop, STRANGER, "likes")
    assert answer["results"] == []
    assert answer["button"] == {"text": "Open the bot", "start_parameter": "inline"}
    async with shop.store.snapshot() as tx:
        assert await tx.users.find(STRANGER) is None
        assert await tx.outbox.count() == 0
    async with shop.store.transaction() as tx:
        await shop.dispatcher.services.admit.note(tx, User(id=STRANGER, name="Stan"))
        await tx.users.set_access(STRANGER, Access.ALLOWED)
    assert len((await typed(shop, STRANGER, "likes"))["results"]) == 20


async def test_hidden_services_are_not_shared(shop: Desk) -> None:
    """What is hidden is offered to nobody, operators included."""
    async with shop.store.snapshot() as tx:
        hidden = next(one for one in await tx.catalogue.list_all() if one.row.panel_id == "104")
    card = await shop.presses(OPERATOR, await shop.says(OPERATOR, f"/start s_{hidden.id}"), "Hide, rename, pin")
    await shop.presses(OPERATOR, card, "Hide")
    for person in (CUSTOMER, OPERATOR):
        answer = await typed(shop, person, "likes 104")
        assert str(hidden.id) not in [result["id"] for result in answer["results"]]


async def test_nothing_typed_yet(shop: Desk) -> None:
    """Before a word is typed, favourites are offered; with none, only the way to the bot."""
    assert (await typed(shop, CUSTOMER, " "))["results"] == []
    await shop.presses(CUSTOMER, await shop.says(CUSTOMER, "/start s_2"), "☆ Favourite")
    assert [result["title"] for result in (await typed(shop, CUSTOMER, ""))["results"]] == ["Followers 2"]


async def test_too_late(shop: Desk) -> None:
    """An answer that Telegram no longer takes is given up, and nothing is owed for it."""
    query_id = shop.world.ask_inline(CUSTOMER, "likes")
    shop.world.inline_queries[query_id]["asked_at"] -= 3600
    await shop.settle()
    assert shop.world.inline_queries[query_id]["answer"] is None
    assert len(shop.world.calls.of("answerInlineQuery")) == 1
    async with shop.store.snapshot() as tx:
        assert await tx.outbox.count() == 0


async def test_typing_leaves_a_question_open(shop: Desk) -> None:
    """An operator who looks something up in another chat is still asked for the name here."""
    card = await shop.presses(OPERATOR, await shop.says(OPERATOR, "/start s_2"), "Hide, rename, pin")
    await shop.presses(OPERATOR, card, "Rename")
    await typed(shop, OPERATOR, "likes")
    assert "Golden" in (await shop.says(OPERATOR, "Golden"))["text"]
