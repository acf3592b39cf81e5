"""Every edge of an indicator that is in use or retired, by model, page and API (docs/indicators.md)."""

from decimal import Decimal

import pytest

from risks.models import Indicator
from tests.conftest import NOW
from tests.edges import DOORS, Act, Refused, edges, said_by_api, said_by_page
from tests.factories.indicators import IndicatorFactory
from tests.factories.risks import RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
INDICATORS = ("indicators", "indicators")
ACTS = {
    "retire": Act(lambda row, by: row.retire(by=by), "retirement"),
    "take_up": Act(lambda row, by: row.take_up(by=by), "retirement", undoes=True),
    "discard": Act(lambda row, by: row.discard(by=by), "discard"),
}
# One that was measured is retired, not removed.
EDGES = edges(
    """
             in_use   retired  measured  measured_retired
    retire   retired  =        retired   =
    take_up  =        in_use   =         in_use
    discard  gone     gone     used      used
    """,
    used="This indicator has values, and what was measured stays. Retire it instead.",
)


def use_of(row):
    return "retired" if row.retired_at else "in_use"


def indicator(owner, state, risk=None):
    row = IndicatorFactory(team=owner.team, risk=risk or RiskFactory(team=owner.team))
    if "measured" in state:
        row.measure(by=owner, value=Decimal(5))
    if "retired" in state:
        row.retire(by=owner)
    return row


@pytest.mark.parametrize(("act", "state", "leads"), EDGES)
def test_an_indicator(act, state, leads, walk, owner):
    found = walk(lambda: indicator(owner, state), ACTS[act], INDICATORS, look=use_of)

    assert found == dict.fromkeys(DOORS, leads)


def test_no_more_are_taken_up_than_a_risk_may_have(walk, owner):
    def make():
        risk = RiskFactory(team=owner.team)
        retired = indicator(owner, "retired", risk=risk)
        IndicatorFactory.create_batch(20, team=owner.team, risk=risk)
        return retired

    found = walk(make, ACTS["take_up"], INDICATORS, look=use_of)

    assert set(found) == set(DOORS)
    assert len(set(found.values())) == 1
    assert isinstance(found["model"], Refused)
    assert "20" in found["model"].text


@pytest.mark.parametrize(
    ("state", "why"), [("in_use", ""), ("retired", "This indicator is retired. Take it up again first.")]
)
def test_only_what_is_in_use_is_measured(state, why, browse, api, owner):
    rows = [indicator(owner, state) for _door in range(2)]
    told = {"value": "12", "measured_on": "2026-03-02"}

    page = browse(owner).post(f"/t/acme/indicators/{rows[0].pk}/readings/", told)
    url = "/api/v1/teams/acme/indicator-readings/"
    answer = api(owner).post(url, told | {"indicator": str(rows[1].pk)}, format="json")

    assert (said_by_page(page), said_by_api(answer)) == (why, why)
    kept = [Indicator.objects.get(pk=row.pk).value for row in rows]
    assert kept == ([None, None] if why else [Decimal(12), Decimal(12)])
