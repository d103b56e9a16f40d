"""The bot's words, numbers, money and moments, in whatever language."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.texts import RIGHT_TO_LEFT, Html, Texts, clean, escape, languages, texts_for, texts_of
from bot.chat.views.general import language_name
from bot.domain.people import User
from tests.unit.chat.telegram_rules import parse
from tests.unit.domain.samples import patient

T = texts_for("en")


def speak(folder: Path, language: str, said: dict[str, str] | None = None) -> None:
    """Give a folder of catalogues another language."""
    catalogue = Catalog(locale=language, domain="bot", fuzzy=False)
    for message, translated in (said or {}).items():
        catalogue.add(message, translated)
    written = BytesIO()
    write_mo(written, catalogue)
    place = folder / language / "LC_MESSAGES" / "bot.mo"
    place.parent.mkdir(parents=True)
    place.write_bytes(written.getvalue())


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """Catalogues of a few languages."""
    for language in ("pt_BR", "zh_Hans", "ru", "ar"):
        speak(tmp_path, language)
    return tmp_path


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("pt-br", "pt_BR"),
        ("pt-BR", "pt_BR"),
        ("PT_br", "pt_BR"),
        ("pt", "pt_BR"),
        ("pt-pt", "pt_BR"),
        ("zh-hans", "zh_Hans"),
        ("zh-hant", "zh_Hans"),
        ("zh", "zh_Hans"),
        ("ru", "ru"),
        ("ru-UA", "ru"),
        ("ar", "ar"),
        ("en-GB", "en"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
        ("-", "en"),
        ("_ru", "en"),
        ("../../etc/passwd", "en"),
        ("ru/../ar", "en"),
        ("\x00", "en"),
        ("{}" * 5000, "en"),
        ("рус", "en"),
    ],
)
def test_language_tags(locales: Path, tag: str | None, language: str) -> None:
    """A tag as Telegram gives it finds the nearest language spoken, and anything else finds English."""
    assert texts_for(tag, locales).language == language


def test_language_alone_before_its_kinds(tmp_path: Path) -> None:
    """A kind of a language that is not spoken finds the language itself rather than another kind."""
    for language in ("pt_BR", "pt"):
        speak(tmp_path, language)
    assert texts_for("pt-ao", tmp_path).language == "pt"
    assert texts_for("pt-br", tmp_path).language == "pt_BR"


def test_one_copy_of_each_language(locales: Path) -> None:
    """However many tags there are, no more texts are kept than there are languages."""
    assert texts_for("ru-RU", locales) is texts_for("ru", locales)
    assert len({id(texts_for(f"x-{n}", locales)) for n in range(100)}) == 1


def test_languages(locales: Path) -> None:
    """The source's language is always spoken, and each compiled catalogue besides."""
    assert list(languages(locales)) == ["ar", "en", "pt_BR", "ru", "zh_Hans"]
    assert "en" in languages()


def test_translation(tmp_path: Path) -> None:
    """A translated sentence is said with its facts, and one that is not translated in English."""
    speak(tmp_path, "ru", {"Hello <b>{name}</b>": "<b>{name}</b>, привет", "Back": "Назад"})
    t = texts_for("ru", tmp_path)
    assert t.say("Hello <b>{name}</b>", name="<A>") == "<b>&lt;A&gt;</b>, привет"
    assert t.plain("Back") == "Назад"
    assert t.plain("Cancel") == "Cancel"


def test_plurals(tmp_path: Path) -> None:
    """A language's own plurals are used; English has two."""
    catalogue = {("{n} order", "{n} orders"): ("{n} заказ", "{n} заказа", "{n} заказов")}
    speak(tmp_path, "ru", catalogue)  # type: ignore[arg-type]
    t = texts_for("ru", tmp_path)
    said = [t.many("{n} order", "{n} orders", n) for n in (1, 3, 5, 21)]
    assert said == ["1 заказ", "3 заказа", "5 заказов", "21 заказ"]
    assert [T.many("{n} order", "{n} orders", n) for n in (0, 1, 2)] == ["0 orders", "1 order", "2 orders"]


