"""The rules for keyboards."""

from typing import Any

import pytest

from bot.demo.telegram_api.keyboards import checked_inline, checked_markup
from bot.demo.telegram_api.refusals import ApiRefused


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def button(text: str = "x", **more: Any) -> dict[str, Any]:
    return {"text": text} | (more or {"callback_data": "d"})


@pytest.mark.parametrize(
    "good",
    [
        button(callback_data="a" * 64),
        button(callback_data="д" * 32),
        button(url="https://a.example/x"),
        button(url="a.example"),
        button(url="tg://user?id=7"),
        button(copy_text={"text": "c" * 256}),
        button(callback_data="d", style="danger"),
        button(switch_inline_query=""),
    ],
)
def test_good_buttons_pass(good: dict[str, Any]) -> None:
    """Buttons at the edge of what is allowed go through unchanged."""
    assert checked_inline(keyboard([good])) == keyboard([good])


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (button(callback_data="a" * 65), "BUTTON_DATA_INVALID"),
        (button(callback_data="д" * 33), "BUTTON_DATA_INVALID"),
        (button(callback_data=""), "BUTTON_DATA_INVALID"),
        (
            button(url="http://localhost/x"),
            "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
        ),
        (button(url="ftp://a.example"), "inline keyboard button URL 'ftp://a.example' is invalid: Wrong HTTP URL"),
        (button(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
        (button(copy_text={"text": "c" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (button(copy_text="c"), 'can\'t parse inline keyboard button: Field "copy_text" must be of type Object'),
        (button(callback_data="d", url="https://a.example"), "BUTTON_TYPE_INVALID"),
        ({"text": "x"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (
            button(callback_data="d", style="green"),
            "can't parse inline keyboard button: invalid button style specified",
        ),
        (button("", callback_data="d"), "inline keyboard button text must be non-empty"),
        (button(callback_data=5), 'can\'t parse inline keyboard button: Field "callback_data" must be of type String'),
    ],
)
def test_bad_buttons_are_refused(bad: dict[str, Any], words: str) -> None:
    """Anything beyond a button's limits is a 400 in Telegram's words."""
    with pytest.raises(ApiRefused) as refused:
        checked_inline(keyboard([bad]))
    assert refused.value.description == f"Bad Request: {words}"


@pytest.mark.parametrize(
    "rows",
    [
        [[button()] * 9],
        [[button()] * 8] * 12 + [[button()] * 5],
        [[button("t" * 1000)]] * 11,
    ],
)
def test_large_keyboards_are_refused(rows: list[list[dict[str, Any]]]) -> None:
    """Nine in a row, 101 in all, and more than 10 kB of JSON are too much."""
    with pytest.raises(ApiRefused, match="reply markup is too long"):
        checked_inline(keyboard(*rows))


def test_the_largest_keyboard_passes() -> None:
    """A hundred buttons, eight in a row, are allowed."""
    assert checked_inline(keyboard(*[[button()] * 8] * 12, [button()] * 4))


def test_empty_rows_and_keyboards_are_nothing() -> None:
    """Rows without buttons are left out, and a keyboard without rows is none."""
    assert checked_inline(keyboard([], [button()])) == keyboard([button()])
    assert checked_inline(keyboard([], [])) is None
    assert checked_markup(None) is None


def test_other_markups() -> None:
    """Reply keyboards take bare texts; what is no object is refused."""
    assert checked_markup({"keyboard": [["a", {"text": "b"}]]}) == {"keyboard": [[{"text": "a"}, {"text": "b"}]]}
    assert checked_markup({"force_reply": True}) == {"force_reply": True}
    for wrong in ("x", {"keyboard": [[{}]]}, {"inline_keyboard": [{}]}, {"inline_keyboard": {}}):
        with pytest.raises(ApiRefused):
            checked_markup(wrong)
