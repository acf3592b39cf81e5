"""The second run, on SQLite, keeps exactly the tests that ask for a database."""

import subprocess
import sys

from tools.places import ROOT
from tools.test import clean_env

TESTS = """
import unittest
import pytest

@pytest.fixture
def row(db):
    return 1

def test_pure():
    pass

def test_by_fixture_of_a_fixture(row):
    pass

@pytest.mark.django_db
def test_by_marker():
    pass

class TestCases(unittest.TestCase):
    def test_by_class(self):
        pass
"""


def test_tests_that_ask_for_no_database_are_left_out(tmp_path):
    (tmp_path / "test_four.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "tools.only_database",
               "-p", "no:cacheprovider", "--rootdir", ".", "-c", "pyproject.toml", tmp_path]  # fmt: skip

    env = clean_env() | {"DATA_DIR": str(tmp_path / "data")}
    found = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)

    names = [line.rpartition("::")[2] for line in found.stdout.splitlines() if "::" in line]
    assert names == ["test_by_fixture_of_a_fixture", "test_by_marker", "test_by_class"]
