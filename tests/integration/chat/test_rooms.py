"""The chat's rooms, each entered through its own door: what is pressed and sent, and what Telegram has then."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.evidence import BalanceReading
from bot.domain.request import RequestKind
from bot.services.refresh_catalogue import CATALOGUE
from tests.integration.chat.desk import CUSTOMER, LINK, OPERATOR, OTHER, STRANGER, Desk, service_row
from tests.integration.chat.test_presses import buttons_of, summary_of
from tests.unit.services.arrange import keep, place_orders

Json = dict[str, Any]


async def placed(desk: Desk, *, times: int = 1) -> Json:
    """Let the customer have placed orders, 1 and so on; returns a greeting whose buttons can be forged."""
    shown = await desk.says(CUSTOMER, "/start")
    await place_orders(desk.store, times, CUSTOMER)
    return shown


async def forges(desk: Desk, message: Json, data: str, *, person: int = CUSTOMER) -> tuple[Json, str]:
    """Press a button that the message may never have had; returns the bot's last message and the press's answer."""
    desk.clock.ahead += timedelta(seconds=2)  # or it would be the second half of a double tap
    query = desk.world.press(person, message["message_id"], data=data, forged=True)
    last = await desk.last(person)
    return last, (await desk.world.answer_to(query, 1))["text"]


async def test_language_and_notices(desk: Desk) -> None:
    """Settings are shown, changed and kept; what is no setting changes nothing."""
    shown = await desk.says(CUSTOMER, "/settings")
    for data in ("1:setl:en", "1:setl:xx", "1:setn:final", "1:setn:xx"):
        shown, answer = await forges(desk, shown, data)
        assert answer == "Saved."
    async with desk.store.snapshot() as tx:
        user = await tx.users.find(CUSTOMER)
    assert user is not None
    assert (user.language, user.notices) == ("en", "final")


async def test_quiet_hours(desk: Desk) -> None:
    """Any hours are chosen by two presses; an end that is the beginning is asked for again, and changes nothing."""
    shown = await desk.says(CUSTOMER, "/settings")
    for title in ("Quiet hours", "Other hours", "11 PM"):
        shown = await desk.presses(CUSTOMER, shown, title)
    assert "begin at 11:00" in shown["text"]
    again, answer = await forges(desk, shown, "1:setq:23:23")
    assert "another hour" in answer
    assert again["text"] == shown["text"]
    shown = await desk.presses(CUSTOMER, again, "4 AM")
    assert "Quiet hours: 11:00\u202fPM to 4:00\u202fAM" in shown["text"]
    for data in ("1:setq:24:1", "1:setq:x", "1:setq:-1", "1:setq:7:x"):
        await forges(desk, shown, data)
    async with desk.store.snapshot() as tx:
        user = await tx.users.find(CUSTOMER)
    assert user is not None
    assert (user.quiet_from, user.quiet_to) == (23, 4)


async def test_hour_of_the_digest(desk: Desk) -> None:
    """The day's notices are asked for at an hour of one's own."""
    shown = await desk.says(CUSTOMER, "/settings")
    for title in ("Once a day", "5 AM"):
        shown = await desk.presses(CUSTOMER, shown, title)
    assert "once a day, at 5:00\u202fAM" in shown["text"]


async def test_drip_feed_there_and_back(desk: Desk) -> None:
    """Drip-feed is asked for, answered, and given up again."""
    asked = await desk.presses(CUSTOMER, await summary_of(desk), "Drip-feed")
    assert "runs" in asked["text"]
    await desk.says(CUSTOMER, "2")
    summary = await desk.says(CUSTOMER, "30")
    assert "2,000" in summary["text"]
    [drop] = [title for title in buttons_of(summary) if "drip" in title.lower()]
    whole = await desk.presses(CUSTOMER, summary, drop)
    assert "2,000" not in whole["text"]


async def test_options_of_a_subscription(desk: Desk) -> None:
    """What may be answered besides is asked from the summary; quick answers are taken; the draft is found again."""
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace([service_row("9", type="Subscriptions", maximum=5000)], desk.clock.now())
    categories = await desk.says(CUSTOMER, "/order")
    await desk.presses(CUSTOMER, await desk.presses(CUSTOMER, categories, "First Category"), "Followers 9")
    for text in (LINK, "one", "100", "200"):
        shown = await desk.says(CUSTOMER, text)
    await desk.presses(CUSTOMER, shown, buttons_of(shown)[0])  # one of the delays
    summary, _ = await forges(desk, await desk.says(CUSTOMER, "/help"), "1:drs")
    [posts] = [title for title in buttons_of(summary) if "osts" in title and "ld" not in title]
    assert "posts" in (await desk.presses(CUSTOMER, summary, posts))["text"].lower()


async def test_service_gone_under_a_draft(desk: Desk) -> None:
    """A draft whose service is no longer sold is closed with a word, wherever it is asked for."""
    await summary_of(desk)
    async with desk.store.transaction() as tx:
        await tx.catalogue.replace([service_row("2")], desk.clock.now())
    shown, _ = await forges(desk, await desk.says(CUSTOMER, "/help"), "1:drs")
    assert "no longer" in shown["text"]
    shown, _ = await forges(desk, shown, "1:new:999")
    assert "no longer" in shown["text"]
    shown, _ = await forges(desk, shown, "1:svc:999:0:0:l")
    assert "not on sale" in shown["text"]
    _, answer = await forges(desk, shown, "1:cat:999:0:0:o")
    assert "empty" in answer


async def test_back_from_the_first_question(desk: Desk) -> None:
    """Back from the link goes to the services beside, and the draft is left; its buttons are dead then."""
    categories = await desk.says(CUSTOMER, "/order")
    link = await desk.presses(CUSTOMER, await desk.presses(CUSTOMER, categories, "First Category"), "Followers 1")
    data = [button["callback_data"] for row in link["reply_markup"]["inline_keyboard"] for button in row]
    shown = await desk.presses(CUSTOMER, link, "Back")
    assert "Followers 2" in shown["text"] + str(buttons_of(shown))
    _, answer = await forges(desk, shown, data[0])
    assert "no longer being put together" in answer


async def test_leaving_a_draft(desk: Desk) -> None:
    """Cancel leaves the draft, by its button or by the command; with none there is a hint."""
    shown = await desk.presses(CUSTOMER, await summary_of(desk), "Cancel")
    assert "Confirm" not in buttons_of(shown)
    summary = await summary_of(desk)
    await desk.says(CUSTOMER, "/cancel")
    assert summary["message_id"] not in desk.with_buttons(CUSTOMER)
    assert "/cancel" in (await desk.says(CUSTOMER, "/cancel"))["text"]


async def test_price_that_moved(desk: Desk) -> None:
    """A Confirm at a price of before shows the summary anew and orders nothing."""
    summary = await summary_of(desk)
    async with desk.store.transaction() as tx:
        rows = [service_row("1", rate=Decimal(5), rate_text="5")]
        await tx.catalogue.replace(rows, desk.clock.now())
    shown = await desk.presses(CUSTOMER, summary, "Confirm")
    assert "Confirm" in buttons_of(shown)
    assert "price" in shown["text"].lower()


@pytest.mark.parametrize(("word", "kind"), [("refill", RequestKind.REFILL), ("cancel", RequestKind.CANCEL)])
async def test_request_by_command_and_by_card(desk: Desk, word: str, kind: RequestKind) -> None:
    """A refill or a cancel is asked about once, and queued by the yes alone."""
    await placed(desk, times=2)
    asked = await desk.says(CUSTOMER, f"/{word} #1, 77")
    assert "77" in asked["text"]
    yes = next(title for title in buttons_of(asked) if "es" in title)
    data = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    shown = await desk.presses(CUSTOMER, asked, yes)
    _, answer = await forges(desk, shown, data)
    assert "has been answered" in answer
    asked, _ = await forges(desk, shown, f"1:rq:{word}:2")
    no = next(title for title in buttons_of(asked) if title.startswith("No"))
    await desk.presses(CUSTOMER, asked, no)
    async with desk.store.transaction() as tx:
        requests = await tx.requests.claim_queued("looker", desk.clock.now(), 1, 10)
    assert [(request.order_id, request.kind) for request in requests] == [(1, kind)]
    assert f"/{word}" in (await desk.says(CUSTOMER, f"/{word}"))["text"]


async def test_ids_copied_from_a_sentence(desk: Desk) -> None:
    """An id or a link that was copied with the marks that set it apart in Arabic is found all the same."""
    await placed(desk, times=2)
    shown = await desk.says(CUSTOMER, "/status \u2068#2\u2069")
    assert "#2" in shown["text"]
    assert "no order" not in shown["text"]
    assert "Found for" in (await desk.says(CUSTOMER, "/orders \u2068example.com\u2069"))["text"]
    assert "instagram.com/somebody" in (await desk.says(CUSTOMER, "\u2068https://instagram.com/somebody\u2069"))["text"]


async def test_orders_and_their_states(desk: Desk) -> None:
    """Orders are listed, looked at and asked about; somebody else's are no orders at all."""
    greeting = await placed(desk, times=8)
    assert "#1" in (await desk.says(CUSTOMER, "/status 1 2 999"))["text"]
    assert "#8" in str(await desk.says(CUSTOMER, "/status"))
    listed = await desk.says(CUSTOMER, "/orders")
    _, answer = await forges(desk, listed, "1:or:1")
    assert "Asking the panel" in answer
    assert "poll" in desk.woken
    _, answer = await forges(desk, greeting, "1:or:999")
    assert "no such order" in answer
    await desk.says(OTHER, "/start")
    other = await desk.says(OTHER, "/orders")
    for data in ("1:oc:1", "1:or:1", "1:oa:1", "1:rq:cancel:1"):
        shown, answer = await forges(desk, other, data, person=OTHER)
        assert "no such order" in answer
        assert LINK not in str(shown)


