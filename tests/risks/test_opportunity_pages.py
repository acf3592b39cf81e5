"""Opportunities on the pages of risks: in words and colours of their own, since what rises there is good."""

import datetime as dt

import pytest

from risks.changes import changes_of
from risks.models import Risk
from tests.conftest import NOW
from tests.factories.acceptances import AppetiteFactory
from tests.factories.risks import ContingencyPlanFactory, RiskFactory, prepared_plan

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


@pytest.fixture
def gain(team):
    return RiskFactory(team=team, kind="opportunity", score=(3, 3), title="Grant")


@pytest.fixture
def threat(team):
    return RiskFactory(team=team, score=(3, 3), title="Fire")


def page(client, risk, part=""):
    return client.get(f"/t/acme/risks/{risk.pk}/{part}").content.decode()


def test_a_plan_waits_for_a_threat_to_happen_all_the_same_and_for_an_opportunity_to_come_true(
    browse, viewer, gain, threat
):
    client = browse(viewer)

    assert "Once it comes true" in page(client, gain)
    assert "all the same" not in page(client, gain)
    assert "If it happens all the same" in page(client, threat)
    ContingencyPlanFactory(team=gain.team, risk=gain)
    assert "all the same" not in page(client, gain)


def test_a_bow_tie_says_what_makes_an_opportunity_more_likely_and_better(browse, viewer, gain, threat):
    client = browse(viewer)

    of_gain, of_threat = (page(client, risk, "bow-tie/") for risk in (gain, threat))

    assert (of_gain.count("Make it more likely"), of_gain.count("Make more of it")) == (2, 2)
    assert (of_threat.count("Make it less likely"), of_threat.count("Make it less bad")) == (2, 2)
    assert ("less" in of_gain.split("<main", 1)[1].split("</main>")[0], 'data-side="opportunity"' in of_gain) == (
        False,
        True,
    )


def test_an_opportunity_is_neither_to_be_accepted_nor_above_an_appetite(browse, viewer, gain, threat):
    AppetiteFactory(team=gain.team, category=gain.category, red="high")
    client = browse(viewer)

    of_gain, of_threat = (page(client, risk, "acceptances/") for risk in (gain, threat))

    assert ("Nobody has accepted" in of_gain, "s appetite for “" in of_gain) == (False, False)
    assert ("Nobody has accepted" in of_threat, "s appetite for “" in of_threat) == (True, True)
    assert "Only threats are accepted." in of_gain


def test_an_escalated_opportunity_still_says_so(browse, viewer, member, gain):
    gain.review("escalate", by=member, reason="Beyond us")

    assert "Beyond us" in page(browse(viewer), gain, "acceptances/")


@pytest.mark.parametrize(("kind", "tones"), [("threat", ["bad", "bad"]), ("opportunity", ["good", "good"])])
def test_what_rises_is_bad_of_a_threat_and_good_of_an_opportunity(team, member, time_machine, kind, tones):
    risk = RiskFactory(team=team, kind=kind)
    risk.assess(3, 3, by=member)
    time_machine.move_to(NOW + dt.timedelta(days=1))
    since = NOW + dt.timedelta(hours=1)
    risk.assess(5, 5, reason="They called", by=member)
    risk.occur(by=member)

    (changed,) = changes_of([risk], since=since).values()

    assert [tone for _word, tone in changed.marks] == tones


@pytest.mark.parametrize(("figures", "tone"), [((1, 1), "good"), ((5, 5), "bad")])
def test_a_lower_rating_is_good_of_a_threat_and_a_warning_of_an_opportunity(team, member, time_machine, figures, tone):
    rows = [RiskFactory(team=team, kind=kind) for kind in ("threat", "opportunity")]
    for risk in rows:
        risk.assess(3, 3, by=member)
    time_machine.move_to(NOW + dt.timedelta(days=1))
    for risk in rows:
        risk.assess(*figures, reason="So", by=member)

    found = changes_of(rows, since=NOW + dt.timedelta(hours=1))

    of_threat, of_gain = (found[risk.pk].marks[0][1] for risk in rows)
    assert (of_threat, of_gain) == (tone, {"good": "warn", "bad": "good"}[tone])


