"""The table of service types, held against the document's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.service_types import SERVICE_TYPES, Counting, Pricing, find_service_type
from tests.unit.domain.samples import make_service, patient

# Source: panel API, family document, table "add": required, optional, quantity, price. A condition stands in brackets.
_DOCUMENT = """
Default | quantity | runs interval | given | per 1000
Package | | | one | flat
Custom Comments | comments* | | lines of comments | per 1000
Custom Comments Package | comments* | | one | flat
Mentions | quantity usernames* | | given | per 1000
Mentions with Hashtags | quantity usernames* hashtags* | | given | per 1000
Mentions Custom List | usernames* | | lines of usernames | per 1000
Mentions Hashtag | quantity hashtag | | given | per 1000
Mentions User Followers | quantity username | | given | per 1000
Mentions Media Likers | quantity media | | given | per 1000
Comment Likes | quantity username | | given | per 1000
Comment Replies | username comments* | | lines of comments | per 1000
Poll | quantity answer_number | | given | per 1000
Invites from Groups | quantity groups* | | given | per 1000
SEO | quantity keywords* | | given | per 1000
Subscriptions | username min max delay | posts old_posts expiry | none | per future post
Web Traffic | quantity country device type_of_traffic google_keyword(type_of_traffic=1) \
referring_url(type_of_traffic=2) | runs interval | given | per 1000
"""
_ROWS = [[cell.strip() for cell in line.split("|")] for line in _DOCUMENT.strip().splitlines()]


def _required(name: str) -> str:
    words = []
    for item in SERVICE_TYPES[name].required:
        mark = "*" if item.kind == "lines" else ""
        condition = "({}={})".format(*item.needed_if) if item.needed_if else ""
        words.append(item.name + mark + condition)
    return " ".join(words)


def _quantity(name: str) -> str:
    kind = SERVICE_TYPES[name]
    return f"lines of {kind.counted}" if kind.counting is Counting.LINES else kind.counting.value


def test_the_table_has_the_documents_types_and_no_others() -> None:
    """Every documented type can be ordered, and nothing else."""
    assert list(SERVICE_TYPES) == [row[0] for row in _ROWS]


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row[0])
def test_a_type_has_exactly_its_documented_rules(row: list[str]) -> None:
    """Parameters, their order and conditions, the quantity and the price are the document's."""
    name, required, optional, quantity, price = row
    kind = SERVICE_TYPES[name]
    drip_feed = ["runs interval"] if kind.drip_feed else []
    assert _required(name) == required
    assert " ".join([*(item.name for item in kind.optional), *drip_feed]) == optional
    assert _quantity(name) == quantity
    assert kind.pricing is Pricing(price)


@pytest.mark.parametrize(
    ("kind", "name", "choices"),
    [
        ("Subscriptions", "delay", [0, 5, 10, 15, 20, 30, 40, 50, 60, *range(90, 601, 30)]),
        ("Web Traffic", "device", [1, 2, 3, 4, 5]),
        ("Web Traffic", "type_of_traffic", [1, 2, 3]),
    ],
)
def test_choices_are_the_documented_values(kind: str, name: str, choices: list[int]) -> None:
    """A choice is among the values that panels accept."""
    assert SERVICE_TYPES[kind].field(name).choices == tuple(str(value) for value in choices)


def test_a_condition_names_an_earlier_choice() -> None:
    """A question that depends on another comes after it, and on a value that can be chosen."""
    for kind in SERVICE_TYPES.values():
        asked: dict[str, tuple[str, ...]] = {}
        for item in kind.required:
            assert item.needed_if is None or item.needed_if[1] in asked[item.needed_if[0]]
            asked[item.name] = item.choices


def test_a_field_the_type_does_not_have() -> None:
    """Asking a type for another type's field is an error of the program."""
    with pytest.raises(KeyError):
        SERVICE_TYPES["Package"].field("comments")


@given(st.sampled_from(list(SERVICE_TYPES)), st.randoms(use_true_random=False))
@patient
def test_a_type_is_found_however_it_is_written(name: str, random: object) -> None:
    """Case, blanks and underscores do not matter."""
    choice = random.choice  # type: ignore[attr-defined]
    written = "".join(
        choice(["", " ", "_", "-", "  ", "\u00a0"]) if char == " " else choice([char.upper(), char.lower()])
        for char in name
    )
    assert find_service_type(f" {written}\n") is SERVICE_TYPES[name]


@pytest.mark.parametrize(
    "word", ["", " ", "Defaults", "Custom", "Mentions Hashtags", "Custom Data", "100", "None", "ＰＯＬＬ"]
)
def test_a_type_that_is_not_in_the_table_is_none_of_ours(word: str) -> None:
    """An unknown type is never taken for Default."""
    assert find_service_type(word) is None
    assert not make_service(word).offers_drip_feed


@pytest.mark.parametrize(("flag", "offered"), [(None, True), (True, True), (False, False)])
def test_drip_feed_is_offered_unless_the_panel_says_no(flag: bool | None, offered: bool) -> None:
    """A flag that was not sent is unknown, which is not "no"; a type without drip-feed has none whatever the flag."""
    assert make_service("Default", drip_feed=flag).offers_drip_feed is offered
    assert make_service("Web Traffic", drip_feed=flag).offers_drip_feed is offered
    assert not make_service("Custom Comments", drip_feed=flag).offers_drip_feed


def test_no_quantity_means_a_price_per_post() -> None:
    """The types without a quantity are those that are priced per post: a stored order tells by it what its price is."""
    without = {name for name, kind in SERVICE_TYPES.items() if kind.counting is Counting.NONE}
    assert without == {name for name, kind in SERVICE_TYPES.items() if kind.pricing is Pricing.PER_POST} != set()
