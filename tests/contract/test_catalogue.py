"""The panel's services with our own ids."""

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256

from bot.domain.catalogue import CatalogueChange, PanelServiceId, ServiceRow
from bot.ports import Store, Transaction
from tests.contract.samples import HOSTILE, HOSTILE_STORED, NOW, later, service_row

_LIST = [
    service_row("30", category="Zebra"),
    service_row("10", category="Apple"),
    service_row("20", category="Zebra"),
]

# Longer than an index takes, and such that no database presses it together.
_LONG = "".join(sha256(bytes([number])).hexdigest() for number in range(250))


async def _replace(store: Store, rows: list[ServiceRow], seconds: float = 0) -> CatalogueChange:
    async with store.transaction() as tx:
        return await tx.catalogue.replace(rows, later(seconds))


async def _ids(store: Store) -> dict[str, int]:
    async with store.snapshot() as tx:
        return {service.row.panel_id: service.id for service in await tx.catalogue.list_all()}


async def _shown(tx: Transaction) -> dict[str, list[str]]:
    """What somebody sees who browses: categories and their services, in order."""
    return {
        category.name: [one.row.panel_id for one in await tx.catalogue.list_services(category.id, 0, 100)]
        for category in await tx.catalogue.list_categories()
    }


async def test_empty(store: Store) -> None:
    """Before the first list there is nothing, and nothing fails."""
    async with store.snapshot() as tx:
        assert list(await tx.catalogue.list_categories()) == []
        assert list(await tx.catalogue.list_all()) == []
        assert await tx.catalogue.find(1) is None
        assert await tx.catalogue.find_category(1) is None


async def test_order_of_the_list(store: Store) -> None:
    """Categories and services stand in the panel's order, not in that of names or ids."""
    change = await _replace(store, _LIST)
    ids = await _ids(store)
    assert change == CatalogueChange(new=(ids["30"], ids["10"], ids["20"]))
    async with store.snapshot() as tx:
        assert list((await _shown(tx)).items()) == [("Zebra", ["30", "20"]), ("Apple", ["10"])]
        assert [one.row.panel_id for one in await tx.catalogue.list_all()] == ["30", "10", "20"]
        assert [category.services for category in await tx.catalogue.list_categories()] == [2, 1]


async def test_new_order_of_the_list(store: Store) -> None:
    """A list in another order is shown in it; ids stay, and nothing counts as changed."""
    await _replace(store, _LIST)
    before = await _ids(store)
    change = await _replace(store, _LIST[::-1])
    assert change == CatalogueChange()
    assert await _ids(store) == before
    async with store.snapshot() as tx:
        assert list((await _shown(tx)).items()) == [("Zebra", ["20", "30"]), ("Apple", ["10"])]


async def test_page_of_a_category(store: Store) -> None:
    """A category is paged in order; beyond its end there is nothing."""
    await _replace(store, [service_row(str(number)) for number in range(7)])
    async with store.snapshot() as tx:
        [category] = await tx.catalogue.list_categories()
        pages = [await tx.catalogue.list_services(category.id, offset, 3) for offset in (0, 3, 6, 9)]
    assert [[one.row.panel_id for one in page] for page in pages] == [["0", "1", "2"], ["3", "4", "5"], ["6"], []]


async def test_changed_service(store: Store) -> None:
    """A new price is taken over under the old id."""
    await _replace(store, _LIST)
    before = await _ids(store)
    dearer = replace(_LIST[1], rate=Decimal("1.10"), rate_text="1.10")
    change = await _replace(store, [_LIST[0], dearer, _LIST[2]])
    assert change == CatalogueChange(changed=(before["10"],))
    async with store.snapshot() as tx:
        service = await tx.catalogue.find(before["10"])
    assert service is not None
    assert service.row == dearer


