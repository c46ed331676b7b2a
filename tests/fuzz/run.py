"""Opens thousands of hostile files and says what became of them.

.venv/bin/python -m tests.fuzz.run --cases 20000 --seed 1
.venv/bin/python -m tests.fuzz.run --seed 1 --only 4711 --keep case.dcm      one case, its file kept

Each must end within eight seconds of processor time and two gigabytes as pictures or as a file left out with a reason, and a
sound file opened together with it must be shown. Exit status 1 when one did not.
"""

import argparse
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.mutations import damaged
from tests.fuzz.seeds import seeds

__all__ = ["Report", "fuzz"]

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("OPENMYSCAN_DATA") or ROOT.parent / "shared" / "data")
_PATIENCE = 90.0  # seconds on the clock, for a process that waits for ever without working


@dataclass(slots=True)
class Report:
    """What became of all cases; `faults` is empty when all is well."""

    told: Counter[str] = field(default_factory=Counter)
    cases: int = 0
    slowest: tuple[float, str] = (0.0, "")
    most: tuple[int, str] = (0, "")
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in sorted(self.told.items()))
        return (
            f"{self.cases} cases: {counts}; {len(self.faults)} faults\n"
            f"slowest {self.slowest[0]:.2f} s ({self.slowest[1]})\nmost memory {self.most[0] >> 20} MB ({self.most[1]})"
        )


class _Worker:
    def __init__(self, seed: int, folder: Path | None) -> None:
        command = [sys.executable, "-m", "tests.fuzz.worker", str(seed), *([str(folder)] if folder else [])]
        quiet = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=quiet, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self.process.stdout is not None
        self._output = self.process.stdout.fileno()
        self._read = b""
        if self._line() != "ready":
            raise RuntimeError("the worker did not start")

    def _line(self) -> str:
        """Give the next line; empty when the process ended, or had to be."""
        while b"\n" not in self._read:
            if not select.select([self._output], [], [], _PATIENCE)[0]:
                self.process.kill()
            if not (more := os.read(self._output, 1 << 16)):
                return ""
            self._read += more
        line, _, self._read = self._read.partition(b"\n")
        return line.decode()

    def ask(self, number: int) -> dict:
        """Give the worker's answer; when it died, what is known of the case and how it died."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{number}\n".encode())
        self.process.stdin.flush()
        first, second = self._line(), self._line()
        if second:
            return json.loads(second)
        status = self.process.wait()
        how = "took more than eight seconds" if -status == signal.SIGPROF else f"ended the process (status {status})"
        return {**(json.loads(first) if first else {"what": "?"}), "wrong": how, "died": True}

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()


def fuzz(numbers: range, seed: int, folder: Path | None, *, every: int = 0) -> Report:
    """Run the cases `numbers`; print the report so far after each `every` of them."""
    report = Report()
    worker = _Worker(seed, folder)
    try:
        for number in numbers:
            answer = worker.ask(number)
            report.cases += 1
            name = f"case {number}, {answer['what']}"
            report.told.update(answer.get("told", {}))
            report.slowest = max(report.slowest, (answer.get("seconds", 0.0), name))
            report.most = max(report.most, (answer.get("memory", 0), name))
            if "wrong" in answer:
                report.faults.append(f"{name}: {answer['wrong']}\n{answer.get('where', '')}")
                if every:
                    print(report.faults[-1], flush=True)
            if answer.get("died"):
                worker.close()
                worker = _Worker(seed, folder)
            if every and report.cases % every == 0:
                print(report, flush=True)
    finally:
        worker.close()
    return report


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz.run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    folder = DATA if DATA.is_dir() else None
    numbers = range(options.first, options.first + options.cases) if options.only is None else range(options.only, options.only + 1)
    if options.keep is not None:
        options.keep.write_bytes(damaged(options.seed, numbers[0], seeds(folder))[0])
    started = time.monotonic()
    report = fuzz(numbers, options.seed, folder, every=500)
    print(f"\n{report}\n{time.monotonic() - started:.0f} s on the clock")
    for fault in report.faults:
        print(fault)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
