"""What `make` calls: programs for the people who run and build Landfall. Standard library only.

This file must stay readable to any Python 3, so that an old one is told before anything else is read.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Landfall needs Python 3.11 or newer, and this is %d.%d. Example: make run PYTHON=python3.12"  # noqa: UP031
        % sys.version_info[:2]
    )
