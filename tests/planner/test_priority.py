"""Priority of milestones and tasks: on forms, lists and the board, for many at once, and by the API."""

import pytest

from planner.models import Milestone, Task
from teams.models import Activity
from tests.factories.planner import MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db
BASE, API = "/t/acme", "/api/v1/teams/acme"
KINDS = [(MilestoneFactory, "milestones"), (TaskFactory, "tasks")]
IN_TURN = ["urgent", "high", "medium", "low", "none"]


def chosen(row):
    return f"{row.pk}:{row.version}"


@pytest.mark.parametrize(("factory", "path"), KINDS)
def test_nothing_shows_until_somebody_gives_a_priority(browse, member, factory, path):
    row = factory(team=member.team)
    client = browse(member)
    pages = [f"{BASE}/{path}/", f"{BASE}/{path}/{row.pk}/"]

    before = ['class="priority"' in client.get(page).content.decode() for page in pages]
    type(row).objects.update(priority="urgent")
    after = ['class="priority"' in client.get(page).content.decode() for page in pages]

    assert (row.priority, before, after) == ("none", [False, False], [True, True])


def test_forms_give_it_and_history_tells_so(browse, member):
    project = ProjectFactory(team=member.team)
    client = browse(member)

    client.post(f"{BASE}/milestones/new/", {"project": project.pk, "title": "Pilot", "state": "planned"})
    pilot = Milestone.objects.get()
    given = {"version": 1, "title": "Pilot", "state": "planned", "priority": "high"}
    client.post(f"{BASE}/milestones/{pilot.pk}/edit/", given)
    client.post(f"{BASE}/tasks/new/", {"title": "Ask", "state": "todo", "priority": "low"})
    page = client.get(f"{BASE}/milestones/{pilot.pk}/").content.decode()

    assert (pilot.priority, Milestone.objects.get().priority, Task.objects.get().priority) == ("none", "high", "low")
    assert Activity.objects.get(verb="changed").changes["priority"] == ["none", "high"]
    assert "No priority" in page.split("History")[1]


@pytest.mark.parametrize(("factory", "path"), KINDS)
def test_lists_narrow_to_a_priority_and_sort_by_it(browse, api, member, factory, path):
    rows = {value: factory(team=member.team, title=f"Has {value}", priority=value) for value in sorted(IN_TURN)}

    page = browse(member).get(f"{BASE}/{path}/?priority=high").content.decode()
    found = api(member).get(f"{API}/{path}/?priority=high").json()["results"]
    rising, falling = (api(member).get(f"{API}/{path}/?order={order}").json() for order in ("priority", "-priority"))
    sorted_page = browse(member).get(f"{BASE}/{path}/?order=priority").content.decode()

    assert ["Has high" in page, "Has low" in page] == [True, False]
    assert [row["id"] for row in found] == [str(rows["high"].pk)]
    assert [row["priority"] for row in rising["results"]] == IN_TURN
    assert [row["priority"] for row in falling["results"]] == IN_TURN[::-1]
    assert sorted(IN_TURN, key=lambda value: sorted_page.index(f"Has {value}")) == IN_TURN


@pytest.mark.parametrize(("factory", "path"), KINDS)
def test_many_rows_get_a_priority_at_once(browse, member, factory, path):
    rows = factory.create_batch(2, team=member.team, priority="low")

    browse(member).post(f"{BASE}/{path}/bulk/", {"chosen": [chosen(row) for row in rows], "priority": "none"})

    assert set(type(rows[0]).objects.values_list("priority", flat=True)) == {"none"}


@pytest.mark.parametrize(("factory", "path"), KINDS)
def test_many_rows_get_a_priority_by_the_api(api, member, factory, path):
    rows = factory.create_batch(2, team=member.team)

    answer = api(member).post(f"{API}/{path}/bulk/", {"ids": [row.pk for row in rows], "priority": "high"})

    assert answer.json()["count"] == 2
    assert set(type(rows[0]).objects.values_list("priority", flat=True)) == {"high"}


@pytest.mark.parametrize(("factory", "path"), KINDS)
def test_a_priority_changes_where_a_list_shows_it(browse, member, factory, path):
    row = factory(team=member.team, priority="medium")
    address = f"{BASE}/{path}/{row.pk}/cells/priority/"
    client = browse(member)

    asked = client.get(address).content.decode()
    client.post(address, {"chosen": chosen(row), "priority": "urgent"})

    row.refresh_from_db()
    assert ('value="medium" selected' in asked, "as it is" in asked, row.priority) == (True, False, "urgent")


@pytest.mark.parametrize(("factory", "path"), KINDS)
def test_the_api_takes_a_priority_it_knows(api, member, factory, path):
    row = factory(team=member.team)
    client, address = api(member), f"{API}/{path}/{row.pk}/"

    taken = client.patch(address, {"version": 1, "priority": "high"})
    refused = client.patch(address, {"version": 2, "priority": "asap"})

    assert (taken.status_code, taken.json()["priority"]) == (200, "high")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "priority")


def test_a_card_of_the_board_is_marked_and_the_board_narrows(browse, member):
    TaskFactory(team=member.team, title="Call", priority="high")
    TaskFactory(team=member.team, title="Tidy up")
    client = browse(member)

    page = client.get(f"{BASE}/tasks/board/").content.decode()
    narrowed = client.get(f"{BASE}/tasks/board/?priority=high").content.decode()

    assert page.count('class="priority" data-priority="high"') == 1
    assert ("Call" in narrowed, "Tidy up" in narrowed) == (True, False)
