"""What is said when an order is put together again: how it differs from the one before."""

from bot.chat.markup import lines
from bot.chat.texts import Html, Texts
from bot.chat.views.problems import problem
from bot.domain.changed_since import Differences, changed_since
from bot.domain.draft import SUMMARY, Draft
from bot.domain.order import NewOrder


def changed(before: NewOrder, draft: Draft, currency: str | None, t: Texts) -> Html | None:
    """Say what is not as it was in an earlier order, in a draft begun with its answers; None when all is.

    Raises: ServiceGone, ServiceHidden, ServiceUnsupported.
    """
    found = changed_since(before, draft, currency)
    told = lines(
        t.say("The panel sells this service as another type now: please check everything.")
        if found.is_other_type
        else None,
        _drip_feed(found, draft, t),
        problem(found.refusal, t) if found.refusal else None,
        _price(found, before, draft, currency, t),
    )
    return lines(t.say("<b>Changed since your earlier order</b>"), told) if told else None


def _drip_feed(found: Differences, draft: Draft, t: Texts) -> Html | None:
    if found.lost_runs is None:
        return None
    if draft.service.offers_drip_feed:
        return t.say("Drip-feed is not taken along: please choose it again in the summary.")
    return t.say(
        "This service has no drip-feed any more: one run would be ordered, not {runs}.", runs=t.number(found.lost_runs)
    )


def _price(found: Differences, before: NewOrder, draft: Draft, currency: str | None, t: Texts) -> Html | None:
    if found.price is None or before.price is None:
        return None
    now = t.money(found.price, currency or before.currency)
    then = t.money(before.price, before.currency or currency)
    if draft.step == SUMMARY:
        return t.say("Price now {now}, was {before}.", now=now, before=then)
    return t.say("The same order would cost {now} now; it was {before}.", now=now, before=then)
