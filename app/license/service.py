"""The two addresses of the service, as a plain ASGI application: bounded bodies, bounded time, and no word of a person in the log."""

import asyncio
import json
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from http import HTTPStatus
from typing import Any

from . import events
from .activation import Refused, activate
from .limits import Limiter, Questions
from .register import Register
from .settings import Settings
from .store import Store, StoreTrouble

__all__ = ["Service"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

WEBHOOK_LARGEST, ACTIVATION_LARGEST = 1 << 18, 1 << 13  # bytes; a real message has some 4000
PATIENCE = 10  # seconds for a body
TRIES = 10  # a minute and place
log = logging.getLogger("openmyscan.license")


class Gone(Exception):
    """The one who asked has hung up."""


class Service:
    """Answers POST /api/lemonsqueezy and POST /api/activate."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.register = Register(store)
        self.limiter, self.questions = Limiter(TRIES), Questions(store)
        self.routes = {"/api/lemonsqueezy": self.webhook, "/api/activate": self.activation}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection event of ASGI."""
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] == "http":
            try:
                status, answer, headers = await self.answer(scope, receive)
            except Gone:
                return
            await reply(send, status, answer, headers)

    async def answer(self, scope: Message, receive: Receive) -> tuple[HTTPStatus, dict[str, Any], dict[str, str]]:
        """What to answer: status, JSON and further headers. Whatever goes wrong in here, the log gets its place and not its contents."""
        route = self.routes.get(scope["path"])
        if route is None:
            return failed(HTTPStatus.NOT_FOUND, "nothing-here", "There is nothing at this address.")
        if scope["method"] != "POST":
            return failed(HTTPStatus.METHOD_NOT_ALLOWED, "only-post", "This address takes POST only.", Allow="POST")
        try:
            return await route(scope, receive)
        except Refused as refused:
            status, answer, headers = failed(refused.status, refused.error, refused.message)
            return status, {**answer, **refused.facts}, headers
        except StoreTrouble as trouble:
            log.error("the store does not answer: %s", trouble)
            words = "The license service has trouble just now. Nothing is lost: please try again in a few minutes."
            return failed(HTTPStatus.SERVICE_UNAVAILABLE, "store-away", words)
        except Gone:
            raise
        except Exception as error:  # noqa: BLE001 - its text may hold anything, so it goes no further
            log.error("%s at %s", type(error).__name__, place(error))
            return failed(HTTPStatus.INTERNAL_SERVER_ERROR, "broken", "The license service made a mistake. Please try again later.")

    async def webhook(self, scope: Message, receive: Receive) -> tuple[HTTPStatus, dict[str, Any], dict[str, str]]:
        """A message of Lemon Squeezy. Only status 200 counts as delivered there; it tries anything else again, up to three times."""
        body = await whole_body(receive, WEBHOOK_LARGEST)
        if not events.genuine(self.settings.signing_secret, body, header(scope, b"x-signature")):
            log.warning("webhook: refused, the signature is wrong")
            return failed(HTTPStatus.UNAUTHORIZED, "signature", "The signature is wrong or missing.")
        try:
            done = await asyncio.to_thread(events.take, body, self.settings, self.register)
        except events.Unpaid:
            log.warning("webhook: refused, it is of the shop's test mode")
            return failed(HTTPStatus.FORBIDDEN, "test-mode", "Purchases of the test mode do not count here.")
        except events.BadEvent as bad:
            log.warning("webhook: refused, %s", bad)
            return failed(HTTPStatus.BAD_REQUEST, "not-understood", f"Not understood: {bad}.")
        log.info("webhook: %s", done)
        return HTTPStatus.OK, {"done": done}, {}

    async def activation(self, scope: Message, receive: Receive) -> tuple[HTTPStatus, dict[str, Any], dict[str, str]]:
        """A key or an old token, for a new token. JSON only, which no page of another site can send without being asked first."""
        if header(scope, b"content-type").partition(";")[0].strip().lower() != "application/json":
            return failed(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "only-json", "This address takes JSON only.")
        address = self.address(scope)
        if seconds := self.limiter.wait(address):
            words = f"Too many tries. Please wait {'a minute' if seconds > 30 else 'half a minute'} and try again."
            return failed(HTTPStatus.TOO_MANY_REQUESTS, "too-many", words, **{"Retry-After": str(seconds)})
        body = await whole_body(receive, ACTIVATION_LARGEST)
        try:
            asked = json.loads(body)
        except (ValueError, RecursionError):
            asked = None
        may_ask = partial(self.questions.allow, address)
        given = await asyncio.to_thread(activate, asked, self.settings, self.register, now=int(time.time()), may_ask=may_ask)
        log.info("activation: given")
        return HTTPStatus.OK, given, {}

    def address(self, scope: Message) -> str:
        """Who asks.

        On the host its proxy says so, and overwrites what the client claims; elsewhere the connection does, and behind proxies of the
        operator's own the last address in their list that is none of theirs. What nobody vouches for is no address: all of it is one place.
        """
        told = ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"x-forwarded-for")
        if self.settings.proxied and told:
            return told.partition(",")[0].strip()
        peer = str(scope["client"][0]) if scope.get("client") else ""
        if self.settings.trusts(peer):
            claimed = (bare(value) for value in reversed(told.split(",")) if value.strip())
            return next((address for address in claimed if not self.settings.trusts(address)), peer)
        # A server that was started to believe this header (uvicorn does, from this computer) has put what it says in the connection's place.
        return "" if peer and peer in told else peer


def bare(value: str) -> str:
    """An address in X-Forwarded-For without the port that some proxies add."""
    value = value.strip()
    if value.startswith("["):
        return value[1:].partition("]")[0]
    return value.partition(":")[0] if value.count(":") == 1 else value


async def whole_body(receive: Receive, largest: int) -> bytes:
    """The body; one that is too large is read to its end and dropped, so that the answer arrives. Raises Refused and Gone."""
    kept, size = bytearray(), 0
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                size += len(message.get("body", b""))
                if size <= largest:
                    kept += message.get("body", b"")
                if not message.get("more_body"):
                    break
    except TimeoutError:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, "too-slow", "The message took too long. Please try again.") from None
    if size > largest:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "The message is too large.")
    return bytes(kept)


def header(scope: Message, name: bytes) -> str:
    """The first header of that name, or nothing."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def failed(status: HTTPStatus, error: str, message: str, **headers: str) -> tuple[HTTPStatus, dict[str, Any], dict[str, str]]:
    """An answer that says what went wrong: a code, which /pro has a sentence for, and plain English."""
    return status, {"error": error, "message": message}, headers


def place(error: BaseException) -> str:
    """The file and line where it happened."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename}:{frame.lineno}"


async def reply(send: Send, status: HTTPStatus, answer: dict[str, Any], headers: dict[str, str]) -> None:
    """Send an answer; nobody may keep it."""
    body = json.dumps(answer).encode()
    known = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body)), **headers}
    listed = [(key.lower().encode(), value.encode()) for key, value in known.items()]
    await send({"type": "http.response.start", "status": int(status), "headers": listed})
    await send({"type": "http.response.body", "body": body})


async def lifespan(receive: Receive, send: Send) -> None:
    """Start and end with the server; there is nothing to do."""
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return
