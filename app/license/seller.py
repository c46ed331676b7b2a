"""Asks Lemon Squeezy's License API about a key that no message told of: a message is lost when we were away for three minutes.

`/v1/licenses/validate` needs no secret of ours, knows the keys of every shop and gives back the buyer's name and address: the shop
and the product are compared here, and nothing but the license leaves this module. 60 questions a minute are allowed.
"""

import json
from typing import Any
from urllib.parse import urlencode

from .events import BadEvent, moment, part, status_of, whole
from .names import LICENSE, ORDER, hashed
from .outgoing import Unreachable, post
from .register import License
from .settings import Settings

__all__ = ["SellerAway", "ask"]

HEADERS = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
UNKNOWN = {400, 404, 422}  # the documented errors; all of them are about the key


class SellerAway(Exception):
    """Lemon Squeezy does not answer, has had enough questions, or says what nobody documented."""


def ask(key: str, settings: Settings) -> License | None:
    """The license of a key of our product; None when the shop does not know it, or it is for something else. Raises SellerAway."""
    try:
        status, body = post(f"{settings.seller}/v1/licenses/validate", urlencode({"license_key": key}).encode(), HEADERS, seconds=8)
        told = json.loads(body)
        if status in UNKNOWN and not isinstance(told.get("license_key"), dict):
            return None
        if status not in {200, *UNKNOWN}:
            raise SellerAway(f"it answered {status}")
        return license_of(told, key, settings)
    except Unreachable:
        raise SellerAway("it did not answer") from None
    except (BadEvent, ValueError, AttributeError, RecursionError):
        raise SellerAway("its answer was not as documented") from None


def license_of(told: dict[str, Any], key: str, settings: Settings) -> License | None:
    """The license in an answer, if it is for our product. `valid` is not asked: `inactive` keys are bought too."""
    found, meta = part(told, "license_key"), part(told, "meta")
    if (whole(meta, "store_id"), whole(meta, "product_id")) != (settings.store, settings.product):
        return None
    if not settings.test_mode and (found.get("test_mode") or meta.get("test_mode")):
        return None
    ends = found.get("expires_at")
    order = hashed(settings.pepper, ORDER, str(whole(meta, "order_id")))
    return License(hashed(settings.pepper, LICENSE, key), order, status_of(found), None if ends is None else moment(ends) // 1000)
