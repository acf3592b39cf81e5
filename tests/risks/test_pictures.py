"""Pictures of one risk: its level over time and its bow-tie, and what they say in words."""

import datetime as dt
from itertools import pairwise

import pytest

from risks.bow_tie import COLUMNS, LINES_AT_MOST, PADDING, Item, bow_tie_of, length, wrap
from risks.models import Assessment, Risk
from risks.trend_chart import Rated, trend_chart_of
from risks.views.pictures import BOXES_AT_MOST
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory, RiskMilestoneFactory, prepared_plan

DAY = dt.timedelta(days=1)
ROOM = COLUMNS["cause"][1] - 2 * PADDING
LONG = (
    "Because quotas of graphics processors are being cut by the provider, capacity for training may be missing in June"
)
HAN = "由于供应商正在削减图形处理器配额，六月份可能缺少训练所需的算力，测试版因此推迟六周"


@pytest.mark.parametrize("text", [LONG, HAN, "x" * 400, "a " * 400, "GPU 配额 cut 被削减 " * 9])
def test_text_is_wrapped_into_its_room(text):
    lines = wrap(text, ROOM, LINES_AT_MOST)

    assert 1 <= len(lines) <= LINES_AT_MOST
    assert all(length(line) <= ROOM for line in lines)


def test_words_stay_whole_and_nothing_is_lost_while_there_is_room():
    assert wrap("The lead engineer leaves", 80, 5) == ["The lead", "engineer", "leaves"]
    assert "".join(wrap(HAN, ROOM, 9)) == HAN
    assert wrap("", 80, 5) == []
    assert wrap("   ", 80, 5) == []


@pytest.mark.parametrize("text", [LONG * 3, "x" * 400])
def test_what_does_not_fit_ends_in_dots(text):
    assert wrap(text, ROOM, 2)[-1].endswith("…")


def test_boxes_of_a_column_do_not_touch_and_meet_the_event_in_the_middle():
    items = [
        Item("event", "It happens", "/r"),
        *(Item("cause", LONG, "/r") for _each in range(3)),
        Item("effect", "Late", "/m"),
    ]

    drawn = bow_tie_of(items)

    causes = [box for box in drawn.boxes if box.item.kind == "cause"]
    assert all(before.y + before.height < after.y for before, after in pairwise(causes))
    assert len(drawn.ways) == 4
    assert {box.middle for box in drawn.boxes if box.item.kind in ("event", "effect")} == {drawn.height / 2}
    assert causes[1].middle == drawn.height / 2


def test_a_trend_steps_at_each_rating_and_has_a_gap_while_not_rated():
    ratings = [Rated(NOW, "low"), Rated(NOW + DAY, "critical"), Rated(NOW + 2 * DAY, None), Rated(NOW + 3 * DAY, "low")]

    chart = trend_chart_of(ratings, NOW + 4 * DAY)

    assert [(mark.x, mark.y) for mark in chart.marks] == [(0, 70), (25, 10), (75, 70)]
    assert chart.steps == ((0, 70, 25, 70), (25, 70, 25, 10), (25, 10, 50, 10), (75, 70, 100, 70))


@pytest.mark.parametrize("ratings", [[], [Rated(NOW, None)]])
def test_what_was_never_rated_has_no_trend(ratings):
    assert trend_chart_of(ratings, NOW) is None


def test_a_risk_rated_just_now_has_a_trend():
    assert len(trend_chart_of([Rated(NOW, "low")], NOW).marks) == 1


@pytest.mark.django_db
def test_the_trend_says_in_words_what_it_shows(browse, owner):
    risk = RiskFactory(team=owner.team, score=(2, 2))
    risk.assess(by=owner, kind="current", probability=5, impact=5, reason="Seen")
    risk.assess(by=owner, kind="target", probability=1, impact=1, reason="")

    shown = browse(owner).get(f"/t/acme/risks/{risk.pk}/trend/")

    assert [words.partition(": ")[2] for _mark, words in shown.context["ratings"]] == [
        "Low, by Landfall",
        f"Critical, by {owner.name}",
    ]


@pytest.mark.django_db
def test_a_bow_tie_leads_to_each_of_its_rows(browse, owner):
    team = owner.team
    risk = RiskFactory(team=team, cause="Quotas\nPrices", event="No capacity", effect="Beta slips", score=(4, 4))
    action = ResponseActionFactory(team=team, risks=[risk], title="Reserve early")
    ResponseActionFactory(team=team, risks=[risk], title="Given up", state="cancelled")
    plan = prepared_plan(risk, owner)
    milestone = MilestoneFactory(team=team, title="Beta")
    RiskMilestoneFactory(team=team, risk=risk, milestone=milestone)

    page = browse(owner).get(f"/t/acme/risks/{risk.pk}/bow-tie/")

    columns = {kind: [item.text for item in items] for kind, items in page.context["columns"].items()}
    assert columns == {
        "cause": ["Quotas", "Prices"],
        "response": ["Reserve early"],
        "event": ["No capacity"],
        "plan": [plan.title],
        "effect": ["Beta slips", "Beta"],
    }
    text = page.content.decode()
    for row in (action, plan, milestone):
        assert text.count(f'href="{row.get_absolute_url()}"') == 2  # in the picture and in the list


@pytest.mark.django_db
def test_a_column_shows_so_many_boxes_and_the_list_has_all(browse, owner):
    risk = RiskFactory(team=owner.team)
    for number in range(BOXES_AT_MOST + 3):
        ResponseActionFactory(team=owner.team, risks=[risk], title=f"Action {number}")

    context = browse(owner).get(f"/t/acme/risks/{risk.pk}/bow-tie/").context

    boxes = [box.item.text for box in context["bow_tie"].boxes if box.item.kind == "response"]
    assert (len(boxes), boxes[-1]) == (BOXES_AT_MOST, "4 more in the list below")
    assert len(context["columns"]["response"]) == BOXES_AT_MOST + 3


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["trend", "bow-tie"])
def test_pictures_of_a_hidden_risk_are_not_there(browse, viewer, page):
    risk = RiskFactory(team=viewer.team, score=(2, 2), is_restricted=True)

    assert browse(viewer).get(f"/t/acme/risks/{risk.pk}/{page}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_more_rows_cost_a_bow_tie_no_more_statements(browse, owner, queries, rows):
    risk = RiskFactory(team=owner.team)
    for _each in range(rows):
        ResponseActionFactory(team=owner.team, risks=[risk])
        prepared_plan(risk, owner)
        RiskMilestoneFactory(team=owner.team, risk=risk, milestone=MilestoneFactory(team=owner.team))
    client, url = browse(owner), f"/t/acme/risks/{risk.pk}/bow-tie/"
    client.get(url)

    with queries(8):
        client.get(url)


@pytest.mark.django_db
def test_a_trend_of_many_ratings_costs_what_one_does(browse, owner, queries):
    risk = RiskFactory(team=owner.team, score=(2, 2))
    Assessment.objects.bulk_create(
        [
            Assessment(
                team=owner.team, risk=risk, probability=2, impact=2, level="low", author=owner, at=NOW - day * DAY
            )
            for day in range(250)
        ]
    )
    assert Risk.objects.count() == 1
    client, url = browse(owner), f"/t/acme/risks/{risk.pk}/trend/"
    client.get(url)

    with queries(6):
        assert len(client.get(url).context["ratings"]) == 200
