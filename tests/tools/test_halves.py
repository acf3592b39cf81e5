"""Two runs do every test once, each every second one of what is left to do."""

import subprocess
import sys

from tools.places import ROOT
from tools.test import clean_env

TESTS = """
import pytest

@pytest.mark.slow
def test_left_out():
    pass

@pytest.mark.parametrize("case", [1, 2, 3])
def test_of_cases(case):
    pass

def test_alone():
    pass
"""


def test_each_half_does_every_second_test_of_those_that_markers_leave(tmp_path):
    (tmp_path / "test_five.py").write_text(TESTS)

    assert left_to(tmp_path, 1) == ["test_of_cases[1]", "test_of_cases[3]"]
    assert left_to(tmp_path, 2) == ["test_of_cases[2]", "test_alone"]


def left_to(folder, half):
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "tools.halves", "--half", str(half),
               "-m", "not slow", "-p", "no:cacheprovider", "--rootdir", ".", "-c", "pyproject.toml",
               folder]  # fmt: skip
    env = clean_env() | {"DATA_DIR": str(folder / "data")}
    found = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return [line.rpartition("::")[2] for line in found.stdout.splitlines() if "::" in line]