async def test_order_not_taken_yet(desk: Desk) -> None:
    """The panel is not asked about an order that it has not heard of."""
    card = await desk.presses(CUSTOMER, await summary_of(desk), "Confirm")
    _, answer = await forges(desk, card, "1:or:1")
    assert "no number at the panel yet" in answer


async def test_operators_rooms(desk: Desk) -> None:
    """Operators see balance and work under way; nobody else does, nor decides about anybody."""
    assert "operators" in (await desk.says(CUSTOMER, "/balance"))["text"]
    told = await desk.says(CUSTOMER, "/admin")
    assert "operators" in told["text"]
    _, answer = await forges(desk, told, f"1:acc:{STRANGER}:y")
    assert "operators" in answer
    for data in ("1:sh", "1:shh:s:1:y", "1:shr:s:1", "1:chg", "1:chd:y", "1:cl:0", "1:co:1", "1:cn:1", "1:cy:token"):
        shown, answer = await forges(desk, told, data)
        assert "operators" in answer, data
        assert shown == told
    empty = await desk.says(OPERATOR, "/balance")
    now = desk.clock.now()
    async with desk.store.transaction() as tx:
        await tx.balances.note(BalanceReading(asked_at=now, answered_at=now, amount=Decimal("12.50")))
    await keep(desk.store, CATALOGUE, "1", desk.clock.now())
    assert "12.50" in (await desk.says(OPERATOR, "/balance"))["text"] != empty["text"]
    shown = await desk.says(OPERATOR, "/admin")
    _, answer = await forges(desk, shown, "1:acc:999:y", person=OPERATOR)
    assert "never wrote" in answer


