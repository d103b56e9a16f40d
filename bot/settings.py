"""The settings: the environment and `.env`, read here and nowhere else.

A setting's description is what its owner is told when it is missing or wrong, so it says what it should be.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import SettingsInvalid

TELEGRAM_API_URL = "https://api.telegram.org"
_WEBHOOK_PORTS = (None, 443, 80, 88, 8443)  # Source: Bot API, "setWebhook"
_LARGEST_ID = 2**52  # Source: Bot API, "User": an id has at most 52 significant bits


def _require(held: bool) -> None:  # noqa: FBT001  the condition is the argument
    if not held:
        raise ValueError  # the words are the setting's description


def _bare(text: str) -> str:
    """Take blanks off, and a pair of quotes, which a shell and `.env` take off, and `docker --env-file` hands on."""
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return text[1:-1].strip() if is_quoted else text


def _secret(pattern: str) -> AfterValidator:
    """Require that a secret has a shape."""

    def check(secret: SecretStr) -> SecretStr:
        _require(re.fullmatch(pattern, secret.get_secret_value()) is not None)
        return secret

    return AfterValidator(check)


def _read_http_url(text: str) -> str:
    parts = urlsplit(text)
    _require(parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0)
    _require("@" not in parts.netloc and not re.search(r"\s", text))
    return text.rstrip("/")


def _read_ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    words = [word.strip() for word in value.split(",") if word.strip()]
    _require(all(re.fullmatch(r"[0-9]{1,16}", word) and 0 < int(word) <= _LARGEST_ID for word in words))
    return frozenset(int(word) for word in words)


def _read_database_url(secret: SecretStr) -> SecretStr:
    urlsplit(secret.get_secret_value())  # raises ValueError for brackets that hold no address
    return secret


_HttpUrl = Annotated[str, AfterValidator(_read_http_url)]
_Ids = Annotated[frozenset[int], BeforeValidator(_read_ids)]
_Upper = BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value)
_Lower = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)


class Settings(BaseModel):
    """All that the operator decides. Secrets hide themselves in `repr` and in every message."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    telegram_token: Annotated[SecretStr, _secret(r"[0-9]+:[A-Za-z0-9_-]+")] = Field(
        description="the token that BotFather gave you, like 123456:ABC…"
    )
    telegram_api_url: _HttpUrl = Field(
        TELEGRAM_API_URL, description="the address of a Bot API server, like https://api.telegram.org"
    )
    telegram_mode: Annotated[Literal["polling", "webhook"], _Lower] = Field("polling", description="polling or webhook")
    webhook_url: _HttpUrl | None = Field(
        None,
        validate_default=True,
        description="the https address at which Telegram reaches this bot, on port 443, 80, 88 or 8443 "
        "(http and any port only with a TELEGRAM_API_URL of your own)",
    )
    webhook_secret: Annotated[SecretStr, _secret(r"[A-Za-z0-9_-]{1,256}")] | None = Field(
        None, validate_default=True, description="1 to 256 characters of A-Z a-z 0-9 _ - that only you know"
    )
    webhook_host: str = Field("127.0.0.1", description="the address to listen on, like 127.0.0.1 or 0.0.0.0")
    webhook_port: int = Field(8443, ge=1, le=65535, description="the port to listen on, 1 to 65535")
    panel_url: _HttpUrl = Field(
        "https://instasmm.in/api/v2", description="the address of the panel's API, like https://example.com/api/v2"
    )
    panel_key: Annotated[SecretStr, _secret(r"\S+")] = Field(
        description="the API key from your account page at the panel, without blanks"
    )
    panel_target_field: Annotated[Literal["url", "link", "both"], _Lower] = Field(
        "url", description="url, link or both: what the panel calls an order's link"
    )
    panel_timeout: float = Field(
        20.0, ge=0.1, le=300, description="the seconds to wait for an answer of the panel, 0.1 to 300"
    )
    database_url: Annotated[
        SecretStr, _secret(r"sqlite:///(?!:memory:)[^?\s][^?\n]*|postgresql://\S+"), AfterValidator(_read_database_url)
    ] = Field(
        SecretStr("sqlite:///var/bot.db"),
        description="sqlite:///path/to/file.db or postgresql://user:password@host/name",
    )
    allowed_ids: _Ids = Field(
        frozenset(),
        description="Telegram user ids of those who may order, commas between, like 123456789, 987654321, or empty",
    )
    admin_ids: _Ids = Field(
        frozenset(),
        validate_default=True,
        description="Telegram user ids of the operators, commas between, like 123456789, 987654321; at least one here "
        "or in ALLOWED_IDS, since nobody could use the bot otherwise",
    )
    poll_interval: int = Field(
        60, ge=1, le=3600, description="the whole seconds after which an order is asked about again, 1 to 3600"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], _Upper] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Annotated[Literal["text", "json"], _Lower] = Field("text", description="text or json")
    alive_file: Path | None = Field(
        None, description="the path of a file that is touched every few seconds while all is well, or empty"
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_blanks(cls, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """An empty setting is one that was left out; quotes around one are no part of it."""
        texts = {name: _bare(value) if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in texts.items() if value != ""}

    @field_validator("webhook_url", "webhook_secret")
    @classmethod
    def _needed_by_webhooks(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.data.get("telegram_mode") == "webhook":
            raise PydanticCustomError("missing", "")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _taken_by_telegram(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Source: Bot API, "setWebhook" and "Using a Local Bot API Server"."""
        if value is not None and info.data.get("telegram_api_url") == TELEGRAM_API_URL:
            _require(urlsplit(value).scheme == "https" and urlsplit(value).port in _WEBHOOK_PORTS)
        return value

    @field_validator("admin_ids")
    @classmethod
    def _somebody_is_let_in(cls, value: frozenset[int], info: ValidationInfo) -> frozenset[int]:
        if not value and not info.data.get("allowed_ids"):
            raise PydanticCustomError("missing", "")
        return value

    def secrets(self) -> list[str]:
        """List what must never be shown, for the logs to cut out."""
        hidden = [self.telegram_token, self.panel_key, self.webhook_secret]
        return [secret.get_secret_value() for secret in hidden if secret] + _passwords(self.database_url)


class _Environment(Settings, BaseSettings):
    """The same settings, filled from the environment and `.env`; the environment wins."""

    model_config = SettingsConfigDict(
        extra="ignore", env_file_encoding="utf-8", env_ignore_empty=True, enable_decoding=False
    )


def load_settings(env_file: Path | str | None = ".env") -> Settings:
    """Read the settings from the environment and a file of lines `NAME=value`, if there is one.

    Raises: SettingsInvalid with a line for each setting that is missing or wrong; none repeats a value.
    """
    try:
        return _checked(lambda: _Environment(_env_file=env_file))  # type: ignore[call-arg]  # filled by pydantic
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SettingsInvalid([f"{env_file} cannot be read: {reason}"]) from None


def read_settings(values: Mapping[str, str]) -> Settings:
    """Read the settings from these values by name, and from nowhere else.

    Raises: SettingsInvalid as `load_settings` does.
    """
    return _checked(lambda: Settings.model_validate({name.lower(): value for name, value in values.items()}))


def _checked(build: Callable[[], Settings]) -> Settings:
    try:
        return build()
    except ValidationError as error:
        problems = dict.fromkeys(_problem(each) for each in error.errors(include_input=False, include_url=False))
    raise SettingsInvalid(list(problems))  # outside of `except`: the cause holds what was typed


def _problem(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    fault = "is missing:" if error["type"] == "missing" else "is wrong: it should be"
    return f"{name.upper()} {fault} {Settings.model_fields[name].description}"


def _passwords(database_url: SecretStr) -> list[str]:
    """Find the password in an address, as it is written and as it is meant."""
    text = database_url.get_secret_value()
    # Drivers differ on where a password with / # or @ in it ends: each reading is hidden.
    written = re.findall(r"://[^:/@]*:([^@]*)@", text) + re.findall(r"://[^:/@]*:(.*)@", text)
    in_query = parse_qs(urlsplit(text).query).get("password", [])
    return list(dict.fromkeys(word for word in [*written, *map(unquote, written), *in_query] if word))
