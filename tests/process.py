"""The command as a process of its own, where time is real."""

import os
import subprocess
import sys
from pathlib import Path


def storyboard(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run it in a folder, with more or other variables in its environment."""
    return subprocess.run(
        [sys.executable, "-m", "storyboard", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