async def test_other_messages(desk: Desk) -> None:
    """What is no text, an edit, an unknown command and a button of another age get a word each."""
    start = await desk.says(CUSTOMER, "/start")
    desk.world.send_attachment(CUSTOMER, "photo")
    assert "text" in (await desk.last(CUSTOMER))["text"]
    assert "/help" in (await desk.says(CUSTOMER, "/nonsense"))["text"]
    sent = desk.world.send_text(CUSTOMER, "Followers")
    await desk.settle()
    desk.world.edit_text(CUSTOMER, sent["message_id"], "Likes")
    assert "edit" in (await desk.last(CUSTOMER))["text"]
    _, answer = await forges(desk, start, "1:of_an_earlier_version")
    assert "no longer works" in answer
    summary = await summary_of(desk)
    desk.world.send_attachment(CUSTOMER, "photo")
    assert "Confirm" in buttons_of(await desk.last(CUSTOMER))
    shown, _ = await forges(desk, summary, "1:of_an_earlier_version")
    assert "Confirm" in buttons_of(shown)


async def test_looking_around(desk: Desk) -> None:
    """Services are looked at, searched for and left without an order."""
    await keep(desk.store, CATALOGUE, "1", desk.clock.now())
    categories = await desk.says(CUSTOMER, "/services")
    services = await desk.presses(CUSTOMER, categories, "First Category")
    card = await desk.presses(CUSTOMER, services, "Followers 1")
    assert "0.90" in card["text"]
    asked, _ = await forges(desk, card, "1:search")
    assert "looking for" in asked["text"]
    assert "Followers 1" in str(await desk.says(CUSTOMER, "/search folowers"))
    assert "looking for" in (await desk.says(CUSTOMER, "/search"))["text"]
    await forges(desk, await desk.says(CUSTOMER, "/services"), "1:close")
