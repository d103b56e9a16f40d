"""Every service type as data: what it asks for, how it is counted and priced.

The conversation, the wire and the sandbox panel all read this one table.
Source: panel API, family document, table "add" (types, parameters, quantity, price).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """How an answer is read and checked."""

    QUANTITY = "quantity"
    LINES = "lines"  # one entry a line
    WORD = "word"  # one line of text
    LINK = "link"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"  # d/m/Y on the wire


class Counting(StrEnum):
    """What an order's quantity is."""

    GIVEN = "given"
    LINES = "lines"
    ONE = "one"
    NONE = "none"


class Pricing(StrEnum):
    """What a service's rate buys."""

    PER_1000 = "per 1000"
    FLAT = "flat"
    PER_POST = "per future post"


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of `add` beside the service and the target; `name` is the panel's own word."""

    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    needed_if: tuple[str, str] | None = None  # asked, and needed, only when that field has that value


@dataclass(frozen=True, slots=True)
class ServiceType:
    """A kind of service: its questions in order, its counting and its price rule."""

    name: str
    required: tuple[Field, ...]
    counting: Counting
    pricing: Pricing = Pricing.PER_1000
    optional: tuple[Field, ...] = ()
    counted: str | None = None  # the field whose lines are the quantity
    drip_feed: bool = False

    def field(self, name: str) -> Field:
        """Return the field of that name; raises KeyError for one that the type does not have."""
        return {field.name: field for field in (*self.required, *self.optional, *DRIP_FEED)}[name]


QUANTITY = Field("quantity", FieldKind.QUANTITY)
RUNS = Field("runs", FieldKind.NUMBER)
INTERVAL = Field("interval", FieldKind.NUMBER)  # minutes
DRIP_FEED = (RUNS, INTERVAL)  # one without the other is refused by every panel

_COMMENTS = Field("comments", FieldKind.LINES)
_USERNAMES = Field("usernames", FieldKind.LINES)
_USERNAME = Field("username", FieldKind.WORD)
# Minutes a panel accepts as `delay`; 90 goes on in steps of 30 up to 600.
_DELAYS = ("0", "5", "10", "15", "20", "30", "40", "50", "60", *(str(m) for m in range(90, 601, 30)))
_GIVEN, _LINES, _ONE, _NONE = Counting.GIVEN, Counting.LINES, Counting.ONE, Counting.NONE

_TYPES = (
    ServiceType("Default", (QUANTITY,), _GIVEN, drip_feed=True),
    ServiceType("Package", (), _ONE, Pricing.FLAT),
    ServiceType("Custom Comments", (_COMMENTS,), _LINES, counted="comments"),
    ServiceType("Custom Comments Package", (_COMMENTS,), _ONE, Pricing.FLAT),
    ServiceType("Mentions", (QUANTITY, _USERNAMES), _GIVEN),
    ServiceType("Mentions with Hashtags", (QUANTITY, _USERNAMES, Field("hashtags", FieldKind.LINES)), _GIVEN),
    ServiceType("Mentions Custom List", (_USERNAMES,), _LINES, counted="usernames"),
    ServiceType("Mentions Hashtag", (QUANTITY, Field("hashtag", FieldKind.WORD)), _GIVEN),
    ServiceType("Mentions User Followers", (QUANTITY, _USERNAME), _GIVEN),
    ServiceType("Mentions Media Likers", (QUANTITY, Field("media", FieldKind.LINK)), _GIVEN),
    ServiceType("Comment Likes", (QUANTITY, _USERNAME), _GIVEN),
    ServiceType("Comment Replies", (_USERNAME, _COMMENTS), _LINES, counted="comments"),
    ServiceType("Poll", (QUANTITY, Field("answer_number", FieldKind.NUMBER)), _GIVEN),
    ServiceType("Invites from Groups", (QUANTITY, Field("groups", FieldKind.LINES)), _GIVEN),
    ServiceType("SEO", (QUANTITY, Field("keywords", FieldKind.LINES)), _GIVEN),
    ServiceType(
        "Subscriptions",
        (
            _USERNAME,
            Field("min", FieldKind.QUANTITY),
            Field("max", FieldKind.QUANTITY),
            Field("delay", FieldKind.CHOICE, _DELAYS),
        ),
        _NONE,
        Pricing.PER_POST,
        optional=(
            Field("posts", FieldKind.NUMBER),
            Field("old_posts", FieldKind.NUMBER),
            Field("expiry", FieldKind.DATE),
        ),
    ),
    ServiceType(
        "Web Traffic",
        (
            QUANTITY,
            Field("country", FieldKind.WORD),
            Field("device", FieldKind.CHOICE, ("1", "2", "3", "4", "5")),
            Field("type_of_traffic", FieldKind.CHOICE, ("1", "2", "3")),
            Field("google_keyword", FieldKind.WORD, needed_if=("type_of_traffic", "1")),
            Field("referring_url", FieldKind.LINK, needed_if=("type_of_traffic", "2")),
        ),
        _GIVEN,
        drip_feed=True,
    ),
)

SERVICE_TYPES: Mapping[str, ServiceType] = {kind.name: kind for kind in _TYPES}


def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


_BY_KEY = {_key(kind.name): kind for kind in _TYPES}


def find_service_type(panel_word: str) -> ServiceType | None:
    """Find the type a panel means by a word whose case, blanks and underscores vary; None if it is none of ours."""
    return _BY_KEY.get(_key(panel_word))
