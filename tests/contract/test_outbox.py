"""What the bot owes to chats: kept until Telegram has taken it, in order for each chat."""

import asyncio
from collections import defaultdict
from dataclasses import replace

from bot.domain.outbox import NewOwed, Owed, OwedKind, Settled
from bot.ports import Store
from tests.contract.samples import (
    ANN,
    BOB,
    HOSTILE,
    HOSTILE_STORED,
    LEASE,
    NOW,
    OTHER,
    OWNER,
    arrange,
    ids_of,
    later,
    owed,
    queue_orders,
)


async def _add(store: Store, *new: NewOwed, owner: str | None = None, seconds: float = 0) -> list[Owed]:
    async with store.transaction() as tx:
        return list(await tx.outbox.add(new, later(seconds), owner, LEASE))


async def _claim(store: Store, owner: str = OWNER, limit: int = 100, seconds: float = 0) -> list[Owed]:
    async with store.transaction() as tx:
        return list(await tx.outbox.claim_due(owner, later(seconds), LEASE, limit))


async def test_added(store: Store) -> None:
    """What is owed comes back whole, in the order it was added, and is due at once."""
    payload = {"text": HOSTILE_STORED, "keyboard": [[{"id": 1.5, "url": None, "on": True}]]}
    new = [owed(payload=payload, message_id=2**40, silent=True), owed(BOB, OwedKind.ANSWER), owed()]
    added = await _add(store, *new)
    assert [(row.new, row.attempts, row.created_at, row.due_at) for row in added] == [(one, 0, NOW, NOW) for one in new]
    assert await _claim(store) == added
    async with store.snapshot() as tx:
        assert await tx.outbox.count() == 3


async def test_last_replies(store: Store) -> None:
    """The last new message or edit of each chat is found, leased or not; answers, notices and cards are none."""
    await arrange(store)
    [order] = await queue_orders(store, 1)
    first, last, other = await _add(store, owed(), owed(kind=OwedKind.EDIT, message_id=5), owed(BOB), owner=OWNER)
    about = {"order_id": order.id}
    await _add(
        store, owed(kind=OwedKind.NOTICE, **about), owed(kind=OwedKind.CARD, **about), owed(999, OwedKind.ANSWER)
    )
    async with store.snapshot() as tx:
        assert await tx.outbox.last_replies() == {ANN: last.id, BOB: other.id}
    async with store.transaction() as tx:
        await tx.outbox.settle([Settled(last), Settled(other)])
    async with store.snapshot() as tx:
        assert await tx.outbox.last_replies() == {ANN: first.id}


async def test_nothing_added(store: Store) -> None:
    """Owing nothing is not an error."""
    assert await _add(store) == []
    assert await _claim(store) == []


async def test_many_added(store: Store) -> None:
    """Ids follow the order of what was added, however many there are."""
    new = [owed(number) for number in range(1_500)]
    added = await _add(store, *new)
    assert [row.new.chat_id for row in sorted(added, key=lambda row: row.id)] == list(range(1_500))
    assert [row.new.chat_id for row in await _claim(store, limit=2_000)] == list(range(1_500))


async def test_hostile_payload(store: Store) -> None:
    """Text of any characters is kept, without half surrogate pairs."""
    await _add(store, owed(payload={"text": HOSTILE}))
    [row] = await _claim(store)
    assert row.new.payload["text"].replace("\x00", "") == HOSTILE_STORED


async def test_born_leased(store: Store) -> None:
    """What its owner sends from memory is claimed by nobody, until the lease runs out."""
    added = await _add(store, owed(), owner=OWNER)
    assert await _claim(store, OTHER, seconds=LEASE - 1) == []
    assert await _claim(store, OTHER, seconds=LEASE) == added


async def test_order_in_a_chat(store: Store) -> None:
    """No row is claimed while an earlier one of its chat is leased; other chats are not held up."""
    first, second, third = await _add(store, owed(), owed(BOB), owed())
    assert await _claim(store, limit=1) == [first]
    assert await _claim(store, OTHER) == [second]
    async with store.transaction() as tx:
        await tx.outbox.settle([Settled(first)])
    assert await _claim(store, OTHER) == [third]


async def test_several_of_one_chat(store: Store) -> None:
    """Several rows of one chat are claimed together, in order."""
    added = await _add(store, *(owed() for _ in range(5)))
    assert await _claim(store, limit=3) == added[:3]
    assert await _claim(store, OTHER) == []


async def test_behind_what_its_owner_sends(store: Store) -> None:
    """A notice waits for the reply that is being sent from memory before it."""
    [reply] = await _add(store, owed(), owner=OWNER)
    [notice] = await _add(store, owed(kind=OwedKind.NOTICE))
    assert await _claim(store, OTHER) == []
    async with store.transaction() as tx:
        await tx.outbox.settle([Settled(reply, 5)])
    assert await _claim(store, OTHER) == [notice]


