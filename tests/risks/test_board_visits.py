"""The weekly visit to the board: what is new since the last one, the loop in counts, and one project or all."""

import datetime as dt

import pytest
from django.utils import timezone

from risks.board import CARDS_AT_MOST
from risks.models import BoardVisit, Risk
from risks.models.visit import AT_FIRST, PAUSE
from risks.states import Change
from tests.conftest import NOW
from tests.factories.acceptances import AcceptanceFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
BOARD, REGISTER, API = "/t/acme/risks/board/", "/t/acme/risks/", "/api/v1/teams/acme/risks/"
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def seen(membership, *, ago):
    BoardVisit.mark_seen(membership, NOW - ago)


def old(team, title, **values):
    """Store a risk that was there and rated ten days ago."""
    risk = RiskFactory(team=team, title=title, **values)
    Risk.objects.filter(pk=risk.pk).update(created_at=NOW - 10 * DAY)
    risk.assessments.update(at=NOW - 10 * DAY)
    return Risk.objects.get(pk=risk.pk)


def news(shown):
    return {risk.title: [word for word, _tone, _more in risk.news] for risk in shown.context["board"].cards}


def counts(knots):
    return {knot.word: knot.count for knot in knots}


@pytest.fixture
def changed(owner):
    """One risk of each change since yesterday, one that changed before, and one that did not."""
    team = owner.team
    seen(owner, ago=DAY)
    old(team, "Still", score=(2, 2))
    old(team, "Up", score=(2, 2)).assess(by=owner, kind="current", probability=5, impact=5, reason="Seen twice")
    old(team, "Down", score=(5, 5)).assess(by=owner, kind="current", probability=2, impact=2, reason="Mended")
    old(team, "Same level", score=(2, 2)).assess(by=owner, kind="current", probability=3, impact=2, reason="More often")
    old(team, "Occurred", score=(3, 3), status="monitoring").change_status("occurred", by=owner)
    old(team, "Closed", score=(3, 3), status="monitoring").change_status(
        "closed", by=owner, reason="Over", closure_reason="avoided"
    )
    RiskFactory(team=team, title="New", score=(3, 3))
    lapsed = old(team, "Lapsed", score=(3, 3))
    AcceptanceFactory(
        team=team,
        risk=lapsed,
        state="expired",
        lapse_cause="expired",
        ended_at=NOW - HOUR,
        decided_at=NOW - 5 * DAY,
        decided_by=owner,
    )
    before = old(team, "Lapsed before", score=(3, 3))
    AcceptanceFactory(
        team=team,
        risk=before,
        state="expired",
        lapse_cause="expired",
        ended_at=NOW - 2 * DAY,
        decided_at=NOW - 5 * DAY,
        decided_by=owner,
    )


EACH = {
    "new": ["New"],
    "up": ["Up"],
    "down": ["Down"],
    "occurred": ["Occurred"],
    "closed": ["Closed"],
    "lapsed": ["Lapsed"],
}


@pytest.mark.usefixtures("changed")
def test_the_board_opens_with_what_changed_since_the_last_visit(browse, owner):
    shown = browse(owner).get(BOARD)

    assert counts(shown.context["strips"].changed) == {
        "new": 1,
        "rated higher": 1,
        "rated lower": 1,
        "occurred": 1,
        "closed or rejected": 1,
        "acceptance lapsed": 1,
    }
    assert "Since your last visit, 1 Mar 2026" in shown.content.decode()


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("change", EACH)
def test_each_count_leads_to_its_risks_on_board_register_and_api(browse, api, owner, change):
    client, titles = browse(owner), EACH[change]
    board = client.get(BOARD)
    place = list(EACH).index(change)

    linked = client.get(board.context["strips"].changed[place].url)
    listed = client.get(REGISTER, {"change": change, "status": "all"})
    answer = api(owner).get(API, {"change": change, "status": "all"})

    assert [risk.title for risk in linked.context["board"].cards] == titles
    assert [risk.title for risk in listed.context["object_list"]] == titles
    assert [row["title"] for row in answer.data["results"]] == titles


@pytest.mark.usefixtures("changed")
def test_cards_say_what_is_new_about_them(browse, owner):
    old(owner.team, "Overdue", score=(1, 1), next_review_on=NOW.date() - DAY)
    old(owner.team, "Due today", score=(1, 1), next_review_on=NOW.date())

    shown = browse(owner).get(BOARD, {"status": "all"})

    assert news(shown) == {
        "Still": [],
        "Up": ["rated higher"],
        "Down": ["rated lower"],
        "Same level": [],
        "Occurred": [],  # its card says so anyway, for as long as it lasts
        "Closed": ["closed or rejected"],
        "New": ["new"],
        "Lapsed": ["acceptance lapsed"],
        "Lapsed before": [],
        "Overdue": ["review overdue"],
        "Due today": [],
    }
    assert 'title="rated higher: Low → Critical">rated higher</span>' in shown.content.decode()


