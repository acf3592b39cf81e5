"""Which row here a row of a file means: by its id, by our own key, or by a title; and whole round trips."""

import pytest

from planner.imports.applying import apply_import
from planner.imports.known import mark_of
from planner.models import Milestone, Project, Task
from tests.factories.planner import MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.teams import MembershipFactory

from .import_files import uploaded, verdicts

pytestmark = pytest.mark.django_db
EXPORT = "/t/acme/plan.csv"


def imported(by, content, **fields):
    planimport = uploaded(by, content, **fields)
    apply_import(planimport, by=by)
    return planimport


def exported(client):
    return b"".join(client.get(EXPORT).streaming_content)


def unlike(planimport):
    """Return the rows of an import that are not as they are here already."""
    return [(row.title, row.verdict, row.problems) for row in planimport.rows.exclude(verdict="same")]


@pytest.fixture
def rocket(owner):
    return ProjectFactory(team=owner.team, name="Rocket", number=900)


def test_a_task_that_names_a_milestone_here_joins_it(owner, rocket):
    beta = MilestoneFactory(team=owner.team, project=rocket, title="Public beta", number=900)

    planimport = imported(owner, b"task,milestone,due\nInvite users,public  BETA,2026-05-01\n")

    assert verdicts(planimport) == {"public BETA": ("same", []), "Invite users": ("create", [])}
    assert Task.objects.get().milestone == beta
    assert Milestone.objects.get().title == "Public beta"


def test_a_milestone_row_without_an_id_means_the_one_of_its_title_in_its_project(owner, rocket):
    beta = MilestoneFactory(team=owner.team, project=rocket, title="Public beta", number=900)
    other = ProjectFactory(team=owner.team, name="Other", number=901)
    MilestoneFactory(team=owner.team, project=other, title="Public beta", number=901)

    planimport = imported(owner, b"title,project,due\nPublic beta,Rocket,2026-05-01\n")

    beta.refresh_from_db()
    assert planimport.outcome == {"made": 0, "changed": 1, "skipped": []}
    assert beta.due_on.isoformat() == "2026-05-01"


def test_a_title_of_several_milestones_is_left_out_and_names_them(owner, rocket):
    first = MilestoneFactory(team=owner.team, project=rocket, title="Beta", number=900)
    second = MilestoneFactory(team=owner.team, project=rocket, title="Beta", number=901)

    planimport = uploaded(owner, b"task,milestone\nInvite users,Beta\n")

    bad = planimport.rows.get(verdict="bad")
    assert bad.problems == [
        {"code": "milestone_ambiguous", "params": {"value": "Beta", "codes": f"{first.code}, {second.code}"}}
    ]
    assert verdicts(planimport)["Invite users"] == ("create", ["milestone_refused"])


def test_equal_milestones_without_an_id_stay_two_beside_one_that_is_here(owner, rocket):
    MilestoneFactory(team=owner.team, project=rocket, title="Stand-up", number=900)
    content = b"title,due\nStand-up,2026-01-01\nStand-up,2026-01-08\n"

    first = imported(owner, content)

    assert first.outcome["made"] == 1
    assert unlike(uploaded(owner, content)) == []


def test_the_same_title_in_two_projects_is_two_milestones(owner):
    imported(owner, b"task,milestone,project\nT1,Beta,Alpha\nT2,Beta,Gamma\n")

    assert sorted(Task.objects.values_list("title", "milestone__project__name")) == [("T1", "Alpha"), ("T2", "Gamma")]


def test_a_task_without_a_project_joins_the_milestone_of_its_title(owner):
    imported(owner, b"kind,title,milestone,project\ntask,T1,Beta,\nmilestone,Beta,,Alpha\ntask,T2,Beta,Alpha\n")

    assert set(Task.objects.values_list("milestone__project__name", flat=True)) == {"Alpha"}
    assert Milestone.objects.count() == 1


def test_a_milestone_and_a_task_of_one_id_are_no_repeat(owner):
    planimport = uploaded(owner, b"kind,title,milestone,id\nmilestone,Beta,,7\ntask,Invite,Beta,7\n")

    assert verdicts(planimport) == {"Beta": ("create", []), "Invite": ("create", [])}


def test_one_id_of_two_programs_is_no_repeat(owner):
    header = b"kind,name,state,planned_start,planned_end,external_source,external_id\n"

    planimport = uploaded(owner, header + b"milestone,A,,,,jira,7\nmilestone,B,,,,asana,7\n")

    assert verdicts(planimport) == {"A": ("create", []), "B": ("create", [])}


