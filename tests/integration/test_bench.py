"""What is measured is what the program does: each kind of work of the bench leads to an answer."""

from pathlib import Path

from bench.catalogue_desk import open_desk
from bench.catalogue_work import work


async def test_each_kind_of_work_is_answered(tmp_path: Path) -> None:
    """The first update of every kind is answered by the parts as the program puts them together."""
    async with open_desk(tmp_path / "bench.db") as desk:
        for name, updates in work(1).items():
            figures = await desk.measure(name, updates[:1])
            assert figures.wall[0] > 0
            payloads = [owed.new.payload for owed in desk.answers.last]
            assert any(payload.get("text") or payload.get("results") for payload in payloads), f"{name}: nothing said"
            assert "no longer" not in str(payloads), f"{name}: what it is about was not found"
            assert "instagram.com/p/C" in str(payloads) or "link" not in name, name
