from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.tabular.dates import DayOrder
from core.tabular.problems import Notice, TabularError
from core.tabular.reader import read_table
from core.tabular.writer import csv_bytes
from planner.imports.dialects import read_plan, read_plan_file
from planner.imports.headers import OWN_HEADER
from planner.imports.rows import Problem

SAMPLES = Path(__file__).parent / "samples"


def sample(name):
    return read_plan_file((SAMPLES / name).read_bytes())


def by_title(plan):
    return {row.title: row for row in plan.rows}


def shape(plan):
    return [(row.line, row.kind, row.title, row.state, row.milestone) for row in plan.rows]


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("landfall.csv", "landfall"),
        ("asana.csv", "asana"),
        ("jira.csv", "jira"),
        ("chinese_gb18030.csv", "generic"),
        ("chinese_utf16.csv", "generic"),
        ("western_windows1252.csv", "generic"),
    ],
)
def test_each_sample_is_recognised_whole(name, dialect):
    plan = sample(name)

    assert (plan.recognition.dialect, plan.recognition.confidence, plan.notices) == (dialect, 1.0, ())


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_ids_are_unique_and_the_same_on_every_reading(path):
    first, second = read_plan_file(path.read_bytes()), read_plan_file(path.read_bytes())
    ids = [(row.external_source, row.external_id) for row in first.rows]

    assert first == second
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.stem)
def test_every_task_names_a_milestone_of_the_file_by_id(path):
    plan = read_plan_file(path.read_bytes())
    milestones = {row.external_id: row.title for row in plan.milestones}
    homes = [(row.milestone_id, row.milestone) for row in plan.tasks if row.milestone_id not in {"", "M-7"}]

    assert {identifier: milestones.get(identifier) for identifier, _ in homes} == dict(homes)


def test_own_file_says_itself_what_each_row_is():
    plan = sample("landfall.csv")

    assert shape(plan) == [
        (2, "milestone", "Public beta", "in_progress", ""),
        (4, "milestone", "Evaluation set frozen", "completed", ""),
        (5, "task", "Recruit five pilot clinics", "in_progress", "Public beta"),
        (6, "task", "=Formula in a title", "todo", "Public beta"),
        (7, "task", "Renew the domain", "todo", ""),
        (8, "task", "Agree the price list", "backlog", "M-7"),
        (9, "milestone", "Second site live", "planned", ""),
    ]


def test_own_file_keeps_keys_goals_dates_and_foreign_ids():
    rows = by_title(sample("landfall.csv"))
    beta, frozen, site = rows["Public beta"], rows["Evaluation set frozen"], rows["Second site live"]

    assert (beta.external_source, beta.external_id) == ("landfall", "M-12")
    assert beta.goals == ("First paying clinics", "Seed round closed")
    assert beta.description == "Ten clinics use it every day.\r\nNo open safety finding."
    assert (frozen.start, frozen.due, frozen.done_on) == (
        date(2025, 11, 3),
        date(2025, 12, 19),
        date(2025, 12, 17),
    )
    assert (site.external_source, site.external_id) == ("jira", "CC-88")
    assert rows["Agree the price list"].milestone_id == "M-7"


def test_task_without_a_milestone_is_named_and_still_usable():
    row = by_title(sample("landfall.csv"))["Renew the domain"]

    assert row.problems == (Problem("milestone_missing"),)
    assert row.is_usable


def test_asana_sections_and_parents_become_milestones():
    assert shape(sample("asana.csv")) == [
        (2, "milestone", "Launch the public beta", "planned", ""),
        (5, "task", "Write the onboarding guide", "done", "Launch the public beta"),
        (6, "task", "Invite the first clinics", "todo", "Launch the public beta"),
        (7, "task", "Call clinic number one", "todo", "Launch the public beta"),
        (8, "milestone", "Data", "in_progress", ""),
        (8, "task", "Label 2,000 notes", "done", "Data"),
        (9, "task", "Check agreement of two annotators", "todo", "Data"),
        (10, "milestone", "Clinic Copilot", "planned", ""),
        (10, "task", "Choose an accountant", "todo", "Clinic Copilot"),
        (11, "milestone", "Company", "in_progress", ""),
        (11, "task", "Prepare the data room", "in_progress", "Company"),
    ]


def test_asana_fields_arrive():
    rows = by_title(sample("asana.csv"))
    launch, label = rows["Launch the public beta"], rows["Label 2,000 notes"]

    assert (launch.external_source, launch.external_id) == ("asana", "1209000000000001")
    assert (launch.owner_name, launch.owner_email) == ("Ana Lopez", "ana@example.com")
    assert (launch.start, launch.due) == (date(2026, 2, 2), date(2026, 4, 30))
    assert launch.description == "What done means:\n- ten clinics\n- no open finding"
    assert label.done_on == date(2026, 1, 30)


