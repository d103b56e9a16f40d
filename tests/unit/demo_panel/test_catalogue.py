"""What the sandbox sells."""

from bot.demo.panel import believable_catalogue, make_catalogue
from bot.domain.service_types import SERVICE_TYPES, find_service_type


def test_first_two_services_are_those_of_the_panels_document():
    """The first two rows read word for word as the panel's document prints them."""
    first, second = believable_catalogue()[:2]
    assert (first.id, first.name, first.type, first.category) == (1, "Followers", "Default", "First Category")
    assert (first.rate, first.min, first.max) == ("0.90", 50, 10_000)
    assert (second.id, second.name, second.type, second.category) == (
        2,
        "Comments",
        "Custom Comments",
        "Second Category",
    )
    assert (second.rate, second.min, second.max) == ("8", 10, 1_500)


def test_catalogue_is_large_and_has_every_type():
    """There are enough services and categories to browse, one of each type, and one of a type nobody knows."""
    rows = believable_catalogue()
    types = {row.type for row in rows}
    assert len(rows) >= 100
    assert len({row.category for row in rows}) >= 14
    assert types - set(SERVICE_TYPES) == {"Mystery Box"}
    assert set(SERVICE_TYPES) <= types


def test_catalogue_has_hostile_and_long_names():
    """One name is full of HTML and one is too long for a button or a line."""
    names = [row.name for row in believable_catalogue()]
    assert any("<script>" in name and '"' in name and "&" in name for name in names)
    assert max(len(name) for name in names) > 250


def test_made_catalogue_has_the_size_asked_for():
    """A big catalogue has exactly as many services and categories as asked for, and every type."""
    rows = make_catalogue(8_000, 250)
    assert [row.id for row in rows] == list(range(1, 8_001))
    assert len({row.category for row in rows}) == 250
    assert {find_service_type(row.type) for row in rows} == set(SERVICE_TYPES.values())
    assert max(len(row.name.encode()) for row in rows) > 200


def test_made_catalogue_is_the_same_for_the_same_seed():
    """The seed alone decides a made catalogue."""
    assert make_catalogue(50, 5, seed=3) == make_catalogue(50, 5, seed=3)
    assert make_catalogue(50, 5, seed=3) != make_catalogue(50, 5, seed=4)