def test_a_risk_accepted_anew_is_not_said_to_have_lost_its_acceptance(owner):
    risk = old(owner.team, "Accepted anew", score=(3, 3))
    ended = {"ended_at": NOW, "decided_at": NOW - DAY, "decided_by": owner}
    AcceptanceFactory(team=owner.team, risk=risk, state="superseded", lapse_cause="renewed", **ended)
    assert list(Risk.objects.lapsed_between(NOW - HOUR)) == []


def test_a_risk_that_lapsed_and_is_accepted_by_now_has_not_lost_its_acceptance(owner):
    risk = old(owner.team, "Accepted again", score=(3, 3))
    decided = {"decided_at": NOW - DAY, "decided_by": owner}
    AcceptanceFactory(
        team=owner.team, risk=risk, state="expired", lapse_cause="expired", ended_at=NOW - HOUR, **decided
    )
    before = list(Risk.objects.lapsed_between(NOW - DAY))

    AcceptanceFactory(team=owner.team, risk=risk, state="approved", **decided)

    assert (before, list(Risk.objects.lapsed_between(NOW - DAY))) == ([risk], [])


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("change", list(Change))
def test_what_happened_at_the_moment_of_a_visit_was_seen_by_then(change):
    moment = {Change.LAPSED: NOW - HOUR}.get(change, NOW)
    blink, risks = dt.timedelta(microseconds=1), Risk.objects.all()

    found = [
        [risk.title for risk in change.of(risks, since, until)]
        for since, until in (
            (moment - blink, None),
            (moment, None),
            (moment - blink, moment),
            (moment - DAY, moment - blink),
        )
    ]

    assert found == [EACH[change], [], EACH[change], []]


def test_looking_at_the_board_stores_nothing(browse, owner):
    browse(owner).get(BOARD)

    assert BoardVisit.objects.count() == 0


@pytest.mark.parametrize(("door", "since"), [("visit", None), ("seen", NOW)])
def test_a_post_notes_the_visit_and_another_that_all_is_seen(browse, viewer, door, since):
    answer = browse(viewer).post(f"{BOARD}{door}/", {"next": f"{BOARD}?q=x"})

    assert (answer.status_code, answer["Location"]) == (303, f"{BOARD}?q=x")
    assert BoardVisit.objects.values_list("membership", "since", "last_at").get() == (viewer.pk, since, NOW)


