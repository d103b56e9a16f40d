"""The steps of a draft, from row to row."""

from itertools import count
from typing import Any

import pytest

from bot.domain.draft import LINK as LINK_STEP
from bot.domain.draft import SUMMARY, Draft, submission
from bot.domain.errors import DraftChanged, DraftGone, QuantityUnreadable, ServiceGone, ServiceUnsupported
from bot.domain.order import Submission
from bot.services.compose_draft import ComposeDraft
from bot.store.in_memory import MemoryStore
from tests.fakes.manual_clock import ManualClock
from tests.unit.services.arrange import ANN, BOB, LINK, arrange, change_catalogue, queue_orders, service_row


@pytest.fixture
def compose(clock: ManualClock) -> ComposeDraft:
    """Drafts with tokens t0, t1, t2 and so on."""
    numbers = count()
    return ComposeDraft(clock, lambda: f"t{next(numbers)}")


async def find_open(store: MemoryStore, user_id: int = ANN) -> Draft | None:
    async with store.snapshot() as tx:
        return await tx.drafts.find_open(user_id)


async def start(store: MemoryStore, compose: ComposeDraft, *texts: str, **row: Any) -> Draft:
    """Start Ann's draft for a service with such a row, and answer."""
    service = await arrange(store, service_row(**row))
    async with store.transaction() as tx:
        draft = await compose.start(tx, ANN, ANN, service.id)
        for text in texts:
            draft = await compose.answer(tx, ANN, text)
    return draft


async def test_a_draft_starts_at_its_link(store: MemoryStore, compose: ComposeDraft) -> None:
    """The first question is the link, and a row holds it."""
    draft = await start(store, compose)
    assert (draft.step, draft.token) == (LINK_STEP, "t0")
    assert await find_open(store) == draft


async def test_a_second_draft_takes_the_place_of_the_first(store: MemoryStore, compose: ComposeDraft) -> None:
    """A user has one open draft; the former one's buttons are stale."""
    first = await start(store, compose)
    async with store.transaction() as tx:
        second = await compose.start(tx, ANN, ANN, first.service.id)
        with pytest.raises(DraftChanged):
            await compose.answer(tx, ANN, LINK, first.token)
    assert await find_open(store) == second


async def test_what_cannot_be_ordered_starts_nothing(store: MemoryStore, compose: ComposeDraft) -> None:
    """An unknown service, one that is gone, and one of an unknown type leave the former draft open."""
    draft = await start(store, compose)
    await change_catalogue(store, service_row(), service_row("new", type="Something new"), service_row("gone"))
    await change_catalogue(store, service_row(), service_row("new", type="Something new"))
    async with store.transaction() as tx:
        ids = {}
        for panel_id in ("new", "gone"):
            service = await tx.catalogue.find_by_panel_id(service_row(panel_id).panel_id)
            assert service is not None
            ids[panel_id] = service.id
        for service_id, refusal in ((999, ServiceGone), (ids["new"], ServiceUnsupported), (ids["gone"], ServiceGone)):
            with pytest.raises(refusal):
                await compose.start(tx, ANN, ANN, service_id)
    assert await find_open(store) == draft


async def test_each_answer_makes_the_former_buttons_stale(store: MemoryStore, compose: ComposeDraft) -> None:
    """The token changes with each step, and a button of an earlier state does nothing."""
    draft = await start(store, compose, LINK)
    assert draft.token == "t1"
    async with store.transaction() as tx:
        with pytest.raises(DraftChanged):
            await compose.answer(tx, ANN, "100", "t0")
        answered = await compose.answer(tx, ANN, "100", "t1")
    assert (answered.step, answered.token) == (SUMMARY, "t2")
    assert await find_open(store) == answered


async def test_a_wrong_answer_changes_nothing(store: MemoryStore, compose: ComposeDraft) -> None:
    """The draft stays at its question with its token, so that its buttons still work."""
    draft = await start(store, compose, LINK)
    async with store.transaction() as tx:
        with pytest.raises(QuantityUnreadable):
            await compose.answer(tx, ANN, "many")
    assert await find_open(store) == draft


async def test_back_leads_out_at_last(store: MemoryStore, compose: ComposeDraft) -> None:
    """Back goes question by question, keeping the answers; from the first one the draft is left."""
    draft: Draft | None = await start(store, compose, LINK, "100")
    steps = []
    while draft is not None:
        async with store.transaction() as tx:
            draft = await compose.back(tx, ANN, draft.token)
        steps.append(draft and draft.step)
        assert draft is None or draft.answers == {"link": LINK, "quantity": "100"}
    assert steps == ["quantity", "link", None]
    assert await find_open(store) is None


async def test_without_a_draft_there_is_nothing_to_do(store: MemoryStore, compose: ComposeDraft) -> None:
    """Every step of a draft that is left says so, also to somebody else."""
    draft = await start(store, compose)
    async with store.transaction() as tx:
        for user_id in (BOB, 999):
            with pytest.raises(DraftGone):
                await compose.answer(tx, user_id, LINK, draft.token)
        assert await compose.leave(tx, BOB) is None
        assert await compose.leave(tx, ANN) == draft
        assert await compose.leave(tx, ANN) is None
        for act in (compose.back, compose.ask_drip_feed, compose.drop_drip_feed):
            with pytest.raises(DraftGone):
                await act(tx, ANN, draft.token)


