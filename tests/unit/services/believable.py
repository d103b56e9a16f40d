"""A catalogue as real panels have it: about three thousand services, named by people in a hurry, the same each time."""

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.domain.catalogue import Service
from tests.unit.services.arrange import service_row

PLATFORMS = """
📸 Instagram: Followers | Likes | Views | Reels Views | Story Views | Comments | Custom Comments | Saves | Shares
    | Live Video Views | Impressions + Reach | Auto Likes | Comment Likes | Story Poll Votes | Mentions
    | Channel Members
🎵 TikTok: Followers | Likes | Views | Shares | Saves | Custom Comments | Live Stream Views | Comment Likes |
    Story Views
▶️ YouTube: Views | Subscribers | Likes | Dislikes | Watchtime | Shorts Views | Shorts Likes | Custom Comments |
    Live Stream Viewers | Comment Likes | Shares
✈️ Telegram: Channel Members | Group Members | Premium Members | Post Views | Reactions | Poll Votes | Auto Views
    | Bot Start | Story Views
📘 Facebook: Page Likes + Followers | Profile Followers | Post Likes | Post Reactions | Video Views |
    Group Members | Comments | Live Stream Viewers | Event Interested
𝕏 X (Twitter): Followers | Likes | Retweets | Video Views | Poll Votes | Impressions | Custom Replies | Bookmarks
🎧 Spotify: Plays | Followers | Monthly Listeners | Playlist Followers | Saves
🎮 Twitch: Followers | Live Stream Viewers | Clip Views | Chat Bot
💬 Discord: Online Members | Offline Members | Friend Requests | Reactions
💼 LinkedIn: Followers | Connections | Post Likes | Company Followers
🎼 SoundCloud: Plays | Likes | Followers | Reposts
🧵 Threads: Followers | Likes | Reposts
🟦 VK: Подписчики | Лайки | Просмотры | Друзья
📍 Google: Maps Reviews | Business Reviews | App Installs
🌐 Website: Traffic | Traffic from Google | Traffic from Instagram | SEO Backlinks
"""
SHORT = {"Instagram": "IG", "YouTube": "YT", "Telegram": "TG", "Facebook": "FB", "TikTok": "TT"}
PLACES = ["India 🇮🇳", "USA 🇺🇸", "Brazil 🇧🇷", "Turkey 🇹🇷", "Russia 🇷🇺", "Arab 🇸🇦", "Indonesia 🇮🇩", "Worldwide 🌍"]
QUALITY = ["Real", "HQ", "Mixed Quality", "Bot", "Old Accounts", "Female", "Real & Active", "Non Drop", "Cheapest"]
REFILL = ["No Refill", "Refill 30 Days ♻️", "Refill 365 Days ♻️", "Lifetime Guaranteed", "R30", "Auto Refill"]
SPEED = ["Instant ⚡", "Start 0–1 Hour", "Speed 5K/Day", "Speed 100K/Day", "Slow", "Max 1M", "Max 10K", "Max 100K"]
BOLD = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "".join(chr(0x1D5D4 + n) for n in range(26)) + "".join(chr(0x1D5EE + n) for n in range(26)),
)
NOTE = (
    "Start: 0–6 hours. Quality: real followers and likes from Instagram, TikTok, YouTube and Telegram users.\n"
    "Do not order twice for one link. Drop: 5% on views. Cheap and fast."
)


def believable() -> list[Service]:
    """Make the catalogue."""
    return list(_made(random.Random("believable")))


def _made(draw: random.Random) -> Iterator[Service]:
    number = 0
    for line in PLATFORMS.replace("\n    ", " ").strip().splitlines():
        called, _, goods = line.partition(": ")
        platform = called.partition(" ")[2]
        for good in goods.split("|"):
            category = f"{called} {good.strip()}"
            for _ in range(30):
                number += 1
                yield _service(draw, number, platform, good.strip(), category)


def _service(draw: random.Random, number: int, platform: str, good: str, category: str) -> Service:
    called = SHORT.get(platform, platform) if draw.random() < 0.15 else platform
    parts = _parts(draw)
    name = f"{called} {good} {draw.choice('|-~')} {' | '.join(parts)}"
    if draw.random() < 0.1:
        name = name.translate(BOLD)
    if draw.random() < 0.2:
        name = f"{draw.choice('🔥💎⭐🚀')} {name}"
    row = service_row(
        str(number + 1000),
        name=name,
        category=category,
        description=NOTE if draw.random() < 0.5 else "",
        rate=Decimal(draw.randint(1, 9999)) / 1000,
        minimum=draw.choice((10, 50, 100, 500)),
        maximum=draw.choice((500, 10_000, 100_000, 1_000_000)),
        refill=draw.choice((True, False, None)),
    )
    return Service(id=number, category_id=1, row=row)


def _parts(draw: random.Random) -> Sequence[str]:
    kinds = [kind for kind in (PLACES, QUALITY, REFILL, SPEED) if draw.random() < 0.75] or [QUALITY]
    return [draw.choice(kind) for kind in kinds]
