"""The bot's words: gettext for sentences, Babel for numbers, money and dates."""

import gettext
import html
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale, dates, numbers

_LOCALES = Path(__file__).parent / "locales"
SOURCE_LANGUAGE = "en"
_RATE_PATTERN = "#,##0.00##########"  # rates are shown to their last digit, and with cents at least


class Html(str):
    """Text that is Telegram's HTML already; anything else is escaped before it joins a message."""

    __slots__ = ()


def escape(value: object) -> Html:
    """Make any value safe inside a message; what is Html stays as it is."""
    return value if isinstance(value, Html) else Html(html.escape(str(value), quote=False))


def mark(message: str) -> str:
    """Mark a sentence for the catalogues where it is not said at once."""
    return message


class Texts:
    """Speaks one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(language, sep="_" if "_" in language else "-")
        self._catalogue = gettext.translation("bot", _LOCALES, [language.replace("-", "_")], fallback=True)

    def say(self, message: str, /, **facts: object) -> Html:
        """Say a sentence as HTML; facts are escaped unless they are Html."""
        translated = self._catalogue.gettext(message)
        return Html(translated.format(**{name: escape(value) for name, value in facts.items()}))

    def plain(self, message: str, /, **facts: object) -> str:
        """Say a sentence without HTML, for buttons and callback answers."""
        return self._catalogue.gettext(message).format(**facts)

    def many(self, one: str, many: str, n: int, /, **facts: object) -> Html:
        """Say a sentence that depends on a number; `{n}` in it is that number."""
        translated = self._catalogue.ngettext(one, many, n)
        return Html(translated.format(n=self.number(n), **{name: escape(value) for name, value in facts.items()}))

    def number(self, value: int) -> str:
        """Write a whole number as the language does."""
        return numbers.format_decimal(value, locale=self.locale)

    def money(self, amount: Decimal, currency: str | None) -> str:
        """Write an amount exactly, in its currency where that is known."""
        plain = numbers.format_decimal(amount, format=_RATE_PATTERN, locale=self.locale, decimal_quantization=False)
        return f"{plain} {currency}" if currency else plain

    def moment(self, at: datetime) -> str:
        """Write a moment, in UTC and saying so."""
        return f"{dates.format_skeleton('MMMdHm', at.astimezone(UTC), locale=self.locale)} UTC"


def languages() -> list[str]:
    """List the languages the bot speaks: the source's, and one for each compiled catalogue."""
    found = {path.parent.parent.name for path in _LOCALES.glob("*/LC_MESSAGES/bot.mo")}
    return sorted({SOURCE_LANGUAGE, *found})


@cache
def texts_for(language: str | None) -> Texts:
    """Return the texts for a language tag as Telegram gives it; English when there are none for it."""
    spoken = languages()
    for tag in _fallbacks(language or ""):
        if tag in spoken:
            return Texts(tag)
    return Texts(SOURCE_LANGUAGE)


def _fallbacks(tag: str) -> list[str]:
    parts = tag.replace("-", "_").split("_")
    exact = "_".join([parts[0].lower(), *(part.upper() for part in parts[1:])])
    return [exact, parts[0].lower()]