def test_milestone_that_is_only_named_spans_its_tasks():
    data = by_title(sample("asana.csv"))["Data"]

    assert data.is_implied
    assert (data.start, data.due, data.done_on) == (date(2026, 1, 7), date(2026, 2, 28), None)


def test_jira_epics_and_versions_become_milestones():
    assert shape(sample("jira.csv")) == [
        (2, "milestone", "Speech to note", "in_progress", ""),
        (3, "task", "Transcribe in two languages", "in_progress", "Speech to note"),
        (5, "task", "Cut silence", "done", "Speech to note"),
        (6, "task", "Pen support", "cancelled", "Speech to note"),
        (7, "milestone", "1.0", "planned", ""),
        (7, "task", "Sign in with the clinic account", "todo", "1.0"),
        (8, "milestone", "Clinic Copilot", "planned", ""),
        (8, "task", "Renew certificates", "todo", "Clinic Copilot"),
    ]


def test_jira_fields_arrive():
    rows = by_title(sample("jira.csv"))
    epic, story, pen = rows["Speech to note"], rows["Transcribe in two languages"], rows["Pen support"]

    assert (epic.external_source, epic.external_id) == ("jira", "CC-1")
    assert (epic.start, epic.due) == (date(2026, 2, 2), date(2026, 4, 30))
    assert (story.owner_name, story.owner_email) == ("", "wei@example.com")
    assert story.description == 'English and Spanish,\nwith "medical" words'
    assert rows["Cut silence"].done_on == date(2026, 3, 1)
    assert pen.done_on is None


def test_jira_oddities_are_told_and_stop_nothing():
    rows = by_title(sample("jira.csv"))

    assert rows["Sign in with the clinic account"].problems == (Problem("several_milestones", {"value": "1.0"}),)
    assert rows["Renew certificates"].problems == (Problem("state_unknown", {"value": "Awaiting deployment"}),)
    assert all(row.is_usable for row in rows.values())


def test_chinese_files_of_both_encodings_say_the_same():
    assert sample("chinese_gb18030.csv").rows == sample("chinese_utf16.csv").rows


def test_chinese_headers_dates_and_states_are_read():
    plan = sample("chinese_gb18030.csv")
    rows = by_title(plan)
    beta, last = rows["发布公测版"], rows["约见三位天使投资人"]

    assert (beta.kind, beta.state, beta.owner_name) == ("milestone", "in_progress", "王芳")
    assert (beta.start, beta.due) == (date(2026, 3, 1), date(2026, 6, 30))
    assert rows["冻结评测集"].state == "done"
    assert rows["完成种子轮融资"].is_implied
    assert last.problems == (
        Problem("date_without_year", {"column": "截止日期", "value": "5月15日"}),
        Problem("state_unknown", {"value": "暂缓中"}),
    )
    assert (last.line, last.due, last.state, last.is_usable) == (6, None, "todo", True)


def test_western_file_settles_the_order_of_its_dates_by_itself():
    plan = sample("western_windows1252.csv")
    rows = by_title(plan)

    assert plan.order == DayOrder("dmy", "27/02/2026")
    assert rows["Übergabe an die Klinik"].due == date(2026, 4, 3)
    assert (
        rows["Prüfung der Größe abgeschlossen"].owner_name,
        rows["Prüfung der Größe abgeschlossen"].owner_email,
    ) == ("Jörg Müller", "joerg@example.com")


AMBIGUOUS = "Title,Due\nBeta,3/4/2026\nLaunch,2026-05-01\n"


def test_order_of_dates_is_asked_once_with_a_sample():
    plan = read_plan(read_table(AMBIGUOUS))

    assert plan.order == DayOrder("ask", "3/4/2026")
    assert plan.rows[0].problems == (Problem("date_ambiguous", {"column": "Due", "value": "3/4/2026"}),)
    assert plan.rows[1].due == date(2026, 5, 1)


