"""Which pictures of one series make a stack of their own: those that differ in something while they share a place.

A series may hold several echoes, b-values, phases or kinds of image of the same slices (PS3.3 A.1.2.3 says only that one machine
made them). The rule is one: a value splits only where it truly separates, that is where pictures at one place differ in it. A number
that runs on from slice to slice, as the acquisition does in many CT series, splits nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from viewer.catalog import labels
from viewer.catalog.labels import Label
from viewer.image.instance import Frame
from viewer.space.plane import places, same_way

__all__ = ["Part", "separate"]

_MOST_PARTS = 100
"""Stacks that one value may make; beyond it nobody could choose among them, and the pictures stay in one stack."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pictures that make a stack, and the labels that tell them from the other parts; empty when there are none."""

    frames: tuple[Frame, ...]
    labels: tuple[Label, ...] = ()
    film: bool = False  # one place at many times


@dataclass(frozen=True, slots=True)
class _Rule:
    """A value that may separate pictures.

    `name` gives the label of a value, None for none (the frames, which one of how many); `always`: it separates also where no place is shared;
    `ranked`: it may differ from slice to slice and only its order at each place counts; `still`: it separates pictures also where
    there is one place only, which else makes a film; `named`: the file names the parts, however many and wherever they are;
    `counted`: it is a number that runs on through all places and times, and tells more than its order where it does so regularly.
    """

    value: Callable[[Frame], Any]
    name: Callable[[Frame, int, int], Label | None]
    always: bool = False
    ranked: bool = False
    still: bool = False
    named: bool = False
    counted: bool = False


def separate(frames: Sequence[Frame]) -> list[Part]:
    """Split pictures of one size and direction into stacks, in the order of the values that set them apart."""
    planes = [frame.plane for frame in frames]
    known = [plane for plane in planes if plane is not None]
    placed = len(known) == len(frames) and all(same_way(known[0], plane) for plane in known)
    where = places(known).tolist() if placed else list(range(len(frames)))
    return _split(list(zip(frames, where, strict=True)), _RULES, ())


_Placed = list[tuple[Frame, int]]


def _split(placed: _Placed, rules: Sequence[_Rule], told: tuple[Label, ...]) -> list[Part]:
    counts = Counter(place for _, place in placed)
    most = max(counts.values(), default=0)
    for number, rule in enumerate(rules):
        if most < 2 and not rule.always:
            continue
        groups = _groups(placed, rule, most, alone=len(counts) == 1)
        if len(groups) > 1:
            parts = []
            for named, group in zip(_names(rule, groups), groups, strict=True):
                parts += _split(group, rules[number + 1 :], (*told, *named))
            return parts
    if 1 < len(counts) <= _MOST_PARTS < most and min(counts.values()) > _MOST_PARTS:
        return _films(placed, told)
    return [Part(tuple(frame for frame, _ in placed), told)]


def _films(placed: _Placed, told: tuple[Label, ...]) -> list[Part]:
    """Make a film of each place where there are too many times to choose among, as in functional imaging of the brain."""
    at_place: dict[int, list[Frame]] = defaultdict(list)
    for frame, place in placed:
        at_place[place].append(frame)
    return [
        Part(tuple(at_place[place]), (*told, labels.counted("place", number, len(at_place))), film=True)
        for number, place in enumerate(sorted(at_place), 1)
    ]


def _names(rule: _Rule, groups: Sequence[_Placed]) -> list[tuple[Label, ...]]:
    """Label the groups; what has the same label is told apart as taken and computed, where only that sets it apart."""
    names = [rule.name(group[0][0], number, len(groups)) for number, group in enumerate(groups, 1)]
    often = Counter(names)
    found = []
    for name, group in zip(names, groups, strict=True):
        made = labels.of_making(group[0][0].traits.kind) if rule.value is _kind and often[name] > 1 else None
        found.append(tuple(label for label in (name, made if made != name else None) if label is not None))
    return found


def _groups(placed: _Placed, rule: _Rule, most: int, *, alone: bool) -> list[_Placed]:
    """Group pictures by a value; one group, or none, where it does not separate."""
    if alone and not (rule.still or rule.always):
        return []
    values = [rule.value(frame) for frame, _ in placed]
    distinct = set(values)
    if len(distinct) < 2:
        return []
    at_place: dict[int, set[Hashable]] = defaultdict(set)
    for value, (_, place) in zip(values, placed, strict=True):
        at_place[place].add(value)
    if not rule.always and max(map(len, at_place.values())) < 2:
        return []
    if rule.always or rule.named or len(distinct) <= most:
        order = {value: index for index, value in enumerate(sorted(distinct, key=_order))}
        keys = [order[value] for value in values]
    elif rule.counted and (keys := _regular(values, [place for _, place in placed])):
        pass
    elif rule.ranked:
        sizes = Counter(map(len, at_place.values()))
        usual, times = sizes.most_common(1)[0]
        if usual < 2 or times < 0.8 * len(at_place):
            return []
        ranks = {place: {value: index for index, value in enumerate(sorted(found, key=_order))} for place, found in at_place.items()}
        keys = [ranks[place][value] for value, (_, place) in zip(values, placed, strict=True)]
    else:
        return []
    groups: dict[int, _Placed] = defaultdict(list)
    for key, one in zip(keys, placed, strict=True):
        groups[key].append(one)
    return [groups[key] for key in sorted(groups)] if len(groups) <= _MOST_PARTS else []


