"""What operators make of the catalogue, what changes in it, and what users like of it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.catalogue import Shelf
from bot.domain.changes import ChangeKind, NewChange
from bot.ports import Store
from tests.contract.samples import ANN, BOB, HOSTILE, HOSTILE_STORED, NOW, arrange, later, new_order, service_row

LIST = [service_row("30", category="Zebra"), service_row("10", category="Apple"), service_row("20", category="Zebra")]


async def _stock(store: Store) -> dict[str, int]:
    """Put the list on sale; returns our ids by the panel's."""
    async with store.transaction() as tx:
        await tx.catalogue.replace(LIST, NOW)
        return {one.row.panel_id: one.id for one in await tx.catalogue.list_all()}


async def _category_ids(store: Store) -> dict[str, int]:
    async with store.snapshot() as tx:
        return {category.name: category.id for category in await tx.catalogue.list_categories(hidden=True)}


async def _shown(store: Store, *, hidden: bool = False) -> dict[str, list[str]]:
    """What somebody sees who browses, in order: an operator with `hidden`."""
    async with store.snapshot() as tx:
        return {
            category.title: [one.title for one in await tx.catalogue.list_services(category.id, 0, 100, hidden=hidden)]
            for category in await tx.catalogue.list_categories(hidden=hidden)
        }


async def _shelve(store: Store, service_id: int, shelf: Shelf) -> None:
    async with store.transaction() as tx:
        await tx.catalogue.shelve_service(service_id, shelf)


async def test_hidden_service(store: Store) -> None:
    """Users see and count the rest; operators see all; whoever asks for it by id finds it hidden."""
    ids = await _stock(store)
    await _shelve(store, ids["30"], Shelf(is_hidden=True))
    await _shelve(store, ids["10"], Shelf(is_hidden=True))
    assert await _shown(store) == {"Zebra": ["Followers 20"]}
    assert await _shown(store, hidden=True) == {"Zebra": ["Followers 30", "Followers 20"], "Apple": ["Followers 10"]}
    async with store.snapshot() as tx:
        service = await tx.catalogue.find(ids["30"])
        zebra = await tx.catalogue.find_category((await tx.catalogue.list_categories())[0].id)
    assert service is not None
    assert zebra is not None
    assert (service.is_hidden, service.is_on_sale) == (True, False)
    assert (zebra.services, zebra.listed) == (1, 2)


async def test_hidden_category(store: Store) -> None:
    """A hidden category is not listed, and each of its services knows."""
    ids = await _stock(store)
    category_id = (await _category_ids(store))["Zebra"]
    async with store.transaction() as tx:
        await tx.catalogue.shelve_category(category_id, Shelf(is_hidden=True))
    assert await _shown(store) == {"Apple": ["Followers 10"]}
    assert list(await _shown(store, hidden=True)) == ["Zebra", "Apple"]
    async with store.snapshot() as tx:
        found = await tx.catalogue.get_many([*ids.values(), 999])
    assert {one.row.panel_id: one.is_hidden for one in found.values()} == {"30": True, "10": False, "20": True}


async def test_pinned(store: Store) -> None:
    """What is pinned comes first, in the order of pinning, whatever the panel's order; unpinned, it goes back."""
    ids = await _stock(store)
    categories = await _category_ids(store)
    await _shelve(store, ids["20"], Shelf(pinned_at=later(1)))
    await _shelve(store, ids["30"], Shelf(pinned_at=later(2)))
    async with store.transaction() as tx:
        await tx.catalogue.shelve_category(categories["Apple"], Shelf(pinned_at=later(3)))
    shown = await _shown(store)
    assert list(shown.items()) == [("Apple", ["Followers 10"]), ("Zebra", ["Followers 20", "Followers 30"])]
    await _shelve(store, ids["20"], Shelf())
    assert (await _shown(store))["Zebra"] == ["Followers 30", "Followers 20"]


