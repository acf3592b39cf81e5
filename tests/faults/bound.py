"""Be an ordinary user in what matters here: bound by permissions. Root is once it has given up two of its rights."""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

GIVING_UP = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


@cache
def bound_by_permissions():
    """Return the words before a command that make permissions bind it, or None where that cannot be had."""
    if os.geteuid() != 0:
        return []
    if shutil.which(GIVING_UP[0]) is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o500)
        tried = subprocess.run([*GIVING_UP, "touch", f"{folder}/x"], capture_output=True, check=False)
        is_bound = b"Permission denied" in tried.stderr
        Path(folder).chmod(0o700)
    return GIVING_UP if is_bound else None