@pytest.mark.parametrize(
    ("home", "work"), [(("jira", "CC-1"), ("", "")), (("", ""), ("jira", "CC-2")), (("jira", "CC-1"), ("asana", "12"))]
)
def test_an_export_of_mixed_origins_imports_as_it_is_here_and_whole_elsewhere(home, work, browse, owner, rocket):
    ids = ("external_source", "external_id")
    milestone = MilestoneFactory(
        team=owner.team, project=rocket, title="Beta", number=900, **dict(zip(ids, home, strict=True))
    )
    TaskFactory(team=owner.team, milestone=milestone, title="Invite", number=900, **dict(zip(ids, work, strict=True)))
    content = exported(browse(owner))
    there = MembershipFactory(role="owner")

    again, elsewhere = uploaded(owner, content), imported(there, content)

    assert unlike(again) == []
    assert elsewhere.outcome["made"] == 2
    assert Task.objects.get(team=there.team).milestone == Milestone.objects.get(team=there.team)


def test_an_id_that_looks_like_another_rows_key_does_not_mean_that_row(browse, owner, rocket):
    MilestoneFactory(
        team=owner.team, project=rocket, number=3, title="Of elsewhere", external_source="landfall", external_id="M-12"
    )
    MilestoneFactory(team=owner.team, project=rocket, number=12, title="Ours")

    assert unlike(uploaded(owner, exported(browse(owner)))) == []


def test_another_teams_export_leaves_rows_of_the_same_number_alone(browse, owner, rocket):
    MilestoneFactory(team=owner.team, project=rocket, number=12, title="Ours")
    content = exported(browse(owner))
    there = MembershipFactory(role="owner")
    theirs = ProjectFactory(team=there.team, number=900)
    MilestoneFactory(team=there.team, project=theirs, number=12, title="Theirs")

    planimport = imported(there, content)

    assert planimport.outcome == {"made": 1, "changed": 0, "skipped": []}
    assert sorted(Milestone.objects.filter(team=there.team).values_list("title", flat=True)) == ["Ours", "Theirs"]


def test_a_key_without_a_mark_counts_only_with_its_title(owner, rocket):
    MilestoneFactory(team=owner.team, project=rocket, number=12, title="Ours")
    header = b"key,name,state,planned_start,planned_end\n"

    same, other = (uploaded(owner, header + row) for row in (b"M-12,ours,,,\n", b"M-12,Something else,,,\n"))

    assert verdicts(same)["ours"][0] == "update"
    assert verdicts(other) == {"Something else": ("create", ["key_elsewhere"])}


def test_a_row_of_the_own_export_may_be_renamed(browse, owner, rocket):
    MilestoneFactory(team=owner.team, project=rocket, number=12, title="Ours")

    planimport = uploaded(owner, exported(browse(owner)).replace(b'"Ours"', b'"Public beta"'))

    assert verdicts(planimport) == {"Public beta": ("update", ["renamed"])}


def test_a_mark_fits_into_a_source(team):
    assert len(mark_of(team)) <= Milestone._meta.get_field("external_source").max_length


def test_criteria_estimates_and_blocks_come_back(browse, owner, rocket):
    milestone = MilestoneFactory(
        team=owner.team,
        project=rocket,
        number=900,
        title="Beta",
        criteria="Ten clinics\nNo open finding",
        blocked=True,
        blocked_note="The contract",
    )
    TaskFactory(team=owner.team, milestone=milestone, number=900, title="Invite", estimate=3)
    content = exported(browse(owner))
    there = MembershipFactory(role="owner")

    again = uploaded(owner, content)
    imported(there, content)

    assert unlike(again) == []
    (made,) = Milestone.objects.filter(team=there.team)
    assert (made.criteria, made.blocked, made.blocked_note) == (
        "Ten clinics\nNo open finding",
        True,
        "The contract",
    )
    assert Task.objects.get(team=there.team).estimate == 3


def test_a_file_unblocks_and_tells_so(browse, owner, rocket):
    MilestoneFactory(
        team=owner.team, project=rocket, number=12, title="Beta", blocked=True, blocked_note="The contract"
    )

    planimport = uploaded(owner, "标题,受阻,验收标准\nBeta,否,十家诊所\n".encode())
    page = browse(owner).get(planimport.get_absolute_url()).content.decode()
    apply_import(planimport, by=owner)

    row = Milestone.objects.get()
    assert (row.blocked, row.blocked_note, row.criteria) == (False, "", "十家诊所")
    assert "<del>yes</del> → <ins>no</ins>" in page


def test_a_file_sets_priorities_tells_so_and_an_empty_cell_keeps_them(browse, owner, rocket):
    for number, title in ((12, "Beta"), (13, "Pilot")):
        MilestoneFactory(team=owner.team, project=rocket, number=number, title=title, priority="low")

    planimport = uploaded(owner, b"title,priority\nBeta,Highest\nPilot,\nLaunch,p1\n")
    page = browse(owner).get(planimport.get_absolute_url()).content.decode()
    apply_import(planimport, by=owner)

    found = dict(Milestone.objects.values_list("title", "priority"))
    assert found == {"Beta": "urgent", "Pilot": "low", "Launch": "high"}
    assert "<del>Low</del> → <ins>Urgent</ins>" in page


