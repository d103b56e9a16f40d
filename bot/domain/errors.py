"""What can go wrong, by what the caller may do about it.

BotError
├─ OrderRefused            tell the user, never retry
│  ├─ TargetRejected
│  ├─ PlatformNotNamed
│  ├─ LinkOfOtherPlatform
│  ├─ LinkForgotten
│  ├─ QuantityUnreadable
│  ├─ QuantityOutOfRange
│  ├─ AnswerRejected
│  ├─ ServiceGone
│  ├─ ServiceHidden
│  ├─ ServiceUnsupported
│  ├─ DraftGone
│  ├─ DraftChanged
│  └─ PriceChanged
├─ PanelError
│  ├─ PanelRefused         the panel said no: final, its words shown
│  ├─ PanelUnreachable     never left us, or was put off: may be sent again
│  │  └─ PanelResting      not tried at all: the panel has failed too often just now
│  ├─ PanelOutcomeUnknown  may have taken effect
│  └─ PanelAnswerMalformed unreadable: for an order the same as unknown
├─ MessengerError
│  ├─ ChatBlocked          the user blocked the bot: stop until they write
│  ├─ MessengerBusy        put off by Telegram: again after `retry_after_seconds`
│  ├─ MessengerUnreachable may or may not have arrived: again later
│  └─ MessageRejected      Telegram will never take it: give it up
├─ StoreError
│  └─ PanelOrderIdTaken    the panel gave one id to two orders
└─ SettingsInvalid

Sentences for users live in `chat/` alone; what these say is for logs.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal


class BotError(Exception):
    """Something this program foresees."""


class OrderRefused(BotError):
    """The order cannot be placed like this; the user is told why and may answer anew."""


class TargetRejected(OrderRefused):
    """The text is not a link that a panel could use."""


class PlatformNotNamed(OrderRefused):
    """A bare `@name`, which is somebody on each of several platforms."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class LinkOfOtherPlatform(OrderRefused):
    """The link is of another platform than the service; the names are those that the platforms bear."""

    def __init__(self, link_platform: str, service_platforms: Sequence[str]) -> None:
        super().__init__(f"{link_platform}, not {', '.join(service_platforms)}")
        self.link_platform = link_platform
        self.service_platforms = tuple(service_platforms)


class LinkForgotten(OrderRefused):
    """The link that a button belongs to was sent too long ago, or by somebody else."""


class QuantityUnreadable(OrderRefused):
    """The text is not a whole positive number."""


class QuantityOutOfRange(OrderRefused):
    """The number is readable, and the service does not take it."""

    def __init__(self, quantity: int, minimum: int, maximum: int, *, runs: int | None = None) -> None:
        super().__init__(f"{quantity} is outside {minimum}..{maximum}")
        self.quantity = quantity
        self.minimum = minimum
        self.maximum = maximum
        self.runs = runs  # set when it is quantity × runs that falls outside


class AnswerRejected(OrderRefused):
    """The answer does not fit its question; `reason` is a key that `chat/` has words for."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts: Mapping[str, object] = facts


class ServiceGone(OrderRefused):
    """The panel no longer sells the service."""


class ServiceHidden(OrderRefused):
    """The operators keep the service from sale at present."""


class ServiceUnsupported(OrderRefused):
    """The service's type is not one this program knows how to order."""


class DraftGone(OrderRefused):
    """The draft was left, confirmed, or never belonged to this user."""


class DraftChanged(OrderRefused):
    """The button belongs to an earlier state of the draft."""


class PriceChanged(OrderRefused):
    """The price is no longer the one that was shown and confirmed."""

    def __init__(self, shown: Decimal, now: Decimal, currency: str | None = None) -> None:
        super().__init__(f"{shown} was shown, and it is {now}")
        self.shown = shown
        self.now = now
        self.currency = currency


class PanelError(BotError):
    """Talking to the panel did not give what was asked for."""


class PanelRefused(PanelError):
    """The panel said no, in these words: final."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class PanelUnreachable(PanelError):
    """The request never left us, or the panel put it off: it may be sent again."""

    def __init__(self, reason: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class PanelResting(PanelUnreachable):
    """The panel is left alone, having failed too often: nothing was tried, and it may be in `retry_after_seconds`."""

    def __init__(self, reason: str, *, retry_after_seconds: float) -> None:
        super().__init__(reason, retry_after_seconds=retry_after_seconds)
        self.rest_seconds = retry_after_seconds


class PanelOutcomeUnknown(PanelError):
    """The request may have taken effect: an order becomes uncertain, a question may be asked again."""


class PanelAnswerMalformed(PanelError):
    """The panel's answer cannot be read: for an order the same as unknown."""


class MessengerError(BotError):
    """Telegram did not take a message."""


class ChatBlocked(MessengerError):
    """The user blocked the bot or is gone: nothing is sent until they write again."""


class MessengerBusy(MessengerError):
    """Telegram asks to wait."""

    def __init__(self, retry_after_seconds: float) -> None:
        super().__init__(f"retry after {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds


class MessengerUnreachable(MessengerError):
    """The message may or may not have arrived: it is sent again, since a repeat is harmless."""


class MessageRejected(MessengerError):
    """Telegram will never take this message: it is given up and logged."""


class StoreError(BotError):
    """The database cannot be used; the message says why in plain words."""


class PanelOrderIdTaken(StoreError):
    """The panel gave an order the id of another order of ours: nothing was stored, and a person must look."""


class SettingsInvalid(BotError):
    """One or more settings are missing or wrong; `problems` has a line for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)
