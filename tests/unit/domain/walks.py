"""The shortest way through each service type: what is typed, and what the panel must be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.unit.domain.samples import LINK


@dataclass(frozen=True, slots=True)
class Walk:
    """Questions with the answers typed, and what comes out at a rate of 2."""

    asked: Mapping[str, str]
    sent: Mapping[str, str]
    charge: str
    total: int | None = None

    @property
    def questions(self) -> list[str]:
        """The steps before the summary, in order."""
        return ["link", *self.asked]

    @property
    def texts(self) -> list[str]:
        """What is typed, the link included."""
        return [LINK, *self.asked.values()]

    @property
    def price(self) -> Decimal:
        """The charge as an amount."""
        return Decimal(self.charge)


_TEN = "\n".join(f" line {n} \n" for n in range(10))
_TEN_SENT = "\n".join(f"line {n}" for n in range(10))
_NAMES, _NAMES_SENT = "@one\r\n\r\n two", "@one\ntwo"
_TRAFFIC = {"quantity": "1k", "country": " US ", "device": "5"}
_TRAFFIC_SENT = {"quantity": "1000", "country": "US", "device": "5"}

WALKS = {
    "Default": Walk({"quantity": "1 000"}, {"quantity": "1000"}, "2", 1000),
    "Package": Walk({}, {"quantity": "1"}, "2", 1),
    "Custom Comments": Walk({"comments": _TEN}, {"quantity": "10", "comments": _TEN_SENT}, "0.02", 10),
    "Custom Comments Package": Walk({"comments": "nice"}, {"quantity": "1", "comments": "nice"}, "2", 1),
    "Mentions": Walk({"quantity": "50", "usernames": _NAMES}, {"quantity": "50", "usernames": _NAMES_SENT}, "0.1", 50),
    "Mentions with Hashtags": Walk(
        {"quantity": "50", "usernames": _NAMES, "hashtags": "#a\n#b"},
        {"quantity": "50", "usernames": _NAMES_SENT, "hashtags": "#a\n#b"},
        "0.1",
        50,
    ),
    "Mentions Custom List": Walk({"usernames": _TEN}, {"quantity": "10", "usernames": _TEN_SENT}, "0.02", 10),
    "Mentions Hashtag": Walk({"quantity": "50", "hashtag": "#a"}, {"quantity": "50", "hashtag": "#a"}, "0.1", 50),
    "Mentions User Followers": Walk(
        {"quantity": "50", "username": "@one"}, {"quantity": "50", "username": "@one"}, "0.1", 50
    ),
    "Mentions Media Likers": Walk(
        {"quantity": "50", "media": "example.com/m"}, {"quantity": "50", "media": "https://example.com/m"}, "0.1", 50
    ),
    "Comment Likes": Walk({"quantity": "50", "username": "one"}, {"quantity": "50", "username": "one"}, "0.1", 50),
    "Comment Replies": Walk(
        {"username": "one", "comments": _TEN},
        {"quantity": "10", "username": "one", "comments": _TEN_SENT},
        "0.02",
        10,
    ),
    "Poll": Walk({"quantity": "50", "answer_number": "٢"}, {"quantity": "50", "answer_number": "2"}, "0.1", 50),
    "Invites from Groups": Walk(
        {"quantity": "50", "groups": "t.me/a\nt.me/b"}, {"quantity": "50", "groups": "t.me/a\nt.me/b"}, "0.1", 50
    ),
    "SEO": Walk({"quantity": "50", "keywords": "a b\nc"}, {"quantity": "50", "keywords": "a b\nc"}, "0.1", 50),
    "Subscriptions": Walk(
        {"username": "one", "min": "100", "max": "1k", "delay": "0"},
        {"username": "one", "min": "100", "max": "1000", "delay": "0"},
        "2",
    ),
    "Web Traffic": Walk({**_TRAFFIC, "type_of_traffic": "3"}, {**_TRAFFIC_SENT, "type_of_traffic": "3"}, "2", 1000),
}
SEARCHED = Walk(
    {**_TRAFFIC, "type_of_traffic": "1", "google_keyword": "buy"},
    {**_TRAFFIC_SENT, "type_of_traffic": "1", "google_keyword": "buy"},
    "2",
    1000,
)
REFERRED = Walk(
    {**_TRAFFIC, "type_of_traffic": "2", "referring_url": "example.org"},
    {**_TRAFFIC_SENT, "type_of_traffic": "2", "referring_url": "https://example.org"},
    "2",
    1000,
)
ALL = [*WALKS.items(), ("Web Traffic", SEARCHED), ("Web Traffic", REFERRED)]
