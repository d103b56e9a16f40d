"""Users who block the bot: not a call after the mark, and what they missed when they are back."""

from tests.integration.chat.crowd import FIRST, Crowd
from tests.integration.chat.desk import Desk


async def crowd_of_one(desk: Desk, orders: int) -> Crowd:
    """Let one user have orders."""
    crowd = Crowd(desk)
    await crowd.gather(1, orders)
    return crowd


def calls_to(desk: Desk) -> int:
    """Count the calls about the user's chat."""
    return len([call for call in desk.world.calls.calls if call.parameters.get("chat_id") == str(FIRST)])


async def test_not_a_call_after_the_mark(desk: Desk) -> None:
    """One refusal is enough: news, several in one, cards and what comes later are dropped unsent."""
    crowd = await crowd_of_one(desk, 3)
    desk.world.block(FIRST)
    desk.world.updates.confirm(10**9)  # the bot does not hear of it: it has to learn it by a refusal
    await crowd.all_complete(cards=True)
    await desk.settle()
    await desk.settle()
    assert calls_to(desk) == 1
    async with desk.store.snapshot() as tx:
        user = await tx.users.find(FIRST)
    assert user is not None
    assert user.blocked_at is not None
    await crowd.all_complete(cards=True)
    await desk.settle()
    await desk.settle()
    assert (calls_to(desk), await crowd.left()) == (1, 0)


async def test_who_is_known_to_have_blocked(desk: Desk) -> None:
    """Whoever Telegram says has blocked the bot is not even tried."""
    crowd = await crowd_of_one(desk, 3)
    desk.world.block(FIRST)
    await desk.settle()
    await crowd.all_complete(cards=True)
    await desk.settle()
    await desk.settle()
    assert (calls_to(desk), await crowd.left()) == (0, 0)


async def test_back_again(desk: Desk) -> None:
    """Whoever takes the block off hears in one message what has become of their orders, and their cards are right."""
    crowd = await crowd_of_one(desk, 3)
    desk.world.block(FIRST)
    await desk.settle()
    await crowd.store_completed()
    await crowd.all_complete(cards=True)
    await desk.settle()
    desk.world.unblock(FIRST)
    await desk.settle()
    await desk.settle()
    [news] = [text for text in desk.texts(FIRST) if text.startswith("News of 3 orders")]
    assert news.count("Completed") == 3
    assert [text for text in desk.texts(FIRST) if "An order" in text] == []
    await desk.says(FIRST, "/start")
    assert len([text for text in desk.texts(FIRST) if "News" in text]) == 1


async def test_back_by_writing(desk: Desk) -> None:
    """Whoever writes hears what they have missed, though Telegram never said that the block is off; once."""
    crowd = await crowd_of_one(desk, 3)
    async with desk.store.transaction() as tx:
        await tx.users.mark_blocked(FIRST, desk.clock.now())
    await crowd.store_completed()
    await desk.says(FIRST, "/help")
    await desk.settle()
    [news] = [text for text in desk.texts(FIRST) if text.startswith("News of 3 orders")]
    assert news.count("Completed") == 3
    await desk.says(FIRST, "/help")
    await desk.settle()
    assert len([text for text in desk.texts(FIRST) if "News" in text]) == 1


async def test_back_with_nothing_missed(desk: Desk) -> None:
    """Whoever comes back to orders that stand as they did is told nothing."""
    await crowd_of_one(desk, 2)
    desk.world.block(FIRST)
    await desk.settle()
    desk.world.unblock(FIRST)
    await desk.settle()
    assert calls_to(desk) == 0
