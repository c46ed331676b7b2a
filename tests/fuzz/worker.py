"""Runs cases in a process of its own, for crashes, endless loops and floods of memory end a process. Started by run.py.

Reads case numbers, one a line; answers each with one line of JSON. After eight seconds of processor time for one case the kernel
ends the process (SIGPROF); beyond `_MOST` bytes it grants no more memory.
"""

import json
import resource
import signal
import sys
import time
import traceback
import warnings
from pathlib import Path

from tests.fuzz.case import walked
from tests.fuzz.mutations import damaged
from tests.fuzz.seeds import seeds

SECONDS = 8.0  # the slowest case takes three alone, and five beside another process on the same core
_MOST = 2 << 30  # above what the interpreter and the libraries have mapped already; a browser grants 4 GiB in all


def _mapped(field: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(field))


def main(seed: int, folder: Path | None) -> None:
    """Answer until there are no more numbers."""
    warnings.simplefilter("ignore")
    found = seeds(folder)
    walked(found[0].data)  # loads what is loaded late, so that the first case does not pay for it
    limit = _mapped("VmSize") + _MOST
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    print("ready", flush=True)
    for line in sys.stdin:
        data, what = damaged(seed, int(line), found)
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the most memory is counted from here
        before = _mapped("VmHWM")
        answer: dict[str, object] = {"what": what, "bytes": len(data)}
        print(json.dumps(answer), flush=True)
        started = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            answer["told"] = dict(walked(data))
        except Exception as failure:  # noqa: BLE001 - that is what is looked for
            answer["wrong"] = f"{type(failure).__name__}: {failure}"
            answer["where"] = "".join(traceback.format_exception(failure)[-3:])
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer["seconds"] = time.process_time() - started
        answer["memory"] = _mapped("VmHWM") - before
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else None)
