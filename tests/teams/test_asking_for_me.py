"""“me” in every filter by person: one address that shows everybody their own rows, by page and by API."""

import pytest

import config.urls  # noqa: F401 - with every filter there is
from teams.filters import PersonFilter, RowFilter, TeamFilterSet, members
from teams.history import everybody
from teams.models import Membership
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db


def _filter_sets(base=TeamFilterSet):
    for each in base.__subclasses__():
        yield each
        yield from _filter_sets(each)


def test_every_filter_by_person_knows_the_word():
    asked = [
        (each.__name__, name, isinstance(found, PersonFilter))
        for each in _filter_sets()
        for name, found in each.base_filters.items()
        if isinstance(found, RowFilter) and found.queryset in (members, everybody)
    ]

    assert len(asked) >= 10
    assert [each for each in asked if not each[-1]] == []


def test_page_and_api_show_everybody_their_own_rows(browse, owner, member):
    mine = MilestoneFactory(team=member.team, owner=member)
    MilestoneFactory(team=member.team, owner=owner)
    client = browse(member)

    page = client.get("/t/acme/milestones/?owner=me")
    answer = client.get("/api/v1/teams/acme/milestones/?owner=me")

    assert [row.pk for row in page.context["object_list"]] == [mine.pk]
    assert [row["id"] for row in answer.json()["results"]] == [str(mine.pk)]
    assert '<option value="me" selected>me</option>' in page.content.decode()


def test_among_many_people_the_word_stands_beside_the_search(browse, member):
    Membership.objects.bulk_create(
        MembershipFactory.build(team=member.team, user=None, role="recipient") for _each in range(101)
    )
    client = browse(member)

    page = client.get("/t/acme/milestones/?owner=me").content.decode()

    assert '<input type="checkbox" name="owner" value="me" checked>' in page
