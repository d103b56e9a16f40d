"""What an add is checked for."""

import pytest

from bot.demo.panel import CatalogueRow, Refusal, Sandbox
from bot.demo.panel.catalogue import believable_catalogue
from bot.domain.service_types import SERVICE_TYPES

LINK = "https://example.com/p/1"
ANSWERS = {
    "quantity": "500",
    "comments": "one\ntwo\nthree\nfour\nfive",
    "usernames": "ann\nbob\ncid\ndan\neve\nfay\ngus\nhal\nida\njon",
    "username": "ann",
    "hashtags": "#a\n#b",
    "hashtag": "a",
    "media": "https://example.com/m",
    "answer_number": "2",
    "groups": "https://t.me/a\nhttps://t.me/b",
    "keywords": "shoes",
    "min": "100",
    "max": "200",
    "delay": "90",
    "country": "US",
    "device": "5",
    "type_of_traffic": "3",
}


def row_of(kind: str) -> CatalogueRow:
    """Find a service of a type that takes the answers above."""
    return next(row for row in believable_catalogue() if row.type == kind and row.id > 2)


def full(kind: str) -> dict[str, str]:
    """Return complete parameters for a type."""
    names = [field.name for field in SERVICE_TYPES[kind].required if field.needed_if is None]
    return {"service": str(row_of(kind).id), "url": LINK, **{name: ANSWERS[name] for name in names}}


def refusal_of(sandbox: Sandbox, parameters: dict[str, str]) -> str:
    """Return the words with which an add is refused; nothing is taken."""
    with pytest.raises(Refusal) as caught:
        sandbox.add(parameters)
    assert not sandbox.orders
    return caught.value.words


@pytest.mark.parametrize("kind", SERVICE_TYPES)
def test_every_type_is_taken_with_its_required_parameters(sandbox: Sandbox, kind: str):
    """An order of each type goes through, and the sandbox keeps exactly what it was sent."""
    parameters = full(kind)
    order = sandbox.add(parameters)
    assert order.parameters == parameters
    assert order.link == LINK


REQUIRED = [
    (kind.name, field.name) for kind in SERVICE_TYPES.values() for field in kind.required if field.needed_if is None
]


@pytest.mark.parametrize(("kind", "name"), REQUIRED)
def test_missing_parameter_is_named(sandbox: Sandbox, kind: str, name: str):
    """Each required parameter that is left out, or blank, is named in the refusal."""
    parameters = full(kind)
    del parameters[name]
    assert refusal_of(sandbox, parameters) == f"Missing parameter: {name}"
    assert refusal_of(sandbox, {**parameters, name: " \n "}) == f"Missing parameter: {name}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"service": ""}, "Incorrect service ID"),
        ({"service": "99999"}, "Incorrect service ID"),
        ({"url": ""}, "Bad link"),
        ({"url": "not a link"}, "Bad link"),
        ({"url": "javascript:alert(1)"}, "Bad link"),
        ({"quantity": "49"}, "Quantity less than minimal 50"),
        ({"quantity": "0"}, "Quantity less than minimal 50"),
        ({"quantity": "-5"}, "Quantity less than minimal 50"),
        ({"quantity": "10001"}, "Quantity more than maximum 10000"),
        ({"quantity": "99999999999999999999"}, "Quantity more than maximum 10000"),
        ({"quantity": "1e3"}, "Incorrect quantity"),
        ({"quantity": "1.5"}, "Incorrect quantity"),
        ({"quantity": "٥٠٠"}, "Incorrect quantity"),
        ({"runs": "3"}, "Missing parameter: interval"),
        ({"interval": "30"}, "Missing parameter: runs"),
        ({"runs": "0", "interval": "30"}, "Incorrect runs"),
        ({"runs": "2", "interval": "-1"}, "Incorrect interval"),
        ({"quantity": "6000", "runs": "2", "interval": "30"}, "Quantity more than maximum 10000"),
    ],
)
def test_wrong_default_order_is_refused_in_the_familys_words(sandbox: Sandbox, changes: dict[str, str], words: str):
    """What is wrong with an order of the document's first service is told as panels tell it."""
    parameters = {"service": "1", "url": LINK, "quantity": "100"} | changes
    assert refusal_of(sandbox, parameters) == words


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("Web Traffic", {"device": "6"}, "Incorrect device"),
        ("Web Traffic", {"type_of_traffic": "1"}, "Missing parameter: google_keyword"),
        ("Web Traffic", {"type_of_traffic": "2"}, "Missing parameter: referring_url"),
        ("Web Traffic", {"type_of_traffic": "2", "referring_url": "x"}, "Incorrect referring_url"),
        ("Poll", {"answer_number": "two"}, "Incorrect answer_number"),
        ("Poll", {"answer_number": "-1"}, "Incorrect answer_number"),
        ("Mentions Media Likers", {"media": "nowhere"}, "Incorrect media"),
        ("Subscriptions", {"delay": "7"}, "Incorrect delay"),
        ("Subscriptions", {"min": "200", "max": "100"}, "Incorrect max"),
        ("Subscriptions", {"posts": "10001"}, "Incorrect posts"),
        ("Subscriptions", {"expiry": "2030-01-31"}, "Incorrect expiry"),
        ("Custom Comments", {"comments": "one"}, "Quantity less than minimal 5"),
        ("Custom Comments", {"runs": "2", "interval": "5"}, "Drip-feed is not available for this service"),
    ],
)
def test_wrong_parameters_of_a_type_are_named(sandbox: Sandbox, kind: str, changes: dict[str, str], words: str):
    """Each type's own parameters are checked by the table of types."""
    assert refusal_of(sandbox, full(kind) | changes) == words


