"""Where the web application keeps its world."""

from aiohttp import web

from bot.demo.telegram_api.world import ChatWorld

WORLD = web.AppKey("world", ChatWorld)
