"""Parts in milestones: on the milestone's page, in the list, and by the API."""

import pytest
from django.core.exceptions import ValidationError

from planner.models import Responsibility
from planner.models.responsibility import MOST_PEOPLE
from tests.conftest import NOW
from tests.factories.bonuses import ResponsibilityFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]
BASE, API = "/t/acme", "/api/v1/teams/acme"


@pytest.fixture
def milestone(team, owner):
    return MilestoneFactory(team=team, owner=owner, title="Pilot")


def test_a_part_is_given_in_place_and_the_fragment_comes_back(browse, member, viewer, milestone):
    target = {"HX-Request": "true", "HX-Target": "milestone-responsibilities"}
    client = browse(member)

    answer = client.post(
        f"{BASE}/responsibilities/new/",
        {"milestone": milestone.pk, "person": viewer.pk, "letter": "C"},
        headers=target,
        follow=True,
    )
    again = client.post(
        f"{BASE}/responsibilities/new/",
        {"milestone": milestone.pk, "person": viewer.pk, "letter": "R"},
        headers=target,
    )

    page = answer.content.decode()
    share = Responsibility.objects.get()
    assert (share.person, share.letter) == (viewer, "C")
    assert "<html" not in page
    assert viewer.name in page
    assert "Accountable" in page
    assert (again.status_code, "has a part" in again.content.decode()) == (422, True)


def test_a_milestone_shows_them_once_there_are_any(browse, member, milestone):
    link = f"/milestones/{milestone.pk}/responsibilities/"
    section = f'hx-get="{BASE}{link}"'

    before = browse(member).get(f"{BASE}/milestones/{milestone.pk}/").content.decode()
    ResponsibilityFactory(team=member.team, milestone=milestone, person=member)
    after = browse(member).get(f"{BASE}/milestones/{milestone.pk}/").content.decode()

    assert (link in before, section in before, section in after) == (True, False, True)


def test_the_list_narrows_to_what_one_is_responsible_for_on_page_and_by_api(browse, api, member, milestone):
    ResponsibilityFactory(team=member.team, milestone=milestone, person=member)
    consulted = ResponsibilityFactory(team=member.team, person=member, letter="C", milestone__title="Asked only")

    page = browse(member).get(f"{BASE}/milestones/?mine=true").content.decode()
    found = api(member).get(f"{API}/milestones/?mine=true").json()["results"]

    assert ("Pilot" in page, consulted.milestone.title in page) == (True, False)
    assert [row["id"] for row in found] == [str(milestone.pk)]


@pytest.mark.parametrize(("letter", "shown"), [("R", True), ("C", False), ("I", False)])
def test_what_one_is_responsible_for_stands_in_ones_work(api, member, milestone, letter, shown):
    ResponsibilityFactory(team=member.team, milestone=milestone, person=member, letter=letter)

    found = api(member).get(f"{API}/my-work/").json()["results"]

    assert [row["id"] for row in found] == ([str(milestone.pk)] if shown else [])


def test_a_part_is_changed_and_taken_off_by_the_api(api, member, milestone):
    client = api(member)
    made = client.post(
        f"{API}/responsibilities/", {"milestone": milestone.pk, "person": member.pk, "letter": "R"}, format="json"
    ).json()

    changed = client.patch(
        f"{API}/responsibilities/{made['id']}/", {"letter": "I", "version": made["version"]}, format="json"
    )
    gone = client.delete(f"{API}/responsibilities/{made['id']}/")

    assert (changed.json()["letter"], gone.status_code) == ("I", 204)
    assert not Responsibility.objects.exists()


def test_removing_one_leads_back_to_the_others(browse, member, milestone):
    share = ResponsibilityFactory(team=member.team, milestone=milestone, person=member)

    answer = browse(member).post(f"{BASE}/responsibilities/{share.pk}/discard/")

    assert answer["Location"].endswith(f"/milestones/{milestone.pk}/responsibilities/")
    assert not Responsibility.objects.exists()


def test_a_milestone_has_a_stated_most_of_people(owner, milestone):
    ResponsibilityFactory.create_batch(MOST_PEOPLE, team=owner.team, milestone=milestone)

    with pytest.raises(ValidationError) as refused:
        Responsibility(team=owner.team, milestone=milestone, person=owner, letter="I").store(by=owner)

    assert refused.value.code == "too_many"


@pytest.mark.parametrize("rows", [1, 3])
def test_fragment_and_list_cost_the_same_for_more_people(browse, api, member, milestone, rows, queries):
    for _ in range(rows):
        ResponsibilityFactory(team=member.team, milestone=milestone, person=MembershipFactory(team=member.team))
    page, program = browse(member), api(member)

    with queries(6):
        page.get(f"{BASE}/milestones/{milestone.pk}/responsibilities/")
    with queries(5):
        program.get(f"{API}/responsibilities/")
