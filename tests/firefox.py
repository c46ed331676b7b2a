"""Real Firefox, driven by a script of ours in Node; see firefox.mjs."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

__all__ = ["drive"]

DRIVER = Path(__file__).with_suffix(".mjs")
MOMENT = 5
"""Seconds in which Node may end Firefox by itself."""


def drive(node: Sequence[str], packages: Path, firefox: str, script: Path, arguments: dict[str, object], *, seconds: float) -> Any:
    """Run a script and give its answer; the test fails when it fails or takes longer, and then nothing of it is left running."""
    command = [*node, DRIVER, packages, firefox, script, json.dumps(arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        try:
            answer, said = process.communicate(timeout=seconds)
        except BaseException as error:  # also Ctrl+C: nobody else would end what was started
            end(process, getattr(error, "stderr", None) or b"")
            if isinstance(error, subprocess.TimeoutExpired):
                pytest.fail(f"{script.name} did not come to an end in Firefox within {seconds} seconds")
            raise
    if process.returncode:
        pytest.fail(f"{script.name} failed in Firefox:\n{said.decode()[-3000:]}")
    return json.loads(answer)


def end(process: subprocess.Popen[bytes], said: bytes) -> None:
    """End Node and Firefox with all their children: two process groups, for Firefox is started in one of its own."""
    process.terminate()  # Node then ends Firefox, unless it is too busy to hear
    with suppress(subprocess.TimeoutExpired):
        process.wait(MOMENT)
    for group in (process.pid, *map(int, re.findall(rb"^Firefox is process (\d+)$", said, flags=re.MULTILINE))):
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    process.wait()
