"""The page for operators says what the tests run."""

from tests.integration.faults.page import PAGE, write_page


def test_page() -> None:
    """Whoever changes a row writes the page anew: `python -m tests.integration.faults.page`."""
    assert PAGE.read_text() == write_page()
