"""A pytest plugin (`-p tools.halves --half 1` and `--half 2`) for two runs that do every second test each.

Beside other busy processes two plain runs cost less of the processors' time than two workers of pytest-xdist with
their controller.
"""

import pytest


def pytest_addoption(parser):
    """Add the option."""
    parser.addoption("--half", type=int, choices=(1, 2), required=True, help="do the odd or the even tests")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Keep one half of what markers and other plugins have left; cases of one test fall into both.

    Both runs must find the tests in the same order, whatever sets they come from: they need the same PYTHONHASHSEED.
    """
    mine = config.getoption("half")
    left_out = items[2 - mine :: 2]
    items[:] = items[mine - 1 :: 2]
    config.hook.pytest_deselected(items=left_out)
