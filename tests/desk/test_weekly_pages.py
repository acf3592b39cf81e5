"""The pages of the weekly review and of the report: what each role is shown, what they cost, and what they send on."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.models import Milestone, WeeklyDecision, WeeklyReview
from teams.models import Change
from tests.conftest import NOW
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import DependencyFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.reviews import WeeklyDecisionFactory, WeeklyReviewFactory
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory, PositionFactory

from .weekly import day, moved, untouched

pytestmark = pytest.mark.django_db
PAGE, MOST = "/t/acme/review/", 20
NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def review(team, owner):
    return WeeklyReview.begin(team, by=owner)


@pytest.fixture
def late(team):
    return MilestoneFactory(team=team, title="Public beta", due_on=day(-1))


def one_of_each_reason(team, count):
    for _each in range(count):
        moved(MilestoneFactory(team=team, due_on=day(60)), days=7, ago=3)
        milestone = MilestoneFactory(team=team, due_on=day(-1))
        TaskFactory(team=team, milestone=milestone, due_on=day(-1))
        untouched(MilestoneFactory(team=team, due_on=day(60)), days=40)
        RiskFactory(team=team, score=(5, 5))
        untouched(RiskFactory(team=team), days=40)
        OpportunityFactory(team=team, expected_close_on=day(-1))
        PositionFactory(team=team, starts_on=day(3))


def decide(client, review, key, decision, **given):
    return client.post(f"/t/acme/reviews/{review.pk}/decisions/", {"item": key, "decision": decision} | given)


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_a_review_begins_once_and_is_gone_on_with_by_anybody(browse, owner, member):
    first = browse(owner).post("/t/acme/review/beginning/")
    second = browse(member).post("/t/acme/review/beginning/")

    assert (first.status_code, first.url, second.url) == (303, PAGE, PAGE)
    assert WeeklyReview.objects.values_list("by", flat=True).get() == owner.pk


def test_the_walk_shows_one_item_and_leads_to_the_next_and_the_one_before(browse, member, review):
    titles = [f"M{n}" for n in range(3)]
    rows = [MilestoneFactory(team=member.team, title=title, due_on=day(n - 9)) for n, title in enumerate(titles)]
    keys = [f"late:{row.pk}" for row in rows]
    client = browse(member)

    walks = [client.get(PAGE, {"at": key} if key else {}).context["walk"] for key in (None, keys[1], keys[2], "end")]

    assert [walk.item and walk.item.title for walk in walks] == ["M0", "M1", "M2", None]
    assert [walk.before for walk in walks] == ["", keys[0], keys[1], keys[2]]
    assert [walk.after for walk in walks] == [keys[1], keys[2], "end", ""]


def test_a_place_that_is_gone_leads_to_the_first_item(browse, member, review, late):
    walk = browse(member).get(PAGE, {"at": "late:nonsense\x00"}).context["walk"]

    assert walk.item.row == late


def test_a_decision_goes_on_to_the_next_item_and_offers_undo(browse, member, review, late):
    client = browse(member)

    answer = decide(client, review, f"late:{late.pk}", "completed", after="end", version=late.version)
    page = client.get(answer.url)

    late.refresh_from_db()
    assert (answer.status_code, answer.url, late.state) == (303, f"{PAGE}?at=end", "completed")
    assert "is completed" in page.content.decode()
    undo = f"/t/acme/changes/{Change.objects.get().pk}/undo/"
    assert undo in page.content.decode()
    client.post(undo)
    late.refresh_from_db()
    assert (late.state, WeeklyDecision.objects.count()) == ("planned", 0)


def test_what_becomes_of_open_tasks_is_asked_where_there_are_some(browse, member, review, late):
    client = browse(member)

    without = client.get(PAGE).content.decode()
    task = TaskFactory(team=member.team, milestone=late)
    page = client.get(PAGE).content.decode()
    decide(client, review, f"late:{late.pk}", "completed", tasks="complete")

    task.refresh_from_db()
    assert ["What becomes of the open tasks?" in each for each in (without, page)] == [False, True]
    assert task.state == "done"


def test_a_refused_decision_says_why_and_stays_at_the_item(browse, member, review, late):
    client = browse(member)

    answer = decide(client, review, f"late:{late.pk}", "moved", after="end")
    stale = decide(client, review, f"late:{late.pk}", "moved", day="2026-04-01", version=99)
    page = client.get(answer.url)

    assert answer.url == stale.url == f"{PAGE}?at=late%3A{late.pk}"
    assert [text.partition("meanwhile")[0] for text in told(page)] == [
        "Say on which day.",
        f"{late} was changed by somebody else ",
    ]
    assert (page.context["walk"].item.row, WeeklyDecision.objects.count()) == (late, 0)


@pytest.mark.parametrize("item", ["", "late", "late:x", f"nothing:{NOBODY}", f"late:{NOBODY}"])
def test_an_item_that_is_none_is_refused(item, browse, member, review):
    answer = decide(browse(member), review, item, "kept")

    assert (answer.status_code, WeeklyDecision.objects.count()) == (303, 0)


def test_a_move_that_others_follow_goes_on_to_what_they_would_do(browse, member, review, late):
    after = MilestoneFactory(team=member.team, due_on=day(3), starts_on=day(1), follows_links=True)
    DependencyFactory(team=member.team, predecessor=late, successor=after)

    answer = decide(browse(member), review, f"late:{late.pk}", "moved", day=day(30).isoformat(), version=late.version)

    assert answer.url.startswith(f"/t/acme/milestones/{late.pk}/cascade/?after=")


def test_nothing_can_be_done_where_the_right_is_missing(browse, member, viewer, review):
    PositionFactory(team=member.team, title="Chief", starts_on=day(-1))

    pages = [browse(who).get(PAGE).content.decode() for who in (member, viewer)]

    assert ["Chief" in page for page in pages] == [True, True]
    assert ["Fill with this person" in page for page in pages] == [False, False]
    assert ["Leave it as it is" in page for page in pages] == [True, False]


def test_deals_show_to_who_reads_the_money_alone(browse, owner, member, review):
    OpportunityFactory(team=owner.team, source__name="Nordtor", expected_close_on=day(-1))
    reader = MembershipFactory(team=owner.team, role="viewer", reads_money=True)

    shown = ["Nordtor" in browse(who).get(PAGE).content.decode() for who in (owner, reader, member)]

    assert shown == [True, True, False]


def test_the_end_names_what_was_skipped_and_finishes_with_a_note(browse, member, review, late):
    client = browse(member)
    decide(client, review, f"late:{late.pk}", "skipped", after="end")

    end = client.get(PAGE, {"at": "end"}).content.decode()
    answer = client.post(f"/t/acme/reviews/{review.pk}/ending/", {"note": "Hire first"})
    page = client.get(answer.url).content.decode()

    assert (f"?at=late%3A{late.pk}" in end or f"?at=late:{late.pk}" in end, "Skipped: decide now" in end) == (
        True,
        True,
    )
    assert (answer.status_code, answer.url) == (303, f"/t/acme/reviews/{review.pk}/")
    assert ("Hire first" in page, str(late) in page, "Mia Member" in page) == (True, True, True)


def test_a_note_that_is_too_long_is_kept_and_refused(browse, member, review):
    answer = browse(member).post(f"/t/acme/reviews/{review.pk}/ending/", {"note": "x" * 5_001})

    assert (answer.status_code, "x" * 5_001 in answer.content.decode()) == (422, True)
    assert WeeklyReview.objects.get().is_open


def test_the_page_of_a_review_says_nothing_of_money_to_members(browse, owner, member, review):
    deal = OpportunityFactory(team=owner.team, source__name="Nordtor")
    WeeklyDecisionFactory(team=owner.team, review=review, subject=deal)
    review.end(by=owner)

    pages = [browse(who).get(f"/t/acme/reviews/{review.pk}/").content.decode() for who in (owner, member)]
    lists = [browse(who).get("/t/acme/reviews/").context["object_list"][0].decided for who in (owner, member)]

    assert (["Nordtor" in page for page in pages], lists) == ([True, False], [1, 0])


def test_a_row_that_was_removed_since_is_told_as_such(browse, owner, review):
    task = TaskFactory(team=owner.team)
    WeeklyDecisionFactory(team=owner.team, review=review, subject=task)
    task.discard(by=owner)

    assert "removed since" in browse(owner).get(f"/t/acme/reviews/{review.pk}/").content.decode()


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?at=end"])
def test_the_walk_costs_the_same_for_more_rows(path, browse, owner, review):
    costs = []
    for rows in (1, 2):  # one of each reason, then three
        one_of_each_reason(owner.team, rows)
        client = browse(owner)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(path).status_code == 200
        costs.append(len(sent))

    assert costs[0] == costs[1] <= MOST


@pytest.mark.parametrize("path", ["/t/acme/reviews/", "/t/acme/reviews/{}/", "/t/acme/report/"])
def test_lists_pages_and_report_cost_the_same_for_more_rows(path, browse, owner):
    costs = []
    for rows in (1, 2):
        one_of_each_reason(owner.team, rows)
        for _each in range(rows):
            review = WeeklyReviewFactory(team=owner.team, by=owner, ended_by=owner, ended_at=NOW)
            for row in [*Milestone.objects.all(), *OpportunityFactory.create_batch(rows, team=owner.team)]:
                WeeklyDecisionFactory(team=owner.team, review=review, subject=row, by=owner)
        client = browse(owner)
        with CaptureQueriesContext(connection) as sent:
            assert client.get(path.format(review.pk)).status_code == 200
        costs.append(len(sent))

    assert costs[0] == costs[1] <= MOST


# Home


def test_home_offers_the_review_a_week_after_the_last(browse, member, late):
    client, home = browse(member), "/t/acme/"

    said = {}
    said["never"] = client.get(home).context["weekly"]
    review = WeeklyReviewFactory(team=member.team, ended_at=NOW - dt.timedelta(days=6), ended_by=member)
    said["6 days ago"] = client.get(home).context["weekly"]
    shown = client.get(home).content.decode()
    WeeklyReview.objects.filter(pk=review.pk).update(ended_at=NOW - dt.timedelta(days=7))
    said["7 days ago"] = client.get(home).context["weekly"]
    WeeklyReviewFactory(team=member.team, by=member)
    said["under way"] = client.get(home).context["weekly"]

    assert {name: line.is_due for name, line in said.items()} == {
        "never": True,
        "6 days ago": False,
        "7 days ago": True,
        "under way": False,
    }
    assert "Reviewed 6 days ago by Mia Member" in shown
    assert f'href="/t/acme/reviews/{review.pk}/"' in shown


def test_home_offers_no_review_while_there_is_nothing_to_review(browse, member):
    client, said = browse(member), []
    project = ProjectFactory(team=member.team)
    said.append(client.get("/t/acme/").context["weekly"])
    MilestoneFactory(team=member.team, project=project)
    said.append(client.get("/t/acme/").context["weekly"])

    assert [bool(each) for each in said] == [False, True]


def test_a_past_review_is_told_though_all_is_done(browse, member):
    ProjectFactory(team=member.team)
    WeeklyReviewFactory(team=member.team, ended_at=NOW - dt.timedelta(days=6), ended_by=member)

    assert browse(member).get("/t/acme/").context["weekly"].last is not None


def test_a_viewer_is_not_asked_to_review(browse, viewer, late):
    page = browse(viewer).get("/t/acme/").content.decode()

    assert "Five minutes a week" not in page


def test_groups_that_have_more_than_is_shown_are_counted_in_one_statement(browse, owner, review):
    project, old = ProjectFactory(team=owner.team), NOW - dt.timedelta(days=40)
    rows = MilestoneFactory.build_batch(120, team=owner.team, project=project)
    for place, row in enumerate(rows):
        row.due_on, row.updated_at = (day(-1), NOW) if place % 2 else (day(60), old)
    Milestone.objects.bulk_create(rows)
    client = browse(owner)

    with CaptureQueriesContext(connection) as sent:
        walk = client.get(PAGE).context["walk"]

    assert [(part.group.key, len(part.items), part.count) for part in walk.found] == [
        ("late", 50, 60),
        ("stale", 50, 60),
    ]
    assert (walk.total, len(sent) <= MOST) == (120, True)
