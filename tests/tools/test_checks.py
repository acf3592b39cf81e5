"""What `make ci` looks at: locks without addresses, fresh translations, and pytest's counts added up."""

import re
import threading
import time
from pathlib import Path

import pytest

from tools import ci, locks, messages, test
from tools.places import ROOT

pytestmark = pytest.mark.thorough

REPORT = """<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}" time="1"/></testsuites>"""


def test_every_lock_is_fresh_and_holds_no_address():
    assert locks.check() == []


def test_every_translation_is_compiled():
    assert messages.check() == []


@pytest.mark.parametrize(
    ("line", "is_address"),
    [
        ('      "resolved": "https://registry.example.com/a.tgz",', True),
        ("--index-url https://index.example.com/simple", True),
        ('        "url": "https://thanks.example.com/author"', False),
        ('    "node_modules/sortablejs": {', False),
    ],
)
def test_an_address_in_a_lock_is_told_from_a_word_of_thanks(line, is_address):
    assert bool(locks.ADDRESS.search(f"{{\n{line}\n}}")) is is_address


def test_every_pin_of_the_running_lock_is_the_development_locks_too():
    running, development = (
        dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", path.read_text(), re.MULTILINE))
        for path in (locks.RUN_LOCK, locks.DEV_LOCK)
    )

    assert len(running) > 30
    assert {name: development.get(name) for name in running} == running


def test_the_runs_are_added_up_into_one_closing_line(tmp_path):
    tally = test.Tally()
    for index, counts in enumerate([(10, 1, 0, 2), (5, 0, 1, 0)]):
        (tmp_path / f"{index}.xml").write_text(REPORT.format(*counts))
        tally.add(tmp_path / f"{index}.xml")

    assert re.fullmatch(r"=+ 1 failed, 11 passed, 2 skipped, 1 errors in \d+\.\d\ds =+", tally.line())


@pytest.mark.parametrize(("words", "is_bad"), [([], True), (["-k", "milestone"], False)])
def test_a_run_that_finds_no_test_is_bad_unless_words_ask_for_few(tmp_path, words, is_bad):
    runs = test.Runs(tmp_path, words)
    (tmp_path / "test_nothing.py").touch()

    runs.pytest("None", {}, str(tmp_path / "test_nothing.py"))

    assert runs.tally.is_bad is is_bad


def test_what_a_run_leaves_behind_lies_in_our_folder(tmp_path):
    (tmp_path / "test_litter.py").write_text(
        "import tempfile\n\ndef test_litter():\n    tempfile.mkdtemp(prefix='x-')\n"
    )
    runs = test.Runs(tmp_path, [])

    runs.pytest("Litter", {}, "-p", "no:django", str(tmp_path / "test_litter.py"))

    assert (runs.tally.is_bad, len(list(tmp_path.glob("x-*")))) == (False, 1)


def test_what_runs_beside_is_shown_at_the_end_and_its_failure_is_ours(tmp_path, capfd):
    runs = test.Runs(tmp_path, [])

    def work(output):
        print("beside", file=output, flush=True)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), runs.beside(work):
        print("block", flush=True)

    assert capfd.readouterr().out.split() == ["block", "beside"]


def test_what_runs_beside_ends_with_the_block_and_starts_nothing_more(tmp_path, capfd):
    (tmp_path / "test_long.py").write_text("import time\n\ndef test_long():\n    time.sleep(100)\n")
    runs = test.Runs(tmp_path, [])
    began, said = threading.Event(), []

    def work(output):
        for _turn in range(2):
            began.set()
            runs.pytest("Long", {}, str(tmp_path / "test_long.py"), output=output)
            said.append(runs.is_stopped)

    def interrupted():
        with runs.beside(work):
            began.wait(10)
            time.sleep(1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert capfd.readouterr().out.count("Long\n") == 1
    assert (said, runs.running) == ([True, True], [])


def test_runs_beside_each_other_all_come_to_their_end(tmp_path, capfd):
    runs = test.Runs(tmp_path, [])

    def work(output):
        time.sleep(0.2)
        print("beside", file=output, flush=True)

    with runs.beside(work), runs.beside(work):
        print("block", flush=True)

    assert capfd.readouterr().out.split() == ["block", "beside", "beside"]
    assert runs.is_stopped is False


def test_every_test_that_is_marked_as_slow_stands_in_a_file_that_is_found():
    found = {ROOT / place for place in test.files_with("mark." + "slow")}
    named = {
        path
        for path in (ROOT / "tests").rglob("*.py")
        if re.search(r"\bmark\W+slow\b|add_marker.*slow", path.read_text())
    }

    assert named - {Path(__file__)} == found - {Path(__file__)} != set()


def test_the_tests_do_not_depend_on_the_shell_they_are_started_from(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/x")
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")  # would leave out every assertion
    monkeypatch.setenv("LANG", "C.UTF-8")

    assert {"DATABASE_URL", "PYTHONOPTIMIZE"} & set(test.clean_env()) == set()
    assert test.clean_env()["LANG"] == "C.UTF-8"


def test_every_step_of_the_list_names_a_program_of_the_environment():
    for _, command in ci.LINT + ci.FORMAT + ci.CONTRACTS:
        assert command[0].startswith(("{bin}/", "{python}"))


def test_the_makefile_explains_each_of_its_commands():
    text = (ROOT / "Makefile").read_text()
    promised = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()

    assert re.findall(r"^([a-z]+): +## \S", text, re.MULTILINE) == promised