@pytest.mark.parametrize(("order", "due"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_answer_about_the_order_is_used(order, due):
    assert read_plan(read_table(AMBIGUOUS), order=order).rows[0].due == due


def test_rows_without_an_id_keep_theirs_when_dates_and_spacing_change():
    before = read_plan(read_table("Title,Milestone,Due\nCall Ana,Beta,2026-01-01\n"))
    after = read_plan(read_table("Title,Milestone,Due\n call  ana ,BETA,2026-02-02\n"))

    assert [row.external_id for row in before.rows] == [row.external_id for row in after.rows]


def test_equal_rows_without_an_id_stay_apart():
    plan = read_plan(read_table("Title,Due\nStand-up,2026-01-01\nStand-up,2026-01-08\n"))

    assert [row.external_id.endswith("#2") for row in plan.rows] == [False, True]
    assert all(row.is_usable for row in plan.rows)


def test_repeated_id_of_the_file_is_a_problem_of_the_later_row():
    plan = read_plan(read_table("ID,Title\n7,Beta\n7,Beta again\n"))

    assert [row.is_usable for row in plan.rows] == [True, False]
    assert plan.rows[1].problems == (Problem("row_repeated", {"line": 2}),)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (",2026-01-01,2026-02-01", Problem("title_missing")),
        (
            "Beta,2026-03-01,2026-02-01",
            Problem("start_after_due", {"start": "2026-03-01", "due": "2026-02-01"}),
        ),
    ],
)
def test_bad_row_is_named_and_the_good_ones_stay(cells, problem):
    plan = read_plan(read_table(f"Title,Start,Due\nGood,,\n{cells}\nLast,,\n"))

    assert [(row.line, row.is_usable) for row in plan.rows] == [(2, True), (3, False), (4, True)]
    assert plan.rows[1].problems == (problem,)


def test_title_is_one_line_without_control_characters_and_cut():
    plan = read_plan(read_table(f'Title,Due\n"one\r\ntwo\x07 three",\n{"x" * 201},\n'))

    assert plan.rows[0].title == "one two three"
    assert len(plan.rows[1].title) == 200
    assert plan.rows[1].problems == (Problem("title_too_long", {"limit": 200}),)


def test_unknown_kind_falls_back_to_what_the_columns_say():
    plan = read_plan(read_table("Type,Title,Milestone\nFeature,Login,Beta\nTask,Logout,Beta\n里程碑,Beta,\n"))

    assert [(row.kind, row.title) for row in plan.rows] == [
        ("task", "Login"),
        ("task", "Logout"),
        ("milestone", "Beta"),
    ]
    assert plan.rows[0].problems == (Problem("kind_unknown", {"value": "Feature"}),)
    assert plan.rows[0].milestone_id == plan.rows[2].external_id


def test_circle_of_parents_ends():
    asana = "Task ID,Completed At,Name,Section/Column,Parent task\n1,,A,Data,B\n2,,B,Data,A\n"
    jira = "Summary,Issue key,Issue Type,Status,Parent,Project name\nA,X-1,Task,Done,X-2,P\nB,X-2,Task,Done,X-1,P\n"

    assert len(read_plan(read_table(asana)).tasks) == 2
    assert [row.milestone for row in read_plan(read_table(jira)).tasks] == ["P", "P"]


def test_same_version_of_two_jira_projects_is_two_milestones():
    header = "Summary,Issue key,Issue Type,Status,Fix versions,Project name\n"
    plan = read_plan(read_table(header + "A,X-1,Task,Done,1.0,Web\nB,Y-1,Task,Done,1.0,Phone\n"))

    assert [(row.title, row.project, row.state) for row in plan.milestones] == [
        ("1.0", "Web", "completed"),
        ("1.0", "Phone", "completed"),
    ]


def test_long_row_is_read_and_told():
    plan = read_plan(read_table("Title,Due\nBeta,2026-01-01\nLaunch,2026-02-01,oops\nRound,\n"))

    assert [row.title for row in plan.rows] == ["Beta", "Launch", "Round"]
    assert plan.notices == (Notice("row_too_long", 3, {"extra": 1}),)


def test_file_without_a_title_column_has_no_rows_until_a_person_names_one():
    table = read_table("What,Due\nBeta,2026-01-01\n")
    found = read_plan(table).recognition
    positions = {**found.columns.positions, "title": (0,)}
    named = replace(found, columns=replace(found.columns, positions=positions))

    assert read_plan(table).rows == ()
    assert [row.title for row in read_plan(table, recognition=named).rows] == ["Beta"]


def test_import_of_an_export_changes_nothing():
    values = {"kind": "milestone", "key": "M-1", "project": "Web", "name": "-5 % churn", "state": "planned"}
    values |= {"owner": "Ana", "planned_end": date(2026, 5, 1), "description": "=see\nbelow"}
    exported = [values.get(name) for name in OWN_HEADER]

    (row,) = read_plan_file(csv_bytes(OWN_HEADER, [exported])).rows

    assert (row.title, row.due, row.description, row.external_id) == (
        "-5 % churn",
        date(2026, 5, 1),
        "=see\nbelow",
        "M-1",
    )
    assert row.problems == ()


def test_person_may_overrule_the_encoding():
    content = (SAMPLES / "western_windows1252.csv").read_bytes()

    with pytest.raises(TabularError) as caught:
        read_plan_file(content, encoding="utf-8")

    assert caught.value.code == "encoding_mismatch"
