"""Exposure is probability × the mean of what a risk would cost; known answers, and week by week from the register."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from risks.burn_down import WEEKS, Curve, burn_down_of
from risks.exposure import Course, burn_down, exposure_of, mean_of
from risks.models import Assessment, Risk
from risks.scoring import UNKNOWN, chance_of
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory

# Known answers: (least, likely, most) and the mean of the triangle.
TRIANGLES = [
    ((20, 30, 60), 36.666667),
    ((30, 40, 65), 45),
    ((18, 25, 50), 31),
    ((0, 0, 10), 3.333333),
    ((15, 20, 25), 20),
]
HALF = Fraction(1, 2)
WEEK = dt.timedelta(weeks=1)


@pytest.mark.parametrize(("triangle", "mean"), TRIANGLES)
def test_the_mean_of_a_triangle_is_that_of_the_known_answers(triangle, mean):
    assert float(mean_of(triangle)) == pytest.approx(mean, abs=1e-6)


@pytest.mark.parametrize(
    ("effect", "mean"),
    [
        ((5, 10, 30), 15),
        ((None, 10, None), 10),
        ((None, 10, 40), 20),
        ((0, 0, 0), 0),
        ((-30, -10, -5), -15),
        ((Decimal("0.10"), Decimal("0.20"), Decimal("0.30")), Fraction(1, 5)),
    ],
)
def test_an_end_that_is_not_given_is_the_most_likely_figure(effect, mean):
    assert mean_of(effect) == mean


@pytest.mark.parametrize(
    ("share", "effects", "exposure"),
    [
        (HALF, [(5, 10, 30)], Fraction(15, 2)),
        (HALF, [(5, 10, 30), (None, 1, None)], 8),
        (Fraction(0), [(5, 10, 30)], 0),
        (Fraction(1), [(None, 7, None)], 7),
        (None, [(5, 10, 30)], None),
        (HALF, [], None),
    ],
)
def test_what_is_not_known_is_not_nothing(share, effects, exposure):
    assert exposure_of(share, effects) == exposure


def test_a_risk_counts_from_its_first_rating_until_it_is_closed():
    course = Course(
        opened=NOW,
        closed=NOW + 6 * WEEK,
        chances=(
            (NOW + 2 * WEEK, chance_of(50, None)),
            (NOW + 4 * WEEK, UNKNOWN),
            (NOW + 5 * WEEK, chance_of(10, None)),
        ),
        days=((None, 10, None),),
        money=((None, Decimal(1000), None),),
    )

    points = burn_down([course], [NOW + weeks * WEEK for weeks in range(-1, 7)])

    assert [point.days for point in points] == [0, 0, 0, 5, 5, 0, 1, 0]
    assert [point.money for point in points] == [0, 0, 0, 500, 500, 0, 100, 0]
    assert [point.counted for point in points] == [0, 0, 0, 1, 1, 0, 1, 0]
    assert [point.unrated for point in points] == [0, 1, 1, 0, 0, 1, 0, 0]


def test_what_was_said_after_the_end_changes_nothing():
    chances = ((NOW, chance_of(50, None)), (NOW + 3 * WEEK, chance_of(100, None)), (NOW + 4 * WEEK, UNKNOWN))
    course = Course(opened=NOW, closed=NOW + 2 * WEEK, chances=chances, days=((None, 10, None),))

    points = burn_down([course], [NOW + weeks * WEEK for weeks in range(6)])

    assert [(point.days, point.counted, point.unrated) for point in points] == [(5, 1, 0)] * 2 + [(0, 0, 0)] * 4


def test_a_risk_without_an_estimate_is_neither_counted_nor_said_to_lack_a_rating():
    course = Course(opened=NOW, closed=None, chances=((NOW, chance_of(50, None)),))

    (point,) = burn_down([course], [NOW])

    assert (point.days, point.counted, point.unrated) == (0, 0, 0)


def test_what_has_ended_leaves_neither_a_trace_nor_a_sign():
    """Floats make -4.4e-16 of 0.1 + 3.9 - 0.1 - 3.9, which is told as nothing: 0.0, never -0.0."""
    courses = [
        Course(
            NOW - 5 * WEEK,
            NOW - ended * WEEK,
            ((NOW - 5 * WEEK, chance_of(percent, None)),),
            ((10,) * 3,),
            ((10,) * 3,),
        )
        for percent, ended in ((1, 3), (39, 2))
    ]

    *_before, point = burn_down(courses, [NOW - weeks * WEEK for weeks in (4, 3, 2, 0)])

    assert (str(point.days), str(point.days_told), str(point.money), str(point.money_told)) == (
        "0.0",
        "0.0",
        "0.0",
        "0",
    )


@pytest.fixture
def estimated(team):
    """A risk of 20 weeks ago, rated likely (65 %) then and rare (5 %) 10 weeks ago; 15 days and 3,000 in money."""
    risk = RiskFactory(
        team=team, title="Estimated", money_min=1000, money_likely=2000, money_max=6000, currency=team.currency
    )
    RiskMilestoneFactory(
        team=team,
        risk=risk,
        milestone=MilestoneFactory(team=team),
        effect="days",
        effect_min=5,
        effect_likely=10,
        effect_max=30,
    )
    Risk.objects.filter(pk=risk.pk).update(created_at=NOW - 20 * WEEK)
    for probability, weeks in ((4, 20), (1, 10)):
        row = Assessment(team=team, risk=risk, probability=probability, impact=3, at=NOW - weeks * WEEK)
        row.clean()
        row.save()
    return risk


def read(team):
    return burn_down_of(Risk.objects.filter(team=team), team, NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("estimated")
def test_the_register_burns_down_week_by_week(team):
    found = read(team)

    days = [float(point.days) for point in found.points]
    assert len(days) == WEEKS + 1
    assert days == [0.0] * 6 + [9.75] * 10 + [0.75] * 11
    assert float(found.now.money) == 150.0
    assert (found.without_range, found.other_currencies) == (0, 0)


@pytest.mark.django_db
def test_what_has_no_range_or_another_currency_is_said_and_not_counted(team, estimated):
    RiskFactory(team=team, score=(3, 3))
    RiskFactory(team=team, score=(3, 3), money_likely=5, currency="JPY")
    RiskFactory(team=team, score=(3, 3), kind="opportunity", money_likely=-500, currency=team.currency)
    milestone = MilestoneFactory(team=team)
    of_factor = RiskFactory(team=team, score=(3, 3))
    RiskMilestoneFactory(team=team, risk=of_factor, milestone=milestone, effect="factor", effect_likely=150)

    found = read(team)

    assert (found.without_range, found.other_currencies, found.now.counted) == (2, 1, 1)


@pytest.mark.django_db
def test_of_an_amount_in_another_currency_the_days_count_alone(team, estimated):
    Risk.objects.filter(pk=estimated.pk).update(currency="JPY")

    found = read(team)

    assert (found.now.days, found.now.money, found.now.counted, found.has_money) == (0.75, 0.0, 1, False)
    assert (found.without_range, found.other_currencies) == (0, 0)


@pytest.mark.django_db
def test_what_ended_within_half_a_year_was_exposure_until_then(team, estimated):
    ended = {"status": "closed", "closure_reason": "avoided"}
    Risk.objects.filter(pk=estimated.pk).update(**ended, closed_at=NOW - 5 * WEEK)

    days = [float(point.days) for point in read(team).points]

    assert days == [0.0] * 6 + [9.75] * 10 + [0.75] * 5 + [0.0] * 6


@pytest.mark.django_db
def test_what_opportunities_are_expected_to_bring_is_beside_the_exposure(team, estimated):
    before = read(team)
    gain = RiskFactory(
        team=team, kind="opportunity", score=(4, 3), money_likely=-4000, money_min=-8000, currency=team.currency
    )
    milestone = MilestoneFactory(team=team)
    RiskMilestoneFactory(
        team=team, risk=gain, milestone=milestone, effect="days", effect_min=-20, effect_likely=-10, effect_max=-3
    )
    Risk.objects.filter(pk=gain.pk).update(created_at=NOW - 3 * WEEK)
    gain.assessments.update(at=NOW - 3 * WEEK)
    RiskFactory(team=team, kind="opportunity", score=(3, 3))
    RiskFactory(team=team, kind="opportunity", score=(3, 3), money_likely=-5, currency="JPY")

    found = read(team)

    won = [(float(point.days), float(point.money), point.counted) for point in found.gains.points]
    assert won[-4:] == [(7.15, pytest.approx(3466.666667), 1)] * 4  # 65 % of 11 days, and of 5,333
    assert won[:-4] == [(0.0, 0.0, 0)] * (WEEKS - 3)
    assert (found.gains.without_range, found.gains.other_currencies) == (1, 1)
    assert (found.points, found.without_range, found.other_currencies) == (before.points, 0, 0)
    assert (before.won, found.won) == (None, found.gains.now)
    assert found.days.most == found.days_gained.most == 9.75


def test_what_is_below_nothing_is_drawn_on_the_ground():
    assert Curve.through([2.0, -3.0], 2.0).pieces == [(0.0, 10.0, 100.0, 100.0)]


@pytest.mark.django_db
def test_a_given_percentage_goes_before_ratings_and_what_occurred_is_certain(team, estimated):
    Risk.objects.filter(pk=estimated.pk).update(probability_percent=50)
    assert float(read(team).now.days) == 7.5

    Risk.objects.filter(pk=estimated.pk).update(status="occurred", occurred_at=NOW - 2 * WEEK)
    assert [float(point.days) for point in read(team).points[-4:]] == [7.5, 15.0, 15.0, 15.0]


@pytest.mark.django_db
@pytest.mark.time_machine(NOW, tick=False)
def test_the_page_says_it_as_a_picture_and_as_a_table(browse, viewer, estimated):
    page = browse(viewer).get("/t/acme/risks/exposure/").content.decode()

    assert page.count("exposure-chart") == 2
    assert page.count('<th scope="row">') == WEEKS + 1
    assert '<td class="num">0.8</td>' in page
    assert "Opportunities are expected" not in page


@pytest.mark.django_db
@pytest.mark.time_machine(NOW, tick=False)
def test_the_page_says_what_opportunities_are_expected_to_bring(browse, viewer, estimated):
    currency = viewer.team.currency
    RiskFactory(team=viewer.team, kind="opportunity", score=(4, 3), money_likely=-4000, currency=currency)
    RiskFactory(team=viewer.team, kind="opportunity")

    page = browse(viewer).get("/t/acme/risks/exposure/").content.decode()

    assert "What 1 open opportunity is expected to bring is a line of its own" in page
    assert page.count("Opportunities are expected to bring") == 1  # money, and no days
    assert page.count("data-gain") == WEEKS
    assert "1 open opportunity is not counted" in page
    assert "Money expected to be gained" in page


@pytest.mark.django_db
@pytest.mark.time_machine(NOW, tick=False)
def test_a_hidden_risk_counts_for_those_who_see_it(browse, viewer, owner, estimated):
    Risk.objects.filter(pk=estimated.pk).update(is_restricted=True)

    counted = [
        browse(person).get("/t/acme/risks/exposure/").context["burn_down"].now.counted for person in (viewer, owner)
    ]

    assert counted == [0, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.time_machine(NOW, tick=False)
def test_more_risks_cost_no_more_statements(browse, viewer, queries, rows):
    for kind in ("threat", "opportunity"):
        given = {"kind": kind, "score": (3, 3), "money_likely": 5, "currency": viewer.team.currency}
        RiskFactory.create_batch(rows, team=viewer.team, **given)
    client = browse(viewer)
    client.get("/t/acme/risks/exposure/")

    with queries(10):
        client.get("/t/acme/risks/exposure/")
