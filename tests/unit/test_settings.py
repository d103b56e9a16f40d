"""What the operator may set, and what they are told when it is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.domain.errors import SettingsInvalid
from bot.settings import Settings, load_settings, read_settings

ROOT = Path(__file__).parents[2]
ENOUGH = {"TELEGRAM_TOKEN": "123456:ABCdef-ghi_jkl", "PANEL_KEY": "k3y-of-the-panel", "ADMIN_IDS": "7"}
WEBHOOK = {"TELEGRAM_MODE": "webhook", "WEBHOOK_URL": "https://example.com/hook", "WEBHOOK_SECRET": "s3cret_-"}


def problems(**values: str) -> tuple[str, ...]:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(ENOUGH | values)
    return caught.value.problems


def test_three_settings_are_enough() -> None:
    """A token, a key and an operator make a bot; all else has a default."""
    settings = read_settings(ENOUGH)
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.telegram_mode == "polling"
    assert (settings.webhook_host, settings.webhook_port) == ("127.0.0.1", 8443)
    assert settings.panel_url == "https://instasmm.in/api/v2"
    assert (settings.panel_target_field, settings.panel_timeout, settings.poll_interval) == ("url", 20, 60)
    assert settings.database_url.get_secret_value() == "sqlite:///var/bot.db"
    assert (settings.admin_ids, settings.allowed_ids) == ({7}, set())
    assert (settings.log_level, settings.log_format, settings.alive_file) == ("INFO", "text", None)


def test_nothing_set() -> None:
    """Everything that is missing is named at once, a line each."""
    with pytest.raises(SettingsInvalid) as caught:
        read_settings({})
    assert caught.value.problems == (
        "TELEGRAM_TOKEN is missing: the token that BotFather gave you, like 123456:ABC…",
        "PANEL_KEY is missing: the API key from your account page at the panel, without blanks",
        (
            "ADMIN_IDS is missing: Telegram user ids of the operators, commas between, like 123456789, 987654321; "
            "at least one here or in ALLOWED_IDS, since nobody could use the bot otherwise"
        ),
    )


@pytest.mark.parametrize("quoted", ["'k3y-1234'", '"k3y-1234"', " 'k3y-1234' "])
def test_quotes_are_no_part_of_a_value(quoted: str) -> None:
    """A container's environment keeps the quotes of a `.env`; a lone one stays."""
    assert read_settings(ENOUGH | {"PANEL_KEY": quoted}).panel_key.get_secret_value() == "k3y-1234"
    assert read_settings(ENOUGH | {"PANEL_KEY": "'k3y"}).panel_key.get_secret_value() == "'k3y"


