"""A house for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.house import CUSTOMER, OPERATOR, House, Talker


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A panel and a Bot API on loopback; the bot is not started yet."""
    built = await House.build(tmp_path)
    try:
        yield built
    finally:
        await built.close()


@pytest.fixture
async def running(house: House) -> House:
    """A house whose bot serves."""
    await house.start()
    return house


@pytest.fixture
def customer(house: House) -> Talker:
    """Somebody who may order."""
    return house.talker(CUSTOMER)


@pytest.fixture
def operator(house: House) -> Talker:
    """Who runs the bot."""
    return house.talker(OPERATOR)
