"""What tests of several tiers share."""

from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter

from tests.fixtures_postgres import empty_postgres_url, postgres_server, postgres_url

__all__ = ["empty_postgres_url", "postgres_server", "postgres_url"]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a database file that is not there yet."""
    return f"sqlite:///{tmp_path}/bot.db"


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Show the figures that tests have recorded, in whichever process they ran."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    figures = [value for report in reports for name, value in report.user_properties if name == "figures"]
    if figures:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(str(each) for each in figures))
