"""A real disk that is full or read-only: plain words, nothing lost, nothing half written, nothing twice."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.demo.panel.faults import Fault, FaultKind
from tests.e2e.house import CUSTOMER, OTHER, House, until
from tests.e2e.test_ordering import order_followers
from tests.e2e.test_process import bot

SIZE_KB = 4096


class Disk:
    """A small file system of its own, which a test fills and empties."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave no byte."""
        with self._ballast.open("ab", buffering=0) as ballast:
            for size in (65_536, 4_096, 1):
                try:
                    while True:
                        ballast.write(b"x" * size)
                except OSError:
                    continue

    def make_room(self) -> None:
        """Take away what filled it."""
        self._ballast.unlink()

    def make_read_only(self) -> None:
        """Let nobody write, root included."""
        subprocess.run(["mount", "-o", "remount,ro", self.folder], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_KB}k", "tmpfs", folder]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
async def house(tmp_path: Path, disk: Disk) -> AsyncIterator[House]:
    """A house whose bot keeps its database on the small disk."""
    built = await House.build(tmp_path, DATABASE_URL=f"sqlite:///{disk.folder}/bot.db", LOG_LEVEL="INFO")
    (tmp_path / "bot.db").symlink_to(disk.folder / "bot.db")
    try:
        yield built
    finally:
        await built.close()


FULL = "the disk is full"


async def test_full_while_users_order(running: House, disk: Disk) -> None:
    """The log says it once; presses wait, and are handled once when there is room; no order is half there or twice."""
    customer, other = running.talker(CUSTOMER), running.talker(OTHER)
    summary = await order_followers(customer)
    await other.says("/start", "Welcome")
    disk.fill()
    for _ in range(3):
        customer.press(summary, "Confirm")
    other.say("/orders")
    await until(lambda: FULL in running.log())
    other.world.send_text(OTHER, "/help")
    asked = len(running.world.calls.of("getUpdates"))
    await until(lambda: len(running.world.calls.of("getUpdates")) > asked + 3)
    assert running.rows("SELECT count(*) FROM orders") == [(0,)]
    assert running.adds() == []
    disk.make_room()
    await customer.sees("#23501", timeout_seconds=40)
    await other.sees("What I can do", timeout_seconds=40)
    assert running.rows("SELECT state FROM orders") == [("placed",)]
    assert len(running.adds()) == 1
    assert running.log().count(FULL) == 1
    assert "Traceback" not in running.log()
    assert running.rows("PRAGMA integrity_check") == [("ok",)]


async def test_full_between_an_order_and_its_answer(running: House, disk: Disk) -> None:
    """An answer that cannot be written down at once is written when there is room, and the order is not sent again."""
    customer = running.talker(CUSTOMER)
    running.sandbox.faults.add(Fault(kind=FaultKind.SLOW, action="add", seconds=2))
    customer.press(await order_followers(customer), "Confirm")
    await until(lambda: running.rows("SELECT state FROM orders") == [("submitting",)])
    disk.fill()
    customer.world.send_text(CUSTOMER, "/help")
    await until(lambda: FULL in running.log())
    disk.make_room()
    await customer.sees("#23501", timeout_seconds=40)
    assert running.rows("SELECT state, panel_order_id FROM orders") == [("placed", "23501")]
    assert len(running.adds()) == 1


def met_the_disk(house: House, asked: int, orders: int) -> bool:
    """Tell whether updates were asked for again, since they could not be stored, or found room left and were."""
    return len(house.world.calls.of("getUpdates")) > asked + 1 or house.rows("SELECT count(*) FROM orders") == [
        (orders,)
    ]


async def test_full_again_and_again(running: House, disk: Disk) -> None:
    """Users order while the disk fills up and is emptied: each Confirm is one order, placed once."""
    people = [running.talker(person) for person in (CUSTOMER, OTHER)]
    for turn in (1, 2, 3):
        summaries = [await order_followers(talker) for talker in people]
        people[0].press(summaries[0], "Confirm")
        disk.fill()
        asked = len(running.world.calls.of("getUpdates"))
        people[1].press(summaries[1], "Confirm")
        await until(lambda: met_the_disk(running, asked, turn * len(people)))  # noqa: B023
        disk.make_room()
        placed = [("placed", turn * len(people))]
        await until(
            lambda: running.rows("SELECT state, count(*) FROM orders GROUP BY state") == placed,  # noqa: B023
            timeout_seconds=40,
        )
        await until(lambda: running.rows("SELECT count(*) FROM outbox") == [(0,)], timeout_seconds=40)
    assert len(running.adds()) == 6
    assert "Traceback" not in running.log()
    assert running.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize("is_new", [True, False])
async def test_full_at_the_start(house: House, disk: Disk, command: str, *, is_new: bool) -> None:
    """A start on a full disk ends with 1 and one line, for a new database and for one that is there."""
    if not is_new:
        await house.start()
        assert await house.stop() == 0
    disk.fill()
    code, said = await bot(house.folder, command, **house.settings)
    assert code == 1
    assert FULL in one_problem(said)


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize("is_new", [True, False])
async def test_read_only_at_the_start(house: House, disk: Disk, command: str, *, is_new: bool) -> None:
    """A start where nothing can be written ends with 1 and one line that says so."""
    if not is_new:
        await house.start()
        assert await house.stop() == 0
    disk.make_read_only()
    code, said = await bot(house.folder, command, **house.settings)
    assert code == 1
    assert any(words in one_problem(said) for words in ("read-only", "cannot be written to", "allowed to write"))


def one_problem(said: str) -> str:
    """Return the one line about the database, and see that there is nothing else but the log's."""
    assert "Traceback" not in said
    lines = [line for line in said.splitlines() if "INFO" not in line]
    assert len(lines) == 1, said
    return lines[0]
