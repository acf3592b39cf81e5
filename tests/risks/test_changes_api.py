"""What changed in the register, by API: between two days or meetings, and since a person's last visit to the board."""

import datetime as dt

import pytest

from risks.models import Assessment, BoardVisit, Risk
from risks.report import ROWS_AT_MOST
from risks.states import Change
from teams.models import Team
from tests.conftest import NOW
from tests.factories.acceptances import AcceptanceFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import MeetingFactory, RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
KIND = "/api/v1/teams/acme/risk-changes/"
BETWEEN, NEWS = f"{KIND}between/", f"{KIND}since-last-visit/"
REPORT, BOARD = "/t/acme/risks/report/", "/t/acme/risks/board/"
DAY = dt.timedelta(days=1)
BOTH = pytest.mark.parametrize("url", [BETWEEN, NEWS])
# One risk of each way to change in the last three days, and its levels before and after.
EACH = {
    "new": [("New", None, "low", True)],
    "up": [("Up", "low", "critical", False)],
    "down": [("Down", "high", "very_low", False)],
    "occurred": [("Occurred", "moderate", "moderate", False)],
    "closed": [("Closed", "moderate", "moderate", False)],
    "lapsed": [("Lapsed", "moderate", "moderate", False)],
}


def old(team, title, **values):
    """Store a risk that was made and rated a month ago."""
    risk = RiskFactory(team=team, title=title, **values)
    Risk.objects.filter(pk=risk.pk).update(created_at=NOW - 30 * DAY)
    Assessment.objects.filter(risk=risk).update(at=NOW - 30 * DAY)
    return risk


def rate(risk, *figures, ago=1, by=None):
    risk.assess(*figures, by=by, reason="News")
    Assessment.objects.filter(pk=Risk.objects.get(pk=risk.pk).current_id).update(at=NOW - ago * DAY)


def met(team, *, ago):
    ended = NOW - ago * DAY
    return MeetingFactory(team=team, held_on=ended.date(), started_at=ended, ended_at=ended)


@pytest.fixture
def changed(owner):
    team = owner.team
    RiskFactory(team=team, title="New", score=(2, 2))
    Risk.objects.update(created_at=NOW - DAY)
    Assessment.objects.update(at=NOW - DAY)
    rate(old(team, "Up", score=(2, 2)), 5, 5, by=owner)
    rate(old(team, "Down", score=(4, 4)), 1, 1, by=owner)
    rate(old(team, "Same level", score=(2, 2)), 2, 2, by=owner)
    old(team, "Occurred", score=(3, 3), status="occurred", occurred_at=NOW - DAY)
    ended = {"status": "closed", "closure_reason": "avoided", "closed_at": NOW - DAY}
    old(team, "Closed", score=(3, 3), **ended)
    lapsed = old(team, "Lapsed", score=(3, 3))
    decided = {"ended_at": NOW - DAY, "decided_at": NOW - 9 * DAY, "decided_by": owner}
    AcceptanceFactory(team=team, risk=lapsed, state="expired", lapse_cause="expired", **decided)
    old(team, "Still", score=(1, 1))
    old(team, "Overdue", score=(1, 2), next_review_on=NOW.date() - DAY)
    old(team, "Due today", next_review_on=NOW.date())


def told(answer):
    """Return {change: [(title, level before, level, whether it is new)]} of what changed at all."""
    assert answer.status_code == 200, answer.data
    return {
        part["change"]: [(each["title"], each["level_before"], each["level"], each["is_new"]) for each in part["risks"]]
        for part in answer.json()["changes"]
        if part["count"]
    }


def counts(answer):
    return {part["change"]: part["count"] for part in answer.json()["changes"]}


@BOTH
@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("role", ["owner", "manager", "member", "viewer"])
def test_each_way_to_change_is_told_to_each_role(api, request, role, url):
    person = request.getfixturevalue(role)
    BoardVisit.mark_seen(person, NOW - 3 * DAY)

    answer = api(person).get(url, {"since": "2026-02-27"} if url == BETWEEN else {})

    assert [part["change"] for part in answer.json()["changes"]] == Change.values
    assert told(answer) == EACH
    overdue = answer.json()["overdue"]
    row = Risk.objects.get(title="Overdue")
    assert overdue == {
        "count": 1,
        "risks": [
            {
                "id": str(row.pk),
                "code": row.code,
                "title": "Overdue",
                "kind": "threat",
                "level": row.level,
                "next_review_on": "2026-03-01",
            }
        ],
    }


def test_a_meeting_on_the_team_s_next_day_is_one_of_today(api, viewer):
    """The team has met on a day that its new zone has not reached."""
    team = viewer.team
    MeetingFactory(team=team, held_on=NOW.date() + DAY, started_at=NOW - DAY / 24, ended_at=NOW)

    answer = api(viewer).get(BETWEEN)

    assert (answer.status_code, answer.json()["since"], answer.json()["until"]) == (200, "2026-03-02T09:00:00Z", None)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("days", [{}, {"since": "2026-02-28"}, {"since": "2026-01-31", "until": "2026-02-27"}])
