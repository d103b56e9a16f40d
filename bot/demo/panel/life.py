"""How an order of the sandbox gets on: a plan drawn once, and where it stands at a moment. Seconds are the sandbox's.

Pending → In progress → Completed mostly; now and then it ends Partial with something left, or is Canceled unstarted.
A drip-feed order runs in runs. A subscription is Active, and each of its posts counts as one run of one.
"""

import random
from dataclasses import dataclass, replace

from bot.domain.status import Status, is_final

MINUTE = 60.0
POST_EVERY_SECONDS = 15 * MINUTE  # how often somebody posts whom a subscription follows
CANCEL_TAKES_SECONDS = 2 * MINUTE
_PENDING_SECONDS = (4 * MINUTE, 10 * MINUTE)
_RUN_SECONDS = (40 * MINUTE, 52 * MINUTE)  # with the wait before it, about an hour for a first order
_PARTIAL_SHARE = 0.12
_CANCELED_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands: its status, and how much of its total has not been delivered."""

    status: str
    remains: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will become of an order if nobody steers it."""

    starts_at: float
    run_seconds: float
    runs: int = 1
    every_seconds: float = 0.0  # from the start of a run to the start of the next
    ending: Status = Status.COMPLETED
    share: float = 1.0  # how much is delivered when it ends
    running: Status = Status.IN_PROGRESS
    cancel_at: float | None = None  # when a customer's wish to cancel is granted

    def moved_to(self, now: float) -> "Plan":
        """Start now; one that would have been canceled unstarted ends well instead."""
        if self.ending is Status.CANCELED:
            return replace(self, starts_at=now, ending=Status.COMPLETED, share=1.0)
        return replace(self, starts_at=now)

    def canceled_at(self, at: float) -> "Plan":
        """End at that moment if it has not ended before."""
        return replace(self, cancel_at=at)


def draw_dice(seed: int, order_id: int) -> random.Random:
    """Return the dice of one order: the same for the same seed and id, whatever else happened."""
    return random.Random(f"{seed}:{order_id}")  # noqa: S311 - a demo's dice


def plan_order(dice: random.Random, now: float, runs: int, interval_seconds: float, *, kindly: bool) -> Plan:
    """Draw the plan of an order taken now; `kindly` lets it end well."""
    starts_at = now + dice.uniform(*_PENDING_SECONDS)
    run_seconds = dice.uniform(*_RUN_SECONDS)
    if runs > 1:
        run_seconds = min(run_seconds, interval_seconds)
    ending, share = _draw_ending(dice)
    if kindly:
        ending, share = Status.COMPLETED, 1.0
    return Plan(
        starts_at=starts_at,
        run_seconds=run_seconds,
        runs=runs,
        every_seconds=interval_seconds,
        ending=ending,
        share=share,
    )


def _draw_ending(dice: random.Random) -> tuple[Status, float]:
    roll, share = dice.random(), dice.uniform(0.3, 0.95)
    if roll < _PARTIAL_SHARE:
        return Status.PARTIAL, share
    if roll < _PARTIAL_SHARE + _CANCELED_SHARE:
        return Status.CANCELED, 0.0
    return Status.COMPLETED, 1.0


def plan_subscription(dice: random.Random, now: float, posts: int) -> Plan:
    """Plan a subscription: Active at once almost, a post every quarter of an hour."""
    return Plan(
        starts_at=now + dice.uniform(MINUTE, 2 * MINUTE),
        run_seconds=POST_EVERY_SECONDS,
        runs=posts,
        every_seconds=POST_EVERY_SECONDS,
        running=Status.ACTIVE,
    )


def stand_at(plan: Plan, total: int, now: float) -> Standing:
    """Tell where an order of `total` units stands; one canceled on its way keeps what was delivered."""
    if plan.cancel_at is None or now < plan.cancel_at:
        return _stand_unhindered(plan, total, now)
    last = _stand_unhindered(plan, total, plan.cancel_at)
    if is_final(last.status):
        return last
    return Standing(Status.PARTIAL if last.remains < total else Status.CANCELED, last.remains)


def _stand_unhindered(plan: Plan, total: int, now: float) -> Standing:
    if now < plan.starts_at:
        return Standing(Status.PENDING, total)
    done = _progress(plan, now)
    if done >= plan.share:
        return Standing(plan.ending, total - delivered_at_end(plan, total))
    return Standing(plan.running, total - int(total * done))


def delivered_at_end(plan: Plan, total: int) -> int:
    """Count what is delivered in all; a Partial order always leaves something and gives something."""
    if plan.ending is not Status.PARTIAL:
        return int(total * plan.share)
    return min(max(int(total * plan.share), 1), total - 1) if total > 1 else 0


def _progress(plan: Plan, now: float) -> float:
    """Return the share of all runs that is delivered, 0 to 1."""
    begun = ((now - plan.starts_at - run * plan.every_seconds) / plan.run_seconds for run in range(plan.runs))
    return sum(min(max(share, 0.0), 1.0) for share in begun) / plan.runs
