"""Every service type is ordered through the chat, and the panel gets exactly its parameters."""

from dataclasses import dataclass, field
from typing import Any

from bot.demo.panel.catalogue import believable_catalogue
from bot.domain.service_types import SERVICE_TYPES
from tests.e2e.house import House, Talker
from tests.e2e.test_ordering import LINK
from tests.keyboard import buttons_of

NAMES = "ann\n@bob\n\n  carl "
PEOPLE = "ann\n@bob\ncarl"


@dataclass(frozen=True)
class Walk:
    """What is answered, in order, and what the panel is to get beside key, action, service and link.

    An answer that is a button's text is pressed; any other is written.
    """

    answers: list[str]
    sent: dict[str, str]
    options: dict[str, str] = field(default_factory=dict)  # from the summary: a button, and the answer to its question


WALKS = {
    "Default": Walk(["200"], {"quantity": "200", "runs": "5", "interval": "30"}, {"Drip-feed": "5", "interval": "30"}),
    "Package": Walk([], {"quantity": "1"}),
    "Custom Comments": Walk(["a\nb & c\n\n" * 10], {"quantity": "20", "comments": "\n".join(["a", "b & c"] * 10)}),
    "Custom Comments Package": Walk([NAMES], {"quantity": "1", "comments": PEOPLE}),
    "Mentions": Walk(["100", NAMES], {"quantity": "100", "usernames": PEOPLE}),
    "Mentions with Hashtags": Walk(
        ["100", NAMES, "#a\n#b"], {"quantity": "100", "usernames": PEOPLE, "hashtags": "#a\n#b"}
    ),
    "Mentions Custom List": Walk([f"{NAMES}\n" * 10], {"quantity": "30", "usernames": "\n".join([PEOPLE] * 10)}),
    "Mentions Hashtag": Walk(["100", "#love"], {"quantity": "100", "hashtag": "#love"}),
    "Mentions User Followers": Walk(["100", "ann"], {"quantity": "100", "username": "ann"}),
    "Mentions Media Likers": Walk(
        ["100", "instagram.com/p/x"], {"quantity": "100", "media": "https://instagram.com/p/x"}
    ),
    "Comment Likes": Walk(["100", "ann"], {"quantity": "100", "username": "ann"}),
    "Comment Replies": Walk(
        ["ann", f"{NAMES}\n" * 10], {"quantity": "30", "username": "ann", "comments": "\n".join([PEOPLE] * 10)}
    ),
    "Poll": Walk(["100", "3"], {"quantity": "100", "answer_number": "3"}),
    "Invites from Groups": Walk(["100", "g1\ng2"], {"quantity": "100", "groups": "g1\ng2"}),
    "SEO": Walk(["100", "buy shoes\nshoes"], {"quantity": "100", "keywords": "buy shoes\nshoes"}),
    "Subscriptions": Walk(
        ["ann", "100", "200", "30"],
        {
            "username": "ann",
            "min": "100",
            "max": "200",
            "delay": "30",
            "posts": "7",
            "old_posts": "2",
            "expiry": "31/12/2099",
        },
        {"Future posts": "7", "Old posts": "2", "Last day": "31.12.2099"},
    ),
    "Web Traffic": Walk(
        ["1000", "Germany", "Android", "Google search", "shoes"],
        {
            "quantity": "1000",
            "country": "Germany",
            "device": "2",
            "type_of_traffic": "1",
            "google_keyword": "shoes",
        },
    ),
}


async def next_screen(customer: Talker) -> dict[str, Any]:
    """Wait for the next screen of the order that is being put together: it bears a Back."""
    return await customer.world.wait_for_message(
        customer.id, lambda message: "Back" in buttons_of(message), after_event=customer.seen, timeout_seconds=15
    )


async def give(customer: Talker, shown: dict[str, Any], answer: str) -> dict[str, Any]:
    """Press the button with this text, if there is one, or write it; returns what is shown then."""
    if answer in buttons_of(shown):
        customer.press(shown, answer)
    else:
        customer.say(answer)
    return await next_screen(customer)


async def test_every_type(running: House, customer: Talker) -> None:
    """Each type of the table has its own questions, and the panel gets its parameters and no other, once."""
    assert set(WALKS) == set(SERVICE_TYPES)
    ids = {row.type: row.id for row in reversed(believable_catalogue())}
    for number, (name, walk) in enumerate(WALKS.items(), 23501):
        customer.say(f"/order {ids[name]} {LINK}")
        shown = await next_screen(customer)
        if "Use it anyway" in buttons_of(shown):  # a service of another platform
            shown = await give(customer, shown, "Use it anyway")
        for answer in walk.answers:
            shown = await give(customer, shown, answer)
        for button, answer in walk.options.items():
            if button in buttons_of(shown):
                shown = await give(customer, shown, button)
            shown = await give(customer, shown, answer)
        assert "Confirm" in buttons_of(shown), (name, shown["text"])
        await customer.presses(shown, "Confirm", f"#{number}")
        sent = {key: value for key, value in running.adds()[-1].items() if key not in ("key", "action")}
        assert sent == {"service": str(ids[name]), "url": LINK, **walk.sent}, name
    assert len(running.adds()) == len(WALKS)


async def test_a_long_list_as_a_file(running: House, customer: Talker) -> None:
    """Comments too long for a message come as a text file, and arrive one a line."""
    ids = {row.type: row.id for row in reversed(believable_catalogue())}
    await customer.says(f"/order {ids['Custom Comments']} {LINK}", "comments")
    comments = [f"Really lovely picture number {number} 🎉" for number in range(200)]
    customer.seen = running.world.events.last
    running.world.send_attachment(
        customer.id, "document", content="\r\n".join(comments).encode("utf-8-sig"), file_name="c.txt"
    )
    summary = await customer.sees("Confirm", "200")
    await customer.presses(summary, "Confirm", "#23501")
    (sent,) = running.adds()
    assert sent["comments"] == "\n".join(comments)
    assert sent["quantity"] == "200"


async def test_a_type_that_nobody_knows(running: House, customer: Talker) -> None:
    """A type that the table does not have is shown as not supported, and cannot be ordered in any way."""
    running.write("UPDATE services SET type = 'Mystery' WHERE panel_id = '1'")
    for text in (f"/order 1 {LINK} 1000", f"1 | {LINK} | 1000"):
        await customer.says(text, "not supported")
    assert running.adds() == []