def test_between_two_days_it_tells_what_the_report_tells(api, browse, viewer, days):
    met(viewer.team, ago=3)

    answer = api(viewer).get(BETWEEN, days)
    page = browse(viewer).get(REPORT, days).context

    assert told(answer) == {
        section.change.value: [(each.risk.title, each.before, each.after, each.is_new) for each in section.part]
        for section in page["sections"]
        if section.part
    }
    assert counts(answer) == {section.change.value: section.part.count for section in page["sections"]}
    first = dt.datetime.combine(page["since"] + DAY, dt.time.min, viewer.team.zone)
    assert dt.datetime.fromisoformat(answer.json()["since"]) == first


@pytest.mark.usefixtures("changed")
def test_since_the_last_visit_it_counts_what_the_board_counts(api, browse, viewer):
    team = viewer.team
    BoardVisit.mark_seen(viewer, NOW - 3 * DAY)
    RiskFactory(team=team, title="A chance", kind="opportunity", score=(2, 2), next_review_on=NOW.date() - DAY)
    milestone = MilestoneFactory(team=team)
    RiskFactory(team=team, title="Of a project", milestones=[milestone])
    client = api(viewer)

    for narrowed in ({}, {"project": str(milestone.project_id)}):
        strips = browse(viewer).get(BOARD, narrowed).context["strips"]
        for kind, knots in (("threat", strips.changed), ("opportunity", strips.gains)):
            answer = client.get(NEWS, narrowed | {"kind": kind})
            words = {Change(name).word: count for name, count in counts(answer).items()}
            words["review overdue"] = answer.json()["overdue"]["count"]
            assert {knot.word: knot.count for knot in knots} == {word: n for word, n in words.items() if n}


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("change", Change.values)
def test_the_list_of_risks_has_the_same_ones(api, viewer, change):
    BoardVisit.mark_seen(viewer, NOW - 3 * DAY)
    client = api(viewer)

    rows = client.get("/api/v1/teams/acme/risks/", {"change": change, "status": "all"}).data["results"]

    assert [row["title"] for row in rows] == [title for title, *_levels in told(client.get(NEWS))[change]]


def test_a_first_visit_is_told_the_last_week_and_asking_is_no_visit(api, viewer):
    client = api(viewer)

    first, second = client.get(NEWS).json(), client.get(NEWS).json()

    assert (first["seen_until"], first["since"], first["until"]) == (None, "2026-02-23T09:00:00Z", None)
    assert first == second
    assert BoardVisit.objects.count() == 0


def test_what_was_seen_is_no_longer_new(api, viewer):
    Risk.objects.filter(pk=RiskFactory(team=viewer.team).pk).update(created_at=NOW - DAY)
    client = api(viewer)
    before = counts(client.get(NEWS))["new"]

    client.post("/api/v1/teams/acme/risk-board/seen/")

    answer = client.get(NEWS)
    assert (before, counts(answer)["new"]) == (1, 0)
    assert answer.json()["seen_until"] == answer.json()["since"] == "2026-03-02T09:00:00Z"


def test_between_two_meetings_what_changed_after_the_one_up_to_the_end_of_the_other_counts(api, owner):
    team = owner.team
    first, second = met(team, ago=10), met(team, ago=4)
    risk = old(team, "Up and down", score=(2, 2))
    rate(risk, 5, 5, ago=7, by=owner)
    rate(risk, 3, 3, ago=2, by=owner)
    client, known = api(owner), {"first": str(first.pk), "second": str(second.pk)}

    def asked(**ends):
        return client.get(BETWEEN, {name: known.get(value, value) for name, value in ends.items()})

    both = asked(since_meeting="first", until_meeting="second")
    assert told(both) == {"up": [("Up and down", "low", "critical", False)]}
    assert (both.json()["since"], both.json()["until"]) == ("2026-02-20T09:00:00Z", "2026-02-26T09:00:00Z")
    assert told(asked(since_meeting="second")) == {"down": [("Up and down", "critical", "moderate", False)]}
    assert told(asked(since_meeting="first")) == {"up": [("Up and down", "low", "moderate", False)]}
    assert told(asked(since_meeting="first", until="2026-02-24")) == told(both)
    assert told(asked(since="2026-02-24", until_meeting="second")) == {}
    assert told(asked()) == told(asked(since_meeting="second"))


def test_a_day_ends_where_the_team_is_and_lasts_until_now_while_it_has_not(api, viewer):
    Team.objects.update(time_zone="Europe/Berlin")
    client = api(viewer)

    whole, none = (
        client.get(BETWEEN, {"since": day, "until": "2026-03-09"}).json() for day in ("2026-03-01", NOW.date())
    )

    assert [(each["since"], each["until"]) for each in (whole, none)] == [
        ("2026-03-01T23:00:00Z", None),
        ("2026-03-02T09:00:00Z", None),
    ]


