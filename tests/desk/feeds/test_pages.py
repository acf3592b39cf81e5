"""Making, listing and revoking one's own calendar feeds on their page."""

import html
import re

import pytest

from teams.models import FEEDS_AT_MOST, Activity, CalendarFeed
from tests.factories.planner import MilestoneFactory, ProjectFactory

PAGE = "/t/acme/feeds/"
pytestmark = pytest.mark.django_db


def text(answer):
    return html.unescape(answer.content.decode())


def made(client, **values):
    answer = client.post(PAGE, {"name": "my phone", **values})
    found = re.search(r"http://127\.0\.0\.1:8000(/calendar/[^\"< ]+\.ics)", text(answer))
    return answer, found and found[1]


def test_an_address_is_shown_once_and_works(member, browse, fetch):
    client = browse(member)

    answer, path = made(client)

    assert answer.status_code == 200
    assert "The calendar feed “my phone” is ready" in text(answer)
    assert fetch(path).status_code == 200
    again = text(client.get(PAGE))
    assert ("my phone" in again, path.split("_", 1)[1] in again) == (True, False)


def test_a_feed_of_a_project_shows_that_project(viewer, browse, fetch):
    project = ProjectFactory(team=viewer.team, name="Reader")
    MilestoneFactory(team=viewer.team, project=project, title="Beta", due_on=viewer.team.today())
    client = browse(viewer)

    _answer, path = made(client, project=project.pk)

    assert b"X-WR-CALNAME:Acme: Reader\r\n" in fetch(path).content
    assert b"Beta" in fetch(path).content
    assert f'<a href="{project.get_absolute_url()}">Reader</a>' in text(client.get(PAGE))


def test_a_project_leads_here_with_itself_chosen(viewer, browse):
    project = ProjectFactory(team=viewer.team)
    client = browse(viewer)

    link = f"{PAGE}?project={project.pk}"

    assert f'href="{link}"' in text(client.get(project.get_absolute_url()))
    assert re.search(rf'<option value="{project.pk}" selected', text(client.get(link)))


@pytest.mark.parametrize("given", ["", "x"])
def test_what_the_address_says_wrong_is_left_aside(viewer, browse, given):
    assert browse(viewer).get(f"{PAGE}?project={given}").status_code == 200


def test_a_project_that_is_gone_is_said_so(viewer, browse):
    project = ProjectFactory(team=viewer.team)
    client = browse(viewer)
    made(client, project=project.pk)

    project.discard(by=None)

    assert "a project that is gone" in text(client.get(PAGE))


def test_a_project_of_another_team_cannot_be_chosen(viewer, browse):
    answer, path = made(browse(viewer), project=ProjectFactory().pk)

    assert (answer.status_code, path, CalendarFeed.objects.count()) == (422, None, 0)


def test_a_feed_without_a_name_is_refused(member, browse):
    assert made(browse(member), name="")[0].status_code == 422
    assert not CalendarFeed.objects.exists()


def test_ten_feeds_are_enough(member, browse, feed_of):
    client = browse(member)
    for _number in range(FEEDS_AT_MOST):
        feed_of(member)

    answer, path = made(client)

    assert (answer.status_code, path, CalendarFeed.objects.count()) == (422, None, 10)
    assert "You can have 10 calendar feeds in a team. Revoke one first." in text(answer)

    CalendarFeed.objects.first().revoke(by=member)
    assert made(client)[0].status_code == 200


def test_a_feed_is_revoked_by_its_person_alone(owner, member, browse, feed_of, fetch):
    path = feed_of(member)
    address = f"{PAGE}{CalendarFeed.objects.get().pk}/revocation/"

    by_owner = browse(owner).post(address)
    by_member = browse(member).post(address)

    assert (by_owner.status_code, by_member.status_code, by_member.headers["Location"]) == (404, 303, PAGE)
    assert fetch(path).status_code == 404
    assert "Revoked" in text(browse(member).get(PAGE))


def test_what_happens_to_a_feed_is_its_persons_own_affair(owner, member, browse, feed_of):
    feed_of(member)
    CalendarFeed.objects.get().revoke(by=member)

    told = Activity.objects.visible_to(member).filter(subject_kind="teams.calendarfeed")
    assert sorted(told.values_list("verb", flat=True)) == ["created", "revoked"]
    assert not Activity.objects.visible_to(owner).filter(subject_kind="teams.calendarfeed").exists()


def test_the_page_stands_in_the_area_of_the_team(member, browse):
    areas = browse(member).get(PAGE).context["nav"]

    assert [area["key"] for area in areas if area["current"]] == ["team"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_more_feeds(member, browse, feed_of, queries, rows):
    for _number in range(rows):
        feed_of(member, ProjectFactory(team=member.team))
    client = browse(member)
    client.get(PAGE)

    with queries(7):
        assert len(client.get(PAGE).context["keys"]) == rows


def test_many_revoked_feeds_have_pages(member, browse):
    CalendarFeed.objects.bulk_create(
        CalendarFeed(team=member.team, membership=member, name=f"F {n}", key=f"key{n}", digest="x") for n in range(51)
    )

    feeds = browse(member).get(PAGE).context["keys"]

    assert (len(feeds), feeds.paginator.count) == (50, 51)
