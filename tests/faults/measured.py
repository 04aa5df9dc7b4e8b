"""Run a command and write down what it cost: `measured.py FILE COMMAND…`.

A process of its own, and a small one: what a child takes at most is counted from its
parent's size on, and pytest's would drown it. It needs nothing but the standard
library, so that it starts at once.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

SPACE = 6_000_000_000
"""Bytes of address space: a bomb ends itself before it ends this machine."""
LONGEST = 30
"""Seconds after which a command that hangs is ended."""
LARGEST = 1_000_000_000
"""Bytes of a file."""


def main() -> None:
    """Run it within limits, and tell of the time and memory it took at most."""
    told, *command = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    started = time.monotonic()
    with subprocess.Popen(command) as process:
        try:
            code = process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Linux counts in KiB, macOS in bytes.
    most = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    facts = {
        "work": used.ru_utime + used.ru_stime,
        "seconds": time.monotonic() - started,
        "memory": most,
    }
    Path(told).write_text(json.dumps(facts), encoding="utf-8")
    os._exit(code if code >= 0 else 128 - code)


if __name__ == "__main__":
    main()
