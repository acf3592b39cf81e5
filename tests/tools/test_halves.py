"""Two runs do every test once: each reads every second file, the largest first."""

import subprocess
import sys

from tools.halves import half_of
from tools.places import ROOT
from tools.test import clean_env

ONE_TEST = "def test_{name}():\n    pass\n"


def test_the_halves_share_all_files_whatever_order_they_come_in(tmp_path):
    paths = [tmp_path / f"test_{size}.py" for size in range(5)]
    for size, path in enumerate(paths):
        path.write_text("#" * size)

    for order in (paths, paths[::-1]):
        assert half_of(order, 1) == [paths[4], paths[2], paths[0]]
        assert half_of(order, 2) == [paths[3], paths[1]]


def test_files_of_one_size_are_shared_by_name(tmp_path):
    paths = [tmp_path / name for name in ("test_a.py", "test_b.py")]
    for path in paths:
        path.touch()

    assert [half_of(paths[::-1], number) for number in (1, 2)] == [[paths[0]], [paths[1]]]


def test_each_run_does_its_files_and_reads_no_others(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/conftest.py").touch()
    (tmp_path / "tests/test_first.py").write_text(ONE_TEST.format(name="of_the_larger_file"))
    (tmp_path / "tests/test_second.py").write_text(ONE_TEST.format(name="of_the_other"))

    assert found_by(tmp_path, 1) == ["tests/test_first.py::test_of_the_larger_file", "1 test collected"]
    assert found_by(tmp_path, 2) == ["tests/test_second.py::test_of_the_other", "1 test collected"]


def test_a_file_named_to_both_runs_is_done_by_one(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = .\n")
    (tmp_path / "test_only.py").write_text(ONE_TEST.format(name="once"))

    assert found_by(tmp_path, 1, "test_only.py") == ["test_only.py::test_once", "1 test collected"]
    assert found_by(tmp_path, 2, "test_only.py") == ["no tests collected (1 deselected)"]


def found_by(folder, half, *words):
    """Return the tests one half finds, and pytest's closing words without the time."""
    collecting = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "tools.halves"]
    env = clean_env() | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    words = ["--half", str(half), *words]
    found = subprocess.run(collecting + words, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return [line.rpartition(" in ")[0] or line for line in found.stdout.splitlines() if line]
