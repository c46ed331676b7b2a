"""How often one may try, and what the shop may be asked: places are counted in this process only, under a hash that changes with each start."""

import ipaddress
import threading
import time

from .store import Store

__all__ = ["Limiter", "Questions"]

MOST_PLACES = 10_000
QUESTIONS = 15  # a minute, over all instances; with as many that are kept, half of the 60 that Lemon Squeezy allows
FEW = 3  # questions an hour: a key that was lost, and two slips of the finger


class Limiter:
    """So many tries in a span of seconds from one place; of IPv6 a network of so many bits is one place: a household has 64."""

    def __init__(self, tries: int, *, seconds: int = 60, bits: int = 64) -> None:
        self.tries, self.seconds, self.bits = tries, seconds, bits
        self.places: dict[int, list[float]] = {}
        self.lock = threading.Lock()

    def wait(self, address: str) -> int:
        """Count a try, and tell how many seconds to wait; 0 when it may go on."""
        now, place = time.monotonic(), hash(place_of(address, self.bits))  # str hashes are salted in each process
        with self.lock:
            recent = [moment for moment in self.places.get(place, ()) if moment > now - self.seconds]
            if len(recent) >= self.tries:
                return max(1, round(recent[0] + self.seconds - now))
            if len(self.places) >= MOST_PLACES and place not in self.places:
                self.forget(now)
            self.places[place] = [*recent, now]
            return 0

    def forget(self, now: float) -> None:
        """Make room: all that is older than the span goes, and everything when that was not enough."""
        self.places = {place: tries for place, tries in self.places.items() if tries[-1] > now - self.seconds}
        if len(self.places) >= MOST_PLACES:
            self.places.clear()


class Questions:
    """What the shop may be asked in a minute. Half of it is kept for places that have asked little: who invents keys uses up the other half.

    Of IPv6 a network of 48 bits is one place here, which is as much as one customer is mostly given.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.askers = Limiter(FEW, seconds=3600, bits=48)

    def allow(self, address: str) -> bool:
        """Count a question, and tell whether it may be asked; raises StoreTrouble."""
        seldom = self.askers.wait(address) == 0
        budgets = ("questions", "kept questions") if seldom else ("questions",)
        return any(self.store.count(budget, 60) <= QUESTIONS for budget in budgets)


def place_of(address: str, bits: int) -> str:
    """The place that an address stands for."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if read.version == 6 and read.ipv4_mapped:  # how a server on both protocols names those of version 4
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((read, bits), strict=False)) if read.version == 6 else str(read)
