"""How orders move, by the clock and when told."""

from collections import Counter

import pytest

from bot.demo.panel import FIRST_ORDER_ID, Refusal, Sandbox

LINK = "https://example.com/p/1"
WISH = {"service": "1", "url": LINK, "quantity": "1000"}
MINUTES = 60


def watch(sandbox: Sandbox, clock, order_id: int, minutes: int) -> list[tuple[str, int]]:
    """Look at an order once a minute and return what changed."""
    seen: list[tuple[str, int]] = []
    for _ in range(minutes):
        order = sandbox.find_order(order_id)
        if not seen or seen[-1] != (order.status, order.remains):
            seen.append((order.status, order.remains))
        clock.seconds += MINUTES
    return seen


def test_first_order_is_through_in_about_an_hour(sandbox: Sandbox, clock):
    """The first order waits, runs down steadily and is completed between 40 and 65 minutes."""
    order = sandbox.add(WISH)
    seen = watch(sandbox, clock, order.id, 40)
    assert seen[0] == ("Pending", 1000)
    assert seen[-1][0] == "In progress"
    remains = [left for _, left in seen]
    assert remains == sorted(remains, reverse=True)
    assert watch(sandbox, clock, order.id, 25)[-1] == ("Completed", 0)


@pytest.mark.parametrize("seed", range(5))
def test_first_order_ends_well_for_every_seed(clock, seed: int):
    """Whoever tries the sandbox sees one order through, whatever the dice say."""
    sandbox = Sandbox(clock=clock, seed=seed)
    order = sandbox.add(WISH)
    clock.seconds += 65 * MINUTES
    assert sandbox.find_order(order.id).status == "Completed"


def test_speed_makes_an_hour_a_minute(clock):
    """At a speed of 60 the first order is through within some 65 seconds."""
    sandbox = Sandbox(clock=clock, speed=60)
    order = sandbox.add(WISH)
    clock.seconds += 10
    assert sandbox.find_order(order.id).status == "In progress"
    clock.seconds += 55
    assert sandbox.find_order(order.id).status == "Completed"


def test_changing_the_speed_moves_nothing_by_itself(sandbox: Sandbox, clock):
    """A new speed counts from now on, not backwards."""
    order = sandbox.add(WISH)
    clock.seconds += 30 * MINUTES
    before = sandbox.find_order(order.id).remains
    sandbox.speed = 1000
    assert sandbox.find_order(order.id).remains == before
    clock.seconds += 3
    assert sandbox.find_order(order.id).status == "Completed"


def test_orders_end_in_different_ways(sandbox: Sandbox, clock):
    """Most orders are completed, some end Partial with something left, some are canceled."""
    for _ in range(300):
        sandbox.add(WISH)
    clock.seconds += 65 * MINUTES
    sandbox.settle_all()
    ends = Counter(order.status for order in sandbox.orders.values())
    assert set(ends) == {"Completed", "Partial", "Canceled"}
    assert ends["Completed"] > 200
    assert min(ends["Partial"], ends["Canceled"]) > 5
    assert all(0 < order.remains < 1000 for order in sandbox.orders.values() if order.status == "Partial")
    assert sum(order.charge for order in sandbox.orders.values()) == 10_000 - sandbox.balance


def test_same_seed_gives_the_same_lives(clock):
    """An order's life depends on the seed and its id alone, not on when somebody looks."""
    one, other = Sandbox(clock=clock, seed=7), Sandbox(clock=clock, seed=7)
    for _ in range(40):
        one.add(WISH)
        other.add(WISH)
    for _ in range(70):
        clock.seconds += MINUTES
        one.settle_all()
    other.settle_all()
    assert [(o.status, o.remains, o.charge) for o in one.orders.values()] == [
        (o.status, o.remains, o.charge) for o in other.orders.values()
    ]
    assert one.balance == other.balance


def test_drip_feed_runs_one_after_the_other(sandbox: Sandbox, clock):
    """Each run is delivered and then nothing happens until the next one's time."""
    order = sandbox.add(WISH | {"quantity": "100", "runs": "3", "interval": "120"})
    clock.seconds += 100 * MINUTES
    assert (sandbox.find_order(order.id).status, order.remains) == ("In progress", 200)
    clock.seconds += 120 * MINUTES
    assert (sandbox.find_order(order.id).status, order.remains) == ("In progress", 100)
    clock.seconds += 120 * MINUTES
    assert (sandbox.find_order(order.id).status, order.remains) == ("Completed", 0)


