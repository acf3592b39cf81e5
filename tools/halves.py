"""A pytest plugin (`-p tools.halves --half 1` and `--half 2`) for two runs that do every second test each.

Two plain runs leave the processors more to do than the workers of pytest-xdist, whose controller must run in between
when processes of other tests are busy beside them.
"""

import pytest


def pytest_addoption(parser):
    """Add the option."""
    parser.addoption("--half", type=int, choices=(1, 2), required=True, help="do the odd or the even tests")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Keep every second of what markers and other plugins have left, by name, as two runs may collect in any order."""
    mine = set(sorted(item.nodeid for item in items)[config.getoption("half") - 1 :: 2])
    left_out = [item for item in items if item.nodeid not in mine]
    items[:] = [item for item in items if item.nodeid in mine]
    config.hook.pytest_deselected(items=left_out)
