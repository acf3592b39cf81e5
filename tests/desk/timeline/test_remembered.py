"""How somebody wants the timeline is remembered: by a POST, for one person in one team, in whatever browser."""

import re
from urllib.parse import parse_qs

import pytest
import time_machine

from desk.timeline.asked import LONGEST, Asked
from planner.models import LONGEST_VIEW, TimelineView
from risks.models import BoardVisit
from teams.leaving import leave
from teams.models import Activity, Membership
from teams.roles import Role
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import MembershipFactory, TeamFactory

PAGE = "/t/acme/timeline/"
VIEW, RESET = f"{PAGE}view/", f"{PAGE}view/discard/"


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def shown_to(browse, who, query="", page=PAGE):
    """Return (scale, grouping) that a new browser of somebody shows."""
    text = browse(who).get(page + query).content.decode()
    [scale] = re.findall(r'value="scale=(\w+)" aria-pressed="true"', text)
    [grouping] = re.findall(r'<option value="(\w+)" selected>', text)
    return scale, grouping


def test_a_post_remembers_and_leads_to_the_address(browse, viewer):
    fields = {"view": "scale=week&open=G-1", "group": "owner", "show": ["none", "links"]}

    answer = browse(viewer).post(VIEW, fields)

    query = "scale=week&group=owner&show=none&show=links"
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?{query}")
    assert TimelineView.objects.values_list("membership", "query").get() == (viewer.pk, query)


def test_the_same_person_finds_it_in_another_browser_and_nobody_else_does(browse, viewer, member):
    browse(viewer).post(VIEW, {"view": "scale=month", "change": "scale=year"})
    browse(viewer).post(VIEW, {"view": "scale=year", "group": "owner", "show": "none"})

    assert shown_to(browse, viewer) == ("year", "owner")
    assert shown_to(browse, member) == ("month", "goal")
    assert TimelineView.objects.count() == 1


def test_each_team_of_a_person_has_its_own(browse, viewer):
    other = TeamFactory(slug="other")
    MembershipFactory(team=other, user=viewer.user, role=Role.VIEWER)

    browse(viewer).post(VIEW, {"change": "scale=year"})

    assert shown_to(browse, viewer, page="/t/other/timeline/") == ("month", "goal")
    assert shown_to(browse, viewer) == ("year", "goal")


def test_looking_at_an_address_stores_nothing(browse, viewer):
    client = browse(viewer)

    assert client.get(f"{PAGE}?scale=year").status_code == 200

    assert TimelineView.objects.count() == 0
    assert "timeline" not in client.cookies
    assert client.get(VIEW).status_code == client.get(RESET).status_code == 405


def test_an_address_that_was_passed_on_goes_before_what_is_remembered(browse, viewer):
    browse(viewer).post(VIEW, {"change": "scale=year"})

    assert shown_to(browse, viewer, "?scale=week&group=project") == ("week", "project")
    assert shown_to(browse, viewer) == ("year", "goal")


def test_a_reset_forgets_it(browse, viewer, member):
    for who in (viewer, member):
        browse(who).post(VIEW, {"change": "scale=year"})

    answer = browse(viewer).post(RESET)

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert shown_to(browse, viewer) == ("month", "goal")
    assert shown_to(browse, member) == ("year", "goal")
    assert browse(viewer).post(RESET).status_code == 303


def test_open_groups_are_remembered_and_come_anew_for_another_grouping(browse, viewer):
    client = browse(viewer)

    client.post(VIEW, {"view": "scale=week", "change": "open=G-1%2CG-2"})
    layered = client.post(VIEW, {"view": TimelineView.query_of(viewer), "group": "goal", "show": "none"})
    regrouped = client.post(VIEW, {"view": TimelineView.query_of(viewer), "group": "owner", "show": "none"})

    assert "&open=G-1%2CG-2" in layered["Location"]
    assert "open" not in regrouped["Location"]


def test_layers_that_are_not_offered_now_stay_on(browse, viewer):
    text = browse(viewer).get(PAGE).content.decode()

    fields = re.findall(r'<input type="(?:hidden|checkbox)" name="show"[^>]* value="(\w+)"', text)

    assert "baseline" not in re.findall(r'id="layer-(\w+)"', text)
    assert Asked.read({"show": [each for each in fields if each != "completed"]}) == Asked()