def test_the_page_notes_the_visit_without_being_told_anything(browse, viewer):
    answer = browse(viewer).post(f"{BOARD}visit/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert BoardVisit.objects.count() == 1


def test_a_first_visit_is_shown_a_week(viewer):
    assert BoardVisit.seen_until(viewer) is None
    assert BoardVisit.since_of(viewer) == NOW - AT_FIRST


def test_during_a_visit_the_same_stays_new(viewer):
    BoardVisit.note(viewer, NOW - DAY)
    for hours in (0, 3, 6):
        BoardVisit.note(viewer, NOW + hours * HOUR)
        assert BoardVisit.seen_until(viewer, NOW + hours * HOUR) == NOW - DAY


def test_after_a_pause_what_was_shown_is_no_longer_new(viewer):
    BoardVisit.note(viewer, NOW - DAY)
    BoardVisit.note(viewer, NOW)

    assert BoardVisit.seen_until(viewer, NOW + PAUSE) == NOW - DAY
    assert BoardVisit.seen_until(viewer, NOW + PAUSE + HOUR) == NOW


def test_visits_are_everybodys_own(viewer, owner):
    seen(owner, ago=HOUR)

    assert BoardVisit.seen_until(viewer) is None


@pytest.fixture
def loop(owner):
    team, today = owner.team, NOW.date()
    RiskFactory(team=team, title="Not assessed")
    RiskFactory(team=team, title="No response", score=(3, 3))
    RiskFactory(team=team, title="Too small to answer", score=(2, 2))
    RiskFactory(team=team, title="Accepted", score=(3, 3), strategy="accept")
    for day in (-1, 0):
        late = RiskFactory(team=team, title=f"Response due {day}", score=(3, 3))
        ResponseActionFactory(team=team, risks=[late], due_on=today + day * DAY)
        RiskFactory(team=team, title=f"Review due {day}", score=(1, 1), next_review_on=today + day * DAY)
    RiskFactory(team=team, title="A chance", kind="opportunity")
    RiskFactory(team=team, title="Over", status="rejected", closure_reason="avoided", closed_at=NOW)


LOOP = {
    "not_assessed": ["Not assessed"],
    "no_response": ["No response"],
    "response_overdue": ["Response due -1"],
    "review_overdue": ["Review due -1"],
}


@pytest.mark.usefixtures("loop")
@pytest.mark.parametrize("step", LOOP)
def test_each_step_of_the_loop_counts_what_its_link_shows(browse, api, owner, step):
    client = browse(owner)
    knot = client.get(BOARD).context["strips"].loop[list(LOOP).index(step)]

    linked, listed = client.get(knot.url), client.get(REGISTER, {"attention": step})
    answer = api(owner).get(API, {"attention": step})

    assert knot.count == len(LOOP[step])
    assert [risk.title for risk in linked.context["board"].cards] == LOOP[step]
    assert [risk.title for risk in listed.context["object_list"]] == LOOP[step]
    assert [row["title"] for row in answer.data["results"]] == LOOP[step]


def test_one_project_or_all(browse, api, owner):
    team = owner.team
    milestone, other = MilestoneFactory(team=team), MilestoneFactory(team=team)
    second = MilestoneFactory(team=team, project=milestone.project)
    RiskFactory(team=team, title="Of this project", milestones=[milestone, second])
    RiskFactory(team=team, title="Of another", milestones=[other])
    RiskFactory(team=team, title="Of none")
    client, narrowed = browse(owner), {"project": milestone.project_id}

    shown = client.get(BOARD, narrowed)
    listed, answer = client.get(REGISTER, narrowed), api(owner).get(API, narrowed)

    assert [risk.title for risk in shown.context["board"].cards] == ["Of this project"]
    assert [risk.title for risk in listed.context["object_list"]] == ["Of this project"]
    assert [row["title"] for row in answer.data["results"]] == ["Of this project"]
    strips = shown.context["strips"]
    assert counts(strips.loop)["not assessed"] == counts(strips.changed)["new"] == 1
    assert f"project={milestone.project_id}" in strips.loop[0].url


def test_a_hidden_risk_is_in_no_count(browse, viewer):
    RiskFactory(team=viewer.team, title="Hidden", is_restricted=True)

    strips = browse(viewer).get(BOARD).context["strips"]

    assert strips.changed == []
    assert counts(strips.loop)["not assessed"] == 0


def test_moments_of_visits_are_those_of_the_clock(viewer):
    BoardVisit.note(viewer)

    assert BoardVisit.objects.get().last_at == timezone.now()


@pytest.mark.usefixtures("changed")
def test_threats_and_opportunities_are_counted_apart_and_each_count_leads_to_its_side(browse, owner):
    gain = {"kind": "opportunity", "score": (2, 2)}
    old(owner.team, "Better", **gain).assess(by=owner, kind="current", probability=5, impact=5, reason="They asked")
    old(owner.team, "Worse", **gain | {"score": (4, 4)}).assess(
        by=owner, kind="current", probability=1, impact=1, reason="They wait"
    )
    RiskFactory(team=owner.team, title="Fresh", **gain)
    old(owner.team, "To look at", next_review_on=NOW.date() - DAY, **gain)
    client = browse(owner)

    shown = client.get(BOARD)

    strips, page = shown.context["strips"], shown.content.decode()
    assert [(knot.count, knot.word, knot.tone) for knot in strips.gains] == [
        (1, "new", "accent"),
        (1, "rated higher", "good"),
        (1, "rated lower", "warn"),
        (1, "review overdue", "warn"),
    ]
    assert counts(strips.changed)["new"] == counts(strips.changed)["rated higher"] == 1
    boards = [client.get(knot.url).context["board"] for knot in (*strips.gains, *strips.changed)]
    assert [[board.kind, *(risk.title for risk in board.cards)] for board in boards] == [
        ["opportunity", "Fresh"],
        ["opportunity", "Better"],
        ["opportunity", "Worse"],
        ["opportunity", "To look at"],
        *(["threat", *titles] for titles in EACH.values()),
    ]
    assert [f'<li class="soft small">{side}</li>' in page for side in ("Threats", "Opportunities")] == [True, True]
    rating = next(risk for risk in boards[1].cards).news
    assert [(word, tone) for word, tone, _more in rating] == [("rated higher", "good")]


def test_where_only_threats_changed_their_side_is_named_on_the_other_one_alone(browse, owner):
    RiskFactory(team=owner.team)

    client = browse(owner)

    page, other_side = (client.get(BOARD, {"kind": kind}).content.decode() for kind in ("threat", "opportunity"))

    assert '<li class="soft small">Threats</li>' not in page
    assert '<li class="soft small">Threats</li>' in other_side


def test_the_board_shows_one_side_at_a_time_whatever_an_old_address_asks(browse, owner):
    RiskFactory(team=owner.team, title="A threat")
    RiskFactory(team=owner.team, title="A chance", kind="opportunity")

    shown = browse(owner).get(BOARD, {"kind": "all"})

    board = shown.context["board"]
    assert (board.kind, [risk.title for risk in board.cards], shown.context["hidden"]) == ("threat", ["A threat"], 1)
    assert shown.context["filter"].form.errors == {}


@pytest.mark.usefixtures("loop")
@pytest.mark.parametrize("step", LOOP)
def test_the_loop_is_that_of_the_side_that_is_shown(browse, api, owner, step):
    team, today = owner.team, NOW.date()
    RiskFactory(team=team, title="Unrated gain", kind="opportunity")
    RiskFactory(team=team, title="Nobody pursues it", kind="opportunity", score=(3, 3))
    RiskFactory(team=team, title="Let go", kind="opportunity", score=(3, 3), strategy="accept")
    late = RiskFactory(team=team, title="Pursued late", kind="opportunity", score=(3, 3))
    ResponseActionFactory(team=team, risks=[late], due_on=today - DAY)
    for title in ("Look again", "Look again too"):
        RiskFactory(team=team, title=title, kind="opportunity", score=(1, 1), next_review_on=today - DAY)
    titles = {
        "not_assessed": ["A chance", "Unrated gain"],
        "no_response": ["Nobody pursues it"],
        "response_overdue": ["Pursued late"],
        "review_overdue": ["Look again", "Look again too"],
    }[step]
    client, place = browse(owner), list(LOOP).index(step)

    threats = client.get(BOARD).context["strips"].loop[place]
    knot = client.get(BOARD, {"kind": "opportunity"}).context["strips"].loop[place]
    linked = client.get(knot.url).context["board"]
    answer = api(owner).get(API, {"attention": step, "kind": "opportunity"})

    assert (threats.count, knot.count) == (len(LOOP[step]), len(titles))
    assert (linked.kind, sorted(risk.title for risk in linked.cards)) == ("opportunity", titles)
    assert sorted(row["title"] for row in answer.data["results"]) == titles


def test_what_is_new_behind_the_first_cards_of_a_square_is_counted_in_its_link(browse, owner):
    team = owner.team
    seen(owner, ago=DAY)
    for place in range(CARDS_AT_MOST):
        old(team, f"Shown {place}", score=(4, 5), next_review_on=NOW.date() + DAY)
        old(team, f"Unrated {place}", next_review_on=NOW.date() + DAY)
        old(team, f"Elsewhere {place}", score=(1, 1), next_review_on=NOW.date() + DAY)
    old(team, "Hidden and still", score=(4, 5))
    old(team, "Hidden and up", score=(2, 2)).assess(by=owner, kind="current", probability=4, impact=5, reason="Seen")
    old(team, "Also hidden and still", score=(1, 1))
    RiskFactory(team=team, title="Hidden and new", score=(4, 5))
    RiskFactory(team=team, title="Unrated and new")
    RiskFactory(team=team, title="A chance", kind="opportunity", score=(4, 5))

    shown = browse(owner).get(BOARD)

    board, page = shown.context["board"], shown.content.decode()
    told = {(cell.probability, cell.impact): (cell.count, cell.news) for cell in board.cells if cell.count}
    assert told == {
        (4, 5): (CARDS_AT_MOST + 3, 2),
        (1, 1): (CARDS_AT_MOST + 1, 0),
        (None, None): (CARDS_AT_MOST + 1, 1),
    }
    assert page.count('<span class="screen-only"> · 2 changed</span>') == 2  # in the grid, and in the list by level
    assert page.count('<span class="screen-only"> · 1 changed</span>') == 1


@pytest.mark.parametrize("rows", [1, 30])
def test_more_changes_cost_no_more_statements(browse, owner, queries, rows):
    seen(owner, ago=DAY)
    for kind in ("threat", "opportunity"):
        RiskFactory.create_batch(CARDS_AT_MOST + rows, team=owner.team, kind=kind, score=(4, 5))
    client = browse(owner)
    client.get(BOARD)

    with queries(20):
        client.get(BOARD)


@pytest.mark.parametrize("higher", [1, 2])
def test_what_went_up_and_what_went_down_is_counted_apart(browse, owner, higher):
    seen(owner, ago=DAY)
    for place, figure in enumerate([5] * higher + [1] * (3 - higher)):
        risk = old(owner.team, f"Risk {place}", score=(3, 3))
        risk.assess(by=owner, kind="current", probability=figure, impact=figure, reason="Looked again")

    shown = browse(owner).get(BOARD).context["strips"].changed

    assert counts(shown) == {"rated higher": higher, "rated lower": 3 - higher}
