"""A user's settings: language, which notices, when, and by which clock."""

from datetime import time

from babel.dates import format_skeleton, get_timezone_location

from bot.chat.callbacks import data
from bot.chat.markup import Button, Row, View, lines
from bot.chat.paging import Page, turn_row
from bot.chat.texts import Texts, languages
from bot.chat.views import ways
from bot.chat.views.general import language_name
from bot.domain.people import NoticeWish, User

ZONES_PAGE = 8
# One for most of the clocks that people live by, from west to east; each keeps to its summer time.
ZONES = (
    *("Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Denver", "America/Mexico_City"),
    *("America/Chicago", "America/Bogota", "America/New_York", "America/Caracas", "America/Santiago"),
    *("America/Sao_Paulo", "America/Argentina/Buenos_Aires", "Atlantic/Azores", "UTC", "Europe/London"),
    *("Africa/Lagos", "Europe/Madrid", "Europe/Paris", "Europe/Berlin", "Europe/Rome", "Europe/Warsaw"),
    *("Europe/Kyiv", "Africa/Cairo", "Africa/Johannesburg", "Europe/Istanbul", "Europe/Moscow", "Asia/Riyadh"),
    *("Africa/Nairobi", "Asia/Tehran", "Asia/Dubai", "Asia/Baku", "Asia/Kabul", "Asia/Karachi", "Asia/Tashkent"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Jakarta", "Asia/Bangkok"),
    *("Asia/Ho_Chi_Minh", "Asia/Shanghai", "Asia/Singapore", "Asia/Manila", "Asia/Tokyo", "Asia/Seoul"),
    *("Australia/Brisbane", "Australia/Sydney", "Pacific/Auckland"),
)
QUIET = ((22, 8), (23, 7), (0, 9), (21, 10))
QUIET_OTHER, QUIET_NONE = "other", "no"  # in the data of buttons, in place of hours
HOURS = range(24)
_IN_ROW = 2
_HOURS_IN_ROW = 4  # with a mark on one they are as wide as a phone shows


def settings(user: User, t: Texts) -> View:
    """Show what a user has chosen, and let them choose otherwise."""
    named = sorted((language_name(tag), tag) for tag in languages())
    tongues = [Button(_chosen(name, tag == t.language), data("setl", tag)) for name, tag in named]
    text = lines(
        t.say("<b>Settings</b>"),
        t.say("Language: {language}", language=language_name(t.language)),
        t.say("Notices about your orders: {notices}", notices=_wish(user, t)),
        t.say("Quiet hours: {hours}", hours=_quiet(user, t)),
        t.say("Time zone: {zone}", zone=zone_name(user.zone, t)),
    )
    return View(text, [*_in_rows(tongues), *_notice_rows(user, t), _time_row(t), [ways.menu(t)]])


def _notice_rows(user: User, t: Texts) -> list[Row]:
    daily = user.digest_hour is not None
    wishes = {NoticeWish.ALL: t.plain("Every change"), NoticeWish.FINAL: t.plain("Only the final ones")}
    row = [
        Button(_chosen(word, user.notices is wish and not daily), data("setn", wish)) for wish, word in wishes.items()
    ]
    return [row, [Button(_chosen(t.plain("Once a day"), daily), data("setd"))]]


def _time_row(t: Texts) -> Row:
    return (Button(t.plain("Quiet hours"), data("setq")), Button(t.plain("Time zone"), data("setz", 0)))


def _wish(user: User, t: Texts) -> str:
    if user.digest_hour is not None:
        return t.plain("once a day, at {hour}", hour=_hour(user.digest_hour, t))
    return t.plain("every change") if user.notices is NoticeWish.ALL else t.plain("only the final ones")


def _quiet(user: User, t: Texts) -> str:
    if user.quiet_from is None or user.quiet_to is None:
        return t.plain("none")
    return _span(user.quiet_from, user.quiet_to, t)


def _span(start: int, end: int, t: Texts) -> str:
    return t.plain("{start} to {end}", start=_hour(start, t), end=_hour(end, t))


def _hour(hour: int, t: Texts) -> str:
    return t.hour(hour)


def zone_name(zone: str | None, t: Texts) -> str:
    """Name a time zone by its city or country, as the language does."""
    if not zone or zone == "UTC":
        return "UTC"
    return str(get_timezone_location(zone, locale=t.locale, return_city=True))


def ask_digest(user: User, t: Texts) -> View:
    """Ask at which hour the day's notices are to come."""
    text = t.say(
        "At which hour shall the day's notices come, in one message? By the clock of {zone}.",
        zone=zone_name(user.zone, t),
    )
    buttons = [_of_hour(hour, data("setd", hour), hour == user.digest_hour, t) for hour in HOURS]
    return View(text, [*_in_rows(buttons, _HOURS_IN_ROW), _back(t)])


def ask_quiet(user: User, t: Texts) -> View:
    """Ask during which hours notices are to come without a sound: usual ones, or others."""
    text = t.say(
        "During quiet hours notices come without a sound. By the clock of {zone}.", zone=zone_name(user.zone, t)
    )
    chosen = (user.quiet_from, user.quiet_to)
    buttons = [
        Button(_chosen(_span(start, end, t), chosen == (start, end)), data("setq", start, end)) for start, end in QUIET
    ]
    is_other = user.quiet_from is not None and chosen not in QUIET
    # Translators: a button that leads to hours besides the usual ones
    others = Button(_chosen(t.plain("Other hours"), is_other), data("setq", QUIET_OTHER))
    none = Button(_chosen(t.plain("No quiet hours"), user.quiet_from is None), data("setq", QUIET_NONE))
    return View(text, [*_in_rows(buttons), [others], [none], _back(t)])


def ask_quiet_start(user: User, t: Texts) -> View:
    """Ask for the hour at which notices begin to come without a sound."""
    text = t.say("At which hour shall the quiet hours begin? By the clock of {zone}.", zone=zone_name(user.zone, t))
    buttons = [_of_hour(hour, data("setq", hour), hour == user.quiet_from, t) for hour in HOURS]
    return View(text, [*_in_rows(buttons, _HOURS_IN_ROW), _back(t, data("setq"))])


def ask_quiet_end(user: User, start: int, t: Texts) -> View:
    """Ask for the hour from which on notices make a sound again."""
    text = t.say("The quiet hours begin at {start}. At which hour shall they end?", start=_hour(start, t))
    chosen = user.quiet_to if user.quiet_from == start else None
    buttons = [_of_hour(hour, data("setq", start, hour), hour == chosen, t) for hour in HOURS]
    return View(text, [*_in_rows(buttons, _HOURS_IN_ROW), _back(t, data("setq", QUIET_OTHER))])


def _of_hour(hour: int, pressed: str, chosen: bool, t: Texts) -> Button:  # noqa: FBT001  a mark on a word
    """Name an hour in as few letters as the language allows, so that four stand in a row of a phone."""
    by_half_days = "h" in str(t.locale.time_formats["short"].pattern)
    title = format_skeleton("h", time(hour), locale=t.locale) if by_half_days else _hour(hour, t)
    return Button(_chosen(str(title), chosen), pressed)


def ask_zone(user: User, page: Page, t: Texts) -> View:
    """Ask where the user lives, a page of cities from west to east."""
    shown = list(enumerate(ZONES))[page.offset(ZONES_PAGE) : page.offset(ZONES_PAGE) + ZONES_PAGE]
    buttons = [
        Button(_chosen(zone_name(zone, t), zone == user.zone), data("setz", page.number, at)) for at, zone in shown
    ]
    text = t.say("Which city's clock do you live by? They are listed from west to east.")
    return View(text, [*_in_rows(buttons), turn_row(page, lambda to: data("setz", to), t), _back(t)])


def _back(t: Texts, to: str = data("set")) -> Row:
    return (Button(t.plain("Back"), to),)


def _in_rows(buttons: list[Button], each: int = _IN_ROW) -> list[Row]:
    return [buttons[at : at + each] for at in range(0, len(buttons), each)]


def _chosen(word: str, chosen: bool) -> str:  # noqa: FBT001  a mark on a word
    return f"✓ {word}" if chosen else word
