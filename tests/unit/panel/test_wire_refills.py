"""What `refill_status` is answered with."""

import pytest

from bot.domain.errors import PanelAnswerMalformed, PanelRefused
from bot.panel.lenient_json import read_json
from bot.panel.wire_refills import read_refill_statuses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"status": "Completed"}', {"7": "Completed"}),
        ('{"Status": "Rejected"}', {"7": "Rejected"}),
        ('[{"refill": 7, "status": "Pending"}]', {"7": "Pending"}),
        ('[{"refill": "7", "status": "In progress"}, {"refill": 8, "status": "Completed"}]', {"7": "In progress"}),
        ('{"7": {"status": "Completed"}}', {"7": "Completed"}),
        ('{"7": "Completed", "8": "Rejected"}', {"7": "Completed"}),
        ('[{"refill": 7}, null, "x"]', {}),
    ],
)
def test_read(text: str, found: dict[str, str]) -> None:
    """The panel's own word is kept for each refill that was asked about; what cannot be read is left out."""
    assert read_refill_statuses(read_json(text), ["7"]) == found


@pytest.mark.parametrize(
    "text",
    [
        '[{"refill": 7, "status": {"error": "Refill not found"}}]',
        '{"7": {"error": "Refill not found"}}',
    ],
)
def test_unknown_refill(text: str) -> None:
    """A refill that the panel does not know is refused by itself."""
    read = read_refill_statuses(read_json(text), ["7", "9"])
    assert isinstance(read["7"], PanelRefused)
    assert read["7"].words == "Refill not found"


@pytest.mark.parametrize("text", ['{"error": "Incorrect request"}', '{"status": "fail", "message": "no such action"}'])
def test_panel_without_it(text: str) -> None:
    """A panel that does not have the action refuses the whole request."""
    with pytest.raises(PanelRefused):
        read_refill_statuses(read_json(text), ["7", "9"])


@pytest.mark.parametrize("text", ["{}", '{"order": 7}', '"Completed"', "7", "null"])
def test_no_answer_to_it(text: str) -> None:
    """An answer to something else says nothing of refills."""
    with pytest.raises(PanelAnswerMalformed):
        read_refill_statuses(read_json(text), ["7", "9"])