def test_the_page_is_not_remembered(browse, viewer):
    browse(viewer).post(VIEW, {"view": "scale=week&page=3", "change": "scale=year"})

    assert TimelineView.query_of(viewer) == "scale=year"


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"view": "scale=%00&group=moon&page=-1&open=", "change": "&&=;%ff"},
        {"view": "&" * 50_000, "change": "scale=month&" * 5_000},
        {"group": "\ud7ff", "show": ["links", "x" * 500], "change": "scale=fortnight"},
    ],
)
def test_what_makes_no_sense_is_left_as_it_is_at_first(browse, viewer, nonsense):
    assert browse(viewer).post(VIEW, nonsense).status_code == 303

    assert shown_to(browse, viewer) == ("month", "goal")


@pytest.mark.parametrize("kept", ["scale=fortnight&group=moon&show=dreams&open=G-999&page=x", "%%%", "scale", "=&="])
def test_what_no_longer_makes_sense_is_left_out_when_it_is_read(browse, viewer, kept):
    MilestoneFactory(team=viewer.team, due_on=NOW.date())
    TimelineView.keep(viewer, kept)

    assert shown_to(browse, viewer) == ("month", "goal")


def test_too_many_open_groups_are_not_remembered(browse, viewer):
    keys = ",".join(f"{'中' * 38}{number}" for number in range(40))
    assert LONGEST == LONGEST_VIEW

    browse(viewer).post(VIEW, {"view": "scale=year", "open": keys})

    assert TimelineView.query_of(viewer) == "scale=year"


@pytest.mark.parametrize("length", [LONGEST - 1, LONGEST, LONGEST + 1])
def test_an_address_is_kept_up_to_its_limit(length):
    names = [f"{number:02}" + "x" * 38 for number in range(39)]
    rest = length - len(Asked("year", opened=frozenset([*names, ""])).query())
    opened = frozenset([*names, "中" * (rest // 9) + "y" * (rest % 9)])
    assert len(Asked("year", opened=opened).query()) == length

    kept = Asked("year", opened=opened).kept

    assert len(kept) == (length if length <= LONGEST else len("scale=year"))


def test_who_leaves_takes_their_habits_along(viewer, member, owner):
    for who in (viewer, member):
        TimelineView.keep(who, "scale=year")
        BoardVisit.note(who)
    told = Activity.objects.count()

    leave(viewer, by=owner)

    assert list(TimelineView.objects.values_list("membership", flat=True)) == [member.pk]
    assert list(BoardVisit.objects.values_list("membership", flat=True)) == [member.pk]
    assert Activity.objects.count() == told + 1  # that they left, nothing of what they looked at


def test_nobody_else_reaches_it(browse, viewer, stranger, team):
    recipient = MembershipFactory(team=team, user=None, role=Role.RECIPIENT)
    assert Membership.objects.get(pk=recipient.pk).rights == frozenset()

    assert browse(stranger).post(VIEW, {"change": "scale=year"}).status_code == 404
    assert browse(stranger).post(RESET).status_code == 404

    assert TimelineView.objects.count() == 0


def test_htmx_is_led_to_the_timeline_alone(browse, viewer):
    MilestoneFactory(team=viewer.team, title="Public beta", due_on=NOW.date())
    headers = {"HX-Request": "true", "HX-Target": "timeline"}

    answer = browse(viewer).post(VIEW, {"change": "scale=year"}, headers=headers, follow=True)

    assert answer.request["QUERY_STRING"] == "scale=year"
    assert answer.content.decode().lstrip().startswith('<div id="timeline"')
    assert parse_qs(TimelineView.query_of(viewer)) == {"scale": ["year"]}


def test_more_rows_and_longer_memories_cost_no_more_statements(browse, viewer, queries):
    client = browse(viewer)

    for change in ("scale=year", "open=G-1%2CG-2%2CG-3"):
        TimelineView.keep(viewer, change)
        with queries(7):
            client.post(VIEW, {"view": change, "change": change})
