"""The command line: run, check, demo, sandbox."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from telegram.error import InvalidToken

from bot import __version__, app
from bot.domain.errors import SettingsInvalid, StoreError
from bot.logs import configure_logs, install_excepthook
from bot.settings import Settings, load_settings

WRONG_SETTINGS = 2
FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code: 0, 1 for a failure, 2 for wrong settings or a wrong command."""
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.command(parsed))
    except SettingsInvalid as invalid:
        for problem in invalid.problems:
            sys.stderr.write(f"{problem}\n")
        return WRONG_SETTINGS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot", description="A Telegram bot in front of an SMM panel.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("run", help="serve Telegram, with the settings from the environment and .env").set_defaults(
        command=_run
    )
    commands.add_parser("check", help="try the token, the key and the database, and say what is wrong").set_defaults(
        command=_check
    )
    _add_demo(commands.add_parser("demo", help="try it in a browser, with no token and no key"))
    _add_sandbox(commands.add_parser("sandbox", help="serve a panel to try clients against"))
    return parser


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, help="8080, or a free one if that is taken, when none is named")
    parser.add_argument("--speed", type=float, default=60.0, help="how much faster orders move than in life")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="a folder for the bot's database and the chats and orders around it, to go on with the next time; "
        "without it a temporary one is used and removed",
    )
    parser.set_defaults(command=_demo)


def _add_sandbox(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--key", default="sandbox-key", help="the API key it takes")
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster orders move than in life")
    parser.add_argument("--control", action="store_true", help="let tests steer it over HTTP")
    parser.set_defaults(command=_sandbox)


def _configured() -> Settings:
    settings = load_settings()
    configure_logs(settings.log_level, settings.log_format, settings.secrets())
    install_excepthook()
    return settings


def _run(_: argparse.Namespace) -> int:
    settings = _configured()
    try:
        asyncio.run(app.run(settings))
    except StoreError as error:
        sys.stderr.write(f"DATABASE_URL cannot be used: {error}\n")
        return FAILED
    except InvalidToken:
        return _say_unknown_token()
    except ExceptionGroup as group:
        if group.subgroup(InvalidToken) is None:
            raise
        return _say_unknown_token()
    return 0


def _say_unknown_token() -> int:
    sys.stderr.write("TELEGRAM_TOKEN is wrong: Telegram does not know it; take the one that BotFather shows\n")
    return WRONG_SETTINGS


def _check(_: argparse.Namespace) -> int:
    problems = asyncio.run(app.check(_configured()))
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    if not problems:
        sys.stdout.write("All is well: the token, the key and the database work.\n")
    return FAILED if problems else 0


def _demo(parsed: argparse.Namespace) -> int:
    from bot.demo.run import run_demo  # noqa: PLC0415  a bot that runs has no need of it

    return asyncio.run(run_demo(port=parsed.port, host=parsed.host, speed=parsed.speed, keep=parsed.keep))


def _sandbox(parsed: argparse.Namespace) -> int:
    from bot.demo.panel.server import run_sandbox  # noqa: PLC0415  a bot that runs has no need of it

    return asyncio.run(
        run_sandbox(parsed.port, host=parsed.host, key=parsed.key, speed=parsed.speed, control=parsed.control)
    )


if __name__ == "__main__":
    sys.exit(main())
