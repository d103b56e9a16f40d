"""An order that begins with its link, over HTTP on both sides."""

from tests.e2e.house import CUSTOMER, House, Talker
from tests.e2e.test_ordering import choose
from tests.keyboard import buttons_of

POST, TIDY = "https://www.instagram.com/p/C1/?igsh=abc", "https://instagram.com/p/C1"


async def test_pasted_link_in_four_acts(running: House, customer: Talker) -> None:
    """Paste, service, quantity, Confirm: four acts, and the panel gets the link as it was shown."""
    shown = await customer.says(POST, "Instagram · post", TIDY)
    quantity = await customer.presses(shown, buttons_of(shown)[0], "quantity")
    summary = await customer.presses(quantity, "500", "Confirm", TIDY)
    await customer.presses(summary, "Confirm", "#23501")
    assert running.rows(f"SELECT count(*) FROM updates WHERE sender = {CUSTOMER}") == [(4,)]
    (sent,) = running.adds()
    assert (sent["url"], sent["quantity"]) == (TIDY, "500")
    assert set(sent) == {"key", "action", "service", "url", "quantity"}


async def test_pasted_link_survives_a_kill(running: House, customer: Talker) -> None:
    """A bot killed after the paste knows the link, and orders with it."""
    shown = await customer.says(POST, TIDY)
    await running.kill()
    await running.start()
    customer = running.talker(CUSTOMER)
    quantity = await customer.presses(shown, buttons_of(shown)[0], "quantity")
    summary = await customer.presses(quantity, "500", "Confirm")
    await customer.presses(summary, "Confirm", "#23501")
    (sent,) = running.adds()
    assert sent["url"] == TIDY


async def test_link_of_another_platform(running: House, customer: Talker) -> None:
    """What does not fit is warned about; used anyway, and as it was sent, the panel gets it to the letter."""
    await choose(customer, "🎵 TikTok", "TikTok Views | Superfast ⚡")
    doubt = await customer.says(POST, "seems to be for TikTok", "Use it anyway", "Send another link")
    quantity = await customer.presses(doubt, "Use it anyway", "quantity", "tidied")
    untidied = await customer.presses(quantity, "Use it as I sent it", "quantity")
    assert "tidied" not in untidied["text"]
    summary = await customer.says("500", "Confirm", POST)
    await customer.presses(summary, "Confirm", "#23501")
    (sent,) = running.adds()
    assert sent["url"] == POST
    assert set(sent) == {"key", "action", "service", "url", "quantity"}