async def test_drip_feed_is_asked_for_and_dropped(store: MemoryStore, compose: ComposeDraft) -> None:
    """Runs and interval are two questions; dropped, the order is one of all at once."""
    draft = await start(store, compose, LINK, "100")
    async with store.transaction() as tx:
        draft = await compose.ask_drip_feed(tx, ANN, draft.token)
        assert draft.step == "runs"
        await compose.answer(tx, ANN, "5")
        draft = await compose.answer(tx, ANN, "30")
        assert submission(draft).parameters == {"quantity": "100", "runs": "5", "interval": "30"}
        draft = await compose.drop_drip_feed(tx, ANN, draft.token)
        assert submission(draft).parameters == {"quantity": "100"}


class TestStartAgain:
    """Ordering again what was ordered before."""

    @pytest.fixture
    def again(self, store: MemoryStore, compose: ComposeDraft) -> Any:
        """Order once with such parameters, let the catalogue change, and start again."""

        async def run(before: dict[str, Any], parameters: dict[str, str], after: dict[str, Any]) -> Draft:
            service = await arrange(store, service_row(**before))
            sent = Submission(service=service.row.panel_id, target=LINK, parameters=parameters)
            [order] = await queue_orders(store, submission=sent)
            await change_catalogue(store, service_row(**after))
            async with store.transaction() as tx:
                return await compose.start_again(tx, order, ANN)

        return run

    async def test_all_that_fits_is_taken_along(self, again: Any, store: MemoryStore) -> None:
        """An unchanged service leads to the summary at once."""
        draft = await again({}, {"quantity": "100"}, {})
        assert (draft.step, dict(submission(draft).parameters)) == (SUMMARY, {"quantity": "100"})
        assert await find_open(store) == draft

    async def test_drip_feed_is_taken_along(self, again: Any) -> None:
        """Runs and interval are part of what was ordered."""
        sent = {"quantity": "100", "runs": "5", "interval": "30"}
        draft = await again({}, sent, {})
        assert (draft.step, dict(submission(draft).parameters)) == (SUMMARY, sent)

    async def test_runs_that_no_longer_fit_are_asked_for(self, again: Any) -> None:
        """When the total is too much now, the question is how many runs; it is not ordered all at once unasked."""
        draft = await again({}, {"quantity": "100", "runs": "5", "interval": "30"}, {"maximum": 400})
        assert draft.step == "runs"

    async def test_drip_feed_that_is_no_longer_offered_is_not_ordered(self, again: Any) -> None:
        """Without drip-feed the summary shows one run."""
        draft = await again({}, {"quantity": "100", "runs": "5", "interval": "30"}, {"drip_feed": False})
        assert (draft.step, dict(submission(draft).parameters)) == (SUMMARY, {"quantity": "100"})

    async def test_a_quantity_that_no_longer_fits_is_asked_for(self, again: Any) -> None:
        """The draft stands at the first question whose old answer the service refuses now."""
        draft = await again({}, {"quantity": "100"}, {"minimum": 200})
        assert (draft.step, dict(draft.answers)) == ("quantity", {"link": LINK})

    async def test_a_new_question_is_asked(self, again: Any) -> None:
        """When the type has changed, what it asks besides is asked."""
        draft = await again({}, {"quantity": "100"}, {"type": "Mentions"})
        assert (draft.step, draft.answers["quantity"]) == ("usernames", "100")

    async def test_comments_are_taken_along(self, again: Any) -> None:
        """Lines are lines again, and counted again."""
        row = {"type": "Custom Comments", "minimum": 1}
        draft = await again(row, {"quantity": "2", "comments": "one\ntwo"}, row)
        assert (draft.step, dict(submission(draft).parameters)) == (
            SUMMARY,
            {"quantity": "2", "comments": "one\ntwo"},
        )

    async def test_optional_answers_are_taken_along(self, again: Any) -> None:
        """A subscription's limits are not lost: without them it would cost more than it did."""
        sent = {"username": "ann", "min": "10", "max": "20", "delay": "0", "posts": "3", "expiry": "31/12/2026"}
        draft = await again({"type": "Subscriptions"}, sent, {"type": "Subscriptions"})
        assert (draft.step, dict(submission(draft).parameters)) == (SUMMARY, sent)

    async def test_an_optional_answer_that_no_longer_fits_is_asked_for(self, again: Any) -> None:
        """A subscription that has expired asks for its day, and is not ordered without an end."""
        sent = {"username": "ann", "min": "10", "max": "20", "delay": "0", "posts": "3", "expiry": "01/01/2026"}
        draft = await again({"type": "Subscriptions"}, sent, {"type": "Subscriptions"})
        assert (draft.step, draft.answers["posts"]) == ("expiry", "3")

    async def test_optional_answers_wait_for_a_question_before_them(
        self, again: Any, store: MemoryStore, compose: ComposeDraft
    ) -> None:
        """A subscription whose limits have moved does not lose its end; an end that is past is asked for, with Back."""
        sent = {"username": "ann", "min": "10", "max": "20", "delay": "0", "posts": "3", "expiry": "01/01/2026"}
        draft = await again({"type": "Subscriptions"}, sent, {"type": "Subscriptions", "minimum": 15})
        assert (draft.step, draft.answers["max"]) == ("min", "20")
        async with store.transaction() as tx:
            draft = await compose.answer(tx, ANN, "15")
            assert (draft.step, draft.answers["posts"]) == ("expiry", "3")
            asked = await compose.back(tx, ANN, draft.token)
            assert asked is not None
            assert asked.step == SUMMARY

    async def test_a_service_that_is_gone_starts_nothing(self, again: Any, store: MemoryStore) -> None:
        """What the panel no longer sells cannot be ordered again."""
        with pytest.raises(ServiceGone):
            await again({}, {"quantity": "100"}, {"panel_id": "other"})
        assert await find_open(store) is None
