"""Choosing among many rows: a list up to a hundred, of more a search that works with and without JavaScript."""

import pytest

from core.text import search_form
from planner.models import Milestone, MilestoneGoal, Task
from teams.choices import LISTED_AT_MOST, MATCHES_AT_MOST
from teams.models import Membership
from teams.roles import MATRIX
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db
NEW, LIST = "/t/acme/tasks/new/", "/t/acme/tasks/"
MANY = LISTED_AT_MOST + 1
ASKED_FOR = {
    "forecast.scenario",
    "funding.opportunity",
    "funding.round",
    "funding.source",
    "planner.gatecheck",
    "planner.goal",
    "planner.milestone",
    "planner.project",
    "planner.weeklyreview",
    "risks.contingencyplan",
    "risks.indicator",
    "risks.meeting",
    "risks.risk",
    "teams.membership",
    "teams.position",
}


def milestones(team, count, **values):
    """Store so many milestones “Beta 1”, “Beta 2” … in a few statements."""
    project = values.pop("project", None) or ProjectFactory(team=team)
    rows = [
        MilestoneFactory.build(
            team=team, project=project, number=n, title=f"Beta {n}", search_text=search_form(f"M-{n}", f"Beta {n}")
        )
        for n in range(1, count + 1)
    ]
    for row in rows:
        vars(row).update(values)
    return Milestone.objects.bulk_create(rows)


@pytest.fixture
def many(member):
    return milestones(member.team, MANY)


def words(client, text, **given):
    """Send the form of a task with words where its milestone is asked for."""
    return client.post(NEW, {"title": "Ask", "state": "todo", "milestone-words": text} | given)


@pytest.mark.parametrize(("rows", "is_search"), [(LISTED_AT_MOST - 1, False), (LISTED_AT_MOST, False), (MANY, True)])
def test_up_to_a_hundred_rows_are_listed_and_more_are_searched(member, browse, rows, is_search):
    milestones(member.team, rows)
    client = browse(member)

    for path in (NEW, LIST):
        page = client.get(path).content.decode()
        assert ('name="milestone-words"' in page) is is_search, path
        assert page.count("Beta ") == (0 if is_search else rows), path


@pytest.mark.parametrize("rows", [MANY, 150])
def test_a_search_costs_the_same_however_many_rows_there_are(member, browse, queries, rows):
    milestones(member.team, rows)
    client = browse(member)
    client.get(NEW)

    with queries(5):
        assert len(client.get(NEW).content) < 18_000


@pytest.mark.parametrize("text", ["M-7", "m-7", " Ｍ-7 ", "beta 7", "BETA  7"])
def test_a_number_or_the_whole_name_means_one_row_though_others_contain_it(browse, member, many, text):
    answer = words(browse(member), text)

    assert (answer.status_code, Task.objects.get().milestone) == (303, many[6])


def test_words_that_one_row_alone_contains_mean_that_row(browse, member, many):
    odd = MilestoneFactory(team=member.team, project=many[0].project, title="Pilot clinics", number=900)
    Milestone.objects.filter(pk=odd.pk).update(search_text="m-900 pilot clinics")

    words(browse(member), "clinics pil")

    assert Task.objects.get().milestone == odd


def test_several_matches_come_back_to_choose_from_and_nothing_typed_is_lost(browse, member, many):
    client = browse(member)

    answer = words(client, "beta", description="Why we ask")

    page = answer.content.decode()
    assert (answer.status_code, Task.objects.count()) == (422, 0)
    assert answer.context["form"].errors["milestone"] == ["“beta” may mean several: choose one, or type more of it."]
    assert 'id="id_milestone" value="beta"' in page
    assert "Why we ask" in page


def test_of_several_matches_the_one_picked_is_taken(browse, member, many):
    client = browse(member)
    answer = words(client, "beta")
    offered = answer.context["form"].fields["milestone"].matches

    again = words(client, "beta")
    picked = words(client, "beta", **{"milestone-picked": str(offered[3].pk)})

    assert answer.content.decode().count('type="radio" name="milestone-picked"') == MATCHES_AT_MOST
    assert (again.status_code, picked.status_code) == (422, 303)
    assert Task.objects.get().milestone == offered[3]


