"""The way to Telegram over aiohttp.

PTB's own, over httpx, looks through its whole pool for each request: with 64 chats at once that costs more than all
else the bot does. `BaseRequest` is PTB's place for another one.
"""

import io
import ssl
from typing import Any

import aiohttp
import certifi
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_UNSAID: Any = BaseRequest.DEFAULT_NONE
_USER_AGENT = "smm-panel-bot"
_UPLOAD_SECONDS = 60.0  # for a file on its way, unless the call says otherwise


class AiohttpRequest(BaseRequest):
    """A pool of connections; `seconds` is how long each part of a call may take.

    A file goes out as it is read: a handle is not loaded into memory, and a new try begins with a new one.
    """

    def __init__(self, *, connections: int, seconds: float) -> None:
        self._connections = connections
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer may take, where nothing else is said."""
        return self._seconds

    async def initialize(self) -> None:
        """Open the pool; a second time changes nothing."""
        if self._session is None:
            secured = ssl.create_default_context()  # the system's authorities, or those that SSL_CERT_FILE names
            secured.load_verify_locations(certifi.where())  # not every system has any
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=secured),
                headers={"User-Agent": _USER_AGENT},
                trust_env=True,  # an operator's HTTPS_PROXY
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917  PTB's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _UNSAID,
        write_timeout: Any = _UNSAID,
        connect_timeout: Any = _UNSAID,
        pool_timeout: Any = _UNSAID,
    ) -> tuple[int, bytes]:
        """Call Telegram; returns the status and the body.

        Raises: TimedOut, NetworkError; it may have been taken all the same.
        """
        if self._session is None:
            raise RuntimeError("not initialized")
        times = aiohttp.ClientTimeout(
            total=None,
            connect=self._or_default(pool_timeout),
            sock_connect=self._or_default(connect_timeout),
            sock_read=self._read_seconds(request_data, read_timeout, write_timeout),
        )
        form = _body(request_data)
        try:
            async with self._session.request(method, url, data=form, timeout=times, allow_redirects=False) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut(f"no answer in time: {type(error).__name__}") from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error

    def _read_seconds(self, request_data: RequestData | None, read: Any, write: Any) -> float | None:
        """Return how long Telegram may be silent; aiohttp counts that from the first byte of what is sent."""
        seconds = self._or_default(read)
        if seconds is None or request_data is None or not request_data.contains_files:
            return seconds
        upload = _UPLOAD_SECONDS if write is _UNSAID or write is None else write
        return float(seconds + upload)

    def _or_default(self, seconds: Any) -> float | None:
        return self._seconds if seconds is _UNSAID else seconds


def _body(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    """Write parameters as a form; with files among them, in several parts."""
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(quote_fields=False)  # Telegram takes a name of a file as it is, in UTF-8
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime_type) in request_data.multipart_data.items():
        # aiohttp writes a handle piece by piece; long bytes it would write at one go.
        handle = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, handle, filename=file_name, content_type=mime_type)
    return form
