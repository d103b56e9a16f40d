"""Telegram: intake, routing, handlers, views, the messenger."""
