"""What Lemon Squeezy's webhook tells: the signature first, then the few fields that are needed; everything else is dropped here.

The body is JSON:API and holds the buyer's name and e-mail address. They are never given on, kept or printed.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from .names import LICENSE, NUMBER, ORDER, hashed, license_key
from .register import License, Order, Register
from .settings import Settings

__all__ = ["BadEvent", "Unpaid", "genuine", "moment", "part", "status_of", "take", "whole"]

STATUSES = {"inactive", "active", "expired", "disabled"}


class BadEvent(Exception):
    """A signed message that does not hold what it must; the words name fields, never their values."""


class Unpaid(Exception):
    """A purchase of the shop's test mode, which nobody paid."""


def genuine(secret: bytes, body: bytes, signature: str) -> bool:
    """Tell whether these bytes, as they came, were signed with the secret: hex HMAC-SHA256, compared in constant time."""
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.strip().lower().encode(errors="replace"))


def take(body: bytes, settings: Settings, register: Register) -> str:
    """Take a message whose signature was found good; says in a word what became of it. Raises BadEvent, Unpaid and StoreTrouble."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise BadEvent("the body is no JSON") from None
    event, data = part(told, "meta").get("event_name"), part(told, "data")
    attributes = part(data, "attributes")
    kinds = {
        "order_created": take_order,
        "order_refunded": take_order,
        "license_key_created": take_license,
        "license_key_updated": take_license,
    }
    if event not in kinds:
        return "not needed"
    if whole(attributes, "store_id") != settings.store:
        return "of another store"
    if not settings.test_mode and any(flagged.get("test_mode") for flagged in (attributes, told["meta"])):
        raise Unpaid
    return kinds[event](event, data, attributes, settings, register)


def take_order(event: str, data: dict[str, Any], attributes: dict[str, Any], settings: Settings, register: Register) -> str:
    """An order, bought or paid back. In part paid back (`refunded` is false then) it stays good.

    Its product is not asked for: a refund must be known whatever stands first in the order, and the license tells its product itself.
    """
    name = hashed(settings.pepper, ORDER, text(data, "id"))
    number = hashed(settings.pepper, NUMBER, whole(attributes, "order_number"))
    refunded = attributes.get("refunded") is True
    register.keep_order(Order(name, number, refunded))
    return "paid back in part: stays good" if event == "order_refunded" and not refunded else "kept"


def take_license(event: str, _data: dict[str, Any], attributes: dict[str, Any], settings: Settings, register: Register) -> str:
    """A license, made or changed."""
    if whole(attributes, "product_id") != settings.product:
        return "of another product"
    key = license_key(text(attributes, "key"))
    if key is None:
        raise BadEvent("data.attributes.key is not like a key")
    order = hashed(settings.pepper, ORDER, str(whole(attributes, "order_id")))
    ends = attributes.get("expires_at")
    license = License(hashed(settings.pepper, LICENSE, key), order, status_of(attributes), None if ends is None else moment(ends) // 1000)
    register.keep_license(license, moment=moment(attributes.get("updated_at")), updated=event == "license_key_updated")
    return "kept"


def status_of(attributes: dict[str, Any]) -> str:
    """The shop's word for the status. `disabled` stands in a field of its own as well; an unknown word opens nothing."""
    status = attributes.get("status")
    return "disabled" if attributes.get("disabled") or status not in STATUSES else str(status)


def part(holder: Any, name: str) -> dict[str, Any]:
    """An object in an object."""
    found = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(found, dict):
        raise BadEvent(f"{name} is missing")
    return found


def text(holder: dict[str, Any], name: str) -> str:
    """A text, as ids are."""
    found = holder.get(name)
    if not isinstance(found, str) or not 0 < len(found) <= 100:
        raise BadEvent(f"{name} is missing")
    return found


def whole(holder: dict[str, Any], name: str) -> int:
    """A whole number."""
    found = holder.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 1 << 63:
        raise BadEvent(f"{name} is missing")
    return found


def moment(value: Any) -> int:
    """Milliseconds since 1970 of a moment in ISO 8601."""
    try:
        read = datetime.fromisoformat(value)
        return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError):
        raise BadEvent("a date is missing or no date") from None