@pytest.mark.parametrize(("figures", "words"), [((1, 1), "the target is lower"), ((5, 5), "the target is higher")])
def test_a_card_s_arrow_says_where_the_target_lies_and_not_what_the_risk_did(
    browse, viewer, member, gain, figures, words
):
    gain.assess(*figures, kind="target", by=member)

    shown = browse(viewer).get("/t/acme/risks/board/?kind=opportunity").content.decode()

    card = shown.split(f'id="risk-{gain.pk}"', 1)[1].split("</a>", 1)[0]
    assert (card.count(words), "falling" in card, "rising" in card) == (2, False, False)


def test_a_card_has_no_arrow_to_where_it_is(browse, viewer, member, gain):
    gain.assess(3, 3, kind="target", by=member)

    shown = browse(viewer).get("/t/acme/risks/board/?kind=opportunity").content.decode()

    card = shown.split(f'id="risk-{gain.pk}"', 1)[1].split("</a>", 1)[0]
    assert ("the target is" in card, 'class="trend"' in card) == (False, False)


@pytest.mark.parametrize(("kind", "tone"), [("threat", "bad"), ("opportunity", "good")])
def test_a_running_plan_is_told_before_that_the_risk_occurred(browse, viewer, member, team, kind, tone):
    risk = RiskFactory(team=team, kind=kind, score=(3, 3), status="monitoring")
    prepared_plan(risk, member).activate(by=member)
    Risk.objects.filter(pk=risk.pk).update(status="occurred", occurred_at=NOW)

    shown = browse(viewer).get(f"/t/acme/risks/board/?kind={kind}").content.decode()

    card = shown.split(f'id="risk-{risk.pk}"', 1)[1].split("</a>", 1)[0]
    assert (f'class="state" data-tone="{tone}"' in card, "Plan running" in card, "Occurred" in card) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize(("kind", "tone"), [("threat", "bad"), ("opportunity", "good")])
def test_what_has_occurred_is_marked_by_whether_it_is_good(browse, viewer, team, kind, tone):
    risk = RiskFactory(team=team, kind=kind, score=(3, 3), status="occurred", occurred_at=NOW)

    shown = browse(viewer).get(f"/t/acme/risks/board/?kind={kind}").content.decode()

    card = shown.split(f'id="risk-{risk.pk}"', 1)[1].split("</a>", 1)[0]
    assert f'class="state" data-tone="{tone}"' in card


@pytest.mark.parametrize("kind", ["threat", "opportunity"])
def test_levels_stand_on_the_side_of_their_risk_wherever_they_are_told(browse, member, team, kind):
    risk = RiskFactory(team=team, kind=kind, score=(3, 3))
    client = browse(member)

    of_page = page(client, risk)
    beside = client.get(f"/t/acme/risks/board/?kind={kind}&risk={risk.pk}").content.decode()

    assert f'<div class="table-wrap" data-side="{kind}" tabindex="0" role="region" aria-label="Assessments">' in of_page
    assert f'<div class="placing" data-side="{kind}"' in beside


@pytest.mark.parametrize("where", ["risks/board/", "risks/"])
def test_a_new_risk_begun_among_opportunities_is_one_and_is_rated_in_their_words(browse, member, where):
    client = browse(member)
    link = 'href="/t/acme/risks/new/?kind=opportunity"'

    among = client.get(f"/t/acme/{where}?kind=opportunity").content.decode()
    form = client.get("/t/acme/risks/new/?kind=opportunity").context["form"]

    assert (link in among, link in client.get(f"/t/acme/{where}").content.decode()) == (True, False)
    assert (form["kind"].value(), dict(form.fields["impact"].choices)[5]) == ("opportunity", "5 · Game-changing")


def test_the_side_of_the_opportunities_does_not_count_what_only_threats_can_be(browse, owner, team):
    RiskFactory(team=team, score=(4, 4), appetite_zone="above", strategy="accept")
    client = browse(owner)

    sides = {
        kind: [knot.word for knot in client.get(f"/t/acme/risks/board/?kind={kind}").context["strips"].waits]
        for kind in ("threat", "opportunity")
    }

    assert sides == {"threat": ["above the appetite", "without the acceptance they need"], "opportunity": []}
