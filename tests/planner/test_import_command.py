"""manage.py import_plan: a dry run first, --apply does it, one clear line on errors."""

import io

import pytest
from django.core.management import CommandError, call_command

from planner.models import Milestone, PlanImport, Project, Task
from teams.models import Activity, Counter

from .import_files import NAMES, SAMPLES, listed

pytestmark = pytest.mark.django_db
CHOICES = {"chinese_gb18030.csv": ["--encoding", "gb18030"], "western_windows1252.csv": ["--encoding", "windows-1252"]}


def run(*arguments):
    out = io.StringIO()
    call_command("import_plan", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_is_shown_first_then_applied_and_twice_changes_nothing(name, team):
    arguments = [SAMPLES / name, "--team", "acme", *CHOICES.get(name, []), *_order(name)]

    dry = run(*arguments)
    written = (PlanImport.objects.count(), Milestone.objects.count(), Activity.objects.count(), Counter.objects.count())
    first, second = run(*arguments, "--apply"), run(*arguments, "--apply")

    made = Milestone.objects.count() + Task.objects.count()
    assert written == (0, 0, 0, 0)
    assert ("Nothing was written." in dry, dry.count("  New ")) == (True, made)
    assert f"Made: {made}, changed: 0." in first
    assert "Made: 0, changed: 0." in second
    assert PlanImport.objects.latest("created_at").made_by is None


def _order(name):
    return ["--day-first"] if name == "western_windows1252.csv" else []


def test_a_row_is_printed_with_line_verdict_title_and_remarks(team, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(listed("milestone,Good,,Nobody,,,,,,1", "milestone,Bad,,,2026-02-01,2026-01-01,,,,2"))

    lines = run(path, "--team", "acme").splitlines()

    assert lines[1] == (
        "     2  New        Milestone  Good  [Nobody active in the team is “Nobody”; no owner is taken over.]"
    )
    assert lines[2].startswith("     3  Left out   Milestone  Bad  [It starts on 2026-02-01")
    assert lines[3] == "New: 1, Change: 0, As it is: 0, Left out: 1, with warnings: 1"


def test_a_named_project_is_found_or_made(team, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(b"title,id\nA,1\n")

    run(path, "--team", "acme", "--project", "Rocket", "--apply")
    path.write_bytes(b"title,id\nB,2\n")
    run(path, "--team", "acme", "--project", "rocket", "--apply")

    assert list(Project.objects.values_list("name", flat=True)) == ["Rocket"]
    assert Milestone.objects.filter(project__name="Rocket").count() == 2


def test_an_uncertain_encoding_is_shown_with_samples_and_must_be_chosen(team):
    path = SAMPLES / "western_windows1252.csv"

    assert "--encoding windows-1252: " in run(path, "--team", "acme")
    with pytest.raises(CommandError, match="Choose one with --encoding"):
        run(path, "--team", "acme", "--apply")
    assert not PlanImport.objects.exists()


def test_day_or_month_must_be_chosen(team, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(b"title,due\nA,03/04/26\n")

    assert "“03/04/26”: the day or the month may come first" in run(path, "--team", "acme")
    assert "may come first" not in run(path, "--team", "acme", "--day-first")
    with pytest.raises(CommandError, match="“03/04/26”: choose --day-first or --month-first"):
        run(path, "--team", "acme", "--apply")
    run(path, "--team", "acme", "--apply", "--month-first")

    assert Milestone.objects.get().due_on.isoformat() == "2026-03-04"


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("none.csv", None, "No such file or directory"),
        ("empty.csv", b"", "The file is empty."),
        ("colours.csv", b"colour,size\nred,1\n", "No column with a title"),
    ],
)
def test_errors_are_one_clear_line(name, content, line, team, tmp_path):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=line) as error:
        run(path, "--team", "acme")

    assert ("\n" in str(error.value), error.value.returncode) == (False, 1)


def test_an_unknown_team_is_named(team, tmp_path):
    with pytest.raises(CommandError, match="There is no team “nope”"):
        run(tmp_path / "x.csv", "--team", "nope")


def test_columns_are_named_on_the_command_line(team, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("Vorgang,Frist\nRed,2026-05-01\n")

    with pytest.raises(CommandError, match="No column with a title"):
        run(path, "--team", "acme")
    with pytest.raises(CommandError, match="--column: “colour” is no field of a plan"):
        run(path, "--team", "acme", "--column", "colour=Vorgang")
    run(path, "--team", "acme", "--column", "title=Vorgang", "--column", "due=Frist", "--apply")

    assert [(row.title, str(row.due_on)) for row in Milestone.objects.all()] == [("Red", "2026-05-01")]
