"""A date changed in a list, of one milestone or of many, leads on to what others would do that follow it."""

import datetime as dt
import html
import re

import pytest

from planner.models import Milestone
from tests.factories.planner import DependencyFactory, MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db
LIST = "/t/acme/milestones/"


@pytest.fixture
def links(owner):
    """Four pairs of milestones: the second of each begins when the first is reached, and moves with it."""
    today, project = owner.team.today(), ProjectFactory(team=owner.team)
    day = {"starts_on": today, "due_on": today + dt.timedelta(days=7)}
    later = {"starts_on": today + dt.timedelta(days=8), "due_on": today + dt.timedelta(days=20)}
    pairs = [
        (
            MilestoneFactory(team=owner.team, project=project, **day),
            MilestoneFactory(team=owner.team, project=project, follows_links=True, **later),
        )
        for _number in range(4)
    ]
    return [DependencyFactory(team=owner.team, predecessor=first, successor=second) for first, second in pairs]


def ways_on(page):
    found = re.findall(r'href="([^"]*/cascade/[^"]*)">Move what follows (M-\d+)…', page)
    return {code: html.unescape(url) for url, code in found}


def move_in_cell(client, row, day):
    fields = {"chosen": f"{row.pk}:{row.version}", "due_on": day, "next": LIST}
    return client.post(f"{LIST}{row.pk}/cells/due_on/", fields, follow=True).content.decode()


def move_many(client, rows, **values):
    chosen = [f"{row.pk}:{row.version}" for row in rows]
    return client.post(f"{LIST}bulk/", {"chosen": chosen} | values, follow=True).content.decode()


def test_a_date_changed_in_its_cell_leads_on_to_what_follows(browse, owner, links):
    first, second, client = links[0].predecessor, links[0].successor, browse(owner)

    told = ways_on(move_in_cell(client, first, first.due_on + dt.timedelta(days=7)))

    assert list(told) == [first.code]
    seen = client.get(told[first.code])
    assert [row.milestone for row in seen.context["found"].rows] == [second]
    after = told[first.code].partition("after=")[2]
    client.post(f"{LIST}{first.pk}/cascade/", {"after": after, "seen": seen.context["found"].seen})
    assert Milestone.objects.get(pk=second.pk).due_on > second.due_on


def test_dates_of_many_lead_on_for_the_first_three_of_them(browse, owner, links):
    rows = [link.predecessor for link in links]

    told = ways_on(move_many(browse(owner), rows, due_on=rows[0].due_on + dt.timedelta(days=7)))

    assert list(told) == [row.code for row in sorted(rows, key=lambda row: row.pk)[:3]]


def test_what_breaks_a_link_between_two_that_moved_is_told_too(browse, owner, links):
    first, second = links[0].predecessor, links[0].successor

    told = ways_on(move_many(browse(owner), [first, second], due_on=second.due_on))

    assert list(told) == [first.code]


def test_nothing_is_offered_where_nothing_follows_or_no_date_changed(browse, owner, links):
    client, first, second = browse(owner), links[0].predecessor, links[0].successor

    pages = [
        move_in_cell(client, second, second.due_on + dt.timedelta(days=7)),
        move_many(client, [first], owner=owner.pk),
    ]

    assert [ways_on(page) for page in pages] == [{}, {}]
    assert Milestone.objects.get(pk=first.pk).owner == owner