async def test_before_what_its_owner_sends(store: Store) -> None:
    """A row does not wait for a later one of its chat."""
    [notice] = await _add(store, owed(kind=OwedKind.NOTICE))
    await _add(store, owed(), owner=OWNER)
    assert await _claim(store, OTHER) == [notice]


async def test_without_cards(store: Store) -> None:
    """Cards can be left where they are; they hold up nothing, and are claimed when they are asked for."""
    card, notice = await _add(store, owed(kind=OwedKind.CARD), owed(kind=OwedKind.NOTICE))
    async with store.transaction() as tx:
        assert await tx.outbox.claim_due(OWNER, NOW, LEASE, 9, with_cards=False) == [notice]
        assert await tx.outbox.claim_due(OWNER, NOW, LEASE, 9) == [card]


async def _claim_notices(store: Store, *chats: int, owner: str = OWNER, limit: int = 100) -> list[Owed]:
    async with store.transaction() as tx:
        return list(await tx.outbox.claim_notices(owner, NOW, LEASE, chats, limit))


async def test_notices_beside_what_one_has_in_hand(store: Store) -> None:
    """Notices of a chat join the rows of it that their worker holds; nobody else's do, and no other kinds."""
    first, *others = await _add(
        store, *(owed(kind=OwedKind.NOTICE) for _ in range(3)), owed(), owed(kind=OwedKind.CARD)
    )
    await _add(store, owed(BOB, OwedKind.NOTICE))
    assert await _claim(store, limit=1) == [first]
    assert await _claim_notices(store, ANN, 7, owner=OTHER) == []
    assert await _claim_notices(store, ANN, 7, limit=1) == others[:1]
    assert await _claim_notices(store, ANN, 7) == others[1:2]
    assert await _claim_notices(store, ANN) == []


async def test_notices_behind_one_that_was_put_off(store: Store) -> None:
    """No notice passes an earlier row of its chat that Telegram put off, though the worker holds others of it."""
    first, second, _ = await _add(store, *(owed(kind=OwedKind.NOTICE) for _ in range(3)))
    await _claim(store, limit=1)
    async with store.transaction() as tx:
        await tx.outbox.postpone(second.id, later(30))
    assert await _claim_notices(store, ANN) == []
    async with store.transaction() as tx:
        await tx.outbox.settle([Settled(first)])
        assert await tx.outbox.claim_notices(OWNER, later(30), LEASE, [ANN], 1) == [
            replace(second, attempts=1, due_at=later(30))
        ]


async def test_put_off(store: Store) -> None:
    """A row that Telegram put off holds up its chat until then, counts the attempt, and comes first again."""
    first, second, other = await _add(store, owed(), owed(), owed(BOB))
    await _claim(store, limit=1)
    async with store.transaction() as tx:
        await tx.outbox.postpone(first.id, later(30))
    assert await _claim(store, seconds=29) == [other]
    assert await _claim(store, OTHER, seconds=30) == [replace(first, attempts=1, due_at=later(30)), second]


async def test_given_back(store: Store) -> None:
    """Rows that were not tried are free again at once, with no attempt counted."""
    added = await _add(store, owed(), owed(BOB))
    await _claim(store)
    async with store.transaction() as tx:
        await tx.outbox.give_back([row.id for row in added])
        await tx.outbox.give_back([])
    assert await _claim(store, OTHER) == added


async def test_claims_at_once(store: Store) -> None:
    """Workers that claim at the same time share the rows, and each chat's order holds."""
    added = await _add(store, *(owed(number % 7) for number in range(70)))
    sent: dict[int, list[int]] = defaultdict(list)

    async def work(owner: str) -> None:
        while claimed := await _claim(store, owner, limit=4):
            for row in claimed:
                sent[row.new.chat_id].append(row.id)
            async with store.transaction() as tx:
                await tx.outbox.settle([Settled(row) for row in claimed])

    await asyncio.gather(*(work(f"worker-{number}") for number in range(4)))
    await work("the last one")  # a worker stops when all that is left is behind somebody else's
    assert dict(sent) == {chat: [row.id for row in added if row.new.chat_id == chat] for chat in range(7)}


async def test_settled(store: Store) -> None:
    """A row that was taken is gone, and its draft knows its card."""
    service = await arrange(store)
    async with store.transaction() as tx:
        draft = await tx.drafts.open(ANN, ANN, service.id, "t", NOW)
    [card, silent, kept] = await _add(store, owed(draft_id=draft.id), owed(BOB), owed(7))
    async with store.transaction() as tx:
        await tx.outbox.settle([Settled(card, 99), Settled(silent)])
        await tx.outbox.settle([])
        assert await tx.drafts.find_open(ANN) == replace(draft, card_message_id=99)
        assert await tx.outbox.count() == 1
    assert await _claim(store) == [kept]


