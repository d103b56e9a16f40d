"""A Telegram bot in front of an SMM panel."""

__version__ = "0.1.0"