async def test_gone_and_back_again(store: Store) -> None:
    """A service that is no longer listed is kept as gone; back again, it has its old id and counts as new."""
    await _replace(store, _LIST)
    before = await _ids(store)
    gone = await _replace(store, _LIST[:1] + _LIST[2:], seconds=60)
    assert gone == CatalogueChange(gone=(before["10"],))
    await _replace(store, _LIST[:1] + _LIST[2:], seconds=120)
    async with store.snapshot() as tx:
        assert await _shown(tx) == {"Zebra": ["30", "20"]}
        kept = await tx.catalogue.find_by_panel_id(PanelServiceId("10"))
        assert kept is not None
        assert (kept.id, kept.gone_at, kept.row) == (before["10"], later(60), _LIST[1])
        empty = await tx.catalogue.find_category(kept.category_id)
        assert empty is not None
        assert (empty.name, empty.services) == ("Apple", 0)
    back = await _replace(store, _LIST)
    assert back == CatalogueChange(new=(before["10"],))
    assert await _ids(store) == before


async def test_renamed_category(store: Store) -> None:
    """A category with a new name is a new one, which its services move to; the old id keeps its meaning."""
    await _replace(store, _LIST)
    async with store.snapshot() as tx:
        old = (await tx.catalogue.list_categories())[0]
    change = await _replace(store, [replace(row, category=row.category.replace("Zebra", "Horse")) for row in _LIST])
    assert len(change.changed) == 2
    async with store.snapshot() as tx:
        assert list(await _shown(tx)) == ["Horse", "Apple"]
        emptied = await tx.catalogue.find_category(old.id)
    assert emptied is not None
    assert (emptied.name, emptied.services) == ("Zebra", 0)


async def test_everything_gone(store: Store) -> None:
    """An empty list leaves nothing on sale, and nothing forgotten."""
    await _replace(store, _LIST)
    assert len((await _replace(store, [])).gone) == 3
    assert len((await _replace(store, _LIST)).new) == 3


async def test_all_columns(store: Store) -> None:
    """Flags that are yes, no and unknown, words and limits come back as they were."""
    row = service_row(
        "1",
        type="Custom Comments",
        refill=True,
        cancel=False,
        drip_feed=None,
        description="slow\nbut steady",
        average_time="3 h",
        currency="INR",
        maximum=10**12,
    )
    await _replace(store, [row])
    async with store.snapshot() as tx:
        [service] = await tx.catalogue.list_all()
    assert (service.row, service.gone_at) == (row, None)


async def test_hostile_rows(store: Store) -> None:
    """Names of any characters, sizes no database has, and an id given twice spoil nothing and are no news later."""
    hostile = service_row(
        HOSTILE, name=HOSTILE, category=HOSTILE + _LONG, minimum=-(10**30), maximum=10**30, description=HOSTILE
    )
    rows = [hostile, service_row(_LONG), replace(hostile, name="again"), service_row("2", rate=Decimal("1E+40"))]
    assert len((await _replace(store, rows)).new) == 2
    assert await _replace(store, rows) == CatalogueChange()
    async with store.snapshot() as tx:
        service, plain = await tx.catalogue.list_all()
        assert await tx.catalogue.find_by_panel_id(PanelServiceId(HOSTILE)) == service
    assert service.row.name == HOSTILE_STORED
    assert (service.row.minimum, service.row.maximum) == (1 - 2**63, 2**63 - 1)
    assert plain.row.rate == Decimal("1E+40")


async def test_exact_rate(store: Store) -> None:
    """A rate keeps each of its digits, the panel's text beside it."""
    rates = ["0.90", "0.0000125", "8", "0.1234567890123456789", "1E-9"]
    await _replace(store, [service_row(text, rate=Decimal(text), rate_text=text) for text in rates])
    async with store.snapshot() as tx:
        stored = [one.row for one in await tx.catalogue.list_all()]
    assert [str(row.rate) for row in stored] == rates
    assert [row.rate_text for row in stored] == rates


async def test_gone_time(store: Store) -> None:
    """When a service went is told with its microseconds, in UTC."""
    await _replace(store, _LIST)
    await _replace(store, [])
    async with store.snapshot() as tx:
        gone = await tx.catalogue.find_by_panel_id(PanelServiceId("10"))
    assert gone is not None
    assert gone.gone_at == NOW
    assert gone.gone_at is not None
    assert str(gone.gone_at) == "2026-01-02 03:04:05.678901+00:00"