def test_words_that_nothing_contains_are_an_error_at_the_field(browse, member, many):
    answer = words(browse(member), "gamma <b>")

    assert answer.status_code == 422
    assert answer.context["form"].errors["milestone"] == ["Nothing that can be chosen here matches “gamma <b>”."]
    assert 'value="gamma &lt;b&gt;"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_what_is_not_offered_cannot_be_typed(browse, member, other_team, many):
    MilestoneFactory(team=member.team, project=many[0].project, number=901, state="cancelled")
    MilestoneFactory(team=other_team, number=902)

    for text in ("M-901", "M-902", "T-7", "M-0", "M-99999999999"):
        assert words(browse(member), text).status_code == 422, text
    assert Task.objects.count() == 0


@pytest.fixture
def task(member, many):
    return TaskFactory(team=member.team, milestone=many[0], title="Ask")


def edit(client, task, **given):
    return client.post(f"/t/acme/tasks/{task.pk}/edit/", {"title": "Ask", "state": "todo", "version": 1} | given)


def test_the_present_row_stands_as_a_ticked_box_and_stays(browse, member, many, task):
    client = browse(member)
    Milestone.objects.filter(pk=many[0].pk).update(state="cancelled")
    page = client.get(f"/t/acme/tasks/{task.pk}/edit/").content.decode()

    answer = edit(client, task, milestone=str(many[0].pk))

    task.refresh_from_db()
    assert f'value="{many[0].pk}" checked' in page
    assert (answer.status_code, task.milestone) == (303, many[0])


def test_without_its_tick_the_present_row_is_taken_off(browse, member, task):
    edit(browse(member), task, **{"milestone-words": ""})

    task.refresh_from_db()
    assert task.milestone is None


def test_words_take_the_place_of_the_present_row(browse, member, many, task):
    edit(browse(member), task, **{"milestone": str(many[0].pk), "milestone-words": "M-9"})

    task.refresh_from_db()
    assert task.milestone == many[8]


def test_of_several_matches_the_present_row_can_be_kept_but_is_not_by_itself(browse, member, many, task):
    client = browse(member)
    present = {"milestone": str(many[0].pk), "milestone-words": "beta"}

    first = edit(client, task, **present)
    page = first.content.decode()
    kept = edit(client, task, **{"milestone-words": "beta", "milestone-picked": str(many[0].pk)})

    assert (first.status_code, kept.status_code) == (422, 303)
    assert f'type="radio" name="milestone-picked" value="{many[0].pk}"> {many[0]} <span class="soft">as b' in page
    assert page.count(" checked>") == 1  # the mould of a tag


def test_a_field_that_must_be_filled_says_so(browse, member, many):
    RiskFactory.create_batch(2, team=member.team)
    TaskFactory.create_batch(1, team=member.team, milestone=many[0])
    for number in range(MANY):
        ProjectFactory(team=member.team, number=number + 1)

    answer = browse(member).post("/t/acme/goals/new/", {"title": "Launch", "horizon": "short", "project-words": ""})

    assert answer.status_code == 422
    assert answer.context["form"].errors["project"] == ["This field is required."]


# Any number of rows


@pytest.fixture
def goals(member):
    """A milestone with two of a hundred and more goals."""
    project = ProjectFactory(team=member.team)
    goals = [
        GoalFactory(
            team=member.team, project=project, number=n, title=f"Aim {n}", search_text=search_form(f"G-{n}", f"Aim {n}")
        )
        for n in range(1, MANY + 1)
    ]
    milestone = MilestoneFactory(team=member.team, project=project, goal=goals[0])
    MilestoneGoal.objects.create(milestone=milestone, goal=goals[1])
    return milestone, goals


def save(client, milestone, goals, **given):
    return client.post(
        f"/t/acme/milestones/{milestone.pk}/edit/",
        {"title": "Beta", "state": "planned", "version": 1, "goals": [str(goal.pk) for goal in goals]} | given,
    )


