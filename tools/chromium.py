"""The machine's own browser, for the tests of the page and for its pictures."""

import os
import shutil

MISSING = "no Chromium: apt-get install chromium, or name one in CHROMIUM"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Find it where CHROMIUM says, or where Debian puts it."""
    return shutil.which(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
