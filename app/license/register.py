"""The register of purchases: licenses and orders under their hashed names, and what follows from them.

A license and its order are kept apart and meet only when somebody asks. So it does not matter which of them is heard of first: a
refund that comes before its license is simply there when the license comes.
"""

from dataclasses import dataclass
from typing import Literal

from .names import LICENSE, NUMBER, ORDER
from .store import Store

__all__ = ["License", "Order", "Register", "Standing"]

Standing = Literal["entitled", "refunded", "disabled", "expired", "unknown"]
ENTITLED = {"inactive", "active"}  # `inactive` means: bought, and not yet used anywhere


@dataclass(frozen=True, slots=True)
class License:
    """One license: its hashed name, that of its order, the shop's word for its status, and when it ends (seconds since 1970)."""

    name: str
    order: str
    status: str
    expires: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its hashed name, that of the number which the buyer knows, and whether the whole of it was paid back."""

    name: str
    number: str | None
    refunded: bool


class Register:
    """Keeps and judges, in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def keep_license(self, license: License, *, moment: int, updated: bool = True) -> None:
        """Keep what was true at that moment (milliseconds since 1970), unless something newer is known.

        Of two messages of one moment the update counts more than the first word, and among updates the one that takes away.
        """
        takes = license.status not in ENTITLED
        body = {"order": license.order, "status": license.status, "expires": license.expires}
        self.store.link(f"{ORDER}:{license.order}", license.name)
        self.store.write(f"{LICENSE}:{license.name}", body, version=moment * 4 + 2 * updated + takes)

    def keep_order(self, order: Order) -> None:
        """Keep an order; once it is paid back it stays so, whatever comes late."""
        if order.number:
            self.store.link(f"{NUMBER}:{order.number}", order.name)
        self.store.write(f"{ORDER}:{order.name}", {"refunded": order.refunded, "number": order.number}, version=int(order.refunded))

    def license(self, name: str) -> License | None:
        """The license of that name."""
        body = self.store.read(f"{LICENSE}:{name}")
        return None if body is None else License(name, body["order"], body["status"], body["expires"])

    def refunded(self, order: str) -> bool:
        """Whether that order was paid back, as far as was heard."""
        body = self.store.read(f"{ORDER}:{order}")
        return body is not None and bool(body["refunded"])

    def standing(self, license: License | None, *, now: int) -> Standing:
        """What a license is good for at this moment (seconds since 1970)."""
        if license is None:
            return "unknown"
        if self.refunded(license.order):
            return "refunded"
        if license.status == "expired" or (license.expires is not None and license.expires <= now):
            return "expired"
        return "entitled" if license.status in ENTITLED else "disabled"

    # ---- for the operator

    def orders_of(self, number: str) -> list[str]:
        """The names of the orders behind the hashed number that the buyer knows."""
        return sorted(self.store.linked(f"{NUMBER}:{number}"))

    def licenses_of(self, order: str) -> list[str]:
        """The names of the licenses of an order."""
        return sorted(self.store.linked(f"{ORDER}:{order}"))

    def forget(self, order: str) -> None:
        """Forget an order with its licenses; of one that was paid back the bare fact stays, or its key would open Pro again."""
        kept = self.store.read(f"{ORDER}:{order}") or {}
        for name in self.licenses_of(order):
            self.store.erase(f"{LICENSE}:{name}")
        self.store.erase(f"{ORDER}:{order}")
        if kept.get("number"):
            self.store.erase(f"{NUMBER}:{kept['number']}")
        if kept.get("refunded"):
            self.keep_order(Order(order, None, refunded=True))
