"""The bot on files that another version of it has made."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import MetaData, Table, create_engine

from bot.store.migrate import config_for
from tests.e2e.house import House, until
from tests.e2e.test_process import bot
from tests.integration.store.filled import ANN, FILLED, OLGA


def make_file(path: Path, revision: str) -> None:
    """Make a database as an earlier version left it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        command.upgrade(config_for(connection), revision)
        for name, rows in FILLED[revision].items():
            table = Table(name, MetaData(), autoload_with=connection)
            for row in rows:
                connection.execute(table.insert().values(**row))
    engine.dispose()


@pytest.mark.parametrize("revision", list(FILLED))
async def test_filled_file_of_an_earlier_version(house: House, revision: str) -> None:
    """The bot starts on it, follows an order of before to its end, and sends what waited, once."""
    make_file(house.folder / "bot.db", revision)
    house.world.add_person(ANN, "Ann")
    house.world.updates.next_id = 100_000_003  # Telegram goes on where the file stands
    house.settings |= {"ADMIN_IDS": str(OLGA), "ALLOWED_IDS": str(ANN)}
    ann = house.talker(ANN)
    ann.say("/help")
    await house.start()
    await ann.sees("Settings")  # asked for in the file's last update
    await ann.sees("What I can do")
    await until(lambda: not house.rows("SELECT id FROM orders WHERE state IN ('queued', 'submitting')"), 30)
    assert house.rows("SELECT state FROM orders WHERE id < 6 ORDER BY id") == [
        *(("placed",), ("placed",), ("uncertain",), ("refused",), ("uncertain",))
    ]
    assert sorted(sent["url"] for sent in house.adds()) == ["https://instagram.com/p/1", "https://instagram.com/p/2"]
    [(panel_id,)] = house.rows("SELECT panel_order_id FROM orders WHERE id = 1")
    house.sandbox.complete(panel_id)
    await ann.sees(f"#{panel_id}", "Completed", "https://instagram.com/p/1")
    assert "Traceback" not in house.log()


async def test_check_of_a_file_of_an_earlier_version(house: House) -> None:
    """It is told that the next start brings it up to date, and left to the version that may be running on it."""
    make_file(house.folder / "bot.db", "0001")
    before = (house.folder / "bot.db").read_bytes()
    code, said = await bot(house.folder, "check", **house.settings)
    assert code == 0
    assert "older: the next start brings it up to date; make a backup first" in said
    assert (house.folder / "bot.db").read_bytes() == before
    assert house.rows("SELECT version_num FROM alembic_version") == [("0001",)]


@pytest.mark.parametrize("arguments", [("run",), ("check",), ("backup", "copy.db"), ("restored",)])
async def test_file_of_a_newer_version(house: House, arguments: tuple[str, ...]) -> None:
    """It is refused in one line and with 1, whatever is asked, and stays as it was."""
    make_file(house.folder / "bot.db", "0001")
    house.write("UPDATE alembic_version SET version_num = '9999'")
    before = (house.folder / "bot.db").read_bytes()
    code, said = await bot(house.folder, *arguments, **house.settings)
    assert code == 1
    assert len(said.strip().splitlines()) == 1
    assert "was made by a newer version of this program (revision 9999)" in said
    assert not (house.folder / "copy.db").exists()
    with sqlite3.connect(house.folder / "bot.db") as plain:
        assert plain.execute("SELECT count(*) FROM orders").fetchone() == (11,)
    plain.close()
    assert len(before) == (house.folder / "bot.db").stat().st_size