def test_reviews_are_overdue_as_of_the_end_and_never_before_their_day(api, viewer):
    team = viewer.team
    meeting = met(team, ago=4)
    for day in (-6, -4, -1, 0, 3):
        old(team, f"{day}", next_review_on=NOW.date() + day * DAY)
    client = api(viewer)

    found = [
        [each["title"] for each in client.get(BETWEEN, {"since": "2026-02-01"} | until).json()["overdue"]["risks"]]
        for until in ({"until": "2026-02-26"}, {"until_meeting": str(meeting.pk)}, {}, {"until": "2026-04-01"})
    ]

    assert found == [["-6"], ["-6"], ["-6", "-4", "-1"], ["-6", "-4", "-1"]]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"since": "yesterday"}, {("since", "invalid")}),
        ({"since": "1899-12-31"}, {("since", "far_day")}),
        ({"until": "9999-12-31"}, {("until", "far_day")}),
        ({"since": "2026-03-02", "until": "2026-03-01"}, {(None, "backwards")}),
        ({"since": "2026-03-03"}, {(None, "backwards")}),
        ({"since_meeting": "last"}, {("since_meeting", "invalid")}),
        ({"until_meeting": "01900000-0000-7000-8000-000000000000"}, {("until_meeting", "does_not_exist")}),
        ({"since": ""}, {("since", "empty")}),
        ({"kind": "all"}, {("kind", "invalid_choice")}),
        ({"change": "up"}, {("change", "unknown_parameter")}),
        ({"page": "1"}, {("page", "unknown_parameter")}),
    ],
)
def test_what_it_does_not_understand_is_refused(api, viewer, query, errors):
    answer = api(viewer).get(BETWEEN, query)

    assert answer.status_code == 400
    assert {(each["field"], each["code"]) for each in answer.data["errors"]} == errors


@pytest.mark.parametrize("end", ["since", "until"])
def test_an_end_is_a_day_or_a_meeting_that_is_over(api, viewer, end):
    over, running = met(viewer.team, ago=4), MeetingFactory(team=viewer.team)
    client, name = api(viewer), f"{end}_meeting"

    twice = client.get(BETWEEN, {end: "2026-02-26", name: str(over.pk)})
    early = client.get(BETWEEN, {name: str(running.pk)})

    assert [(answer.status_code, *answer.data["errors"]) for answer in (twice, early)] == [
        (400, {"field": name, "code": "both", "message": "Name a day or a meeting, not both."}),
        (400, {"field": name, "code": "not_over", "message": "This meeting has not ended yet."}),
    ]


@pytest.mark.parametrize("end", ["since_meeting", "until_meeting"])
def test_a_meeting_of_another_team_looks_like_none(api, viewer, other_team, end):
    answer = api(viewer).get(BETWEEN, {end: str(met(other_team, ago=4).pk)})

    assert [(each["field"], each["code"]) for each in answer.data["errors"]] == [(end, "does_not_exist")]


@BOTH
def test_a_hidden_risk_and_one_of_another_team_are_in_none_of_it(api, viewer, owner, stranger, url):
    hidden = {"is_restricted": True, "score": (4, 4), "next_review_on": NOW.date() - DAY}
    RiskFactory(team=owner.team, title="Hidden", **hidden)
    RiskFactory(team=stranger.team, title="Theirs", **hidden)

    seen = [
        (told(answer), answer.json()["overdue"]["count"]) for answer in (api(who).get(url) for who in (viewer, owner))
    ]

    assert seen == [({}, 0), ({"new": [("Hidden", None, "high", True)]}, 1)]


@BOTH
def test_fifty_of_each_are_listed_and_all_are_counted(api, owner, url):
    given = {"team": owner.team, "title": "R", "next_review_on": NOW.date() - DAY}
    Risk.objects.bulk_create(Risk(number=n, category="team", **given) for n in range(1, ROWS_AT_MOST + 2))

    said = api(owner).get(url).json()

    first = said["changes"][0]
    assert (first["change"], first["count"], len(first["risks"])) == ("new", 51, 50)
    assert (said["overdue"]["count"], len(said["overdue"]["risks"])) == (51, 50)


@BOTH
@pytest.mark.parametrize("rows", [1, 3])
def test_more_changes_cost_no_more_statements(api, owner, queries, rows, url):
    for number in range(rows):
        rate(old(owner.team, f"{number}", score=(2, 2), next_review_on=NOW.date() - DAY), 4, 4, by=owner)
        Risk.objects.filter(title=f"{number}").update(next_review_on=NOW.date() - DAY)
        RiskFactory(team=owner.team, kind="opportunity")
    client = api(owner)
    client.get(url)

    with queries(12):
        assert client.get(url).json()["overdue"]["count"] == rows