def test_manual_orders_move_only_when_told(clock):
    """With the switch `manual` the clock moves nothing."""
    sandbox = Sandbox(clock=clock, manual=True)
    order = sandbox.add(WISH)
    clock.seconds += 10_000 * MINUTES
    assert sandbox.find_order(order.id).status == "Pending"
    assert [sandbox.move(order.id).status for _ in range(3)] == ["In progress", "Completed", "Completed"]


def test_moved_order_goes_on_by_the_clock(sandbox: Sandbox, clock):
    """An order that was moved on starts at once and then takes its time, also one that would have been canceled."""
    for _ in range(60):
        order = sandbox.add(WISH)
        assert sandbox.move(order.id).status == "In progress"
        assert sandbox.find_order(order.id).status == "In progress"
    clock.seconds += 65 * MINUTES
    sandbox.settle_all()
    assert {order.status for order in sandbox.orders.values()} == {"Completed", "Partial"}


def test_order_stays_where_it_is_put(sandbox: Sandbox, clock):
    """Any word can be set, known or not, and the clock leaves it alone; a final one can change again."""
    order = sandbox.add(WISH)
    sandbox.set_status(order.id, "Under review", remains=400)
    clock.seconds += 1_000 * MINUTES
    assert (sandbox.find_order(order.id).status, order.remains) == ("Under review", 400)
    sandbox.complete(order.id)
    assert (order.status, order.remains) == ("Completed", 0)
    sandbox.make_partial(order.id, 5_000)
    assert (order.status, order.remains) == ("Partial", 1_000)


def test_cancel_is_granted_later(sandbox: Sandbox, clock):
    """Accepted is not done: an order asked to be canceled while it waits is Canceled two minutes later."""
    order = sandbox.add(WISH)
    sandbox.ask_cancel(str(order.id))
    assert order.status == "Pending"
    clock.seconds += 3 * MINUTES
    assert (sandbox.find_order(order.id).status, sandbox.balance) == ("Canceled", 10_000)


def test_cancel_of_a_running_order_keeps_what_was_delivered(sandbox: Sandbox, clock):
    """An order that runs ends Partial when it is canceled."""
    order = sandbox.add(WISH)
    clock.seconds += 30 * MINUTES
    sandbox.ask_cancel(str(order.id))
    clock.seconds += 60 * MINUTES
    assert sandbox.find_order(order.id).status == "Partial"
    assert 0 < order.remains < 1000


def test_ended_order_cannot_be_canceled(sandbox: Sandbox):
    """There is nothing to cancel about an order that is done."""
    order = sandbox.add(WISH)
    sandbox.complete(order.id)
    with pytest.raises(Refusal, match="can not be canceled"):
        sandbox.ask_cancel(str(order.id))


def test_refill_runs_its_course(sandbox: Sandbox, clock):
    """A refill waits, is in progress and is completed."""
    order = sandbox.add(WISH)
    sandbox.complete(order.id)
    refill = str(sandbox.ask_refill(str(order.id)).id)
    assert sandbox.refill_status(refill) == "Pending"
    clock.seconds += 10 * MINUTES
    assert sandbox.refill_status(refill) == "In progress"
    clock.seconds += 20 * MINUTES
    assert sandbox.refill_status(refill) == "Completed"
    with pytest.raises(Refusal, match="Refill not found"):
        sandbox.refill_status("99")


def test_strict_requests_ask_for_a_finished_order_and_a_service_that_has_it(sandbox: Sandbox):
    """With the switch on, refill and cancel are refused where a real panel would."""
    sandbox.bend(strict_requests=True)
    followers = sandbox.add(WISH)
    comments = sandbox.add({"service": "2", "url": LINK, "comments": "\n".join("abcdefghijkl")})
    with pytest.raises(Refusal, match="can not be refilled"):
        sandbox.ask_refill(str(followers.id))
    sandbox.complete(followers.id)
    sandbox.complete(comments.id)
    sandbox.ask_refill(str(followers.id))
    with pytest.raises(Refusal, match="can not be refilled"):
        sandbox.ask_refill(str(comments.id))


@pytest.mark.parametrize("wrong", ["", "0", "23502", "-23501", "x", "²", "9" * 400])
def test_unknown_order_is_refused(sandbox: Sandbox, wrong: str):
    """Whatever is asked for that is not an order's id is an incorrect order id."""
    assert sandbox.add(WISH).id == FIRST_ORDER_ID
    with pytest.raises(Refusal, match="Incorrect order ID"):
        sandbox.find_order(wrong)