HOSTILE = ["{x}", "{0}", "{}", "{x.__class__}", "{{x}}", "%(x)s %s", "</b>", "&lt;", "<b>"]


@pytest.mark.parametrize("fact", HOSTILE)
def test_facts_are_only_shown(fact: str) -> None:
    """A fact is never read as a format, nor as HTML."""
    assert parse(T.say("<b>{x}</b>", x=fact)) == fact
    assert parse(T.many("{x} {n}", "{x} {n}", 5, x=fact)) == f"{fact} 5"
    assert T.plain("{x}", x=fact) == fact
    assert parse(T.say("{x}", x=T.plain("{x}", x=fact))) == fact


@patient
@given(st.text(st.characters(exclude_categories=())))
def test_escaping(text: str) -> None:
    """Whatever a fact is, what is shown is that fact without what cannot be shown."""
    assert parse(escape(text)) == clean(text)
    escape(text).encode()


def test_html_is_escaped_once() -> None:
    """What is HTML already stays as it is."""
    assert T.say("{x}", x=Html("<b>&lt;</b>")) == "<b>&lt;</b>"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0.27819", "0.27819"),
        ("0.0000125", "0.0000125"),
        ("10000", "10,000.00"),
        ("0", "0.00"),
        ("-0.5", "-0.50"),
        ("1E+5", "100,000.00"),
        ("1.25E-7", "0.000000125"),
        ("0.90", "0.90"),
        ("0.900000", "0.90"),
        ("1234567.891", "1,234,567.891"),
        ("9223372036854.775807", "9,223,372,036,854.775807"),
        ("1E+30", "1,000,000,000,000,000,000,000,000,000,000.00"),
        ("0." + "0" * 40 + "1", "0." + "0" * 40 + "1"),
        ("1E+1000000", "1E+1000000"),
        ("1E-1000000", "1E-1000000"),
    ],
)
def test_money(amount: str, shown: str) -> None:
    """An amount is written exactly, whatever its form, with cents at least."""
    assert T.money(Decimal(amount), None) == shown
    assert T.money(Decimal(amount), "USD") == f"{shown} USD"


@patient
@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**30), max_value=10**30))
def test_money_is_exact(amount: Decimal) -> None:
    """What is written reads back as the very amount."""
    assert Decimal(T.money(amount, None).replace(",", "")) == amount


def test_hostile_currency() -> None:
    """A panel's word for its currency cannot be long, nor turn the text."""
    assert T.money(Decimal(1), "x" * 5000) == "1.00 " + "x" * 16
    assert T.money(Decimal(1), "\u202eUSD") == "1.00 USD"
    assert T.money(Decimal(1), "") == "1.00"


@pytest.mark.parametrize(
    ("language", "number", "money"),
    [
        ("en", "1,234,567", "1,234,567.50 USD"),
        ("ru", "1\xa0234\xa0567", "1\xa0234\xa0567,50\xa0USD"),
        ("es", "1.234.567", "1.234.567,50\xa0USD"),
        ("pt_BR", "1.234.567", "USD\xa01.234.567,50"),
        ("hi", "12,34,567", "USD\xa012,34,567.50"),
        ("tr", "1.234.567", "USD\xa01.234.567,50"),
        ("id", "1.234.567", "USD\xa01.234.567,50"),
        ("ar", "1,234,567", "\u200f1,234,567.50\xa0USD"),
    ],
)
def test_numbers_as_the_language_writes_them(language: str, number: str, money: str) -> None:
    """Numbers are grouped and parted as people of the language do, and the currency stands where they put it."""
    t = texts_for(language)
    assert t.number(1234567) == number
    assert t.money(Decimal("1234567.5"), "USD") == money
    assert t.money(Decimal("1234567.5"), None) == money.replace("USD", "").strip(" \xa0")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("currency", ["USD", "JPY", "XYZ", "usd", "credits", "₽"])