def test_unknown_type_is_not_ordered(sandbox: Sandbox):
    """A service of a type that nobody knows is refused as the document does."""
    mystery = next(row for row in sandbox.catalogue if row.type == "Mystery Box")
    assert refusal_of(sandbox, {"service": str(mystery.id), "url": LINK}) == "incorrect service type"


def test_subscription_needs_no_link(sandbox: Sandbox):
    """A subscription follows a username, so most clients send no link with it."""
    parameters = full("Subscriptions") | {"posts": "3", "expiry": "31/01/2030"}
    del parameters["url"]
    assert sandbox.add(parameters).total == 3


def test_lines_are_counted_without_blank_ones(sandbox: Sandbox):
    """Comments count by their lines, however they are separated, and a sent quantity changes nothing."""
    row = row_of("Custom Comments")
    comments = "one\r\n\n two \nthree\n   \nfour\nfive\n"
    order = sandbox.add({"service": str(row.id), "link": LINK, "comments": comments, "quantity": "900"})
    assert order.quantity == 5


def test_target_field_can_be_made_strict(sandbox: Sandbox):
    """A panel that reads only `link` does not see `url`, and the reverse."""
    sandbox.bend(target="link")
    assert refusal_of(sandbox, {"service": "1", "url": LINK, "quantity": "100"}) == "Bad link"
    sandbox.bend(target="url")
    assert refusal_of(sandbox, {"service": "1", "link": LINK, "quantity": "100"}) == "Bad link"


def test_second_order_for_a_link_is_refused_when_switched(sandbox: Sandbox):
    """With the switch on, a link whose order is under way takes no second one of the same service."""
    parameters = {"service": "1", "url": LINK, "quantity": "100"}
    sandbox.add(parameters)
    sandbox.add(parameters)
    sandbox.bend(one_active_per_link=True)
    with pytest.raises(Refusal, match="You have active order with this link"):
        sandbox.add(parameters)
    sandbox.add(parameters | {"url": "https://example.com/other"})
    for order_id in list(sandbox.orders):
        sandbox.complete(order_id)
    sandbox.add(parameters)


def test_every_order_can_be_refused_in_given_words(sandbox: Sandbox):
    """Codes and foreign words of other panels can be handed out."""
    sandbox.bend(refuse_add="neworder.error.link_duplicate")
    assert refusal_of(sandbox, {"service": "1", "url": LINK, "quantity": "100"}) == "neworder.error.link_duplicate"
