"""The words by which services name their platform and what they deliver, in the languages that panels write.

A word of a table is a regular expression that must begin, and with `$` also end, where a word does; a piece may stand
anywhere, since some languages put words together and bend them.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from bot.domain.platforms import Platform

_BEGINS, _ENDS = r"(?<![^\W_])", r"(?![^\W_])"


class Aim(StrEnum):
    """What a service delivers, as far as its words say."""

    AUDIENCE = "audience"  # followers of a profile, members of a group
    POST = "post"  # likes, views, comments of one thing
    STORY = "story"
    LIVE = "live"
    SERIES = "series"  # of each new post, of the last ones: a profile as well as a post may be meant


def plain_words(text: str) -> str:
    """Make decorated letters plain ones: `𝗜𝗻𝘀𝘁𝗮` is insta."""
    return unicodedata.normalize("NFKC", text).casefold()


def _words(words: str = "", pieces: str = "") -> re.Pattern[str]:
    """Read two lists of words, parted by blanks; `_` stands for a blank."""
    whole = [_BEGINS + word.replace("$", _ENDS) for word in _listed(words)]
    return re.compile("|".join([*whole, *(re.escape(piece) for piece in _listed(pieces))]))


def _listed(words: str) -> list[str]:
    return [word.replace("_", " ") for word in plain_words(words).split()]


PLATFORM_WORDS: Mapping[Platform, re.Pattern[str]] = {
    Platform.INSTAGRAM: _words(
        "ig$ insta$", "instagram инстаграм انستقرام انستغرام انستجرام إنستغرام इंस्टाग्राम इन्स्टाग्राम"
    ),
    Platform.TIKTOK: _words("tt$", "tiktok tik_tok тикток тик_ток تيك_توك تيكتوك टिकटॉक टिक_टॉक"),
    Platform.YOUTUBE: _words("yt$", "youtube you_tube ютуб ютьюб يوتيوب यूट्यूब"),
    Platform.TELEGRAM: _words(
        "tg$ тг$ телега$", "telegram телеграм تيليجرام تيليغرام تليجرام تليغرام تلجرام تلغرام टेलीग्राम टेलिग्राम"
    ),
    Platform.FACEBOOK: _words("fb$ фб$", "facebook фейсбук فيسبوك فيس_بوك फेसबुक"),
    # Its one letter is its name only where a service's name begins: see NAMED_X.
    Platform.X: _words("retweets?$ tweets?$ твит", r"twitter твиттер تويتر ट्विटर"),
    Platform.THREADS: _words("threads$"),
    Platform.SPOTIFY: _words("", "spotify спотифай سبوتيفاي स्पॉटिफाई"),
    Platform.SOUNDCLOUD: _words("", "soundcloud sound_cloud ساوندكلاود ساوند_كلاود"),
    Platform.TWITCH: _words("твич", "twitch تويتش"),
    Platform.DISCORD: _words("", "discord дискорд ديسكورد"),
    Platform.LINKEDIN: _words("", "linkedin linked_in линкедин لينكد"),
    Platform.REDDIT: _words("", "reddit реддит ريديت"),
    Platform.PINTEREST: _words("", "pinterest пинтерест بينتيريست"),
    Platform.VK: _words("vk$ вк$", "vkontakte вконтакте"),
    Platform.WHATSAPP: _words("", "whatsapp ватсап вотсап واتساب व्हाट्सएप"),
    Platform.WEBSITE: _words("website web_?site site$ web_?traffic traffic$ seo$ backlink сайт трафик"),
}
NAMED_X = re.compile(rf"^[\W_]*x{_ENDS}")

AIM_WORDS: Mapping[Aim, re.Pattern[str]] = {
    Aim.AUDIENCE: _words(
        "follower subscriber subs$ member fans$ friend connection page_likes подписчик участник "
        "seguidor suscriptor inscrito miembro membro takipçi abone üye pengikut anggota",
        "متابع مشترك اعضاء أعضاء फॉलोअर फॉलोवर सब्सक्राइबर सदस्य",
    ),
    Aim.POST: _words(
        "(?<!page_)likes?$ comment views?$ shares?$ saves?$ reaction plays?$ streams$ repost retweet upvote impression "
        "votes?$ replies$ лайк просмотр коммент реакци репост curtida me_gusta visualiza comentario comentário "
        "beğeni izlenme yorum suka$ komentar tayangan",
        "لايك اعجاب إعجاب مشاهد تعليق लाइक व्यू कमेंट",
    ),
    Aim.STORY: _words("story$ stories$ стори истори historia hikaye", "ستوري स्टोरी"),
    Aim.LIVE: _words("live$ stream$ viewers$ эфир стрим canlı ao_vivo en_vivo", "بث_مباشر लाइव"),
    Aim.SERIES: _words("each$ every$ next$ future$ last$ latest$ recent$ auto new$ all$ кажд следующ последн авто"),
}
