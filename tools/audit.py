"""Asks an advisory service about every pinned package: `python -m tools.audit PATH/TO/pip-audit`.

pip-audit itself ends with "No known vulnerabilities found" and 0 also when it could ask nobody. Here 0 means that each
pin has been asked about, 1 that one has a known vulnerability, and 3 that some could not be asked about.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

SOUND, VULNERABLE, NOT_ASKED = 0, 1, 3
_LONGEST_SECONDS = 600
_SHOWN = 3


def main(program: str) -> int:
    """Audit the pins, say what was found, and return the exit code."""
    options = ("--requirement", "constraints.txt", "--disable-pip", "--no-deps", "--format", "json")
    try:
        ended = subprocess.run(
            [program, *options], capture_output=True, text=True, check=False, timeout=_LONGEST_SECONDS
        )
        said, complaint = ended.stdout, ended.stderr
    except subprocess.TimeoutExpired:
        said, complaint = "", "no answer in time"
    lines, code = verdict(said, complaint)
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def verdict(said: str, complaint: str) -> tuple[Sequence[str], int]:
    """Read pip-audit's JSON: what to tell, and the exit code. What is vulnerable weighs more than what is not asked."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (complaint.strip().splitlines() or ["it said nothing"])[-1]
        return [f"The advisory service could not be asked: {last}"], NOT_ASKED
    found = [line for package in packages for line in _advisories(package)]
    skipped = [package for package in packages if "vulns" not in package]
    lines = [*found, *_missing(skipped, len(packages))]
    code = VULNERABLE if found else NOT_ASKED if skipped or not packages else SOUND
    return lines or [f"{len(packages)} packages were asked about, and none has a known vulnerability."], code


def _advisories(package: Mapping[str, Any]) -> list[str]:
    name = f"{package['name']} {package.get('version', '')}"
    mended = [(one["id"], ", ".join(one["fix_versions"]) or "no version") for one in package.get("vulns", ())]
    return [f"{name}: {advisory}, mended in {versions}" for advisory, versions in mended]


def _missing(skipped: Sequence[Mapping[str, Any]], total: int) -> list[str]:
    if not skipped:
        return []
    names = ", ".join(str(package["name"]) for package in skipped[:_SHOWN])
    more = f" and {len(skipped) - _SHOWN} more" if len(skipped) > _SHOWN else ""
    said = f"{len(skipped)} of {total} packages could not be asked about ({names}{more}): this says nothing about them."
    return [said, "Is the network's way to the advisory service open?"]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
