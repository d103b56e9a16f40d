"""`make audit` tells what was found from what could not be asked."""

import json
from typing import Any

import pytest

from tools.audit import NOT_ASKED, SOUND, VULNERABLE, verdict

GOOD: dict[str, Any] = {"name": "good", "version": "1.0", "vulns": []}
BAD: dict[str, Any] = {"name": "bad", "version": "2.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["2.1"]}]}
SKIPPED: dict[str, Any] = {"name": "unknown", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([GOOD, GOOD], SOUND, "2 packages were asked about"),
        ([GOOD, BAD], VULNERABLE, "bad 2.0: CVE-2026-1, mended in 2.1"),
        ([GOOD, SKIPPED], NOT_ASKED, "1 of 2 packages could not be asked about (unknown)"),
        ([SKIPPED] * 5, NOT_ASKED, "and 2 more"),
        ([BAD, SKIPPED], VULNERABLE, "could not be asked about"),
        ([], NOT_ASKED, "0 packages"),
    ],
)
def test_report(packages: list[dict[str, Any]], code: int, words: str) -> None:
    """All is well only when every package was asked about; what is vulnerable is named with what mends it."""
    lines, given = verdict(json.dumps({"dependencies": packages, "fixes": []}), "")
    assert given == code
    assert words in "\n".join(lines)


@pytest.mark.parametrize("said", ["", "null", "[]", "{}", "Traceback"])
def test_no_report(said: str) -> None:
    """No report is no clean bill: the auditor's last words are shown."""
    assert verdict(said, "one\nno route to host\n") == (
        ["The advisory service could not be asked: no route to host"],
        NOT_ASKED,
    )