def _regular(numbers: Sequence[int | None], where: Sequence[int]) -> list[int]:
    """Return the time of each picture where its number runs regularly through all places and times; empty where it does not.

    Either all places of one time follow one another, or all times of one place. Then a picture that is missing moves no other.
    """
    known = [number for number in numbers if number is not None]
    sizes = Counter(where)
    if len(known) < len(numbers) or len(set(sizes.values())) == 1:  # all are there: the order at each place tells it
        return []
    first = 1 if 1 <= min(known) <= len(sizes) else min(known)
    for size, at_once in ((len(sizes), True), (max(sizes.values()), False)):
        pairs = [divmod(number - first, size) for number in known]
        times, spots = ([pair[not at_once] for pair in pairs], [pair[at_once] for pair in pairs])
        matched = set(zip(spots, where, strict=True))
        if len(matched) == len(sizes) == len(set(spots)) and len(set(zip(times, where, strict=True))) == len(where):
            return times
    return []


def _order(value: Any) -> tuple[bool, str, Any]:
    """Sort values of one kind, absent ones first."""
    return (False, "", 0) if value is None else (True, type(value).__name__, value)


# ---- values


def _kind(frame: Frame) -> tuple[str, ...]:
    return frame.traits.kind


def _named_kind(frame: Frame, number: int, count: int) -> Label:
    kind = frame.traits.kind
    return labels.of_kind(kind) or labels.of_making(kind) or labels.counted("kind", number, count)


def _named_echo(frame: Frame, number: int, count: int) -> Label:  # noqa: ARG001 - every name is made alike
    return labels.of_echo(frame, number)


def _named_vectors(frame: Frame, number: int, count: int) -> Label:  # noqa: ARG001
    return labels.of_vectors(frame.traits.vectors)


def _counted(code: str) -> Callable[[Frame, int, int], Label]:
    return lambda _, number, count: labels.counted(code, number, count)


def _dimension(index: int) -> Callable[[Frame], Any]:
    return lambda frame: frame.traits.dimensions[index] if index < len(frame.traits.dimensions) else None


def _object(frame: Frame) -> Any:
    """Separate objects of many frames; classic ones that share a place stay together, and the verdict tells it."""
    instance = frame.instance
    return (instance.number or 0, instance.entry.path) if len(instance.frames) > 1 else None


def _running(frame: Frame) -> int | None:
    """Return the number of a picture that is alone in its object: where nothing else tells repetitions apart, their order does."""
    return frame.instance.number if len(frame.instance.frames) == 1 else None


def _segmented(frame: Frame) -> bool:
    return any(code == "segment" for code, _ in frame.traits.vectors)


def _close(value: float | None, step: float) -> float | None:
    """Take for one what differs by rounding only: echo times are computed anew for each slice by some scanners."""
    return None if value is None else round(value / step) * step


_RULES = (
    _Rule(lambda frame: frame.traits.stack, _counted("group"), always=True),
    _Rule(lambda frame: () if _segmented(frame) else frame.traits.vectors, _named_vectors, always=True),
    _Rule(lambda frame: frame.traits.vectors, _named_vectors, still=True, named=True),
    _Rule(_kind, _named_kind, still=True),
    _Rule(lambda frame: frame.traits.energy, lambda frame, _, __: labels.of_energy(frame.traits.energy), still=True),
    _Rule(lambda frame: frame.traits.echo, _named_echo),
    _Rule(lambda frame: _close(frame.traits.echo_time, 0.05), _named_echo),
    _Rule(lambda frame: _close(frame.traits.inversion_time, 0.5), lambda frame, _, __: labels.of_inversion(frame.traits.inversion_time)),
    _Rule(lambda frame: _close(frame.traits.b, 1), lambda frame, _, __: labels.of_b(frame.traits.b)),
    _Rule(lambda frame: frame.traits.direction, _counted("direction")),
    _Rule(lambda frame: frame.moment.trigger, _counted("phase"), ranked=True),
    _Rule(lambda frame: frame.moment.temporal, _counted("time"), ranked=True),
    _Rule(lambda frame: frame.moment.acquisition, _counted("acquisition"), ranked=True),
    *(_Rule(_dimension(index), _counted("part")) for index in range(8)),
    _Rule(_object, _counted("part")),
    _Rule(lambda frame: frame.moment.clock or None, _counted("time"), ranked=True),
    _Rule(_running, _counted("repetition"), ranked=True, counted=True),
)  # fmt: skip
