"""How often one may try, and what the shop may be asked.

Places are counted in the memory of this process only, under a hash that changes with each start, and are dropped when their span is over,
whether somebody asks then or not.
"""

import ipaddress
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from .store import Store

__all__ = ["Limiter", "Questions"]

MOST_PLACES = 10_000
CROWDS = {48: 32, 32: 256}  # so many places of one network of IPv6, by its bits, are told apart; the rest of it is one place together
CROWDS_4 = {24: 32, 16: 256}  # likewise of IPv4
QUESTIONS = 15  # a minute, over all instances; with as many that are kept, half of the 60 that Lemon Squeezy allows
FEW = 3  # questions an hour: a key that was lost, and two slips of the finger
HOUR = 3600 - 60  # seconds; a minute less, so that what is counted is gone within the hour although a timer may be late
EVERYBODY = "everybody else"


@dataclass(slots=True)
class Place:
    """The moments of its tries, and the networks that it is a part of."""

    networks: tuple[int, ...]
    tries: list[float] = field(default_factory=list)


class Limiter:
    """So many tries in a span of seconds from one place; of IPv6 a network of so many bits is one place: a household has 64.

    Nobody can empty the table to be forgotten: of one network only so many places are told apart, and what comes when the table is full
    is counted as one place, until a span has passed for others.
    """

    def __init__(self, tries: int, *, seconds: float = 60, bits: int = 64) -> None:
        self.tries, self.seconds, self.bits = tries, seconds, bits
        self.places: dict[int, Place] = {}  # in the order of their last try
        self.crowds: Counter[int] = Counter()  # how many places of a network are among them
        self.lock = threading.Lock()
        self.sweeper: threading.Timer | None = None

    def wait(self, address: str) -> int:
        """Count a try, and tell how many seconds to wait; 0 when it may go on."""
        ladder = networks_of(address, self.bits)
        with self.lock:
            now = time.monotonic()
            self.forget(now)
            name, networks = self.counted(ladder)
            tries = [moment for moment in self.places[name].tries if moment > now - self.seconds] if name in self.places else []
            if len(tries) >= self.tries:
                return max(1, round(tries[0] + self.seconds - now))
            if self.places.pop(name, None) is None:
                self.crowds.update(networks)
            self.places[name] = Place(networks, [*tries, now])
            self.sweep_later(now)
            return 0

    def counted(self, ladder: list[tuple[int, int]]) -> tuple[int, tuple[int, ...]]:
        """The narrowest network of an address that is known or for which there is room, and the wider ones around it."""
        names = [name for name, _ in ladder]
        for rung, name in enumerate(names[:-1]):
            wider = tuple(names[rung + 1 :])
            if name in self.places or all(self.crowds[around] < most for around, most in ladder[rung + 1 :]):
                return name, wider
        return names[-1], ()

    def forget(self, now: float) -> None:
        """Drop the places whose last try is older than the span."""
        while self.places:
            name, place = next(iter(self.places.items()))
            if place.tries[-1] > now - self.seconds:
                return
            del self.places[name]
            self.crowds -= Counter(place.networks)  # which leaves no zeros

    def sweep_later(self, now: float) -> None:
        """Have somebody forget the oldest place when its time is over, also when nobody tries any more."""
        if self.sweeper is None and self.places:
            oldest = next(iter(self.places.values())).tries[-1]
            self.sweeper = threading.Timer(max(0, oldest + self.seconds - now), self.sweep)
            self.sweeper.daemon = True
            self.sweeper.start()

    def sweep(self) -> None:
        """Forget what is due, and come again."""
        with self.lock:
            now = time.monotonic()
            self.sweeper = None
            self.forget(now)
            self.sweep_later(now)


class Questions:
    """What the shop may be asked in a minute. Half of it is kept for places that have asked little: who invents keys uses up the other half.

    Of IPv6 a network of 48 bits is one place here, which is as much as one customer is mostly given.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.askers = Limiter(FEW, seconds=HOUR, bits=48)

    def allow(self, address: str) -> bool:
        """Count a question, and tell whether it may be asked; raises StoreTrouble."""
        seldom = self.askers.wait(address) == 0
        budgets = ("questions", "kept questions") if seldom else ("questions",)
        return any(self.store.count(budget, 60) <= QUESTIONS for budget in budgets)


def networks_of(address: str, bits: int) -> list[tuple[int, int]]:
    """The networks that an address lies in, from its own place to everybody: a hash, and how many places of it are told apart.

    Hashes of text are salted anew in each process. The place itself tells nothing apart within itself.
    """
    try:
        read: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return [(hash("unknown"), 0), (hash(EVERYBODY), MOST_PLACES - 1)]
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped:  # how a server on both protocols names those of version 4
        read = read.ipv4_mapped
    crowds, own = (CROWDS, bits) if read.version == 6 else (CROWDS_4, 32)
    widths = [(own, 0), *((width, most) for width, most in crowds.items() if width < own)]
    ladder = [(hash((read.version, width, str(int(read) >> (read.max_prefixlen - width)))), most) for width, most in widths]
    return [*ladder, (hash(EVERYBODY), MOST_PLACES - 1)]
