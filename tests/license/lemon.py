"""A stand-in for Lemon Squeezy: what its webhooks send and its License API answers, as its documentation shows them.

It sells, refunds and tells of it with signed messages, again up to three times where the answer is not 200, and answers
`/v1/licenses/validate` over HTTP, with the buyer's name and address in it as the real one does.
"""

import hashlib
import hmac
import http.client
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.license.answering import Quiet, answering

__all__ = ["EMAIL", "NAME", "PRODUCT", "SECRET", "STORE", "Lemon", "Sale", "lemon_squeezy", "signed"]

SECRET = "a secret of the webhook"  # noqa: S105
STORE, PRODUCT = 1234, 5678
NAME, EMAIL = "Penelope Marker", "penelope.marker@example.org"
RETRIES = 3


@dataclass(slots=True)
class Sale:
    """One purchase: an order and its license key, as the shop sees them now."""

    order: int
    number: int
    key: str = field(default_factory=lambda: str(uuid.uuid4()).upper())
    product: int = PRODUCT
    store: int = STORE
    status: str = "inactive"
    refunded: bool = False
    refunded_amount: int = 0
    expires_at: str | None = None
    updated_at: str = "2026-10-01T09:00:00.000000Z"
    test_mode: bool = False

    def order_event(self, event: str, **attributes: Any) -> bytes:
        """The body of order_created and order_refunded."""
        told = {
            "store_id": self.store, "customer_id": 77, "identifier": "636f855c-1fb9-4c07-b75c-3a10afef010a", "order_number": self.number,
            "user_name": NAME, "user_email": EMAIL, "currency": "USD", "subtotal": 2900, "tax": 0, "total": 2900,
            "status": "refunded" if self.refunded else "paid", "refunded": self.refunded, "refunded_amount": self.refunded_amount,
            "refunded_at": self.updated_at if self.refunded_amount else None,
            "first_order_item": {"id": 9, "order_id": self.order, "product_id": self.product, "variant_id": 3, "test_mode": self.test_mode},
            "urls": {"receipt": "https://app.lemonsqueezy.com/my-orders/x"},
            "created_at": "2026-10-01T09:00:00.000000Z", "updated_at": self.updated_at, "test_mode": self.test_mode,
        }  # fmt: skip
        return self.event(event, "orders", str(self.order), told | attributes)

    def license_event(self, event: str, **attributes: Any) -> bytes:
        """The body of license_key_created and license_key_updated."""
        told = {
            "store_id": self.store, "customer_id": 77, "order_id": self.order, "order_item_id": 9, "product_id": self.product,
            "user_name": NAME, "user_email": EMAIL, "key": self.key, "key_short": f"XXXX-{self.key[-12:]}", "activation_limit": 5,
            "instances_count": 0, "disabled": self.status == "disabled", "status": self.status, "status_formatted": self.status.title(),
            "expires_at": self.expires_at, "created_at": "2026-10-01T09:00:00.000000Z", "updated_at": self.updated_at, "test_mode": self.test_mode,
        }  # fmt: skip
        return self.event(event, "license-keys", str(self.order + 1), told | attributes)

    def event(self, event: str, kind: str, identity: str, attributes: dict[str, Any]) -> bytes:
        """A body in JSON:API."""
        meta = {"event_name": event, "custom_data": None, "test_mode": self.test_mode}
        return json.dumps({"meta": meta, "data": {"type": kind, "id": identity, "attributes": attributes, "relationships": {}}}).encode()

    def validated(self) -> dict[str, Any]:
        """What the License API says of the key."""
        told = {"id": self.order + 1, "status": self.status, "key": self.key, "activation_limit": 5, "activation_usage": 0}
        meta = {
            "store_id": self.store, "order_id": self.order, "order_item_id": 9, "product_id": self.product, "product_name": "OpenMyScan Pro",
            "variant_id": 3, "variant_name": "Default", "customer_id": 77, "customer_name": NAME, "customer_email": EMAIL,
        }  # fmt: skip
        good = self.status in {"inactive", "active"}
        found = {**told, "created_at": "2026-10-01T09:00:00.000000Z", "expires_at": self.expires_at, "test_mode": self.test_mode}
        return {
            "valid": good,
            "error": None if good else f"The license key is {self.status}.",
            "license_key": found,
            "instance": None,
            "meta": meta,
        }


def signed(body: bytes, secret: str = SECRET) -> str:
    """The signature of a body, as it goes into X-Signature."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(slots=True)
class Lemon:
    """The shop: its sales by key, its address, what it was asked, and whether it is away."""

    url: str = ""
    sales: dict[str, Sale] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    away: bool = False
    busy: bool = False
    garbled: bool = False

    def sell(self, order: int, **facts: Any) -> Sale:
        """A purchase, of which nothing has been told yet."""
        sale = Sale(order, order * 10, **facts)
        self.sales[sale.key] = sale
        return sale

    def tell(self, service: str, body: bytes, *, signature: str | None = None) -> list[int]:
        """Send a message, again after pauses that grow fivefold while it is not taken; gives the status of each answer."""
        statuses: list[int] = []
        for retry in range(RETRIES + 1):
            if retry:
                time.sleep(0.01 * 5**retry)  # in hundredths of the real 5, 25 and 125 seconds
            statuses.append(self.once(service, body, signature=signature))
            if statuses[-1] == 200:
                break
        return statuses

    def once(self, service: str, body: bytes, *, signature: str | None = None) -> int:
        """Send a message once."""
        event = json.loads(body)["meta"]["event_name"]
        headers = {"Content-Type": "application/json", "X-Event-Name": event, "X-Signature": signature or signed(body)}
        connection = http.client.HTTPConnection(urlsplit(service).netloc, timeout=20)
        try:
            connection.request("POST", "/api/lemonsqueezy", body, headers)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()


@contextmanager
def lemon_squeezy() -> Iterator[Lemon]:
    """Open the shop."""
    lemon = Lemon()

    class Api(Quiet):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.body().decode()
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            assert self.headers["Accept"] == "application/json"
            assert self.path == "/v1/licenses/validate"
            (key,) = parse_qs(body)["license_key"]
            lemon.asked.append(key)
            if lemon.away:
                self.answer(503, b"<html>away</html>")
            elif lemon.busy:
                self.answer(429, json.dumps({"message": "Too Many Attempts."}).encode())
            elif lemon.garbled:
                self.answer(200, b'{"valid": true, "license_key": 7}')
            elif sale := lemon.sales.get(key):
                self.answer(200, json.dumps(sale.validated()).encode())
            else:
                self.answer(
                    404, json.dumps({"valid": False, "error": "license_key not found.", "license_key": None, "meta": None}).encode()
                )

    with answering(Api) as lemon.url:
        yield lemon
