"""The panel over HTTP.

Two clients stand behind it. Reads share connections and are repeated when they fail. `add`, `refill` and `cancel`
are sent once, each over a connection of its own: an idle one that the panel has just closed would make a good order's
outcome unknown. Both pass a gate, which leaves a panel alone that does not answer. Neither takes a proxy from the
environment: it would stand between us and the panel, its answers would pass for the panel's, and the trace would take
the request to it for the request to the panel.
Source of every shape and of what each failure means: panel API v2.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import httpx

from bot.domain.catalogue import Balance, PanelOrderId, ServiceRow
from bot.domain.errors import (
    PanelAnswerMalformed,
    PanelError,
    PanelOutcomeUnknown,
    PanelRefused,
    PanelUnreachable,
)
from bot.domain.order import Report, Submission
from bot.domain.request import Acceptance
from bot.panel.answers import is_page, read_answer
from bot.panel.complaints import Complaints
from bot.panel.exchange import Departure, Form, Reply, exchange
from bot.panel.gate import Action, Gate
from bot.panel.pace import Pace
from bot.panel.redirect import find_twin
from bot.panel.retry import wait_before_retry
from bot.panel.wire_orders import find_order_id, read_acceptance, read_order_id
from bot.panel.wire_refills import read_refill_statuses
from bot.panel.wire_services import read_balance, read_services
from bot.panel.wire_status import read_reports
from bot.ports import Clock

T = TypeVar("T")
TargetField = Literal["url", "link", "both"]
BATCH = 100  # ids in one request; source: panel API, "Multiple order status"
LONGEST_LIST_BYTES = 32 * 1024 * 1024
LONGEST_ANSWER_BYTES = 1024 * 1024
REST_SECONDS = 1.0  # after a 429 that does not say how long
_USER_AGENT = "smm-panel-bot"
_log = logging.getLogger(__name__)


def batches(order_ids: Sequence[PanelOrderId]) -> Iterator[Sequence[PanelOrderId]]:
    """Cut ids into parts that one request may ask about."""
    return (order_ids[start : start + BATCH] for start in range(0, len(order_ids), BATCH))


class HttpPanel:
    """The port `Panel` over HTTP. Its key appears in no error, no log line and no repr.

    `target_field` names the parameter of `add` that the target goes into; `cancel_field` that of the order in
    `cancel`, which some panels of the family call `orders`. `jitter` gives numbers from 0 to 1. A transport handed in
    must be built on httpcore, whose trace says when a request leaves.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        clock: Clock,
        pace: Pace,
        jitter: Callable[[], float],
        target_field: TargetField = "url",
        cancel_field: Literal["order", "orders"] = "order",
        timeout_seconds: float = 20,
        reads_transport: httpx.AsyncBaseTransport | None = None,
        add_transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url = httpx.URL(url)
        self._key = key
        self._clock = clock
        self._pace = pace
        # Questions that hang never take the last turn: an order does not wait for them.
        self._question_turns = asyncio.Semaphore(max(1, pace.max_in_flight - 1))
        self._gate = Gate(clock, jitter, partial(self._question, [("action", "balance")], LONGEST_ANSWER_BYTES))
        self._jitter = jitter
        self._target_names = ("url", "link") if target_field == "both" else (target_field,)
        self._cancel_field = cancel_field
        self._timeout_seconds = timeout_seconds
        self._complaints = Complaints(_log)
        tls = httpx.create_ssl_context(trust_env=False)
        self._reads = _client(tls, timeout_seconds, reads_transport)
        # Uncompressed, since what an unreadable answer to an order costs is more than a few bytes.
        once = {"Connection": "close", "Accept-Encoding": "identity"}
        self._once = _client(tls, timeout_seconds, add_transport, headers=once, kept=0)

    async def __aenter__(self) -> Self:
        """Hand out the panel."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        try:
            await self._reads.aclose()
        finally:
            await self._once.aclose()

    async def services(self) -> Sequence[ServiceRow]:
        """List what the panel sells; rows that cannot be read are left out and logged once.

        Raises: PanelRefused, PanelUnreachable, PanelOutcomeUnknown, PanelAnswerMalformed; safe to repeat.
        """
        answer = await self._ask([("action", "services")], longest_bytes=LONGEST_LIST_BYTES)
        # In a thread, for 10,000 rows take 0.2 s, and nobody's chat should stand still for them.
        return await asyncio.to_thread(read_services, answer, partial(self._complaints.make, "the service"))

    async def order_status(self, order_id: PanelOrderId) -> Report:
        """Ask about one order. Raises as `services` does."""
        answer = await self._ask([("action", "status"), ("order", order_id)])
        reports = self._read_reports(answer, [order_id])
        match reports.get(order_id):
            case Report() as report:
                return report
            case PanelRefused() as refused:
                raise refused
            case None:
                raise PanelAnswerMalformed("no report of the order")

    async def order_statuses(self, order_ids: Sequence[PanelOrderId]) -> Mapping[PanelOrderId, Report | PanelRefused]:
        """Ask about up to 100 orders in one request.

        Returns an entry for each id the panel answered on readably; an id it does not know maps to PanelRefused.
        Raises: ValueError for more than 100 ids; else as `services` does.
        Source: panel API, "Multiple order status".
        """
        if len(order_ids) > BATCH:
            raise ValueError(f"{len(order_ids)} ids, and one request takes {BATCH}")
        if not order_ids:
            return {}
        answer = await self._ask([("action", "status"), ("orders", ",".join(order_ids))])
        return self._read_reports(answer, order_ids)

    def _read_reports(
        self, answer: Any, order_ids: Sequence[PanelOrderId]
    ) -> Mapping[PanelOrderId, Report | PanelRefused]:
        return read_reports(answer, order_ids, partial(self._complaints.make, "the status of order"))

    async def balance(self) -> Balance:
        """Ask what money is left. Raises as `services` does."""
        return read_balance(await self._ask([("action", "balance")]))

    async def add(self, submission: Submission, before_sending: Callable[[], Awaitable[None]]) -> PanelOrderId:
        """Place an order, once.

        `before_sending` is awaited when a connection stands and the first byte is about to leave; whatever it
        raises is passed on, and then nothing was sent.
        Raises: PanelRefused (final); PanelUnreachable (nothing was taken: may be sent again);
        PanelOutcomeUnknown, PanelAnswerMalformed (may have been taken: never to be sent again by itself).
        """
        targets = [(name, submission.target) for name in self._target_names]
        form = [("service", submission.service), *targets, *submission.parameters.items()]
        return await self._act("add", form, read_order_id, Departure(before_sending), is_done=_has_order)

    async def refill(
        self, order_id: PanelOrderId, before_sending: Callable[[], Awaitable[None]] | None = None
    ) -> Acceptance:
        """Ask for a refill, once. Waits for `before_sending` and raises as `add` does."""
        read = partial(read_acceptance, action="refill", order_id=order_id)
        return await self._act("refill", [("order", order_id)], read, Departure(before_sending))

    async def cancel(
        self, order_id: PanelOrderId, before_sending: Callable[[], Awaitable[None]] | None = None
    ) -> Acceptance:
        """Ask for a cancellation, once. Waits for `before_sending` and raises as `add` does."""
        read = partial(read_acceptance, action="cancel", order_id=order_id)
        return await self._act("cancel", [(self._cancel_field, order_id)], read, Departure(before_sending))

    @property
    def is_silent(self) -> bool:
        """Whether the panel failed so often that it is left alone, until it answers a question again."""
        return self._gate.is_silent

    @property
    def orders_wait(self) -> bool:
        """Whether no order is sent now: the panel is silent, or has left too many orders without a clear answer."""
        return self._gate.is_shut("add")

    async def refill_statuses(self, refill_ids: Sequence[str]) -> Mapping[str, str | PanelRefused]:
        """Ask how up to 100 refills stand; a panel that does not have the action refuses.

        Returns the panel's own word for each that it answered on readably; one it does not know maps to PanelRefused.
        Raises: ValueError for more than 100 ids; else as `services` does.
        Source: panel API, family document, "refill / cancel": `refill_status` with `refill` or `refills`.
        """
        if len(refill_ids) > BATCH:
            raise ValueError(f"{len(refill_ids)} ids, and one request takes {BATCH}")
        if not refill_ids:
            return {}
        which = ("refill", refill_ids[0]) if len(refill_ids) == 1 else ("refills", ",".join(refill_ids))
        answer = await self._ask([("action", "refill_status"), which])
        return read_refill_statuses(answer, refill_ids)

    async def _act(
        self,
        action: Action,
        parameters: Form,
        read: Callable[[Any], T],
        departure: Departure,
        *,
        is_done: Callable[[Any], bool] = lambda _: False,
    ) -> T:
        """Send what must not be sent twice, and read what became of it."""
        form = [("action", action), *parameters]
        self._gate.require_awake(action)
        # The gate after the pace: what it finds must hold when the call leaves. What it asks, it asks in this turn.
        async with self._pace, self._gate.act(action):
            reply = await self._exchange(self._once, self._url, form, departure, LONGEST_ANSWER_BYTES)
            return read(self._read(reply, is_done))

    async def _ask(self, parameters: Form, *, longest_bytes: int = LONGEST_ANSWER_BYTES) -> Any:
        """Send what changes nothing, again when it fails."""
        tries = 0
        while True:
            try:
                return await self._ask_once(parameters, longest_bytes)
            except PanelError as fault:
                tries += 1
                wait_seconds = wait_before_retry(fault, tries, self._jitter())
                if wait_seconds is None or self.is_silent:
                    raise
            await self._clock.sleep(wait_seconds)

    async def _ask_once(self, parameters: Form, longest_bytes: int) -> Any:
        self._gate.require_awake()
        async with self._question_turns, self._pace, self._gate.question():
            return await self._question(parameters, longest_bytes)

    async def _question(self, parameters: Form, longest_bytes: int) -> Any:
        """Send what changes nothing, once, within a turn."""
        url = self._url
        reply = await self._exchange(self._reads, url, parameters, Departure(), longest_bytes)
        if twin := find_twin(url, reply):
            url = twin
            reply = await self._exchange(self._reads, url, parameters, Departure(), longest_bytes)
        answer = self._read(reply)
        self._remember(url)
        return answer

    def _remember(self, url: httpx.URL) -> None:
        """Keep the address that answered: `add` follows no redirect, so it must know the way beforehand."""
        if url != self._url:
            _log.warning("the panel answers at %s://%s%s: PANEL_URL should say so", url.scheme, url.host, url.path)
            self._url = url

    async def _exchange(
        self, client: httpx.AsyncClient, url: httpx.URL, parameters: Form, departure: Departure, longest_bytes: int
    ) -> Reply:
        form = [("key", self._key), *parameters]
        try:
            return await exchange(
                client, url, form, departure, timeout_seconds=self._timeout_seconds, longest_bytes=longest_bytes
            )
        except (PanelUnreachable, PanelOutcomeUnknown):
            self._gate.note_silence()
            raise

    def _read(self, reply: Reply, is_done: Callable[[Any], bool] = lambda _: False) -> Any:
        """Read a reply, and note whether it was the panel that answered."""
        is_panels = False
        try:
            answer = read_answer(reply, self._key, self._clock.now(), is_done=is_done)
            is_panels = True
        except PanelUnreachable as put_off:
            is_panels = True
            self._pace.rest(put_off.retry_after_seconds or REST_SECONDS)
            raise
        except PanelAnswerMalformed:
            is_panels = not is_page(reply)
            raise
        finally:
            (self._gate.note_answer if is_panels else self._gate.note_silence)()
        return answer


def _has_order(answer: Any) -> bool:
    return find_order_id(answer) is not None


def _client(
    tls: ssl.SSLContext,
    timeout_seconds: float,
    transport: httpx.AsyncBaseTransport | None,
    *,
    headers: Mapping[str, str] | None = None,
    kept: int | None = None,
) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=tls,
        transport=transport,
        # Half for TCP and half for TLS.
        timeout=httpx.Timeout(timeout_seconds, connect=timeout_seconds / 2),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=kept),
        headers={"User-Agent": _USER_AGENT, **(headers or {})},
        follow_redirects=False,
        trust_env=False,
    )
