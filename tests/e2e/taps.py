"""Ways to an order, act by act; the table in `docs/ordering.md` is printed from them: `python -m tests.e2e.taps`."""

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "ordering.md"

POST = "https://instagram.com/p/C1"
PROFILE = "https://instagram.com/somebody"
LINES = f"1 | {PROFILE} | 1000\n1 | {POST} | 500"


@dataclass(frozen=True, slots=True)
class Act:
    """Something a user does: what is written, or the button that is tapped on the message seen last.

    Or what the panel does to the only order, some other day.
    """

    done: str
    sees: tuple[str, ...]  # words of the message that answers
    is_tap: bool = False
    is_panels: bool = False
    told: str | None = None  # how the table tells of it; as it is done, unless said


def write(text: str, *sees: str, told: str | None = None) -> Act:
    """Write to the bot."""
    return Act(text, sees, told=told)


def tap(button: str, *sees: str, told: str | None = None) -> Act:
    """Tap a button."""
    return Act(button, sees, is_tap=True, told=told)


def becomes(status: str, *sees: str) -> Act:
    """Let the panel bring the order to a status."""
    return Act(status, sees, is_panels=True)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to an order; `before` is what was done some other day, and is not counted."""

    title: str
    acts: tuple[Act, ...]
    most: int  # acts, as promised
    orders: int = 1
    before: tuple[Act, ...] = ()


CONFIRM = tap("Confirm", "Ordered: ", "Order again")
_LINK = write(POST, "Instagram · post", told="the link")
_SERVICE = tap("{first}", "quantity", told="a service")
_QUANTITY = tap("500", "Please check your order", told="a quantity")
_PASTED = (_LINK, _SERVICE, _QUANTITY, CONFIRM)
_TO_SERVICES = (write("/order", "First Category"), tap("First Category", "Followers", told="a category"))
_FIRST = (
    *_TO_SERVICES,
    tap("Followers", "link", told="a service"),
    write(PROFILE, "quantity", told="the link"),
    tap("500", "Please check your order", told="a quantity"),
    CONFIRM,
)
_AGAIN = tap("Order again", "Please check your order")

WAYS = (
    Way("The first order, from the bot's Start button", (write("/start", "Welcome", told="Start"), *_PASTED), most=6),
    Way("The first order, looked up in the list", _FIRST, most=6),
    Way("From a pasted link", _PASTED, most=4),
    Way("The same order again", (_AGAIN, CONFIRM), most=2, before=_FIRST),
    Way(
        "The same again, from its notice",
        (_AGAIN, CONFIRM),
        most=2,
        before=(*_FIRST, becomes("Completed", "Completed", "Show the order", "Order again")),
    ),
    Way(
        "The same again, with another link",
        (
            write("/order", "Recently ordered"),
            tap("Recently ordered", "Followers"),
            tap("Followers", "link", told="a service"),
            write(POST, "quantity", told="the link"),
            tap("500", "Please check your order", told="a quantity"),
            CONFIRM,
        ),
        most=6,
        before=_FIRST,
    ),
    Way("In one line", (write(f"/order 1 {PROFILE} 1000", "Please check your order"), CONFIRM), most=2),
    Way(
        "A mass order of up to 1,000 lines",
        (
            write(LINES, "2 lines can be ordered", told="the lines, or a file"),
            tap("Confirm 2 orders", "sent", told="*Confirm*"),
        ),
        most=2,
        orders=2,
    ),
    Way(
        "A preset, from the menu",
        (
            tap("Presets", "Choose one"),
            tap("Starter pack", "link", told="its name"),
            write(PROFILE, "2 lines can be ordered", told="the link"),
            tap("Confirm 2 orders", "sent", told="*Confirm*"),
        ),
        most=4,
        orders=2,
        before=(
            write("/start", "Welcome"),
            tap("Presets", "New preset"),
            tap("New preset", "name of the preset"),
            write("Starter pack\n1 | 1000\n1 | 500", "is saved"),
            write("/start", "Welcome"),
        ),
    ),
)


def table() -> str:
    """Return the table of acts."""
    head = "| | you do | taps and messages |\n|---|---|---|\n"
    return head + "".join(
        f"| {way.title} | {' → '.join(_told(act) for act in way.acts)} | {len(way.acts)} |\n" for way in WAYS
    )


def _told(act: Act) -> str:
    if act.told is not None:
        return act.told
    return f"*{act.done}*" if act.is_tap else f"`{act.done}`"


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201  it is what it is run for
