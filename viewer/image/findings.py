"""What only decoding shows of pictures: it lies beside the pixels, and headers know nothing of it. Whoever tells of a stack puts both together."""

from collections.abc import Iterable, Mapping

from viewer.image.instance import Frame, Instance
from viewer.image.notices import Notices
from viewer.telling import Sentence

__all__ = ["Findings"]


class Findings:
    """Notices about objects, each of a kind, and the frames that could not be decoded."""

    def __init__(self) -> None:
        self._notices: dict[Instance, dict[str, tuple[int, Sentence]]] = {}  # by kind: which finding it was, and the sentence
        self._count = 0
        self._broken: set[tuple[Instance, int]] = set()

    def note(self, instance: Instance, kind: str, notice: Sentence) -> None:
        """Keep a notice about an object, the first of its kind."""
        self._count += 1
        self._notices.setdefault(instance, {}).setdefault(kind, (self._count, notice))

    def hurt(self, frame: Frame) -> bool:
        """Keep that a frame could not be decoded; return whether that is new."""
        key = frame.instance, frame.index
        known = key in self._broken
        self._broken.add(key)
        return not known

    def damaged(self, frames: Iterable[Frame]) -> int:
        """Count the frames that are known not to be decodable."""
        return sum((frame.instance, frame.index) in self._broken for frame in frames) if self._broken else 0

    def before(self, notices: Mapping[str, Sentence], instances: Iterable[Instance]) -> Notices:
        """Return the `notices` that the headers of objects give, with what decoding found about them before those, the last finding first."""
        found: dict[str, tuple[int, Sentence]] = {}
        if self._notices:
            for instance in instances:
                for kind, numbered in self._notices.get(instance, {}).items():
                    if kind not in notices:
                        found[kind] = min(numbered, found.get(kind, numbered))
        told = {kind: notice for kind, (_, notice) in sorted(found.items(), key=lambda item: -item[1][0])}
        return {**told, **notices}
