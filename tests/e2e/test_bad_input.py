"""Bad input of every kind: a clear answer, and nothing at the panel."""

from tests.e2e.house import OTHER, House, Talker, until
from tests.e2e.test_ordering import LINK, choose, order_followers


async def test_wrong_links(running: House, customer: Talker) -> None:
    """A wrong link is answered with what is right, and asked for again."""
    await choose(customer, "First Category", "Followers")
    for wrong in ("hello", "javascript:alert(1)", "https://", "http://localhost/x", "x" * 4096, "https://a b.com"):
        await customer.says(wrong, "https://example.com", "link")
    await customer.says(LINK, "quantity")
    assert running.adds() == []


async def test_wrong_quantities(running: House, customer: Talker) -> None:
    """A wrong quantity is answered with the limits or with how numbers are written, and asked for again."""
    await choose(customer, "First Category", "Followers")
    await customer.says(LINK, "quantity")
    for wrong in ("0", "-5", "1e3", "99999999999999999999", "1.5", "many", "NaN", "x" * 4096):
        await customer.says(wrong, "number", "quantity")
    for wrong in ("49", "10001", "1m"):
        await customer.says(wrong, "10,000", "quantity")
    await customer.says("١٠٠", "Confirm")
    assert running.adds() == []


async def test_not_text(running: House, customer: Talker) -> None:
    """A sticker, a photo or a voice message at a question is answered kindly, and the question asked again."""
    await choose(customer, "First Category", "Followers")
    for kind in ("sticker", "photo", "voice", "document", "location", "contact"):
        customer.seen = running.world.events.last
        running.world.send_attachment(customer.id, kind)
        await customer.sees("text", "link")
    await customer.says(LINK, "quantity")


async def test_stale_buttons(running: House, customer: Talker) -> None:
    """A Confirm of an earlier state of the draft orders nothing, and shows where the order stands."""
    summary = await order_followers(customer)
    confirm = next(
        button["callback_data"]
        for row in summary["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"] == "Confirm"
    )
    await customer.presses(summary, "Back", "quantity")
    await customer.says("500", "Confirm", "500")
    customer.forge(summary, confirm)
    shown = await customer.sees("500", "Confirm")
    assert running.adds() == []
    await customer.presses(shown, "Cancel", "Nothing was ordered")
    customer.forge(shown, confirm)
    await customer.sees("/order")
    assert running.rows("SELECT count(*) FROM orders") == [(0,)]


FORGED = [
    *("1:ok:forged:900000", "1:ok", "1:cat:999999:0:0:o", "1:new:-1", "1:oc:1", "2:ok:x", "1:dra::5", "1:qy:no"),
    *("1:rq:cancel:1", "1:or:99999999999999999999", "1:setl:../../etc", "1:acc:2001:y", "1:ol:what:-7", "x:x:x"),
    *(":", "", "x" * 64, "1:svc:²"),
]


async def test_forged_buttons(running: House, customer: Talker) -> None:
    """Each forged button is answered, and none changes anything."""
    message = await customer.says("/start", "Welcome")
    for data in FORGED:
        await running.world.answer_to(customer.forge(message, data))
    assert running.rows("SELECT count(*) FROM orders") == [(0,)]
    assert "could not be handled" not in running.log()


async def test_other_peoples_orders(running: House, customer: Talker) -> None:
    """Nobody sees, refills, cancels or refreshes an order of somebody else, by id or by forged button."""
    summary = await order_followers(customer)
    card = await customer.presses(summary, "Confirm", "#23501")
    other = running.talker(OTHER)
    for text in ("/status 23501", "/refill 23501", "/cancel 23501"):
        shown = await other.says(text, "no order")
        assert LINK not in shown["text"]
    for data in ("1:oc:1", "1:or:1", "1:oa:1", "1:rq:cancel:1", "1:rq:refill:1"):
        query = other.forge(card, data)
        await running.world.answer_to(query)
    await other.says("/orders", "no orders")
    assert not [text for text in other.texts() if LINK in text or "Followers" in text]
    assert running.rows("SELECT count(*) FROM requests") == [(0,)]


async def test_unknown_command_and_edited_message(running: House, customer: Talker) -> None:
    """An unknown command and an edited message are answered."""
    await customer.says("/nonsense", "/help")
    sent = running.world.send_text(customer.id, "/start")
    await customer.sees("Welcome")
    customer.seen = running.world.events.last
    running.world.edit_text(customer.id, sent["message_id"], "something else")
    await customer.sees("edited")


async def test_everything_pressed_is_answered(running: House, customer: Talker) -> None:
    """Each button of the first screens takes its waiting sign away."""
    start = await customer.says("/start", "Welcome")
    for button in ("New order", "My orders", "Search", "Settings", "Help"):
        query = customer.press(start, button)
        await running.world.answer_to(query)
        start = await customer.says("/start", "Welcome")
    await until(lambda: running.rows("SELECT count(*) FROM outbox") == [(0,)])
