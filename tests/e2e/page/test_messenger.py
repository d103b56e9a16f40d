"""The page behaves like a messenger, whatever a bot sends."""

import base64
import re

import pytest
from playwright.async_api import expect

from bot.demo.cast import CUSTOMER, STRANGER
from tests.e2e.page.acts import bot_sends, bubble, key, write
from tests.e2e.page.conftest import Demo

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in that loop

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEElEQVR4nGNgaPiPFTEMLQkA74t/gSqp9TUAAAAASUVORK5CYII="


def started(demo: Demo, person_id: int = CUSTOMER) -> int:
    """Let somebody have begun a chat."""
    demo.house.world.send_text(person_id, "/start")
    return person_id


async def test_formatting(demo: Demo) -> None:
    """Each of Telegram's entities has its element, nested ones too, and emoji move nothing."""
    me = started(demo)
    text = (
        '🎉 <b>bold <i>both</i></b> <u>u</u> <s>s</s> <code>c</code> <a href="https://example.com/x">link</a> '
        "<tg-spoiler>secret</tg-spoiler> /help @somebody #tag\n<blockquote>quote</blockquote>\nafter"
        '<pre><code class="language-json">{}</code></pre>'
    )
    await bot_sends(demo, "sendMessage", chat_id=me, text=text, parse_mode="HTML")
    page = await demo.open(me)
    message = bubble(page, "after")
    for selector, said in {
        "strong": "bold both",
        "strong em": "both",
        "u": "u",
        "s": "s",
        ".text > code": "c",
        "a": "link",
        "blockquote": "quote",
        ".pre pre": "{}",
        "button.link": "/help",
        ".mention": "@somebody",
        ".hashtag": "#tag",
    }.items():
        await expect(message.locator(selector)).to_have_text(said)
    await expect(message.locator("a")).to_have_attribute("rel", re.compile("noopener noreferrer"))
    spoiler = message.get_by_role("button", name="Spoiler")
    await spoiler.focus()
    await page.keyboard.press("Enter")
    await expect(message.locator(".spoiler.open")).to_have_text("secret")


async def test_html_stays_text(demo: Demo) -> None:
    """A name and a message full of HTML make no element and run nothing."""
    name = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    demo.house.world.add_person(CUSTOMER, name, last_name="</button><h1>")
    me = started(demo)
    keyboard = {"inline_keyboard": [[{"text": f"{name}!", "callback_data": "x"}]]}
    await bot_sends(demo, "sendMessage", chat_id=me, text=name, reply_markup=keyboard)
    page = await demo.open(me)
    await expect(page.locator("#people-list .name").first).to_have_text(f"{name} </button><h1>")
    await expect(bubble(page, "onerror").locator(".text")).to_have_text(name)
    await expect(key(page, "onerror")).to_be_visible()
    assert await page.locator("#log img, #log script, #people-list img, #people-list h1").count() == 0


async def test_answers_to_buttons(demo: Demo) -> None:
    """A pressed button waits until the bot answers; a short answer is a toast, an alert a dialog."""
    me = started(demo)
    rows = [[{"text": "Go", "callback_data": "go", "style": "success"}]]
    await bot_sends(demo, "sendMessage", chat_id=me, text="Ready?", reply_markup={"inline_keyboard": rows})
    page = await demo.open(me)
    button = key(page, "Go")
    await expect(button).to_have_class("key success")
    for presses, alert in enumerate((False, True), 1):
        await button.click()
        await expect(button).to_have_class(re.compile("waiting"))
        await demo.house.world.wait_for(lambda world, presses=presses: len(world.queries) == presses)
        query = list(demo.house.world.queries)[-1]
        await bot_sends(demo, "answerCallbackQuery", callback_query_id=query, text="Done <b>", show_alert=alert)
        shown = page.get_by_role("dialog") if alert else page.locator("#toast")
        await expect(shown).to_contain_text("Done <b>")
        await expect(button).not_to_have_class(re.compile("waiting"))
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_an_edit_keeps_the_focus(demo: Demo) -> None:
    """Who has a button in focus still has one when the message is edited, and is where they were."""
    me = started(demo)
    rows = [[{"text": text, "callback_data": text} for text in ("One", "Two")]]
    sent = await bot_sends(demo, "sendMessage", chat_id=me, text="A", reply_markup={"inline_keyboard": rows})
    page = await demo.open(me)
    await key(page, "Two").focus()
    rows = [[{"text": text, "callback_data": text} for text in ("Three", "Four")]]
    changed = {"message_id": sent["message_id"], "text": "B", "reply_markup": {"inline_keyboard": rows}}
    await bot_sends(demo, "editMessageText", chat_id=me, **changed)
    await expect(bubble(page, "B")).to_contain_text("edited")
    await expect(key(page, "Four")).to_be_focused()
    await expect(page.locator(".msg")).to_have_count(2)


