"""A pytest plugin (`-p tools.halves --half 1` and `--half 2`) for two runs that do half of the files of tests each.

Beside other busy processes two plain runs cost less of the processors' time than two workers of pytest-xdist with
their controller; and what a file makes for its tests is made once.
"""

import pytest

HALVES = (1, 2)
OTHERS = pytest.StashKey[set]()


def pytest_addoption(parser):
    """Add the option."""
    parser.addoption("--half", type=int, choices=HALVES, required=True, help="do every second file, the largest first")


def pytest_configure(config):
    """Find the files of the other half in the folders of `testpaths`."""
    folders = [config.rootpath / name for name in config.getini("testpaths")]
    every = [path for folder in folders for path in folder.rglob("test_*.py")]
    config.stash[OTHERS] = set(half_of(every, sum(HALVES) - config.getoption("half")))


def pytest_ignore_collect(collection_path, config):
    """Do not even read a file of the other half."""
    return True if collection_path in config.stash[OTHERS] else None  # others may have a reason


def pytest_collection_modifyitems(config, items):
    """Leave out files of the other half that the command line names, which pytest reads whatever it is told."""
    left_out = [item for item in items if item.path in config.stash[OTHERS]]
    items[:] = [item for item in items if item.path not in config.stash[OTHERS]]
    config.hook.pytest_deselected(items=left_out)


def half_of(paths, number):
    """Return every second path, the largest files first: the same half whatever the order the paths come in."""
    by_size = sorted(paths, key=lambda path: (-path.stat().st_size, path))
    return by_size[number - 1 :: len(HALVES)]
