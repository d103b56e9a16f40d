"""Telegram is away for a while: nothing is lost, nothing comes twice, and the log says it once."""

from tests.e2e.house import CUSTOMER, OTHER, House, until


async def test_bad_gateway_for_a_while(running: House) -> None:
    """Updates and replies wait out an outage; each reply comes once, and the log has two lines about it."""
    customer, other = running.talker(CUSTOMER), running.talker(OTHER)
    await customer.says("/start", "Welcome")
    away = [
        running.world.faults.add("bad_gateway", times=None),
        running.world.faults.add("bad_gateway", method="getUpdates", times=None),
    ]
    for talker in (customer, other):
        talker.say("/help")
        talker.say("/orders")
    await until(lambda: "gives no updates" in running.log())
    for fault in away:
        fault.times = 0
    for talker in (customer, other):
        await talker.sees("What I can do")
        await talker.sees("no orders")
    await until(lambda: running.rows("SELECT count(*) FROM outbox") == [(0,)])
    assert len(other.texts()) == 2
    assert len(customer.texts()) == 3
    assert running.log().count("Telegram gives no updates") == 1
    await until(lambda: running.log().count("Telegram answers again") == 1)
    assert "Traceback" not in running.log()


async def test_sends_fail_for_a_while(running: House) -> None:
    """Replies that Telegram takes no more are kept and come in order when it does; later ones stay behind them."""
    customer = running.talker(CUSTOMER)
    await customer.says("/start", "Welcome")
    away = running.world.faults.add("bad_gateway", times=None)
    for text in ("/help", "/orders", "/settings"):
        customer.say(text)
    await until(lambda: "takes no messages" in running.log())
    await until(lambda: running.rows("SELECT count(*) FROM outbox WHERE lease_owner IS NULL") == [(3,)])
    away.times = 0
    await customer.sees("Settings", timeout_seconds=30)
    assert [text.splitlines()[0] for text in customer.texts()[1:]] == [
        "What I can do",
        "You have no orders yet.",
        "Settings",
    ]
    assert running.log().count("Telegram takes no messages") == 1
    assert "Traceback" not in running.log()


async def test_webhook_from_before(house: House) -> None:
    """A webhook that stands from before is taken off when the bot polls."""
    house.world.updates.webhook.url = "https://example.com/old"
    await house.start()
    await house.talker(CUSTOMER).says("/start", "Welcome")
    assert house.world.updates.webhook.url == ""
    assert len(house.world.calls.of("deleteWebhook")) == 1
