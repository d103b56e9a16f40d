"""Updates by webhook: stored before they are answered, taken once, from nobody but Telegram."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.house import CUSTOMER, House
from tests.e2e.test_ordering import order_followers

SECRET = "webhook-secret-9a7c"


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
async def hooked(tmp_path: Path) -> AsyncIterator[House]:
    """A house whose bot is called by Telegram."""
    port = free_port()
    house = await House.build(
        tmp_path,
        TELEGRAM_MODE="webhook",
        WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
        WEBHOOK_SECRET=SECRET,
        WEBHOOK_PORT=str(port),
    )
    try:
        await house.start()
        yield house
    finally:
        await house.close()


async def test_order_by_webhook(hooked: House) -> None:
    """The whole order goes through, and a redelivered Confirm orders nothing more."""
    customer = hooked.talker(CUSTOMER)
    summary = await order_followers(customer)
    await customer.presses(summary, "Confirm", "#23501")
    last = hooked.rows("SELECT max(update_id) FROM updates")[0][0]
    hooked.world.redeliver(last)
    await customer.says("/orders", "#23501")
    assert len(hooked.adds()) == 1
    assert hooked.rows("SELECT count(*) FROM updates WHERE done_at IS NULL") == [(0,)]


async def test_only_telegram_is_heard(hooked: House) -> None:
    """Without the secret nothing is taken; what cannot be read is answered and dropped; a huge body is refused."""
    forged = {"update_id": 1, "message": {"message_id": 1}}
    url, right = hooked.settings["WEBHOOK_URL"], {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(url, json=forged)).status_code == 401
        wrong = {"X-Telegram-Bot-Api-Secret-Token": "é" * 10}
        assert (
            await client.post(url, json=forged, headers={k: v.encode() for k, v in wrong.items()})
        ).status_code == 401
        assert (await client.post(url, content=b"no json", headers=right)).status_code == 200
        assert (await client.post(url, content=b"x" * 2_000_000, headers=right)).status_code == 413
    assert hooked.rows("SELECT count(*) FROM updates") == [(0,)]
