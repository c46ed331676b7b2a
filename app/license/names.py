"""The names under which purchases are kept: keyed hashes, from which nobody without the pepper finds the key or the order again.

A key has 122 random bits and could stand a plain hash; an order number has few, so all of them are hashed under a secret.
"""

import hashlib
import hmac
import re

__all__ = ["LICENSE", "NUMBER", "ORDER", "hashed", "license_key"]

LICENSE, ORDER, NUMBER = "license", "order", "number"  # an order has an id, told to machines, and a number, told to the buyer
KEY = re.compile(r"[0-9A-Z]{4,}(-[0-9A-Z]{4,}){2,}")


def hashed(pepper: bytes, kind: str, value: str | int) -> str:
    """The name of a license, order or order number: 128 bits of its HMAC-SHA256, in hexadecimal."""
    return hmac.new(pepper, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]


def license_key(text: str) -> str | None:
    """The key in its one spelling; None for a text that can be no key (Lemon Squeezy's are UUIDs)."""
    key = "".join(text.split()).upper()
    return key if len(key) <= 64 and KEY.fullmatch(key) else None
