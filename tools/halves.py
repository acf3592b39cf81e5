"""A pytest plugin (`-p tools.halves --half 1` and `--half 2`) for two runs that do half of the files of tests each.

Beside other busy processes two plain runs cost less of the processors' time than two workers of pytest-xdist with
their controller; and what a file makes for its tests is made once.
"""

import os
import zlib

HALVES = (1, 2)


def pytest_addoption(parser):
    """Add the option."""
    parser.addoption("--half", type=int, choices=HALVES, required=True, help="do the files of one half")


def pytest_ignore_collect(collection_path, config):
    """Do not even read a file of the other half."""
    return None if collection_path.is_dir() or _is_ours(collection_path, config) else True


def pytest_collection_modifyitems(config, items):
    """Leave out files of the other half that the command line names, which pytest reads whatever it is told."""
    left_out = [item for item in items if not _is_ours(item.path, config)]
    items[:] = [item for item in items if _is_ours(item.path, config)]
    config.hook.pytest_deselected(items=left_out)


def half_of(name):
    """Return the half a file belongs to, by a checksum of its name: it stays there whatever becomes of the others."""
    return HALVES[zlib.crc32(name.encode()) % len(HALVES)]


def _is_ours(path, config):
    return half_of(os.path.relpath(path, config.rootpath)) == config.getoption("half")
