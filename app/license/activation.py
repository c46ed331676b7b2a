"""A key, or an older token, becomes a token; and what is said when it does not."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from .names import LICENSE, hashed, license_key
from .register import License, Register, Standing
from .seller import SellerAway, ask
from .settings import Settings
from .tokens import claims_for

__all__ = ["Refused", "activate"]

SKEW_MS = 60_000  # by so much the shop's clock and ours may differ


class Refused(Exception):
    """No token: the status of the answer, a code for the page, its facts, and plain English for those who do not know the code."""

    def __init__(self, status: HTTPStatus, error: str, message: str, **facts: int) -> None:
        super().__init__(error)
        self.status, self.error, self.message, self.facts = status, error, message, facts


def activate(asked: Any, settings: Settings, register: Register, *, now: int, may_ask: Callable[[], bool]) -> dict[str, Any]:
    """The answer to {"key": …} or {"token": …}; `may_ask` is called before the shop is asked. Raises Refused and StoreTrouble."""
    if not isinstance(asked, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "unreadable", "The service did not understand this page. Load it again.")
    if isinstance(asked.get("token"), str):
        license = by_token(asked["token"], settings, register)
        standing = register.standing(license, now=now)
    else:
        key = license_key(asked["key"]) if isinstance(asked.get("key"), str) and len(asked["key"]) <= 200 else None
        if key is None:
            words = "This does not look like a license key. It has letters and numbers in groups, with dashes; copy the whole of it from the e-mail of your purchase."
            raise Refused(HTTPStatus.BAD_REQUEST, "no-key", words)
        license, standing = by_key(key, settings, register, now=now, may_ask=may_ask)
    if license is None or standing != "entitled":
        raise refusal(standing, license, renewal="token" in asked)
    token = settings.signer.sign(claims_for(license.name, now=now, ends=license.expires))
    return {"token": token, "keys": {settings.signer.name: settings.signer.public}}


def by_token(token: str, settings: Settings, register: Register) -> License | None:
    """The license of a token that we signed, also when its time has passed."""
    claims = settings.signer.read(token)
    if claims is None or not isinstance(claims.get("license"), str):
        words = "This service did not make the license in this browser, so it cannot renew it. Paste your key again."
        raise Refused(HTTPStatus.BAD_REQUEST, "strange-token", words)
    return register.license(claims["license"])


def by_key(key: str, settings: Settings, register: Register, *, now: int, may_ask: Callable[[], bool]) -> tuple[License | None, Standing]:
    """The license of a key. Where nothing is known that opens Pro, the shop is asked: its message may have been lost."""
    license = register.license(hashed(settings.pepper, LICENSE, key))
    standing = register.standing(license, now=now)
    if standing in {"entitled", "refunded"} or settings.seller is None:
        return license, standing
    try:
        if not may_ask():
            raise SellerAway("it was asked enough for now")
        found = ask(key, settings)
    except SellerAway:
        if license is not None:
            return license, standing
        words = "The shop, which knows this key, cannot be asked just now. Your key is not lost: please try again in a few minutes."
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "shop-away", words) from None
    if found is not None:
        register.keep_license(found, moment=now * 1000 - SKEW_MS)
        license, standing = found, register.standing(found, now=now)
    return license, standing


def refusal(standing: Standing, license: License | None, *, renewal: bool) -> Refused:
    """The words for a license that does not open Pro."""
    if standing == "refunded":
        return Refused(
            HTTPStatus.FORBIDDEN, standing, "This purchase was paid back, so its key no longer opens Pro. The viewer itself stays free."
        )
    if standing == "disabled":
        return Refused(
            HTTPStatus.FORBIDDEN, standing, "This key was switched off in the shop. If that is a mistake, write to legal@openmyscan.com."
        )
    if standing == "expired":
        ends = license.expires if license else None
        when = f" on {day(ends)}" if ends else ""
        return Refused(
            HTTPStatus.FORBIDDEN,
            standing,
            f"This license ended{when}. This page says above whether a new one can be bought; the viewer itself stays free.",
            **({"ended": ends} if ends else {}),
        )
    if renewal:
        return Refused(HTTPStatus.NOT_FOUND, standing, "The license in this browser is no longer known here. Paste your key again.")
    return Refused(
        HTTPStatus.NOT_FOUND,
        standing,
        "This key is not known. Compare it with the e-mail of your purchase, letter by letter, or copy it again.",
    )


def day(seconds: int) -> str:
    """A day in words."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment.day} {moment:%B %Y}"
