"""The platforms as data: hosts, shapes of paths, parameters that only track, and where a name leads.

Source: the addresses that each platform's own "copy link" gave, and the redirects of its short and mobile ones.
"""

from collections.abc import Mapping

from bot.domain.platforms import LinkKind, Platform, PlatformRules, paths

_K = LinkKind

PLATFORMS: Mapping[Platform, PlatformRules] = {
    Platform.INSTAGRAM: PlatformRules(
        name="Instagram",
        hosts={"instagram.com": None, "instagr.am": None, "ig.me": None},
        reserved=("explore", "accounts", "direct", "about", "developer", "legal", "web", "share", "s", "stories"),
        tracking=("ig_mid", "ig_rid"),
        handle=r"[A-Za-z0-9_.]{1,30}",
        profile="https://instagram.com/{}",
        paths=paths(
            {
                "p/*": _K.POST,
                "reel/*": _K.REEL,
                "reels/audio/**": None,
                "reels/*": _K.REEL,
                "reels": None,
                "tv/*": _K.VIDEO,
                "stories/*": _K.STORY,
                "stories/*/*": _K.STORY,
                "s/*": _K.STORY,
                "share/p/*": _K.POST,
                "share/reel/*": _K.REEL,
                "share/*": _K.SHORT_LINK,
                "*/p/*": _K.POST,
                "*/reel/*": _K.REEL,
                "*/reels": _K.PROFILE,
                "*/tagged": _K.PROFILE,
                "*/channel": _K.PROFILE,
                "_u/*": _K.PROFILE,
                "*": _K.PROFILE,
            }
        ),
    ),
    Platform.TIKTOK: PlatformRules(
        name="TikTok",
        hosts={"tiktok.com": None, "vm.tiktok.com": _K.SHORT_LINK, "vt.tiktok.com": _K.SHORT_LINK},
        tracking=(
            *("_r", "_t", "_d", "is_from_webapp", "is_copy_url", "sender_device", "sender_web_id", "web_id", "refer"),
            *("share_app_id", "share_link_id", "share_author_id", "tt_from", "u_code", "embed_source", "referer_*"),
        ),
        handle=r"[A-Za-z0-9_.]{2,24}",
        profile="https://tiktok.com/@{}",
        paths=paths(
            {
                "@*/video/*": _K.VIDEO,
                "@*/photo/*": _K.POST,
                "@*/live": _K.LIVE,
                "@*/playlist/*": _K.PLAYLIST,
                "@*": _K.PROFILE,
                "share/video/*": _K.VIDEO,
                "embed/*": _K.VIDEO,
                "embed/v2/*": _K.VIDEO,
                "v/*": _K.VIDEO,
                "t/*": _K.SHORT_LINK,
            }
        ),
    ),
    Platform.YOUTUBE: PlatformRules(
        name="YouTube",
        hosts={"youtube.com": None, "youtu.be": _K.VIDEO, "youtube-nocookie.com": None},
        subdomains="music",
        reserved=("watch", "feed", "results", "premium", "gaming", "hashtag", "redirect", "about", "t", "playlist"),
        tracking=("si", "feature", "pp", "ab_channel"),
        handle=r"[\w.·-]{3,30}",
        profile="https://youtube.com/@{}",
        paths=paths(
            {
                "watch?v": _K.VIDEO,
                "watch?list": _K.PLAYLIST,
                "playlist?list": _K.PLAYLIST,
                "shorts/*": _K.SHORT_VIDEO,
                "live/*": _K.LIVE,
                "embed/*": _K.VIDEO,
                "v/*": _K.VIDEO,
                "clip/*": _K.CLIP,
                "post/*": _K.POST,
                "channel/*/community?lb": _K.POST,
                "@*/live": _K.LIVE,
                "@*": _K.CHANNEL,
                "@*/*": _K.CHANNEL,
                "channel/*": _K.CHANNEL,
                "channel/*/*": _K.CHANNEL,
                "c/*": _K.CHANNEL,
                "c/*/*": _K.CHANNEL,
                "user/*": _K.CHANNEL,
                "user/*/*": _K.CHANNEL,
                "*": _K.CHANNEL,
            }
        ),
    ),
    Platform.TELEGRAM: PlatformRules(
        name="Telegram",
        hosts={"t.me": None, "telegram.me": None, "telegram.dog": None},
        subdomains=r"[a-z]\w{3,31}",
        reserved=(
            *("addstickers", "addemoji", "addtheme", "addlist", "share", "proxy", "socks", "setlanguage", "iv", "c"),
            *("confirmphone", "login", "bg", "invoice", "giftcode", "joinchat", "s", "m", "contact", "nft", "boost"),
        ),
        rewrites={r"^(?:/s)+(?=/[A-Za-z]\w{3})": ""},  # the page that shows a channel to those without the app
        handle=r"[A-Za-z]\w{3,31}",
        profile="https://t.me/{}",
        paths=paths(
            {
                "+*": _K.INVITE,
                "joinchat/*": _K.INVITE,
                "boost/*": _K.CHANNEL,
                "c/*": _K.CHANNEL,
                "c/*/*": _K.POST,
                "c/*/*/*": _K.POST,
                "*/s/*": _K.STORY,
                "*/*": _K.POST,
                "*/*/*": _K.POST,
                "*": _K.CHANNEL,
            }
        ),
    ),
    Platform.FACEBOOK: PlatformRules(
        name="Facebook",
        hosts={"facebook.com": None, "fb.com": None, "fb.watch": _K.VIDEO, "fb.me": _K.SHORT_LINK},
        subdomains="[a-z]{2}-[a-z]{2}",
        variants=("mbasic", "touch", "web"),
        reserved=(
            *("watch", "groups", "events", "marketplace", "gaming", "hashtag", "help", "login", "sharer", "share"),
            *("photo", "photo.php", "video.php", "story.php", "permalink.php", "media", "reel", "reels", "stories"),
            *("dialog", "plugins", "policies", "business", "ads", "profile.php", "l.php", "sharer.php", "pages"),
        ),
        tracking=(
            *("mibextid", "__tn__", "__cft__*", "__xts__*", "ref", "refsrc", "ref_src", "fref", "hc_ref", "rdid"),
            *("sfnsn", "_rdr", "_rdc", "paipv", "eav", "wtsid", "share_url", "extid"),
        ),
        handle=r"[A-Za-z0-9.]{3,50}",
        profile="https://facebook.com/{}",
        paths=paths(
            {
                "profile.php?id": _K.PROFILE,
                "story.php?story_fbid": _K.POST,
                "permalink.php?story_fbid": _K.POST,
                "photo.php?fbid": _K.POST,
                "photo?fbid": _K.POST,
                "watch?v": _K.VIDEO,
                "watch/live?v": _K.LIVE,
                "video.php?v": _K.VIDEO,
                "reel/*": _K.REEL,
                "stories/**": _K.STORY,
                "groups/*/posts/*": _K.POST,
                "groups/*/permalink/*": _K.POST,
                "groups/*": _K.GROUP,
                "share/p/*": _K.POST,
                "share/v/*": _K.VIDEO,
                "share/r/*": _K.REEL,
                "share/*": _K.SHORT_LINK,
                "people/*/*": _K.PROFILE,
                "pages/*/*": _K.PROFILE,
                "pg/*": _K.PROFILE,
                "p/*": _K.PROFILE,
                "*/posts/**": _K.POST,
                "*/photos/**": _K.POST,
                "*/videos/**": _K.VIDEO,
                "*": _K.PROFILE,
            }
        ),
    ),
    Platform.X: PlatformRules(
        name="X",
        hosts={"x.com": None, "twitter.com": None, "t.co": _K.SHORT_LINK},
        reserved=("home", "explore", "i", "search", "hashtag", "settings", "intent", "share", "login", "messages"),
        tracking=("s", "t", "ref_src", "ref_url", "cxt", "cn", "twclid"),
        handle=r"[A-Za-z0-9_]{1,15}",
        profile="https://x.com/{}",
        paths=paths(
            {
                "i/status/*": _K.POST,
                "i/web/status/*": _K.POST,
                "i/spaces/*": _K.LIVE,
                "i/broadcasts/*": _K.LIVE,
                "i/communities/*": _K.GROUP,
                "*/status/*": _K.POST,
                "*/statuses/*": _K.POST,
                "*/status/*/photo/*": _K.POST,
                "*/status/*/video/*": _K.POST,
                "intent/user?screen_name": _K.PROFILE,
                "intent/follow?screen_name": _K.PROFILE,
                "*/with_replies": _K.PROFILE,
                "*/media": _K.PROFILE,
                "*": _K.PROFILE,
            }
        ),
    ),
    Platform.THREADS: PlatformRules(
        name="Threads",
        hosts={"threads.net": None, "threads.com": None},
        tracking=("xmt", "slof"),
        handle=r"[A-Za-z0-9_.]{1,30}",
        profile="https://threads.com/@{}",
        paths=paths({"@*/post/*": _K.POST, "t/*": _K.POST, "@*": _K.PROFILE, "@*/*": _K.PROFILE}),
    ),
    Platform.SPOTIFY: PlatformRules(
        name="Spotify",
        hosts={"open.spotify.com": None, "play.spotify.com": None, "spotify.link": _K.SHORT_LINK},
        tracking=("si", "nd", "sp_cid", "dlsi", "flow_ctx"),
        rewrites={r"^(?:/intl-[A-Za-z-]+)+(?=/)": ""},  # the page in some language
        paths=paths(
            {
                "track/*": _K.TRACK,
                "album/*": _K.ALBUM,
                "playlist/*": _K.PLAYLIST,
                "user/*/playlist/*": _K.PLAYLIST,
                "artist/*": _K.ARTIST,
                "artist/*/*": _K.ARTIST,
                "episode/*": _K.EPISODE,
                "show/*": _K.SHOW,
                "user/*": _K.PROFILE,
                "embed/track/*": _K.TRACK,
                "embed/playlist/*": _K.PLAYLIST,
            }
        ),
    ),
    Platform.SOUNDCLOUD: PlatformRules(
        name="SoundCloud",
        hosts={"soundcloud.com": None, "on.soundcloud.com": _K.SHORT_LINK},
        reserved=("discover", "charts", "search", "you", "stream", "pages", "stations", "upload", "signin"),
        tracking=("si", "ref"),
        handle=r"[A-Za-z0-9_-]{3,25}",
        profile="https://soundcloud.com/{}",
        paths=paths(
            {
                "*/sets/*": _K.PLAYLIST,
                "*/sets/*/*": _K.PLAYLIST,
                **dict.fromkeys(
                    [f"*/{tab}" for tab in ("tracks", "albums", "sets", "reposts", "likes", "followers", "following")],
                    _K.PROFILE,
                ),
                "*/*": _K.TRACK,
                "*/*/s-*": _K.TRACK,
                "*": _K.PROFILE,
            }
        ),
    ),
    Platform.TWITCH: PlatformRules(
        name="Twitch",
        hosts={"twitch.tv": None, "clips.twitch.tv": _K.CLIP},
        reserved=("directory", "downloads", "p", "jobs", "settings", "subscriptions", "wallet", "turbo", "search"),
        tracking=("sr", "tt_content", "tt_medium", "tt_email_id"),
        handle=r"[A-Za-z0-9_]{3,25}",
        profile="https://twitch.tv/{}",
        paths=paths(
            {
                "videos/*": _K.VIDEO,
                "*/v/*": _K.VIDEO,
                "*/video/*": _K.VIDEO,
                "*/clip/*": _K.CLIP,
                "*": _K.CHANNEL,
                "*/about": _K.CHANNEL,
                "*/videos": _K.CHANNEL,
                "*/clips": _K.CHANNEL,
                "*/schedule": _K.CHANNEL,
            }
        ),
    ),
    Platform.DISCORD: PlatformRules(
        name="Discord",
        hosts={"discord.gg": _K.INVITE, "discord.com": None, "discordapp.com": None},
        paths=paths({"invite/*": _K.INVITE, "channels/*/*/*": _K.POST, "channels/*/*": _K.CHANNEL}),
    ),
    Platform.LINKEDIN: PlatformRules(
        name="LinkedIn",
        hosts={"linkedin.com": None, "lnkd.in": _K.SHORT_LINK},
        subdomains="[a-z]{2}",
        tracking=("trk", "trackingid", "lipi", "lici", "licu", "rcm", "refid", "originalsubdomain"),
        paths=paths(
            {
                "in/*": _K.PROFILE,
                "in/*/*": _K.PROFILE,
                "company/*": _K.COMPANY,
                "company/*/*": _K.COMPANY,
                "school/*": _K.COMPANY,
                "showcase/*": _K.COMPANY,
                "posts/*": _K.POST,
                "feed/update/*": _K.POST,
                "pulse/*": _K.POST,
                "groups/*": _K.GROUP,
            }
        ),
    ),
    Platform.REDDIT: PlatformRules(
        name="Reddit",
        hosts={"reddit.com": None, "redd.it": _K.POST, "v.redd.it": _K.VIDEO, "i.redd.it": None},
        subdomains="old|new|np|sh|amp",
        tracking=("share_id", "rdt", "ref", "ref_source", "correlation_id"),
        handle=r"[A-Za-z0-9_-]{3,20}",
        profile="https://reddit.com/user/{}",
        paths=paths(
            {
                "r/*/comments/**": _K.POST,
                "r/*/s/*": _K.POST,
                "r/*": _K.GROUP,
                "r/*/*": _K.GROUP,
                "comments/*": _K.POST,
                "user/*/comments/**": _K.POST,
                "u/*/comments/**": _K.POST,
                "user/*": _K.PROFILE,
                "user/*/*": _K.PROFILE,
                "u/*": _K.PROFILE,
            }
        ),
    ),
    Platform.PINTEREST: PlatformRules(
        name="Pinterest",
        hosts={
            "pinterest.com": None,
            **{f"pinterest.{end}": None for end in ("de", "fr", "es", "it", "ca", "at", "ch", "pt", "ru", "jp", "ph")},
            **{
                f"pinterest.{end}": None for end in ("co.uk", "com.mx", "com.au", "cl", "ie", "se", "dk", "nz", "co.kr")
            },
            "pin.it": _K.SHORT_LINK,
        },
        subdomains="[a-z]{2}",
        reserved=("pin", "search", "ideas", "today", "settings", "business", "login", "categories", "news_hub"),
        tracking=("sender", "sfo"),
        handle=r"[A-Za-z0-9_]{3,30}",
        profile="https://pinterest.com/{}",
        paths=paths(
            {"pin/*": _K.PIN, "*/_created": _K.PROFILE, "*/_saved": _K.PROFILE, "*/*": _K.BOARD, "*": _K.PROFILE}
        ),
    ),
    Platform.VK: PlatformRules(
        name="VK",
        hosts={"vk.com": None, "vk.ru": None, "vkontakte.ru": None, "vkvideo.ru": None, "vk.cc": _K.SHORT_LINK},
        reserved=(
            "feed",
            "im",
            "friends",
            "groups",
            "audio",
            "music",
            "video",
            "clips",
            "market",
            "search",
            "away.php",
        ),
        handle=r"[A-Za-z0-9_.]{2,32}",
        profile="https://vk.com/{}",
        paths=paths(
            {
                "*?w": _K.POST,
                "*?z": None,  # opened over a page: a picture, a video, an album
                "wall*_*": _K.POST,
                "photo*_*": _K.POST,
                "video*_*": _K.VIDEO,
                "clip*_*": _K.REEL,
                "story*_*": _K.STORY,
                "club*": _K.GROUP,
                "public*": _K.GROUP,
                "*": _K.PROFILE,
            }
        ),
    ),
    Platform.WHATSAPP: PlatformRules(
        name="WhatsApp",
        hosts={"whatsapp.com": None, "chat.whatsapp.com": _K.INVITE, "wa.me": _K.PROFILE, "api.whatsapp.com": None},
        paths=paths({"channel/*": _K.CHANNEL, "channel/*/*": _K.POST, "send?phone": _K.PROFILE}),
    ),
}