def titles(milestone):
    return sorted(goal.title for goal in milestone.goals.all())


def test_words_add_a_row_to_those_ticked(browse, member, goals):
    milestone, all_goals = goals
    client = browse(member)
    page = client.get(f"/t/acme/milestones/{milestone.pk}/edit/").content.decode()

    save(client, milestone, [all_goals[1]], **{"goals-words": "G-30"})

    assert page.count('name="goals" value="') == 3  # two chosen, and the mould of a tag
    assert titles(milestone) == ["Aim 2", "Aim 30"]


def test_of_several_matches_any_may_be_ticked_beside_the_rest(browse, member, goals):
    milestone, all_goals = goals
    client = browse(member)

    asked = save(client, milestone, all_goals[:2], **{"goals-words": "aim"})
    offered = asked.context["form"].fields["goals"].matches
    picked = {"goals-words": "aim", "goals-picked": [str(goal.pk) for goal in offered[5:7]]}
    done = save(client, milestone, all_goals[:1], **picked)

    page = asked.content.decode()
    assert (asked.status_code, done.status_code) == (422, 303)
    assert page.count('name="goals-picked" value="') == MATCHES_AT_MOST - 2  # two of them are chosen already
    assert page.count('type="checkbox" name="goals" value="') == 3
    assert titles(milestone) == sorted(["Aim 1", offered[5].title, offered[6].title])


def test_a_search_among_goals_is_told_of_which_project(browse, member, goals):
    milestone, _goals = goals

    page = browse(member).get(f"/t/acme/milestones/{milestone.pk}/edit/").content.decode()

    assert f'hx-get="/t/acme/choices/planner.goal/?open=true&amp;project={milestone.project_id}"' in page


# Filters


def shown(answer):
    return {row.title for row in answer.context["object_list"]}


@pytest.fixture
def tasks(member, many):
    TaskFactory(team=member.team, milestone=many[6], title="Of seven")
    TaskFactory(team=member.team, milestone=many[7], title="Of eight")
    TaskFactory(team=member.team, milestone=None, title="Of none")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("milestone-words=M-7", {"Of seven"}),
        ("milestone-words=beta+8", {"Of eight"}),
        ("milestone=none", {"Of none"}),
        ("milestone-words=&milestone=", {"Of seven", "Of eight", "Of none"}),
    ],
)
def test_a_filter_takes_words_too(browse, member, tasks, query, found):
    answer = browse(member).get(f"{LIST}?{query}")

    assert shown(answer) == found


def test_a_filter_shows_what_it_is_set_to_and_what_words_may_mean(browse, member, many, tasks):
    client = browse(member)

    chosen = client.get(f"{LIST}?milestone={many[6].pk}").content.decode()
    several = client.get(f"{LIST}?milestone-words=beta").content.decode()

    assert f'data-none="any">{many[6]}</span>' in chosen
    assert f'name="milestone" value="{many[6].pk}" checked' in chosen
    assert several.count('name="milestone-picked"') == MATCHES_AT_MOST
    assert 'data-kind="choice" open' in several


def test_in_the_api_a_filter_is_an_id(api, member, many, tasks):
    client = api(member)

    found = client.get(f"/api/v1/teams/acme/tasks/?milestone={many[6].pk}")
    wrong = client.get("/api/v1/teams/acme/tasks/?milestone=M-7")

    assert [row["title"] for row in found.data["results"]] == ["Of seven"]
    assert wrong.status_code == 400


# What a search shows


def choices(client, kind="planner.milestone", **query):
    return client.get(
        f"/t/acme/choices/{kind}/", query, headers={"HX-Request": "true", "HX-Target": "choices-id_milestone"}
    )


def labels(answer):
    return [str(each["row"]) for each in answer.context_data["rows"]]


