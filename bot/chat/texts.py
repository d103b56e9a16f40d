"""The bot's words: gettext for sentences, Babel for numbers, money and dates."""

import copy
import decimal
import gettext
import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import cast

from babel import Locale, dates
from babel.numbers import NumberPattern

from bot.chat.amounts import amount_pattern, currency_place
from bot.chat.direction import Fact, turned, without_loose_marks
from bot.domain.local_time import local
from bot.domain.people import User

LOCALES = Path(__file__).parent / "locales"
SOURCE_LANGUAGE = "en"
_DOMAIN = "bot"
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}
_WIDE = decimal.Context(prec=200)  # Babel rounds in the context of the moment, whose 28 digits are too few
_MOST_PLACES = 100  # before or after the point; what is longer is written as 1E+200
_MAX_CURRENCY = 16
_REMEMBERED = 4096  # numbers and amounts: one catalogue has the same few over and over
_MAX_TAG = 35  # characters of a language tag; source: RFC 5646, 4.4.1
# Controls, lone surrogates, and the marks that turn the direction of all the text behind them.
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]")


class Html(str):
    """Text that is Telegram's HTML already; anything else is escaped before it joins a message."""

    __slots__ = ()


def clean(text: str) -> str:
    """Leave out of foreign text what Telegram, a database or a reader's eye would stumble over."""
    return without_loose_marks(_UNFIT.sub("", text))


def escape(value: object) -> Html:
    """Make any value safe inside a message; what is Html stays as it is."""
    return value if isinstance(value, Html) else Html(html.escape(clean(str(value)), quote=False))


def mark(message: str) -> str:
    """Mark a sentence for the catalogues where it is not said at once."""
    return message


class Texts:
    """Speaks one language, and tells the time by one clock."""

    def __init__(self, language: str, locales: Path = LOCALES) -> None:
        self.language = language
        self.zone: str | None = None  # of the IANA's names; None: UTC
        self.locale = Locale.parse(language)
        self._catalogue = gettext.translation(_DOMAIN, locales, [language], fallback=True)
        self._is_right_to_left = self.locale.language in RIGHT_TO_LEFT
        self._number = lru_cache(_REMEMBERED)(self._write_number)
        self._amount = lru_cache(_REMEMBERED)(self._write_amount)

    # A language's patterns are read when they are first needed: Babel loads 1.5 MB for each, and at every start each
    # language says what the commands do.

    @cached_property
    def _whole(self) -> NumberPattern:
        return cast(NumberPattern, self.locale.decimal_formats[None])

    @cached_property
    def _money(self) -> NumberPattern:
        return amount_pattern(self.locale)

    @cached_property
    def _place(self) -> str:
        return currency_place(self.locale)

    @cached_property
    def _moment(self) -> dates.DateTimePattern:
        return dates.parse_pattern(_moment_pattern(self.locale))

    def say(self, message: str, /, **facts: object) -> Html:
        """Say a sentence as HTML; facts are escaped unless they are Html."""
        return Html(self._fill(self._catalogue.gettext(message), {name: escape(fact) for name, fact in facts.items()}))

    def plain(self, message: str, /, **facts: object) -> str:
        """Say a sentence without HTML, for buttons, callback answers, and as a fact of another sentence."""
        return self._fill(self._catalogue.gettext(message), facts)

    def many(self, one: str, many: str, n: int, /, **facts: object) -> Html:
        """Say a sentence that depends on a number; `{n}` in it is that number."""
        shown = {"n": self.number(n), **{name: escape(fact) for name, fact in facts.items()}}
        return Html(self._fill(self._catalogue.ngettext(one, many, n), shown))

    def _fill(self, translated: str, facts: Mapping[str, object]) -> str:
        if not self._is_right_to_left:
            return translated.format(**facts)
        return turned(translated).format(**{name: Fact(str(fact)) for name, fact in facts.items()})

    def number(self, value: int) -> str:
        """Write a whole number as the language does."""
        return self._number(value)

    def _write_number(self, value: int) -> str:
        with decimal.localcontext(_WIDE):
            return str(self._whole.apply(value, self.locale))

    def money(self, amount: Decimal, currency: str | None) -> str:
        """Write an amount exactly, to its last digit, in its currency where that is known."""
        plain = self._amount(amount)
        return self._place.format(amount=plain, code=clean(currency)[:_MAX_CURRENCY]) if currency else plain

    def _write_amount(self, amount: Decimal) -> str:
        if not amount.is_finite() or max(abs(amount.adjusted()), abs(int(amount.as_tuple().exponent))) > _MOST_PLACES:
            return str(amount)
        with decimal.localcontext(_WIDE):
            return str(self._money.apply(amount, self.locale, decimal_quantization=False))

    def hour(self, hour: int) -> str:
        """Write a whole hour of the day as the language does: 21:00, 9 PM."""
        return str(dates.format_time(time(hour), "short", locale=self.locale))

    def about(self, span: timedelta) -> str:
        """Write roughly how long something takes: in its largest unit, as `3 hours`."""
        return str(dates.format_timedelta(span, locale=self.locale, threshold=1.5))

    def moment(self, at: datetime) -> str:
        """Write a moment by the clock of the zone, and say how far that is from UTC."""
        there = local(at, self.zone)
        return f"{self._moment.apply(there, self.locale)} {_offset(there)}"

    def in_zone(self, zone: str | None) -> "Texts":
        """Return the same texts by the clock of another zone."""
        there = copy.copy(self)
        there.zone = zone
        return there


def _offset(at: datetime) -> str:
    """Name a clock by its distance from UTC, which people everywhere read: UTC, UTC+3, UTC-3:30."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def _moment_pattern(locale: Locale) -> str:
    """Join the language's own patterns of a short date and of hours and minutes, as Babel does."""
    joined = str(dates.get_datetime_format("medium", locale)).replace("'", "")
    date, time = (str(locale.datetime_skeletons[skeleton]) for skeleton in ("yMMMd", "Hm"))
    return joined.replace("{0}", time).replace("{1}", date)


@cache
def languages(locales: Path = LOCALES) -> Sequence[str]:
    """List the languages the bot speaks: the source's, and one for each compiled catalogue."""
    found = {path.parent.parent.name for path in locales.glob(f"*/LC_MESSAGES/{_DOMAIN}.mo")}
    return sorted({SOURCE_LANGUAGE, *found})


def texts_for(language: str | None, locales: Path = LOCALES) -> Texts:
    """Return the texts for a language tag as Telegram gives it; English when there are none for it."""
    return _texts(_closest(language or "", languages(locales)), locales)


def texts_of(user: User | None) -> Texts:
    """Return the texts for a person: in their language, and by their clock where they have chosen one."""
    if user is None:
        return texts_for(None)
    return texts_for(user.language or user.telegram_language).in_zone(user.zone)


@cache
def _texts(language: str, locales: Path) -> Texts:
    return Texts(language, locales)


def _closest(tag: str, spoken: Sequence[str]) -> str:
    """Find the spoken language nearest to a tag: the very one, the language alone, or another kind of it."""
    wanted = tag[:_MAX_TAG].replace("-", "_").casefold()
    bare = wanted.partition("_")[0]
    kin = {known.casefold(): known for known in sorted(spoken) if known.casefold().partition("_")[0] == bare}
    return kin.get(wanted) or next(iter(kin.values()), SOURCE_LANGUAGE)  # sorted, so "pt" comes before "pt_BR"
