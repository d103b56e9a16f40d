"""The steps of a draft: read the row, take the pure step, store the row under a fresh token."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain import draft as steps
from bot.domain import link_answer
from bot.domain.catalogue import PanelServiceId
from bot.domain.draft import Draft
from bot.domain.errors import (
    AnswerRejected,
    DraftChanged,
    DraftGone,
    LinkOfOtherPlatform,
    OrderRefused,
    PlatformNotNamed,
    ServiceGone,
)
from bot.domain.links import Link, read_link
from bot.domain.order import Order
from bot.domain.order_lines import OrderLine
from bot.ports import Clock, Transaction

LinkDecision = Callable[[Mapping[str, str]], Mapping[str, str]]  # what is kept of the link, from the answers


@dataclass(frozen=True, slots=True)
class ComposeDraft:
    """Starts, answers, turns back and leaves a user's open draft."""

    clock: Clock
    make_token: Callable[[], str]

    async def start(self, tx: Transaction, user_id: int, chat_id: int, service_id: int) -> Draft:
        """Start a draft for a service; a former open draft is left.

        Raises: ServiceGone, ServiceUnsupported.
        """
        service = await tx.catalogue.find(service_id)
        if service is None:
            raise ServiceGone(str(service_id))
        steps.kind_of(service)
        return await tx.drafts.open(user_id, chat_id, service_id, self.make_token(), self.clock.now())

    async def start_with_link(self, tx: Transaction, user_id: int, chat_id: int, service_id: int, link: Link) -> Draft:
        """Start a draft with a link that was given before; of another platform than the service, it is asked about.

        Raises: ServiceGone, ServiceUnsupported.
        """
        draft = await self.start(tx, user_id, chat_id, service_id)
        try:
            link_answer.require_platform(draft.service, link)
        except LinkOfOtherPlatform:
            return await self._save(tx, steps.with_link(draft, link_answer.told(link_answer.doubted(link))))
        return await self._save(tx, steps.with_link(draft, link_answer.told(link_answer.given(link))))

    async def start_again(self, tx: Transaction, order: Order, chat_id: int) -> Draft:
        """Start a draft with an earlier order's answers, checked against today's catalogue.

        It stands at the summary, or at the first question whose old answer no longer fits.
        """
        draft = await self.start(tx, order.new.user_id, chat_id, order.new.service_id)
        sent = order.new.submission
        return await self._save(tx, _refill(draft, {steps.LINK: sent.target, **sent.parameters}))  # to the letter

    async def start_from_line(
        self, tx: Transaction, user_id: int, chat_id: int, line: OrderLine
    ) -> tuple[Draft, Sequence[OrderRefused]]:
        """Start a draft with what a line says; it stands at the summary, or at the first question left open.

        Returns also why parts of the line were not taken. Raises: AnswerRejected for an unknown service, ServiceGone,
        ServiceUnsupported.
        """
        service = await tx.catalogue.find_by_panel_id(PanelServiceId(line.service))
        if service is None:
            raise AnswerRejected("unknown_service")
        filled, refusals = _fill(await self.start(tx, user_id, chat_id, service.id), line)
        return await self._save(tx, filled), refusals

    async def answer(self, tx: Transaction, user_id: int, text: str, token: str | None = None) -> Draft:
        """Take the answer to the open draft's question; from a button, `token` says which state it belongs to.

        A link of another platform, and a `@name` whose platform is not plain, stay a question.
        Raises: DraftGone, DraftChanged, and OrderRefused in the other kinds that `answer` names.
        """
        return await self._save(tx, _answered(await self._find(tx, user_id, token), text))

    async def settle_link(self, tx: Transaction, user_id: int, token: str, decided: LinkDecision) -> Draft:
        """Do with the link what its user has decided, in one of the ways of `link_answer`."""
        draft = await self._find(tx, user_id, token)
        return await self._save(tx, steps.with_link(draft, decided(draft.answers)))

    async def back(self, tx: Transaction, user_id: int, token: str) -> Draft | None:
        """Go one question back; None when the draft was at its first one and is left now."""
        draft = await self._find(tx, user_id, token)
        earlier = steps.back(draft)
        if earlier is not None:
            return await self._save(tx, earlier)
        await tx.drafts.close(draft.id, user_id, self.clock.now())
        return None

    async def ask_drip_feed(self, tx: Transaction, user_id: int, token: str) -> Draft:
        """Ask for runs and interval."""
        return await self._save(tx, steps.ask_drip_feed(await self._find(tx, user_id, token)))

    async def drop_drip_feed(self, tx: Transaction, user_id: int, token: str) -> Draft:
        """Order all at once after all."""
        return await self._save(tx, steps.drop_drip_feed(await self._find(tx, user_id, token)))

    async def ask_optional(self, tx: Transaction, user_id: int, token: str, name: str) -> Draft:
        """Ask for one of the type's optional fields."""
        return await self._save(tx, steps.ask_optional(await self._find(tx, user_id, token), name))

    async def leave(self, tx: Transaction, user_id: int) -> Draft | None:
        """Leave the open draft; None when there is none."""
        draft = await tx.drafts.find_open(user_id)
        if draft is not None:
            await tx.drafts.close(draft.id, user_id, self.clock.now())
        return draft

    async def _find(self, tx: Transaction, user_id: int, token: str | None) -> Draft:
        draft = await tx.drafts.find_open(user_id)
        if draft is None:
            raise DraftGone(token or "")
        if token is not None and draft.token != token:
            raise DraftChanged(token)
        return draft

    async def _save(self, tx: Transaction, draft: Draft) -> Draft:
        fresh = replace(draft, token=self.make_token())
        await tx.drafts.save(fresh, self.clock.now())
        return fresh


def _answered(draft: Draft, text: str) -> Draft:
    """Take an answer; a link of another platform, and a `@name` whose platform is not plain, stay a question."""
    try:
        return steps.answer(draft, text)
    except PlatformNotNamed as refusal:
        kept = link_answer.doubted_name(refusal.name)
    except LinkOfOtherPlatform:
        kept = link_answer.doubted(read_link(text))
    return steps.with_link(draft, kept)


def _fill(draft: Draft, line: OrderLine) -> tuple[Draft, Sequence[OrderRefused]]:
    """Give a new draft what a line says: the quantity ahead, so that no question about the link loses it."""
    refusals: list[OrderRefused] = []
    for take, text in ((steps.quantity_ahead, line.quantity), (_answered, line.link)):
        try:
            draft = take(draft, text) if text else draft
        except OrderRefused as refusal:
            refusals.insert(0, refusal)  # told in the line's order
    return draft, refusals


def _refill(draft: Draft, answers: dict[str, str]) -> Draft:
    """Give the old answers, the optional ones too; stop at the first question that has none that fits."""
    draft = steps.with_earlier(draft, answers)
    if draft.step == steps.SUMMARY and "runs" in answers and draft.service.offers_drip_feed:
        draft = _give(steps.ask_drip_feed(draft), answers)
    return draft


def _give(draft: Draft, answers: dict[str, str]) -> Draft:
    left = dict(answers)
    while draft.step in left:
        try:
            draft = steps.answer(draft, left.pop(draft.step))
        except OrderRefused:
            return draft
    return draft
