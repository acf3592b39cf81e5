"""What a field holds already can stay, what was picked anew goes before it, and how much of a search is read."""

import pytest
from django.http import QueryDict

from planner.models import Milestone, Task
from teams.choice_fields import RowSelect
from teams.choices import CONDITIONS_AT_MOST, WORDS_AT_MOST, containing, narrowed
from teams.leaving import leave
from teams.models import Membership
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(owner, member):
    """A closed milestone of somebody who has left."""
    row = MilestoneFactory(team=owner.team, owner=member)
    row.complete(by=owner)
    leave(member, by=owner)
    return Milestone.objects.get()


def test_people_who_left_can_be_chosen_only_where_they_stand_already(owner, member):
    leave(member, by=owner)

    assert set(narrowed(Membership.objects.all(), owner)) == {owner}
    assert set(narrowed(Membership.objects.all(), owner, keep=member.pk)) == {owner, member}


def test_a_closed_row_of_somebody_who_left_can_be_edited_on_its_page(owner, member, browse, closed):
    address = f"/t/acme/milestones/{closed.pk}/edit/"
    form = browse(owner).get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}

    answer = browse(owner).post(address, values | {"title": "Renamed"})

    closed.refresh_from_db()
    assert answer.status_code == 303
    assert (closed.title, closed.owner) == ("Renamed", member)


def test_a_closed_row_of_somebody_who_left_can_be_edited_by_the_api(owner, member, api, closed):
    values = {"title": "Renamed", "owner": str(member.pk), "version": closed.version}

    answer = api(owner).patch(f"/api/v1/teams/acme/milestones/{closed.pk}/", values)

    closed.refresh_from_db()
    assert answer.status_code == 200
    assert (closed.title, closed.owner) == ("Renamed", member)


def test_a_match_picked_goes_before_what_was_there():
    data = QueryDict("owner=old&owner-picked=new&owner-words=x")

    assert RowSelect().value_from_datadict(data, {}, "owner") == "new"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("a boat a boat A", 2),
        (" ".join(f"w{n}" for n in range(CONDITIONS_AT_MOST + 5)), CONDITIONS_AT_MOST),
        ("\ufdfa" * WORDS_AT_MOST, 5),  # one character is four words, the last of which runs into the next first
    ],
    ids=["repeated", "many", "of one character"],
)
def test_a_search_asks_for_each_word_once_and_for_so_many_at_most(words, asked):
    found = containing(Task.objects.all(), words)

    assert len(found.query.where.children) == asked


def test_a_search_reads_no_more_than_its_first_characters(owner):
    task = Task(team=owner.team, title="Boat").store(by=owner)

    found = containing(Task.objects.all(), "boat".ljust(WORDS_AT_MOST) + " unread")

    assert list(found) == [task]
