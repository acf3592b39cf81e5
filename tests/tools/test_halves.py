"""Two runs do every test once: each reads the files of its half and no others."""

import subprocess
import sys

import pytest

from tools.halves import half_of
from tools.places import ROOT
from tools.test import clean_env

HALVES = {"test_c.py": 1, "test_a.py": 2}  # CRC-32: 0x399b76ba is even, 0x9392be31 is odd
ONE_TEST = "def test_once():\n    pass\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = .\n")
    for name in HALVES:
        (tmp_path / name).write_text(ONE_TEST)
    return tmp_path


def test_a_file_stays_in_its_half_whatever_becomes_of_the_others():
    assert {name: half_of(name) for name in HALVES} == HALVES


def test_both_halves_of_our_files_are_about_as_many():
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")]

    assert 0.4 < sum(half_of(name) == 1 for name in files) / len(files) < 0.6


@pytest.mark.parametrize(("name", "half"), HALVES.items())
def test_each_run_does_its_files_and_reads_no_others(folder, name, half):
    assert found_by(half, folder) == [f"{name}::test_once", "1 test collected"]


@pytest.mark.parametrize(("name", "half"), HALVES.items())
def test_a_file_named_to_both_runs_is_done_by_one(folder, name, half):
    assert found_by(half, folder, name) == [f"{name}::test_once", "1 test collected"]
    assert found_by(3 - half, folder, name) == ["no tests collected (1 deselected)"]


def found_by(half, folder, *words):
    """Return the tests one half finds, and pytest's closing words without the time."""
    collecting = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "tools.halves", "--half", str(half)]
    env = clean_env() | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    found = subprocess.run([*collecting, *words], cwd=folder, env=env, capture_output=True, text=True, check=False)
    return [line.rpartition(" in ")[0] or line for line in found.stdout.splitlines() if line]