async def test_writing(demo: Demo) -> None:
    """Shift+Enter makes a line and Enter sends; the text arrives as it was typed."""
    page = await demo.open(started(demo))
    field = page.get_by_role("textbox", name="Message")
    await field.fill("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("  two <b>")
    await page.keyboard.press("Enter")
    await expect(page.locator(".msg.mine").last).to_contain_text("two <b>")
    await expect(field).to_have_value("")
    assert demo.house.world.messages(CUSTOMER)[-1]["text"] == "one\n  two <b>"


async def test_replies_and_keyboards(demo: Demo) -> None:
    """A message that wants a reply gets one with what is written next; the bot's own keyboard sends its words."""
    me = started(demo)
    page = await demo.open(me)
    prompt = {"force_reply": True, "input_field_placeholder": "Your link"}
    asked = await bot_sends(demo, "sendMessage", chat_id=me, text="Which link?", reply_markup=prompt)
    await expect(page.locator("#reply-bar")).to_contain_text("Which link?")
    await expect(page.get_by_placeholder("Your link")).to_be_focused()
    await write(page, "this")
    await expect(page.locator(".msg.mine").last.locator(".quoted")).to_contain_text("Which link?")
    said = demo.house.world.messages(me)[-1]
    assert said["reply_to_message"]["message_id"] == asked["message_id"]
    markup = {"keyboard": [[{"text": "Yes"}, {"text": "No"}]], "one_time_keyboard": True}
    await bot_sends(demo, "sendMessage", chat_id=me, text="Sure?", reply_markup=markup)
    await page.locator("#reply-keys").get_by_role("button", name="No").click()
    await expect(page.locator(".msg.mine").last).to_contain_text("No")
    await expect(page.locator("#reply-keys")).to_be_hidden()


async def test_what_is_not_text(demo: Demo) -> None:
    """Stickers, pictures and files can be sent, and are shown; what the bot sends too."""
    me = started(demo)
    page = await demo.open(me)
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Sticker").click()
    await expect(page.get_by_role("img", name="Sticker")).to_be_visible()
    await page.get_by_role("button", name="Attach").click()
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("menuitem", name="Photo").click()
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": base64.b64decode(PIXEL)}
    await (await choosing.value).set_files(picture)
    photo = page.get_by_role("img", name="Photo")
    await expect(photo).to_be_visible()
    await page.wait_for_function("document.querySelector('.photo').naturalWidth === 8")
    file = demo.house.world.files.keep("document", "orders.csv", "text/csv", b"id\n1\n")
    await bot_sends(demo, "sendDocument", chat_id=me, document=file.file_id, caption="All of them")
    async with page.expect_download() as downloading:
        await bubble(page, "orders.csv").get_by_role("link").click()
    assert (await downloading.value).suggested_filename == "orders.csv"


async def test_copying(demo: Demo) -> None:
    """A button that copies puts its text on the clipboard and says so."""
    me = started(demo)
    rows = [[{"text": "Copy id", "copy_text": {"text": "23501"}}]]
    await bot_sends(demo, "sendMessage", chat_id=me, text="#23501", reply_markup={"inline_keyboard": rows})
    page = await demo.open(me, permissions=["clipboard-read", "clipboard-write"])
    await key(page, "Copy id").click()
    await expect(page.locator("#toast")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "23501"


async def test_typing_state(demo: Demo) -> None:
    """The bot is seen typing until its message comes."""
    me = started(demo)
    page = await demo.open(me)
    await bot_sends(demo, "sendChatAction", chat_id=me, action="typing")
    await expect(page.locator(".typing")).to_be_visible()
    await bot_sends(demo, "sendMessage", chat_id=me, text="Here")
    await expect(page.locator(".typing")).to_have_count(0)


async def test_unread_and_switching(demo: Demo) -> None:
    """What comes for somebody else is counted, and read by becoming them; the last words stand in the list."""
    started(demo, STRANGER)
    page = await demo.open(started(demo))
    for text in ("first", "second"):
        await bot_sends(demo, "sendMessage", chat_id=STRANGER, text=text)
    row = page.locator("#people-list button").filter(has_text="Sam Rivers")
    await expect(row.locator(".unread")).to_contain_text("2")
    await expect(row).to_contain_text("second")
    await expect(page).to_have_title("(2) Try the bot")
    await row.click()
    await expect(row).to_have_attribute("aria-current", "true")
    await expect(row.locator(".unread")).to_have_count(0)
    await expect(bubble(page, "first")).to_be_visible()
    assert page.url.endswith(f"#{STRANGER}")


async def test_blocking(demo: Demo) -> None:
    """Who blocks the bot writes nothing until they unblock it."""
    page = await demo.open(started(demo))
    await page.get_by_role("button", name="Block", exact=True).click()
    await page.get_by_role("button", name="Unblock").wait_for()
    assert demo.house.world.chats[CUSTOMER].bot_status == "kicked"
    await page.get_by_role("button", name="Unblock").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    assert demo.house.world.chats[CUSTOMER].bot_status == "member"


async def test_a_new_person(demo: Demo) -> None:
    """Somebody new can be made, with a language, and is at once who you are."""
    page = await demo.open()
    await page.get_by_role("button", name="New person").click()
    await page.get_by_label("Name").fill("Иван Петров")
    await page.get_by_role("dialog").get_by_label("Language").select_option("ru")
    await page.get_by_role("button", name="Make").click()
    row = page.locator("#people-list button").filter(has_text="Иван Петров")
    await expect(row).to_have_attribute("aria-current", "true")
    assert {person.language_code for person in demo.house.world.people.values()} == {"en", "ar", "ru"}


async def test_the_end_is_followed(demo: Demo) -> None:
    """New messages are followed, unless somebody reads further up; then they are counted on a button."""
    me = started(demo)
    for number in range(40):
        await bot_sends(demo, "sendMessage", chat_id=me, text=f"Message {number}")
    page = await demo.open(me)
    await expect(bubble(page, "Message 39")).to_be_in_viewport()
    await page.get_by_role("log").hover()
    await page.mouse.wheel(0, -900)
    to_end = page.get_by_role("button", name="Scroll to the newest message")
    await to_end.wait_for()
    await bot_sends(demo, "sendMessage", chat_id=me, text="News")
    await expect(to_end).to_have_text("1")
    await to_end.click()
    await expect(bubble(page, "News")).to_be_in_viewport()
    await expect(to_end).to_be_hidden()