async def test_ids_do_not_come_back(store: Store) -> None:
    """The id of a settled row is never given again: a late word about it must hit nobody."""
    [row] = await _add(store, owed())
    async with store.transaction() as tx:
        await tx.outbox.settle([Settled(row)])
    [later_row] = await _add(store, owed())
    assert later_row.id > row.id


async def test_cards_of_one_order(store: Store) -> None:
    """Several wishes to bring a card up to date are one, at the end of the queue."""
    await arrange(store)
    [order] = await queue_orders(store, 1)
    card = owed(kind=OwedKind.CARD, order_id=order.id, message_id=5)
    await _add(store, card, owed(), card)
    [last] = await _add(store, replace(card, payload={"n": 2}))
    claimed = await _claim(store)
    assert [row.new.kind for row in claimed] == [OwedKind.SEND, OwedKind.CARD]
    assert claimed[1] == last


async def test_cards_of_others(store: Store) -> None:
    """Cards of other orders, and of other messages that show the order, are each wishes of their own."""
    await arrange(store)
    first, second = await queue_orders(store, 2)
    card = owed(kind=OwedKind.CARD, order_id=first.id, message_id=5)
    added = await _add(store, card, replace(card, message_id=6), replace(card, message_id=None))
    added += await _add(store, replace(card, order_id=second.id), owed(kind=OwedKind.NOTICE, order_id=first.id))
    assert await _claim(store) == added


async def test_card_that_is_being_sent(store: Store) -> None:
    """A card that is leased is not replaced: it may show what was before, so the new wish stays."""
    await arrange(store)
    [order] = await queue_orders(store, 1)
    card = owed(kind=OwedKind.CARD, order_id=order.id)
    [sending] = await _add(store, card)
    await _claim(store)
    [waiting] = await _add(store, card)
    [newest] = await _add(store, card)
    async with store.transaction() as tx:
        assert await tx.outbox.count() == 2
        await tx.outbox.settle([Settled(sending), Settled(waiting)])
    assert await _claim(store, OTHER) == [newest]


async def test_card_that_was_put_off(store: Store) -> None:
    """A card that replaces one which Telegram put off is put off as long."""
    await arrange(store)
    [order] = await queue_orders(store, 1)
    card = owed(kind=OwedKind.CARD, order_id=order.id)
    [first] = await _add(store, card)
    async with store.transaction() as tx:
        await tx.outbox.postpone(first.id, later(30))
    [second] = await _add(store, card, seconds=10)
    assert (second.due_at, second.attempts) == (later(30), 1)
    assert await _claim(store, seconds=29) == []
    assert await _claim(store, seconds=30) == [second]


async def test_dropped_chat(store: Store) -> None:
    """All that is owed to a chat goes, whoever holds it, and nothing of other chats."""
    await _add(store, owed(), owed(), owner=OWNER)
    await _add(store, owed())
    [kept] = await _add(store, owed(BOB))
    async with store.transaction() as tx:
        assert await tx.outbox.drop_chat(ANN) == 3
        assert await tx.outbox.drop_chat(ANN) == 0
    assert await _claim(store) == [kept]


async def test_released(store: Store) -> None:
    """A worker that leaves gives its rows back at once, and nobody else's."""
    mine, theirs = await _add(store, owed(), owner=OWNER) + await _add(store, owed(BOB), owner=OTHER)
    async with store.transaction() as tx:
        await tx.outbox.release(OWNER)
        assert await ids_of(tx.outbox.claim_due) == [mine.id]
        await tx.outbox.release(None)
        assert await ids_of(tx.outbox.claim_due) == [mine.id, theirs.id]


async def test_edit_that_became_a_new_message(store: Store) -> None:
    """An order follows its card and its view into the message that took their place, and into no other."""
    await arrange(store)
    [order] = await queue_orders(store, 1)
    async with store.transaction() as tx:
        await tx.orders.set_view(order.id, ANN, 8)
    card, view = await _add(
        store, *(owed(kind=OwedKind.EDIT, order_id=order.id, message_id=message) for message in (7, 8))
    )
    async with store.transaction() as tx:
        await tx.outbox.settle([Settled(card, 7), Settled(view)])
        assert (await tx.orders.get_many([order.id]))[order.id].new.card_message_id == 7
        await tx.outbox.settle([Settled(card, 70), Settled(view, 80)])
        moved = (await tx.orders.get_many([order.id]))[order.id]
    assert (moved.new.card_message_id, moved.view_message_id) == (70, 80)