async def test_renamed(store: Store) -> None:
    """Our own names are stored as they were written, and the panel's stay beside them."""
    ids = await _stock(store)
    await _shelve(store, ids["30"], Shelf(alias=HOSTILE))
    async with store.transaction() as tx:
        zebra = (await tx.catalogue.list_categories())[0]
        await tx.catalogue.shelve_category(zebra.id, Shelf(alias="Horses"))
    async with store.snapshot() as tx:
        service = await tx.catalogue.find(ids["30"])
    assert service is not None
    assert (service.title, service.row.name) == (HOSTILE_STORED, "Followers 30")
    assert (service.category_title, service.row.category) == ("Horses", "Zebra")


async def test_the_shelf_outlives_a_new_list(store: Store) -> None:
    """Price, order and place in the list change, and a service goes and comes back: names, pins, hiding stay."""
    ids = await _stock(store)
    categories = await _category_ids(store)
    own = Shelf(alias="Ours", is_hidden=True, pinned_at=later(1))
    for name in ("10", "20"):
        await _shelve(store, ids[name], own)
    async with store.transaction() as tx:
        await tx.catalogue.shelve_category(categories["Zebra"], own)
        dearer = service_row("20", category="Zebra", rate=Decimal(5), rate_text="5")
        await tx.catalogue.replace([dearer, LIST[0]], later(60))
        change = await tx.catalogue.replace([dearer, *LIST[:2]], later(120))
        kept = await tx.catalogue.get_many(ids.values())
        zebra = await tx.catalogue.find_category(categories["Zebra"])
        apple = await tx.catalogue.find_category(categories["Apple"])
    assert zebra is not None
    assert apple is not None
    assert change.new == (ids["10"],)
    assert [kept[ids[name]].shelf for name in ("10", "20", "30")] == [own, own, Shelf()]
    assert (zebra.shelf, kept[ids["20"]].category_shelf) == (own, own)
    assert [(one.services, one.listed) for one in (zebra, apple)] == [(1, 2), (0, 1)]


async def test_service_in_another_category(store: Store) -> None:
    """A service that the panel moves takes its own shelf along, and stands on the shelf of its new category."""
    ids = await _stock(store)
    categories = await _category_ids(store)
    await _shelve(store, ids["30"], Shelf(alias="Ours"))
    async with store.transaction() as tx:
        await tx.catalogue.shelve_category(categories["Apple"], Shelf(is_hidden=True))
        await tx.catalogue.replace([service_row("30", category="Apple"), *LIST[1:]], later(60))
        moved = await tx.catalogue.find(ids["30"])
    assert moved is not None
    assert (moved.title, moved.is_hidden, moved.category_title) == ("Ours", True, "Apple")


async def test_walk_by_our_ids(store: Store) -> None:
    """Part by part everything that is listed is met once, hidden ones too and gone ones not."""
    ids = await _stock(store)
    await _shelve(store, ids["10"], Shelf(is_hidden=True))
    async with store.transaction() as tx:
        await tx.catalogue.replace(LIST[:2], later(1))
        first = await tx.catalogue.list_after(0, 1)
        rest = await tx.catalogue.list_after(first[-1].id, 9)
        assert [one.row.panel_id for one in (*first, *rest)] == ["30", "10"]
        assert await tx.catalogue.list_after(rest[-1].id, 9) == []


async def test_unknown_ids_are_no_matter(store: Store) -> None:
    """To shelve what is not there changes nothing."""
    await _stock(store)
    before = await _shown(store, hidden=True)
    async with store.transaction() as tx:
        await tx.catalogue.shelve_service(999, Shelf(is_hidden=True))
        await tx.catalogue.shelve_category(999, Shelf(is_hidden=True))
    assert await _shown(store) == before


async def test_former_rows(store: Store) -> None:
    """A new list tells how what it changed was before."""
    ids = await _stock(store)
    async with store.transaction() as tx:
        change = await tx.catalogue.replace([service_row("30", category="Zebra", minimum=7), *LIST[1:]], later(60))
    assert dict(change.former) == {ids["30"]: LIST[0]}