def test_a_project_renamed_since_the_preview_is_still_the_one_meant(owner, rocket):
    planimport = uploaded(owner, b"title,id,project\nA,1,Rocket\n")
    rocket.name = "Falcon"
    rocket.store(by=owner)

    apply_import(planimport, by=owner)

    assert list(Project.objects.values_list("name", flat=True)) == ["Falcon"]
    assert Milestone.objects.get().project == rocket


def test_rows_of_a_project_removed_since_the_preview_are_skipped(owner, rocket):
    planimport = uploaded(owner, b"kind,title,milestone,id,project\nmilestone,A,,1,Rocket\ntask,T,A,2,\n")
    rocket.discard(by=owner)

    apply_import(planimport, by=owner)

    assert planimport.outcome == {
        "made": 1,
        "changed": 0,
        "skipped": [{"line": 2, "title": "A", "code": "project_gone", "params": {}}],
    }
    assert Task.objects.get().milestone is None


# Several plain lists: each numbers its rows 1, 2, 3

FIRST = (
    b"id,kind,title,milestone,due\n"
    b"1,milestone,Sign the lease,,2027-01-15\n"
    b"2,task,Find a lawyer,Sign the lease,2027-01-10\n"
)
SECOND = (
    b"id,kind,project,title,milestone,due,state\n"
    b"1,milestone,Marketing,Launch the website,,2027-05-01,open\n"
    b"2,task,,Choose a name,Launch the website,2027-04-01,done\n"
)


def plan_by_project(team):
    milestones = Milestone.objects.filter(team=team).values_list("project__name", "title", "state")
    tasks = Task.objects.filter(team=team).values_list("milestone__project__name", "title", "state")
    return sorted([*milestones, *tasks])


def test_a_second_list_leaves_the_rows_of_another_project_alone_and_a_second_run_finds_its_own(owner):
    imported(owner, FIRST, new_project="Setup")

    runs = [imported(owner, SECOND, name="second.csv").outcome["made"] for _ in range(2)]

    assert runs == [2, 0]
    assert plan_by_project(owner.team) == [
        ("Marketing", "Choose a name", "done"),
        ("Marketing", "Launch the website", "planned"),
        ("Setup", "Find a lawyer", "todo"),
        ("Setup", "Sign the lease", "planned"),
    ]
    assert uploaded(owner, FIRST, new_project="Setup").counts["same"] == 2


def test_tasks_that_stand_alone_are_found_again_by_their_ids(owner, rocket):
    content = b"id,title,project,milestone\n1,Call,Rocket,Beta\n2,Write,Rocket,\n"

    runs = [imported(owner, content).outcome["made"] for _ in range(2)]

    assert runs == [3, 0]
    assert dict(Task.objects.values_list("title", "milestone__title")) == {"Call": "Beta", "Write": None}


@pytest.mark.parametrize(("identifier", "titles"), [("2", ["Hire", "Write"]), ("EN-2", ["Hire"])])
def test_a_bare_number_of_a_task_that_stands_alone_is_not_enough_to_rename_it(identifier, titles, owner, rocket):
    for title in ("Write", "Hire"):
        imported(owner, f"id,title,project,milestone\n{identifier},{title},Rocket,\n".encode())

    assert sorted(Task.objects.values_list("title", flat=True)) == titles


def test_a_list_without_ids_goes_to_the_project_that_was_chosen_though_another_has_such_a_title(owner, rocket):
    content = b"kind,title,milestone,due\nmilestone,Public beta,,2027-03-01\ntask,Invite users,Public beta,\n"
    imported(owner, content, project=rocket)

    runs = [imported(owner, content, new_project="Second product").outcome["made"] for _ in range(2)]

    assert runs == [2, 0]
    assert [name for name, _title, _state in plan_by_project(owner.team)] == [*["Rocket"] * 2, *["Second product"] * 2]
    again = uploaded(owner, content, project=rocket)
    assert verdicts(again) == {"Public beta": ("same", []), "Invite users": ("same", [])}


def test_whose_an_address_is_an_import_tells_those_alone_who_may_see_addresses(owner, member):
    content = f"task,owner email\nProbe,{owner.user.email}\n".encode()

    rows = [uploaded(by, content, new_project="Plan").rows.get() for by in (owner, member)]

    assert [row.data["owner"] for row in rows] == [owner.name, ""]
    assert [problem["code"] for problem in rows[1].problems] == ["owner_unknown"]
