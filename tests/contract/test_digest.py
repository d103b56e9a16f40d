"""Notices that are told once a day, and users' wishes, in every store."""

from contextlib import suppress
from dataclasses import replace

from bot.domain.outbox import NewOwed, OwedKind
from bot.domain.people import User
from bot.ports import Store
from bot.services.send_digests import tell_kept
from tests.contract.samples import ANN, BOB, LEASE, NOW, OWNER, arrange, later, queue_orders


async def test_taken_once(store: Store) -> None:
    """What is kept for a user is due at its time, and taken out whole, oldest first; others' stays."""
    await arrange(store)
    (anns,) = await queue_orders(store, 1, ANN)
    (bobs,) = await queue_orders(store, 1, BOB)
    async with store.transaction() as tx:
        await tx.digest.keep(ANN, anns.id, {"kind": "placed"}, later(10))
        await tx.digest.keep(BOB, bobs.id, {"kind": "refused"}, later(20))
        await tx.digest.keep(ANN, anns.id, {"kind": "status_changed"}, later(10))
        assert await tx.digest.find_due(later(9)) is None
        assert await tx.digest.find_due(later(30)) == ANN
        taken = await tx.digest.take(ANN)
        assert taken == [(anns.id, {"kind": "placed"}), (anns.id, {"kind": "status_changed"})]
        assert await tx.digest.take(ANN) == []
        assert await tx.digest.find_due(later(19)) is None
        assert await tx.digest.find_due(later(20)) == BOB


async def test_what_was_kept_goes_ahead_of_what_is_new(store: Store) -> None:
    """Taken out and owed in the transaction that changes the wish, it is claimed before what is owed from then on."""
    await arrange(store)
    (order,) = await queue_orders(store, 1, ANN)
    (bobs,) = await queue_orders(store, 1, BOB)
    async with store.transaction() as tx:
        await tx.users.set_wishes(User(id=ANN, name="Ann", digest_hour=18))
        for kind in ("placed", "status_changed"):
            await tx.digest.keep(ANN, order.id, {"kind": kind}, later(9_000))
        await tx.digest.keep(BOB, bobs.id, {"kind": "placed"}, later(9_000))
    with suppress(ZeroDivisionError):
        async with store.transaction() as tx:
            await tell_kept(tx, ANN, later(1))
            raise ZeroDivisionError
    async with store.transaction() as tx:
        await tx.users.set_wishes(User(id=ANN, name="Ann"))
        await tell_kept(tx, ANN, later(1))
    async with store.transaction() as tx:
        new = NewOwed(chat_id=ANN, kind=OwedKind.NOTICE, payload={"kind": "refused"}, order_id=order.id)
        await tx.outbox.add([new], later(1), None, 0)
        claimed = await tx.outbox.claim_notices(OWNER, later(1), LEASE, [ANN, BOB], 9)
        assert [row.new.payload["kind"] for row in claimed] == ["placed", "status_changed", "refused"]
        assert await tx.digest.take(ANN) == []
        assert len(await tx.digest.take(BOB)) == 1


async def test_wishes(store: Store) -> None:
    """What somebody chose is kept, whatever Telegram says of them later."""
    async with store.transaction() as tx:
        ann = await tx.users.note_seen(User(id=ANN, name="Ann"), NOW)
        wanted = replace(ann, digest_hour=9, quiet_from=22, quiet_to=8, zone="Europe/Berlin")
        await tx.users.set_wishes(wanted)
        assert await tx.users.find(ANN) == wanted
        assert await tx.users.note_seen(User(id=ANN, name="Anna"), NOW) == replace(wanted, name="Anna")
        await tx.users.set_wishes(ann)
        assert await tx.users.find(ANN) == replace(ann, name="Anna")