async def test_changes_are_kept(store: Store) -> None:
    """Changes come latest first, in pages, since a moment, with their service as it is now; old ones are forgotten."""
    ids = await _stock(store)
    facts = {"old": "0.90", "new": "1.10"}
    dearer = NewChange(service_id=ids["10"], kind=ChangeKind.DEARER, facts=facts)
    gone = NewChange(service_id=ids["20"], kind=ChangeKind.GONE)
    async with store.transaction() as tx:
        await tx.changes.add([], NOW)
        await tx.changes.add([dearer], NOW - timedelta(days=2))
        await tx.changes.add([dearer, gone], NOW)
    async with store.snapshot() as tx:
        page = await tx.changes.page(NOW, 0, 10)
        assert [(one.kind, one.service.row.panel_id, one.facts, one.at) for one in page] == [
            (ChangeKind.GONE, "20", {}, NOW),
            (ChangeKind.DEARER, "10", facts, NOW),
        ]
        assert [one.kind for one in await tx.changes.page(NOW - timedelta(days=9), 1, 1)] == [ChangeKind.DEARER]
        assert await tx.changes.count(NOW) == {ChangeKind.GONE: 1, ChangeKind.DEARER: 1}
        assert await tx.changes.count(later(1)) == {}
    async with store.transaction() as tx:
        await tx.changes.prune(NOW)
        assert await tx.changes.count(NOW - timedelta(days=9)) == {ChangeKind.GONE: 1, ChangeKind.DEARER: 1}


async def test_favourites(store: Store) -> None:
    """Each user has their own, latest first, each service once; gone ones stay, unknown ones are not taken."""
    service = await arrange(store)
    async with store.transaction() as tx:
        [second] = (await tx.catalogue.replace([service_row(), service_row("2")], NOW)).new
        assert await tx.favourites.add(ANN, service.id, NOW)
        assert not await tx.favourites.add(ANN, service.id, NOW)
        assert await tx.favourites.add(ANN, second, NOW)
        assert await tx.favourites.add(BOB, second, NOW)
        assert not await tx.favourites.add(ANN, 999, NOW)
        await tx.catalogue.replace([service_row()], later(1))
    async with store.snapshot() as tx:
        assert [one.row.panel_id for one in await tx.favourites.page(ANN, 0, 8)] == ["2", "1"]
        assert [one.row.panel_id for one in await tx.favourites.page(ANN, 1, 8)] == ["1"]
        assert [await tx.favourites.count(user) for user in (ANN, BOB, 3)] == [2, 1, 0]
        assert [await tx.favourites.has(BOB, one) for one in (service.id, second)] == [False, True]
    async with store.transaction() as tx:
        assert not await tx.favourites.remove(BOB, service.id)
        assert await tx.favourites.remove(ANN, second)
        assert [one.id for one in await tx.favourites.page(ANN, 0, 8)] == [service.id]
        assert await tx.favourites.has(BOB, second)


@pytest.mark.parametrize(("limit", "expected"), [(10, ["2", "1"]), (2, ["2"])])
async def test_recently_ordered(store: Store, limit: int, expected: list[str]) -> None:
    """The services of a user's last orders, each once, latest first; other users' orders are no matter."""
    first = await arrange(store)
    async with store.transaction() as tx:
        await tx.catalogue.replace([service_row(), service_row("2")], NOW)
        second = next(one for one in await tx.catalogue.list_all() if one.id != first.id)
        for number, service in enumerate((first, second, first, second, second)):
            await tx.orders.insert(new_order(service, f"a{number}", ANN))
        await tx.orders.insert(new_order(first, "b", BOB))
        recent = await tx.orders.recent_services(ANN, limit)
        found = await tx.catalogue.get_many(recent)
    assert [found[one].row.panel_id for one in recent] == expected
