"""Writes `docs/faults.md` from the rows that the tests run: `python -m tests.integration.faults.page`."""

from pathlib import Path

from tests.integration.faults.add_rows import ROWS, End, Row
from tests.integration.faults.read_rows import READ_ROWS

PAGE = Path(__file__).parents[3] / "docs" / "faults.md"

_USER = {
    End.PLACED: "that the panel has taken it",
    End.REFUSED: "the panel's own words",
    End.LATER: "that it waits; then, that the panel has taken it",
    End.UNCERTAIN: "that it could not be confirmed",
}
_HEAD = """\
# What each trouble ends in

Every row is run by `tests/integration/faults`, over a real socket and on a real database file. This page is
written from those rows, and a test holds it to them.

## An order

After the trouble the panel is well again, and a day goes by, with a new worker at its end. "Sent" counts the `add`
requests that reached the panel whole in all that time: never two for an order that may have been taken.

| the panel's answer to `add` | the order is | sent | its user is told | operators are told |
|---|---|---|---|---|
"""
_TAIL = """
A refill and a cancel end in the same way: accepted, refused, sent later, or uncertain and never sent again by
itself. Of an uncertain one its user is told just that, and can ask for a cancel again at once, for a refill a day
after the first.

## A question

What is known of the services, the balance and the orders stays as it is; each loop warns once in the log when it begins
to fail, and says once that it works again. Questions are asked again, so nobody is told anything.

"""
_END = """
One bad row among a hundred, whatever stands in it, spoils none of the others.

## A panel that fails time and again

After five failures in a row the panel is left alone: for up to 5 seconds, then 10, 20, 40 and 60. Nothing is sent
meanwhile; orders wait, their cards and the summary before the Confirm say so, and `/admin` says since when. After each
rest the panel is asked for its balance, and only when it answers does an order follow. Whatever the panel itself says,
a refusal and a 429 included, is no such failure.

After any failure an order is sent only when the panel has answered a question since. After a single `add` whose outcome
is open, the next one goes alone. After five in a row no order is sent for up to 5 seconds, then 10, 20 … 300, and after
each rest only one: that panel answers, and yet leaves every order in doubt. Refills and cancels have such rests of
their own.
"""


def write_page() -> str:
    """Return the page's text."""
    questions = "".join(f"- {row.trouble}\n" for row in READ_ROWS)
    return _HEAD + "".join(map(_line, ROWS)) + _TAIL + questions + _END


def _line(row: Row) -> str:
    sent = row.seen + (row.end is End.LATER)
    told = "yes" if row.operators else "no"
    return f"| {row.trouble.replace('|', chr(92) + '|')} | {row.end.value} | {sent} | {_USER[row.end]} | {told} |\n"


if __name__ == "__main__":
    PAGE.write_text(write_page())