def test_a_search_shows_the_first_matches_and_says_that_there_are_more(browse, member, many):
    client = browse(member)

    first, seventh, none = choices(client), choices(client, q="M-7"), choices(client, q="gamma")

    assert len(labels(first)) == MATCHES_AT_MOST
    assert "The first 20. Type more to find others." in first.content.decode()
    assert labels(seventh)[0] == "M-7 Beta 7"
    assert f'<div role="option" id="choices-id_milestone-{many[6].pk}" data-value="{many[6].pk}"' in (
        seventh.content.decode()
    )
    assert "<html" not in first.content.decode()
    assert "Nothing matches." in none.content.decode()


@pytest.mark.parametrize(("rows", "is_cut"), [(MATCHES_AT_MOST, False), (MATCHES_AT_MOST + 1, True)])
def test_as_many_matches_as_are_shown_are_not_called_the_first(browse, member, rows, is_cut):
    milestones(member.team, rows)

    answer = choices(browse(member))

    assert (len(labels(answer)), answer.context_data["is_cut"]) == (MATCHES_AT_MOST, is_cut)


def test_a_search_is_narrowed_as_its_field_asks(browse, member, owner):
    here, there = ProjectFactory.create_batch(2, team=member.team)
    MilestoneFactory(team=member.team, project=here, title="Open here", number=1)
    MilestoneFactory(team=member.team, project=here, title="Over here", number=2, state="cancelled")
    MilestoneFactory(team=member.team, project=there, title="Open there", number=3)
    gone = MembershipFactory(team=member.team, name="Gone Girl", ended_at=member.created_at)
    client = browse(member)

    assert labels(choices(client, project=here.pk)) == ["M-1 Open here", "M-2 Over here"]
    assert labels(choices(client, open="true")) == ["M-1 Open here", "M-3 Open there"]
    assert labels(choices(client, "teams.membership", q="girl")) == []
    assert labels(choices(client, "teams.membership", q="girl", ended="true")) == [gone.name]
    assert labels(choices(client, "teams.membership", without=owner.pk)) == [member.name]


@pytest.mark.parametrize("query", [{"project": "x"}, {"without": "1"}, {"open": "maybe"}, {"q": "x" * 5_000}])
def test_a_search_bears_whatever_its_address_says(browse, member, query):
    assert choices(browse(member), **query).status_code == 200


@pytest.mark.parametrize("kind", ["teams.user", "alerts.mail", "planner.nothing", "x", "funding.cashoutdate"])
def test_a_search_knows_rows_of_the_team_alone(browse, owner, kind):
    assert choices(browse(owner), kind).status_code == 404


def test_a_search_takes_the_right_to_see_the_kind(browse, member, viewer, stranger, many):
    assert choices(browse(viewer)).status_code == 200
    assert choices(browse(member), "funding.opportunity").status_code == 403
    assert choices(browse(stranger)).status_code == 404


def test_a_search_is_a_page_of_its_own_too(browse, member, many):
    page = browse(member).get("/t/acme/choices/planner.milestone/?q=beta+7").content.decode()

    assert f'href="{many[6].get_absolute_url()}"' in page
    assert '<input type="search" name="q" value="beta 7"' in page


def test_who_takes_over_is_searched_among_many(browse, owner, member):
    Membership.objects.bulk_create(
        Membership(team=owner.team, role="recipient", name=f"Person {n}", email=f"p{n}@example.com")
        for n in range(MANY)
    )
    TaskFactory(team=owner.team, milestone=None, assignee=member)
    heir = Membership.objects.get(name="Person 77")
    client = browse(owner)
    page = client.get(f"/t/acme/people/{member.pk}/ending/").content.decode()

    answer = client.post(f"/t/acme/people/{member.pk}/ending/", {"planner.task-words": "Person 77"})

    assert f'hx-get="/t/acme/choices/teams.membership/?without={member.pk}"' in page
    assert "Person 7" not in page
    assert (answer.status_code, Task.objects.get().assignee) == (303, heir)


@pytest.mark.parametrize("kind", sorted(MATRIX))
def test_a_search_answers_for_the_kinds_that_fields_ask_for_and_knows_no_others(browse, owner, kind):
    answer = browse(owner).get(f"/t/acme/choices/{kind}/?q=a")

    assert answer.status_code == (200 if kind in ASKED_FOR else 404)
