"""What orders cost and what is given back."""

from decimal import Decimal

import pytest

from bot.demo.panel import Refusal, Sandbox

LINK = "https://example.com/p/1"


def service_of(sandbox: Sandbox, kind: str) -> str:
    """Return the id of a service of a type."""
    return next(str(row.id) for row in sandbox.catalogue if row.type == kind and row.id > 2)


def test_default_order_costs_its_rate_per_thousand(sandbox: Sandbox):
    """The balance goes down by the charge, exactly."""
    order = sandbox.add({"service": "1", "url": LINK, "quantity": "309"})
    assert order.charge == Decimal("0.2781")
    assert sandbox.balance == Decimal(10_000) - Decimal("0.2781")


def test_drip_feed_costs_all_runs(sandbox: Sandbox):
    """A drip-feed order is charged for quantity times runs."""
    order = sandbox.add({"service": "1", "url": LINK, "quantity": "100", "runs": "5", "interval": "10"})
    assert order.charge == Decimal("0.45")


def test_comments_cost_by_the_line(sandbox: Sandbox):
    """Comments are charged per thousand lines."""
    order = sandbox.add({"service": "2", "url": LINK, "comments": "\n".join("abcdefghijkl")})
    assert order.charge == Decimal("0.096")


@pytest.mark.parametrize("kind", ["Package", "Custom Comments Package"])
def test_package_costs_its_rate(sandbox: Sandbox, kind: str):
    """A package costs its rate whatever quantity is sent along."""
    service = service_of(sandbox, kind)
    order = sandbox.add({"service": service, "url": LINK, "comments": "a\nb", "quantity": "7"})
    assert order.charge == Decimal(sandbox.find_service(service).rate)


def test_subscription_costs_its_rate_for_each_post(sandbox: Sandbox, clock):
    """Nothing is taken for a subscription at first, then its rate with each post."""
    service = service_of(sandbox, "Subscriptions")
    rate = Decimal(sandbox.find_service(service).rate)
    wish = {"service": service, "username": "ann", "min": "100", "max": "100", "delay": "0", "posts": "3"}
    order = sandbox.add(wish)
    assert order.charge == 0
    clock.seconds += 35 * 60
    assert sandbox.find_order(order.id).charge == 2 * rate
    clock.seconds += 60 * 60
    sandbox.settle_all()
    assert (order.status, sandbox.balance) == ("Completed", Decimal(10_000) - 3 * rate)


def test_partial_order_gives_back_what_remains(sandbox: Sandbox):
    """What was not delivered is given back at the order's rate."""
    order = sandbox.add({"service": "1", "url": LINK, "quantity": "1000"})
    sandbox.make_partial(order.id, 157)
    assert (order.status, order.remains, order.charge) == ("Partial", 157, Decimal("0.7587"))
    assert sandbox.balance == Decimal(10_000) - Decimal("0.7587")


def test_canceled_order_gives_everything_back(sandbox: Sandbox):
    """A canceled order costs nothing, even one that was completed before."""
    order = sandbox.add({"service": "1", "url": LINK, "quantity": "1000"})
    sandbox.complete(order.id)
    sandbox.cancel(order.id)
    assert (order.status, order.charge, sandbox.balance) == ("Canceled", 0, Decimal(10_000))


def test_order_beyond_the_balance_is_refused():
    """An order that costs more than there is is not taken; exactly as much is enough."""
    sandbox = Sandbox(balance=Decimal("0.09"), manual=True)
    with pytest.raises(Refusal, match="Not enough funds on balance"):
        sandbox.add({"service": "1", "url": LINK, "quantity": "101"})
    sandbox.add({"service": "1", "url": LINK, "quantity": "100"})
    assert sandbox.balance == 0
