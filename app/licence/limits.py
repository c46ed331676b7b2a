"""How often one may try: counted in this process only, under a hash that changes with each start, and forgotten after a minute."""

import ipaddress
import time

__all__ = ["Limiter"]

MOST_PLACES = 10_000


class Limiter:
    """So many tries a minute from one place; an IPv6 network of 64 bits, which one household has, is one place."""

    def __init__(self, tries: int, *, seconds: int = 60) -> None:
        self.tries, self.seconds = tries, seconds
        self.places: dict[int, list[float]] = {}

    def wait(self, address: str) -> int:
        """Count a try, and tell how many seconds to wait; 0 when it may go on."""
        now, place = time.monotonic(), hash(place_of(address))  # str hashes are salted in each process
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


def place_of(address: str) -> str:
    """The place that an address stands for."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if read.version == 6 and read.ipv4_mapped:  # how a server on both protocols names those of version 4
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((int(read) >> 64 << 64, 64))) if read.version == 6 else str(read)
