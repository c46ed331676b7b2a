"""Read one file out of a wheel of the package index without downloading the whole wheel.

    python part.py REQUIREMENT MEMBER OUT

pip tells where the wheel is; range requests (remotezip) fetch its directory and that one member. Runs in `.venv`.
"""

import json
import subprocess
import sys
from pathlib import Path

from remotezip import RemoteZip


def address(requirement: str) -> str:
    """The address from which pip would download this requirement."""
    asked = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--ignore-installed", "--report", "-", "-q"]
    answer = subprocess.run([*asked, "--disable-pip-version-check", requirement], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(answer.stdout)["install"][0]["download_info"]["url"]


if __name__ == "__main__":
    requirement, member, out = sys.argv[1:]
    try:
        with RemoteZip(address(requirement)) as wheel:
            found = next(name for name in wheel.namelist() if name.endswith(f"/{member}"))
            Path(out).write_bytes(wheel.read(found))
    except Exception as error:  # noqa: BLE001  (whatever went wrong, build.py needs one line of it)
        sys.exit(f"{type(error).__name__}: {error}")