@pytest.mark.parametrize("name", ENOUGH)
@pytest.mark.parametrize("blank", ["", "  \t"])
def test_blank_is_missing(name: str, blank: str) -> None:
    """An empty line in the file is a setting that was left out."""
    (problem,) = problems(**{name: blank})
    assert problem.startswith(f"{name} is missing: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", "hello"),
        ("TELEGRAM_TOKEN", "123456:"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "https://user:pass@example.com"),
        ("TELEGRAM_MODE", "push"),
        ("WEBHOOK_PORT", "0"),
        ("WEBHOOK_PORT", "65536"),
        ("WEBHOOK_SECRET", "no blanks here"),
        ("WEBHOOK_SECRET", "x" * 257),
        ("PANEL_URL", "ftp://example.com"),
        ("PANEL_URL", "https://"),
        ("PANEL_URL", "https://[oops/api"),
        ("PANEL_URL", "https://example.com:99999/"),
        ("PANEL_KEY", "k e y"),
        ("PANEL_TARGET_FIELD", "target"),
        ("PANEL_TIMEOUT", "soon"),
        ("PANEL_TIMEOUT", "nan"),
        ("PANEL_TIMEOUT", "0"),
        ("PANEL_TIMEOUT", "inf"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "postgresql://[oops/x"),
        ("ADMIN_IDS", "@me"),
        ("ADMIN_IDS", "[7]"),
        ("ADMIN_IDS", "-1001234"),
        ("ADMIN_IDS", "0"),
        ("ALLOWED_IDS", "7 8"),
        ("ALLOWED_IDS", "9007199254740993"),
        ("POLL_INTERVAL", "0"),
        ("POLL_INTERVAL", "1.5"),
        ("POLL_INTERVAL", "3601"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_wrong(name: str, value: str) -> None:
    """A wrong setting gets one line with its name and what it should be, and its value is not repeated."""
    (problem,) = problems(**{name: value})
    assert problem == f"{name} is wrong: it should be {Settings.model_fields[name.lower()].description}"


def test_all_wrong_at_once() -> None:
    """Nobody has to start the bot three times to learn of three mistakes."""
    told = problems(PANEL_TIMEOUT="x", LOG_LEVEL="x", TELEGRAM_MODE="webhook", PANEL_KEY="")
    assert [line.split()[0] for line in told] == [
        "WEBHOOK_URL",
        "WEBHOOK_SECRET",
        "PANEL_KEY",
        "PANEL_TIMEOUT",
        "LOG_LEVEL",
    ]


def test_ids_with_blanks() -> None:
    """Ids are read as people write them."""
    settings = read_settings(ENOUGH | {"ADMIN_IDS": " 7, 8 ,,9, ", "ALLOWED_IDS": "5,5"})
    assert (settings.admin_ids, settings.allowed_ids) == ({7, 8, 9}, {5})


def test_words_in_any_case() -> None:
    """`debug` is `DEBUG`, and a slash at an address's end is no matter."""
    settings = read_settings(
        ENOUGH | {"LOG_LEVEL": "debug", "LOG_FORMAT": "JSON", "PANEL_URL": "https://example.com/api/v2/"}
    )
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert settings.panel_url == "https://example.com/api/v2"


def test_webhook() -> None:
    """With its address and its secret, webhook mode stands."""
    settings = read_settings(ENOUGH | WEBHOOK)
    assert settings.webhook_url == "https://example.com/hook"
    assert settings.webhook_secret is not None
    assert settings.webhook_secret.get_secret_value() == "s3cret_-"


@pytest.mark.parametrize("address", ["http://example.com/", "https://example.com:8080/"])
def test_webhook_telegram_refuses(address: str) -> None:
    """Telegram's own servers call https alone, on four ports; one's own Bot API server is freer."""
    (problem,) = problems(**WEBHOOK | {"WEBHOOK_URL": address})
    assert problem.startswith("WEBHOOK_URL is wrong: ")
    own = ENOUGH | WEBHOOK | {"WEBHOOK_URL": address, "TELEGRAM_API_URL": "http://127.0.0.1:8081"}
    assert read_settings(own).webhook_url == address.rstrip("/")


@pytest.mark.parametrize(
    "url", ["sqlite:////abs/my bot.db", "sqlite:///C:/bot.db", "postgresql://u:p@h:5432/db", "postgresql:///db?host=/s"]
)
def test_databases(url: str) -> None:
    """Files, servers and sockets are taken as they are written."""
    assert read_settings(ENOUGH | {"DATABASE_URL": url}).database_url.get_secret_value() == url


def test_secrets_hide() -> None:
    """Nothing secret shows in `repr`, `str` or JSON, and the logs are given each of them to cut out."""
    url = "postgresql://u:p%40ssword@h/db?password=0ther"
    settings = read_settings(ENOUGH | WEBHOOK | {"DATABASE_URL": url})
    shown = f"{settings!r} {settings} {settings.model_dump_json()}"
    assert set(settings.secrets()) == {
        ENOUGH["TELEGRAM_TOKEN"],
        ENOUGH["PANEL_KEY"],
        "s3cret_-",
        "p%40ssword",
        "p@ssword",
        "0ther",
    }
    assert not [secret for secret in settings.secrets() if secret in shown]


@pytest.mark.parametrize("password", ["pl@in", "pa/ss", "pa#ss", "pa?ss", "a:b", "%20", "p@s/s"])
def test_odd_passwords(password: str) -> None:
    """A password that should have been encoded and was not is a secret all the same."""
    settings = read_settings(ENOUGH | {"DATABASE_URL": f"postgresql://u:{password}@h/db"})
    assert password in settings.secrets()
    assert "" not in settings.secrets()


def test_failure_holds_no_value() -> None:
    """The exception carries no trace of what was typed, not in its cause either."""
    with pytest.raises(SettingsInvalid) as caught:
        read_settings(ENOUGH | {"PANEL_KEY": "my secret key", "TELEGRAM_TOKEN": "9:typo"})
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert "secret" not in str(caught.value)
    assert "typo" not in str(caught.value)


def test_built_by_hand() -> None:
    """Who builds the settings in code is told what is wrong without the values as well."""
    with pytest.raises(ValidationError) as caught:
        Settings(telegram_token=SecretStr("typo"), panel_key=SecretStr("my secret key"), admin_ids=frozenset({7}))
    assert "typo" not in str(caught.value)
    assert "secret key" not in str(caught.value)


def load_in_a_process(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Read the settings where the environment is ours to choose."""
    code = (
        "from bot.settings import *\n"
        "try: print(load_settings().model_dump_json())\n"
        "except SettingsInvalid as error: print(*error.problems, sep='\\n')"
    )
    kept = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_environment_wins(tmp_path: Path) -> None:
    """The environment is above `.env`, an empty variable is none, quotes are taken off, foreign names are ignored."""
    (tmp_path / ".env").write_text(
        "TELEGRAM_TOKEN='123456:ABCdef-ghi_jkl'\nPANEL_KEY=\"k3y#1\"  # mine\nADMIN_IDS=1, 2\n"
        "EDITOR=vi\nLOG_LEVEL=ERROR\nPANEL_TIMEOUT=5\n"
    )
    done = load_in_a_process(tmp_path, LOG_LEVEL="WARNING", PANEL_TIMEOUT="")
    assert '"log_level":"WARNING"' in done.stdout
    assert '"panel_timeout":5.0' in done.stdout
    assert "k3y" not in done.stdout + done.stderr


def test_no_file(tmp_path: Path) -> None:
    """Without a file the environment alone is read."""
    done = load_in_a_process(tmp_path, **ENOUGH)
    assert '"admin_ids":[7]' in done.stdout


def test_file_that_is_not_text(tmp_path: Path) -> None:
    """A file in another encoding is named, not traced back."""
    file = tmp_path / ".env"
    file.write_bytes(b"PANEL_KEY=\xff\xfe\n")
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(file)
    assert caught.value.problems == (f"{file} cannot be read: it is not UTF-8",)
