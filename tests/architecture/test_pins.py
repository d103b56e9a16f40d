"""What is installed is pinned, all of it, and fetched from wherever the machine fetches."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from itertools import chain

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT

PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.]+)")
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}
MAC = {"sys_platform": "darwin", "platform_system": "Darwin"}


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in lines}


def wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    named = [*project["build-system"]["requires"], *project["project"]["dependencies"], *chain(*extras)]
    return [Requirement(text) for text in [*named, "editables"]]


def needs(requirement: Requirement) -> list[Requirement]:
    """List what a package needs in its turn, on any platform, in any Python that we support."""
    try:
        texts = requires(requirement.name) or []
    except PackageNotFoundError:
        return []
    return [found for text in texts if _applies(found := Requirement(text), requirement.extras)]


def _applies(found: Requirement, extras: set[str]) -> bool:
    here = dict(default_environment())
    places = [here | place for place in ({}, WINDOWS, MAC)]
    versions = [
        place | {"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0"}
        for place in places
        for minor in (11, 12, 13, 14)
    ]
    chosen = [place | {"extra": extra} for place in versions for extra in extras | {""}]
    return found.marker is None or any(found.marker.evaluate(place) for place in chosen)


def test_lines_are_pins() -> None:
    """A line is a name and a version: no address, no range, no path."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if not PIN.fullmatch(line)]
    assert len(pins()) == len(lines)
    assert list(pins()) == sorted(pins())


def test_everything_is_pinned() -> None:
    """Whatever the dependencies need, wherever they are installed, has a pin."""
    seen: dict[str, set[str]] = {}
    waiting = wanted()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if name in seen and one.extras <= seen[name]:
            continue
        seen[name] = seen.get(name, set()) | one.extras
        waiting += needs(one)
    assert sorted(seen.keys() - pins().keys()) == []


def test_pins_fit() -> None:
    """Each pin is a version that pyproject.toml allows."""
    assert not [str(one) for one in wanted() if not one.specifier.contains(pins()[canonicalize_name(one.name)])]


def test_each_dependency_has_its_reason() -> None:
    """Whatever pyproject.toml asks for stands in the decision about dependencies."""
    reasons = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8").casefold()
    assert not [one.name for one in wanted() if one.name.casefold() not in reasons]
