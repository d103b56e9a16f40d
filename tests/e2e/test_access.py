"""Who may talk to the bot, and what everybody else is told."""

from tests.e2e.house import OPERATOR, STRANGER, House, Talker, until
from tests.keyboard import buttons_of


async def test_stranger_is_announced_and_let_in(running: House, operator: Talker) -> None:
    """A stranger gets one sentence with their id; an operator's Allow lets them order."""
    await operator.says("/start", "Welcome")
    stranger = running.talker(STRANGER)
    operator.seen = running.world.events.last
    told = await stranger.says("/order", str(STRANGER))
    assert not buttons_of(told)
    request = await operator.sees("Stan", str(STRANGER), "Allow", "Ignore")
    stranger.seen = running.world.events.last
    await operator.presses(request, "Allow", "may order")
    await stranger.sees("You can order")
    await stranger.says("/order", "First Category")


async def test_set_up_as_the_readme_tells(house: House, operator: Talker) -> None:
    """Whoever learnt their id from the bot and is its operator now asks for nothing, and nothing waits for ever."""
    house.settings["ADMIN_IDS"] = "1"  # the README's, for those who don't know their id yet
    await house.start()
    await operator.says("/start", str(OPERATOR))
    await until(lambda: house.rows("SELECT attempts FROM outbox WHERE chat_id = 1") == [(1,)])
    assert await house.stop() == 0
    house.settings["ADMIN_IDS"] = str(OPERATOR)
    house.write("UPDATE outbox SET due_at = 0")  # the minute is over
    await house.start()
    await operator.says("/start", "Welcome")
    await until(lambda: house.rows("SELECT count(*) FROM outbox") == [(0,)])
    await operator.says("/admin", "Messages waiting to be sent: 0")
    assert not [text for text in operator.texts() if "asks for access" in text]
    assert house.log().count("1 is no operator any more") == 1
    assert await house.stop() == 0


async def test_ignored_stranger(running: House, operator: Talker) -> None:
    """Somebody who is ignored is asked about once, and sees nothing but the sentence."""
    await operator.says("/start", "Welcome")
    stranger = running.talker(STRANGER)
    operator.seen = running.world.events.last
    await stranger.says("hello", str(STRANGER))
    request = await operator.sees("Ignore")
    await operator.presses(request, "Ignore", "ignored")
    for text in ("/services", "/orders", "/balance", "/status 23501"):
        shown = await stranger.says(text, str(STRANGER))
        assert "Category" not in shown["text"]
    asked = [text for text in running.talker(OPERATOR).texts() if "Stan" in text]
    assert len(asked) == 1


async def test_stranger_presses_an_operators_button(running: House) -> None:
    """A forged Allow from a stranger lets nobody in."""
    stranger = running.talker(STRANGER)
    told = await stranger.says("/start", str(STRANGER))
    stranger.forge(told, f"1:acc:{STRANGER}:y")
    await stranger.sees(str(STRANGER))
    assert running.rows(f"SELECT access FROM users WHERE id = {STRANGER}") == [("asked",)]


async def test_group_is_told_once(running: House, customer: Talker) -> None:
    """A group is told once that the bot works in private chats, and shown nothing else."""
    group = -100200
    running.world.add_chat(group, "Our group")
    running.world.add_bot(group, customer.id)
    await running.world.wait_for_message(group, lambda message: "private" in message["text"])
    running.world.send_text(customer.id, "/order", chat_id=group)
    running.world.send_text(customer.id, "/services", chat_id=group)
    await customer.says("/start", "Welcome")
    assert len(running.world.messages(group, by_bot=True)) == 1


async def test_blocked_bot_stays_quiet_until_written_to(running: House, customer: Talker) -> None:
    """Who blocks the bot is left alone, and served again when they write."""
    await customer.says("/start", "Welcome")
    running.world.block(customer.id)
    await until(lambda: running.rows(f"SELECT blocked_at IS NULL FROM users WHERE id = {customer.id}") == [(0,)])
    running.world.unblock(customer.id)
    await customer.says("/start", "Welcome")
    assert running.rows(f"SELECT blocked_at IS NULL FROM users WHERE id = {customer.id}") == [(1,)]
