"""The ways in which Telegram says no, in Telegram's words."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


class ApiRefused(Exception):
    """A method was refused; the description is Telegram's."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """Return the body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": dict(self.parameters)} if self.parameters else {})


def bad_request(words: str) -> ApiRefused:
    """Say that a parameter, or what it points to, will not do."""
    return ApiRefused(HTTPStatus.BAD_REQUEST, f"Bad Request: {words}")


def forbidden(words: str) -> ApiRefused:
    """Say that the bot may not do this to that chat."""
    return ApiRefused(HTTPStatus.FORBIDDEN, f"Forbidden: {words}")


def conflict(words: str) -> ApiRefused:
    """Say that two ways of taking updates are in each other's way."""
    return ApiRefused(HTTPStatus.CONFLICT, f"Conflict: {words}")


def too_many(retry_after: int) -> ApiRefused:
    """Say how many seconds to wait."""
    words = f"Too Many Requests: retry after {retry_after}"
    return ApiRefused(HTTPStatus.TOO_MANY_REQUESTS, words, {"retry_after": retry_after})


def unauthorized() -> ApiRefused:
    """Say that the token is nobody's."""
    return ApiRefused(HTTPStatus.UNAUTHORIZED, "Unauthorized")


def not_found() -> ApiRefused:
    """Say that there is no such method."""
    return ApiRefused(HTTPStatus.NOT_FOUND, "Not Found")
