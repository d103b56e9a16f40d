"""The words by which services name their platform and what they deliver, in the languages that panels write.

In a table, `word$` is a whole word and `word` the beginning of one. A piece may stand anywhere, since some languages
put words together and bend them; `_` stands for a blank. No regular expressions: a name is held against all of it, and
thousands of names are read whenever the panel's list has changed.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.platforms import Platform

_WORD = re.compile(r"[^\W_]+")


class Aim(StrEnum):
    """What a service delivers, as far as its words say."""

    AUDIENCE = "audience"  # followers of a profile, members of a group
    POST = "post"  # likes, views, comments of one thing
    STORY = "story"
    LIVE = "live"
    SERIES = "series"  # of each new post, of the last ones: a profile as well as a post may be meant


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as its words are looked for: decorated letters are plain, so that `𝗜𝗻𝘀𝘁𝗮` is insta."""

    text: str
    words: Sequence[str]
    spaced: str  # the words, a blank before each

    @classmethod
    def of(cls, text: str) -> "Wording":
        """Read a name."""
        plain = _plain(text).replace("page likes", "page fans")  # of a page, and so no likes of a post
        words = _WORD.findall(plain)
        return cls(plain, words, "".join(f" {word}" for word in words))


@dataclass(frozen=True, slots=True)
class Words:
    """Words that all mean one thing."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    pieces: tuple[str, ...]

    @classmethod
    def of(cls, words: str = "", pieces: str = "") -> "Words":
        """Read two lists, parted by blanks."""
        listed = _plain(words).split()
        return cls(
            frozenset(word[:-1] for word in listed if word.endswith("$")),
            tuple(f" {word}" for word in listed if not word.endswith("$")),
            tuple(piece.replace("_", " ") for piece in _plain(pieces).split()),
        )

    def are_in(self, wording: Wording) -> bool:
        """Tell whether any of them stands in a text."""
        return (
            not self.whole.isdisjoint(wording.words)
            or any(beginning in wording.spaced for beginning in self.beginnings)
            or any(piece in wording.text for piece in self.pieces)
        )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


PLATFORM_WORDS: Mapping[Platform, Words] = {
    Platform.INSTAGRAM: Words.of(
        "ig$ insta$", "instagram инстаграм انستقرام انستغرام انستجرام إنستغرام इंस्टाग्राम इन्स्टाग्राम"
    ),
    Platform.TIKTOK: Words.of("tt$", "tiktok tik_tok тикток тик_ток تيك_توك تيكتوك टिकटॉक टिक_टॉक"),
    Platform.YOUTUBE: Words.of("yt$", "youtube you_tube ютуб ютьюб يوتيوب यूट्यूब"),
    Platform.TELEGRAM: Words.of(
        "tg$ тг$ телега$", "telegram телеграм تيليجرام تيليغرام تليجرام تليغرام تلجرام تلغرام टेलीग्राम टेलिग्राम"
    ),
    Platform.FACEBOOK: Words.of("fb$ фб$", "facebook фейсбук فيسبوك فيس_بوك फेसबुक"),
    Platform.X: Words.of("retweet tweet$ tweets$ твит$ твиты$ твитов$", "twitter твиттер تويتر ट्विटर"),
    Platform.THREADS: Words.of("threads$"),
    Platform.SPOTIFY: Words.of("", "spotify спотифай سبوتيفاي स्पॉटिफाई"),
    Platform.SOUNDCLOUD: Words.of("", "soundcloud sound_cloud ساوندكلاود ساوند_كلاود"),
    Platform.TWITCH: Words.of("твич", "twitch تويتش"),
    Platform.DISCORD: Words.of("", "discord дискорд ديسكورد"),
    Platform.LINKEDIN: Words.of("", "linkedin linked_in линкедин لينكد"),
    Platform.REDDIT: Words.of("", "reddit реддит ريديت"),
    Platform.PINTEREST: Words.of("", "pinterest пинтерест بينتيريست"),
    Platform.VK: Words.of("vk$ вк$", "vkontakte вконтакте"),
    Platform.WHATSAPP: Words.of("", "whatsapp ватсап вотсап واتساب व्हाट्सएप"),
    Platform.WEBSITE: Words.of("website site$ traffic$ seo$ backlink сайт трафик", "web_site"),
}

AIM_WORDS: Mapping[Aim, Words] = {
    Aim.AUDIENCE: Words.of(
        "follower subscriber subs$ member fans$ friend connection подписчик участник "
        "seguidor suscriptor inscrito miembro membro takipçi abone üye pengikut anggota",
        "متابع مشترك اعضاء أعضاء फॉलोअर फॉलोवर सब्सक्राइबर सदस्य",
    ),
    Aim.POST: Words.of(
        "like$ likes$ comment view$ views$ share$ shares$ save$ saves$ reaction play$ plays$ streams$ repost retweet "
        "upvote impression vote$ votes$ replies$ лайк просмотр коммент реакци репост curtida visualiza comentario "
        "comentário beğeni izlenme yorum suka$ komentar tayangan",
        "me_gusta لايك اعجاب إعجاب مشاهد تعليق लाइक व्यू कमेंट",
    ),
    Aim.STORY: Words.of("story$ stories$ стори истори historia hikaye", "ستوري स्टोरी"),
    Aim.LIVE: Words.of("live$ stream$ viewers$ эфир стрим canlı", "ao_vivo en_vivo بث_مباشر लाइव"),
    Aim.SERIES: Words.of("each$ every$ next$ future$ last$ latest$ recent$ auto new$ all$ кажд следующ последн авто"),
}
