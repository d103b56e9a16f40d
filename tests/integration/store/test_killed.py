"""Kill -9 in the middle of writing."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

ROOT = Path(__file__).parents[3]
KILLS = 4


def _count_until_killed(url: str, commits: int) -> int:
    """Start a process that counts up, kill it soon after so many commits, return the last it reported."""
    command = [sys.executable, "-m", "tests.integration.store.processes", "count_up", url, "n"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        reported = [process.stdout.readline() for _ in range(commits)]
        process.kill()
        reported += process.stdout.readlines()
    whole = [line for line in reported if line.endswith("\n")]
    return int(whole[-1])


def test_killed_again_and_again(sqlite_url: str) -> None:
    """After each kill the file is sound, what was reported as committed is there, and no transaction is half there."""
    reported = 0
    for kill in range(KILLS):
        reported = _count_until_killed(sqlite_url, 20 + 7 * kill)
        with closing(sqlite3.connect(make_url(sqlite_url).database or "")) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            kept = dict(plain.execute("SELECT name, value FROM memory").fetchall())
        assert int(kept["n"]) in (reported, reported + 1)
        assert kept["n again"].rstrip("x") == kept["n"]
    assert reported > 20 * KILLS
