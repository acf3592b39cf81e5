"""From a file to the plan: every dialect, twice without duplicates, bad rows named, one undo."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from planner.imports.applying import apply_import
from planner.imports.one_act import undo_import
from planner.imports.uploading import read_again
from planner.models import Goal, Milestone, Move, PlanImport, PlanImportFile, Project, StagedRow, Task
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.teams import MembershipFactory

from .import_files import NAMES, listed, sample, uploaded, verdicts

pytestmark = pytest.mark.django_db


def imported(by, content, **fields):
    planimport = uploaded(by, content, **fields)
    if planimport.questions:
        read_again(
            planimport, by=by, encoding=planimport.findings["encoding"], day_order=fields.get("day_order") or "dmy"
        )
    apply_import(planimport, by=by)
    return planimport


def plan_of(team):
    """Return everything the plan of a team holds, to compare before and after."""
    return {
        model.__name__: sorted(model.objects.filter(team=team).values_list("pk", "version", "title"))
        for model in (Goal, Milestone, Task)
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_arrives_whole_and_a_second_run_changes_nothing(name, owner):
    first = imported(owner, sample(name), name=name)
    before = plan_of(owner.team)

    second = uploaded(owner, sample(name), name=name, encoding=first.encoding, day_order=first.day_order)

    made = Milestone.objects.count() + Task.objects.count()
    assert first.outcome == {"made": made, "changed": 0, "skipped": []}
    assert made == first.rows.count() > 0
    assert {row.verdict for row in second.rows.all()} == {"same"}
    assert second.may_be_applied is False
    assert plan_of(owner.team) == before


def test_asana_tasks_keep_section_owner_dates_and_the_day_they_were_done(owner):
    ana = MembershipFactory(team=owner.team, name="Somebody Else")
    ana.user.email = "ana@example.com"
    ana.user.save()

    imported(owner, sample("asana.csv"))

    milestone = Milestone.objects.get(title="Launch the public beta")
    done = Task.objects.get(title="Write the onboarding guide")
    assert (milestone.project.name, milestone.owner, milestone.due_on) == ("Clinic Copilot", ana, dt.date(2026, 4, 30))
    assert (done.state, owner.team.today(done.completed_at), done.milestone) == (
        "done",
        dt.date(2026, 2, 10),
        milestone,
    )


def test_a_done_date_is_noon_of_that_day_in_the_teams_zone(owner):
    owner.team.time_zone = "Pacific/Kiritimati"
    owner.team.store(by=owner)

    imported(owner, listed("milestone,Frozen,,,,,done,2025-12-17,,"))

    assert Milestone.objects.get().completed_at.isoformat() == "2025-12-16T22:00:00+00:00"


def test_chinese_headers_words_and_dates_are_read(owner):
    MembershipFactory(team=owner.team, name="王芳")

    imported(owner, sample("chinese_gb18030.csv"))

    day = dt.date
    assert set(Milestone.objects.values_list("title", "owner__name", "state", "starts_on", "due_on")) == {
        ("发布公测版", "王芳", "in_progress", day(2026, 3, 1), day(2026, 6, 30)),
        ("完成种子轮融资", None, "planned", None, day(2026, 5, 31)),
    }
    assert set(Task.objects.values_list("title", "milestone__title", "assignee__name", "state", "due_on")) == {
        ("完成五家试点诊所签约", "发布公测版", None, "todo", day(2026, 4, 15)),
        ("冻结评测集", "发布公测版", None, "done", day(2026, 2, 28)),
        ("准备数据室", "完成种子轮融资", "王芳", "todo", day(2026, 5, 31)),
        ("约见三位天使投资人", "完成种子轮融资", None, "todo", None),
    }


@pytest.mark.parametrize("done", ["", "someday"])
def test_a_state_word_nobody_knows_reopens_nothing(done, owner):
    imported(owner, listed("milestone,Beta,,,,,done,2026-01-30,,7"))
    row = Milestone.objects.get()

    planimport = uploaded(owner, listed(f"milestone,Beta,,,,,Shelved,{done},,7"))

    assert (planimport.rows.get().verdict, row.state) == ("same", "completed")


def test_a_state_word_nobody_knows_with_a_day_of_completion_arrives_finished(owner):
    imported(owner, listed("milestone,Beta,,,,,Shelved,2026-01-30,,7"))

    row = Milestone.objects.get()
    assert (row.state, row.completed_on) == ("completed", dt.date(2026, 1, 30))


def test_a_section_with_a_long_name_is_cut_and_keeps_its_tasks(owner):
    header = "Task ID,Completed At,Name,Section/Column,Projects\n"

    imported(owner, f"{header}1,,A,{'x' * 250},P\n".encode())

    assert Task.objects.get().milestone.title == "x" * 200


def test_owners_are_found_by_name_or_by_a_first_name_of_one_person_and_others_are_left_out_with_a_warning(owner):
    wei = MembershipFactory(team=owner.team, name="Wei Chen")
    MembershipFactory.create_batch(2, team=owner.team, name="Two Same")
    gone = MembershipFactory(team=owner.team, name="Gone By")
    gone.end(by=owner)

    planimport = imported(
        owner,
        listed(
            "milestone,A,,wei chen,,,,,,",
            "milestone,B,,Wei,,,,,,",
            "milestone,C,,Two Same,,,,,,",
            "milestone,D,,Gone By,,,,,,",
            "milestone,E,,Two,,,,,,",
            "milestone,F,,Chen,,,,,,",
            "milestone,G,,Wei <wei@elsewhere.example>,,,,,,",
        ),
    )

    assert verdicts(planimport) == {
        "A": ("create", []),
        "B": ("create", ["owner_by_first_name"]),
        "C": ("create", ["owner_ambiguous"]),
        "D": ("create", ["owner_unknown"]),
        "E": ("create", ["owner_ambiguous"]),
        "F": ("create", ["owner_unknown"]),
        "G": ("create", ["owner_unknown"]),
    }
    assert dict(Milestone.objects.values_list("title", "owner")) == {
        "A": wei.pk,
        "B": wei.pk,
        **dict.fromkeys("CDEFG"),
    }


def test_an_address_is_found_in_unicode_and_as_the_wire_spells_it(owner):
    unicode = MembershipFactory(team=owner.team, name="Ida", user__email="ida@bücher.example")
    wire = MembershipFactory(team=owner.team, name="Bo", user__email="bo@xn--bcher-kva.example")

    planimport = uploaded(
        owner,
        "task,owner email\nA,ida@xn--bcher-kva.example\nB,Bo@BÜCHER.example\nC,ida@bücher.example\n".encode(),
        new_project="Plan",
    )

    assert verdicts(planimport) == {title: ("create", []) for title in "ABC"}
    assert [row.data["owner"] for row in planimport.rows.all()] == [unicode.name, wire.name, unicode.name]


def test_a_bad_row_is_named_with_its_line_and_stops_nothing(owner):
    planimport = imported(
        owner,
        listed(
            "milestone,Good,,,,2026-05-01,,,,",
            "milestone,Backwards,,,2026-05-02,2026-05-01,,,,",
            "task,Leans on it,Backwards,,,,,,,",
            "task,,,,,,,,,",
        ),
    )

    bad = planimport.rows.filter(verdict="bad")
    assert [(row.line, row.problems[0]["code"]) for row in bad] == [(3, "start_after_due"), (5, "title_missing")]
    assert planimport.counts["bad"] == 2
    assert Milestone.objects.get().title == "Good"
    assert verdicts(planimport)["Leans on it"] == ("create", ["milestone_refused"])
    assert Task.objects.get().milestone is None


def test_a_row_that_breaks_a_rule_of_the_model_says_which(owner):
    planimport = uploaded(owner, listed(f"milestone,Long id,,,,,,,,{'x' * 201}"))

    row = planimport.rows.get()
    assert (row.verdict, row.problems[0]["code"]) == ("bad", "rule_broken")
    assert "200" in row.problems[0]["params"]["message"]


@pytest.mark.parametrize(("done_on", "verdict"), [("2026-03-02", "create"), ("2026-03-03", "bad")])
@time_machine.travel(NOW.replace(hour=7))
def test_what_is_done_today_arrives_and_what_is_done_tomorrow_is_no_fact(owner, done_on, verdict):
    planimport = uploaded(owner, listed(f"milestone,Beta,,,,,completed,{done_on},,"))

    row = planimport.rows.get()

    assert row.verdict == verdict
    assert [problem["params"]["message"] for problem in row.problems] == (
        [] if verdict == "create" else ["It cannot have been done on a day that is still to come."]
    )


def test_a_second_run_changes_what_the_file_says_and_nothing_else(owner):
    imported(owner, listed("milestone,Beta,,,2026-01-05,2026-04-30,planned,,,7"))
    row = Milestone.objects.get()
    row.criteria, row.description, row.starts_on = "Ten clinics", "Ours", dt.date(2026, 1, 7)
    row.store(by=owner)

    planimport = imported(owner, b"id,title,due,state\n7,Public beta,2026-05-15,\n")

    row.refresh_from_db()
    assert planimport.outcome == {"made": 0, "changed": 1, "skipped": []}
    assert (row.title, row.due_on, row.first_due_on) == ("Public beta", dt.date(2026, 5, 15), dt.date(2026, 4, 30))
    assert (row.criteria, row.description, row.starts_on, row.state) == (
        "Ten clinics",
        "Ours",
        dt.date(2026, 1, 7),
        "planned",
    )
    assert [(move.old_due_on, move.new_due_on) for move in Move.objects.all()] == [
        (dt.date(2026, 4, 30), dt.date(2026, 5, 15))
    ]
    assert verdicts(planimport) == {"Public beta": ("update", ["renamed"])}


def test_an_empty_cell_erases_nothing(owner):
    imported(owner, listed("milestone,Beta,,,2026-01-05,2026-04-30,in progress,,,7"))

    planimport = uploaded(owner, listed("milestone,Beta,,,,,,,,7"))

    assert verdicts(planimport) == {"Beta": ("same", [])}


def test_own_keys_find_rows_by_number_and_only_of_their_kind(owner):
    project = ProjectFactory(number=900, team=owner.team)
    milestone = MilestoneFactory(team=owner.team, project=project, number=12, title="Public beta")
    task = TaskFactory(team=owner.team, milestone=None, number=40, title="Recruit five pilot clinics")
    MilestoneFactory(team=owner.team, project=project, number=7, title="Pilot contract")

    planimport = imported(owner, sample("landfall.csv"))

    milestone.refresh_from_db()
    task.refresh_from_db()
    assert (milestone.due_on, task.milestone) == (dt.date(2026, 4, 30), milestone)
    assert Task.objects.get(title="Agree the price list").milestone.title == "Pilot contract"
    assert Milestone.objects.get(title="Second site live").external_id == "CC-88"
    assert planimport.counts["update"] == 2


def test_a_key_of_another_teams_row_means_nothing_here(owner, stranger):
    MilestoneFactory(team=stranger.team, number=12, title="Theirs")

    imported(owner, sample("landfall.csv"))

    assert Milestone.objects.get(team=stranger.team).title == "Theirs"
    assert Milestone.objects.get(team=owner.team, title="Public beta").external_id == "M-12"


def test_goals_are_found_by_title_in_the_project_or_made_with_the_horizon_of_their_milestones(owner, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")
    project = ProjectFactory(number=900, team=owner.team, name="Here")
    goal = GoalFactory(team=owner.team, project=project, number=90, title="First; users", horizon="long")

    imported(owner, listed("milestone,A,,,,2027-06-01,,,first， USERS; New goal,"), project=project)

    assert set(Milestone.objects.get().goals.values_list("title", "horizon")) == {
        ("First; users", "long"),
        ("New goal", "mid"),
    }
    assert goal.milestones.count() == 1


def test_goals_are_added_to_a_known_milestone_and_none_is_taken_away(owner):
    project = ProjectFactory(number=900, team=owner.team)
    imported(owner, listed("milestone,A,,,,,,,One,1"), project=project)

    imported(owner, listed("milestone,A,,,,,,,Two,1"), project=project)

    assert sorted(Milestone.objects.get().goals.values_list("title", flat=True)) == ["One", "Two"]
    assert Goal.objects.count() == 2


def test_rows_go_to_the_chosen_project_a_new_one_or_the_one_the_file_names(owner):
    here = ProjectFactory(number=900, team=owner.team, name="Here")

    imported(owner, b"title,id,project\nA,1,Elsewhere\n", project=here)
    imported(owner, b"title,id,project\nB,2,Elsewhere\n", new_project="New one")
    imported(owner, b"title,id,project\nC,3,elsewhere\nD,4,Elsewhere\n")
    imported(owner, b"title,id\nE,5\n", name="Roadmap 2026.csv")

    assert dict(Milestone.objects.values_list("title", "project__name")) == {
        "A": "Here",
        "B": "New one",
        "C": "elsewhere",
        "D": "elsewhere",
        "E": "Roadmap 2026",
    }


def test_without_a_choice_rows_go_to_the_only_open_project(owner):
    here = ProjectFactory(number=900, team=owner.team, name="Here")

    imported(owner, b"title,id\nE,5\n")

    assert Milestone.objects.get().project == here
    assert Project.objects.count() == 1


def test_one_undo_takes_everything_back(owner):
    imported(owner, listed("milestone,Beta,,,,2026-04-30,,,,7"), new_project="Plan")
    before = plan_of(owner.team)
    planimport = imported(owner, listed("milestone,Gamma,,,,2026-05-30,,,Goal,7", "task,T,Gamma,,,,,,,8"))

    undo_import(planimport, by=owner)

    after = plan_of(owner.team)
    assert [row[::2] for row in after["Milestone"]] == [row[::2] for row in before["Milestone"]]
    assert (after["Goal"], after["Task"]) == ([], [])
    assert planimport.is_undone
    assert str(planimport.change) == "Olga Owner imported a plan"


def test_undo_of_what_was_not_applied_is_refused(owner):
    planimport = uploaded(owner, sample("asana.csv"))

    with pytest.raises(ValidationError, match="not imported"):
        undo_import(planimport, by=owner)


def test_rows_changed_since_the_preview_are_skipped_and_named(owner):
    imported(owner, listed("milestone,Beta,,,,,,,,7", "milestone,Other,,,,,,,,9"), new_project="Plan")
    planimport = uploaded(
        owner, listed("milestone,Beta 2,,,,,,,,7", "milestone,Other 2,,,,,,,,9", "milestone,New,,,,,,,,8")
    )
    row = Milestone.objects.get(title="Beta")
    row.title = "Edited"
    row.store(by=owner)
    imported(owner, listed("milestone,New of somebody,,,,,,,,8"))

    apply_import(planimport, by=owner)

    assert planimport.outcome["skipped"] == [
        {"line": 4, "title": "New", "code": "made_meanwhile", "params": {}},
        {"line": 2, "title": "Beta 2", "code": "changed_meanwhile", "params": {}},
    ]
    assert sorted(Milestone.objects.values_list("title", flat=True)) == ["Edited", "New of somebody", "Other 2"]


def test_tasks_of_a_milestone_somebody_made_meanwhile_join_it(owner):
    planimport = uploaded(owner, listed("milestone,Beta,,,,,,,,7", "task,T,Beta,,,,,,,8"), new_project="Plan")
    imported(owner, listed("milestone,Beta of somebody,,,,,,,,7"))

    apply_import(planimport, by=owner)

    assert Task.objects.get().milestone.title == "Beta of somebody"


def test_a_milestone_removed_since_leaves_its_new_tasks_without_one(owner):
    imported(owner, listed("milestone,Beta,,,,,,,,7"), new_project="Plan")
    planimport = uploaded(owner, listed("milestone,Beta,,,,,,,,7", "task,T,Beta,,,,,,,8"))
    Milestone.objects.get().discard(by=owner)

    apply_import(planimport, by=owner)

    assert Task.objects.get().milestone is None


def test_an_owner_who_left_since_the_preview_is_left_out(owner):
    wei = MembershipFactory(team=owner.team, name="Wei Chen")
    planimport = uploaded(owner, listed("milestone,A,,Wei Chen,,,,,,"))
    wei.end(by=owner)

    apply_import(planimport, by=owner)

    assert Milestone.objects.get().owner is None


def test_applying_twice_is_harmless(owner):
    planimport = imported(owner, sample("asana.csv"))
    before = plan_of(owner.team)

    apply_import(PlanImport.objects.get(), by=owner)

    assert plan_of(owner.team) == before
    assert Activity.objects.about(planimport).filter(verb="applied").count() == 1


def test_the_bytes_go_once_they_are_applied_or_discarded(owner):
    imported(owner, sample("asana.csv"))
    dropped = uploaded(owner, sample("jira.csv"))

    dropped.discard(by=owner)

    assert not PlanImportFile.objects.exists()
    assert (dropped.state, StagedRow.objects.filter(planimport=dropped).count()) == ("discarded", 0)


def test_an_applied_import_cannot_be_discarded(owner):
    planimport = imported(owner, sample("asana.csv"))

    with pytest.raises(ValidationError, match="Undo it instead"):
        planimport.discard(by=owner)


def test_an_uncertain_encoding_and_day_order_must_be_chosen_before_anything_is_written(owner):
    western = uploaded(owner, sample("western_windows1252.csv"))
    dated = uploaded(owner, b"title,due\nA,03/04/26\n")

    for planimport, question in ((western, "encoding"), (dated, "day_order")):
        assert planimport.questions[0] == question
        with pytest.raises(ValidationError, match="Choose"):
            apply_import(planimport, by=owner)
    read_again(dated, by=owner, day_order="mdy")
    apply_import(dated, by=owner)

    assert [(row.title, row.due_on) for row in Milestone.objects.all()] == [("A", dt.date(2026, 3, 4))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'title,due\n"A,2026-01-01\n', "quote_unclosed"),
        (b"colour,size\nred,3\n", "title_column_missing"),
        (b"title,due\n", "no_rows"),
    ],
)
def test_a_file_that_is_no_plan_fails_with_its_reason(content, code, owner):
    planimport = uploaded(owner, content)

    assert (planimport.state, planimport.failure["code"]) == ("failed", code)


def test_rows_of_one_file_that_mean_the_same_row_are_refused(owner):
    project = ProjectFactory(number=900, team=owner.team)
    MilestoneFactory(
        team=owner.team, project=project, number=12, title="Beta", external_source="jira", external_id="CC-88"
    )
    content = (
        b"name,state,planned_start,planned_end,key,external_source,external_id\nBeta,,,,M-12,,\nBeta,,,,,jira,CC-88\n"
    )

    planimport = uploaded(owner, content)

    assert [(row.verdict, [problem["code"] for problem in row.problems]) for row in planimport.rows.all()] == [
        ("same", []),
        ("bad", ["target_repeated"]),
    ]


def test_an_import_does_not_keep_a_project_from_being_removed(owner):
    project = ProjectFactory(number=900, team=owner.team)
    planimport = imported(owner, listed("milestone,A,,,,,,,,"), project=project)
    undo_import(planimport, by=owner)

    project.discard(by=owner)

    planimport.refresh_from_db()
    assert (planimport.project, Project.objects.count()) == (None, 0)


def test_a_new_goal_reaches_as_far_as_the_last_milestone_that_names_it(owner, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")

    imported(owner, listed("milestone,Far,,,,2030-05-01,,,Users,", "milestone,Near,,,,2026-04-01,,,Users,"))

    assert list(Goal.objects.values_list("title", "horizon")) == [("Users", "long")]