def test_exact_in_each_language(language: str, currency: str) -> None:
    """An amount keeps its last digit in each language, whatever the currency, and the panel's word for that stays."""
    t = texts_for(language)
    for amount in ("0.27819", "-0.0000125", "9223372036854.775807", "0.9", "1E+5", "0." + "0" * 40 + "1"):
        shown = t.money(Decimal(amount), currency)
        assert currency in shown
        digits = shown.replace(currency, "").strip("\u200f \xa0")
        point = str(t.locale.number_symbols["latn"]["decimal"])
        whole, _, cents = digits.rpartition(point)
        assert Decimal(re.sub(r"[^\d-]", "", whole) + "." + cents) == Decimal(amount)
        assert len(cents) >= 2


def test_the_languages() -> None:
    """The bot speaks these eight languages; one more needs its name in the documents, one fewer would be a loss."""
    assert set(languages()) == {"en", "ru", "es", "pt_BR", "hi", "tr", "id", "ar"}


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (-5, "-5"), (10**18, "1" + ",000" * 6), (10**40, None)])
def test_any_whole_number(value: int, shown: str | None) -> None:
    """Numbers of any size are written to their last digit."""
    assert T.number(value) == (shown or f"{value:,}")


def test_moment() -> None:
    """A moment is written in UTC, with its year, and says that it is UTC."""
    at = datetime(2026, 5, 4, 12, 7, tzinfo=UTC)
    assert T.moment(at) == "May 4, 2026, 12:07 UTC"
    assert T.moment(at.astimezone(timezone(timedelta(hours=5, minutes=30)))) == T.moment(at)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (None, "May 4, 2026, 22:07 UTC"),
        ("UTC", "May 4, 2026, 22:07 UTC"),
        ("Atlantis", "May 4, 2026, 22:07 UTC"),
        ("Europe/Istanbul", "May 5, 2026, 01:07 UTC+3"),
        ("Asia/Kathmandu", "May 5, 2026, 03:52 UTC+5:45"),
        ("America/New_York", "May 4, 2026, 18:07 UTC-4"),
        ("America/St_Johns", "May 4, 2026, 19:37 UTC-2:30"),
        ("Europe/London", "May 4, 2026, 23:07 UTC+1"),
    ],
)
def test_moments_by_ones_own_clock(zone: str | None, said: str) -> None:
    """Who has chosen a time zone reads moments by its clock, which says how far it is from UTC; the texts stay so."""
    at = datetime(2026, 5, 4, 22, 7, tzinfo=UTC)
    user = User(id=1, name="Ann", language="en", zone=zone)
    assert texts_of(user).moment(at) == said
    assert T.moment(at) == "May 4, 2026, 22:07 UTC"


def test_texts_of_somebody() -> None:
    """The chosen language comes before Telegram's; nobody in particular reads English in UTC, and winter is kept to."""
    chosen = User(id=1, name="Ann", language="ru", telegram_language="tr", zone="Europe/London")
    assert texts_of(chosen).language == "ru"
    assert texts_of(User(id=1, name="Ann", telegram_language="tr")).language == "tr"
    assert texts_of(None).language == "en"
    assert texts_of(chosen).moment(datetime(2026, 1, 4, 12, 7, tzinfo=UTC)).endswith("12:07 UTC")


@pytest.mark.parametrize("language", ["ru", "es", "pt_BR", "hi", "tr", "id", "ar", "zh_Hans", "fa", "de"])
def test_moments_in_other_languages(language: str) -> None:
    """Every language has its own way to write a moment, and all of them say UTC."""
    said = Texts(language).moment(datetime(2026, 5, 4, 12, 7, tzinfo=UTC))
    assert said.endswith(" UTC")
    assert "2026" in said
    assert "07" in said
    assert "{" not in said
    assert "'" not in said


@pytest.mark.parametrize("language", languages())
def test_direction_and_name(language: str) -> None:
    """What is known of a language without its data is what Babel says of it."""
    locale = Locale.parse(language)
    assert (locale.language in RIGHT_TO_LEFT) is (locale.text_direction == "rtl")
    assert (locale.get_display_name() or "").casefold() in language_name(language).casefold()
