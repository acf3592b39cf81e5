"""The links of risks and milestones: rows with effects of their own, which the choice of milestones leaves alone."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from planner.models import Milestone
from risks.models import Risk, RiskMilestone
from teams.models import Activity, change
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def link(member):
    """A risk that would cost a milestone ten days."""
    risk = RiskFactory(team=member.team)
    milestone = MilestoneFactory(team=member.team)
    return RiskMilestone(team=member.team, risk=risk, milestone=milestone, effect="days", effect_likely=10).store(
        by=member
    )


def told(kind):
    """Return (verb, changes) of what happened to rows of a kind, in order."""
    return [(row.verb, row.changes) for row in Activity.objects.filter(subject_kind=kind).order_by("at", "pk")]


def estimates():
    return sorted(RiskMilestone.objects.values_list("milestone__title", "effect", "effect_likely"))


def test_choosing_milestones_keeps_the_effects_of_those_that_stay(member, link):
    other = MilestoneFactory(team=member.team, title="Z")
    link.risk.refresh_from_db()

    link.risk.store(by=member, links={"milestones": [link.milestone, other]})

    assert estimates() == [(link.milestone.title, "days", 10), ("Z", "", None)]
    assert RiskMilestone.objects.get(milestone=link.milestone).version == 1
    made = RiskMilestone.objects.get(milestone=other)
    assert (made.team, made.estimated_on) == (member.team, None)


def test_each_link_that_comes_or_goes_has_its_activity(member, link):
    other = MilestoneFactory(team=member.team)
    link.risk.refresh_from_db()
    Activity.objects.all().delete()

    link.risk.store(by=member, links={"milestones": [other]})

    assert [(verb, changes["milestone"]) for verb, changes in told("risks.riskmilestone")] == [
        ("discarded", [str(link.milestone_id), None]),
        ("created", [None, str(other.pk)]),
    ]
    assert told("risks.riskmilestone")[0][1]["effect_likely"] == [10, None]
    assert told("risks.risk") == [("changed", {"milestones": [[str(link.milestone_id)], [str(other.pk)]]})]


def test_undoing_an_act_brings_a_link_back_with_its_effect(member, link):
    link.risk.refresh_from_db()
    with change(member, "{who} tidied up") as act:
        link.risk.store(by=act, links={"milestones": []})
    gone = estimates()

    act.undo(by=member)

    assert gone == []
    assert estimates() == [(link.milestone.title, "days", 10)]
    assert RiskMilestone.objects.get().pk == link.pk


def test_undoing_an_act_takes_back_a_risk_and_its_links(member):
    milestone = MilestoneFactory(team=member.team)
    with change(member, "{who} added a risk") as act:
        risk = Risk(team=member.team, title="Fire", category="technical").store(
            by=act, links={"milestones": [milestone]}
        )
        row = risk.milestone_links.get()
        row.effect, row.effect_likely = "days", 5
        row.store(by=act)

    act.undo(by=member)

    assert (Risk.objects.count(), RiskMilestone.objects.count()) == (0, 0)


def test_undoing_a_new_link_takes_it_off_its_risk(member):
    risk, milestone = RiskFactory(team=member.team), MilestoneFactory(team=member.team)
    with change(member, "{who} linked") as act:
        RiskMilestone(team=member.team, risk=risk, milestone=milestone).store(by=act)

    act.undo(by=member)

    assert not RiskMilestone.objects.exists()


def test_undoing_is_refused_once_the_effect_was_judged_anew(member):
    risk, milestone = RiskFactory(team=member.team), MilestoneFactory(team=member.team)
    with change(member, "{who} linked") as act:
        risk.store(by=act, links={"milestones": [milestone]})
    row = risk.milestone_links.get()
    row.effect, row.effect_likely = "days", 5
    row.store(by=member)

    with pytest.raises(ValidationError, match="changed since"):
        act.undo(by=member)

    assert RiskMilestone.objects.get().effect_likely == 5


def test_a_discarded_risk_comes_back_with_its_effects(member, link):
    link.risk.refresh_from_db()
    with change(member, "{who} removed") as act:
        link.risk.discard(by=act)
    gone = (Risk.objects.count(), RiskMilestone.objects.count())

    act.undo(by=member)

    assert gone == (0, 0)
    assert estimates() == [(link.milestone.title, "days", 10)]


def test_a_link_made_by_itself_makes_a_form_of_its_risk_stale(member):
    risk, milestone = RiskFactory(team=member.team), MilestoneFactory(team=member.team)

    made = RiskMilestone(team=member.team, risk=risk, milestone=milestone).store(by=member)
    linked = Risk.objects.get().version
    made.discard(by=member)

    assert (linked, Risk.objects.get().version) == (2, 3)
    assert [changes["milestones"] for verb, changes in told("risks.risk") if verb == "changed"] == [
        [[], [str(milestone.pk)]],
        [[str(milestone.pk)], []],
    ]


def test_an_effect_does_not_touch_the_version_of_its_risk(member, link):
    before = Risk.objects.get().version

    link.effect_likely = 20
    link.store(by=member)

    assert Risk.objects.get().version == before
    assert told("risks.riskmilestone")[-1] == ("changed", {"effect_likely": [10, 20]})


def test_an_estimate_has_the_day_it_was_last_changed(member, link):
    with time_machine.travel(NOW + dt.timedelta(days=3)):
        link.effect_max = 30
        link.store(by=member)
        later = RiskMilestone.objects.get().estimated_on
        link.effect = ""
        link.effect_likely = link.effect_max = None
        link.store(by=member)

    assert (later, RiskMilestone.objects.get().estimated_on) == (TODAY + dt.timedelta(days=3), None)


def test_a_suggested_effect_is_a_persons_own_once_changed(member):
    row = RiskMilestoneFactory(team=member.team, effect="days", effect_likely=10, external_source="template")
    suggested = row.is_suggested

    row.effect_likely = 12
    row.store(by=member)

    assert (suggested, RiskMilestone.objects.get().is_suggested) == (True, False)


@pytest.mark.parametrize(
    ("kind", "values", "code"),
    [
        ("threat", {"effect": "days", "effect_likely": 0}, None),
        ("threat", {"effect": "days", "effect_min": -1, "effect_likely": 5}, "contrary_effect"),
        ("threat", {"effect": "factor", "effect_likely": 100, "effect_max": 1000}, None),
        ("threat", {"effect": "factor", "effect_likely": 100, "effect_max": 1001}, "effect_factor_in_range"),
        ("threat", {"effect": "days", "effect_likely": 2500}, None),
        ("opportunity", {"effect": "days", "effect_min": -9, "effect_likely": -5, "effect_max": 0}, None),
        ("opportunity", {"effect": "days", "effect_likely": 1}, "contrary_effect"),
        ("opportunity", {"effect": "factor", "effect_likely": 1}, None),
        ("opportunity", {"effect": "factor", "effect_likely": 0}, "effect_factor_in_range"),
        ("threat", {"effect": "days", "effect_likely": 5, "effect_min": 6}, "effect_in_order"),
        ("threat", {"effect": "days", "effect_likely": 5, "effect_max": 4}, "effect_in_order"),
        ("threat", {"effect": "days", "effect_max": 4}, "effect_has_likely"),
        ("threat", {"effect_max": 4}, "effect_says_of_what"),
    ],
)
def test_an_effect_keeps_its_rules(member, kind, values, code):
    risk, milestone = RiskFactory(team=member.team, kind=kind), MilestoneFactory(team=member.team)
    row = RiskMilestone(team=member.team, risk=risk, milestone=milestone, **values)

    if code is None:
        row.store(by=member)
    else:
        with pytest.raises(ValidationError) as refused:
            row.store(by=member)
        codes = {error.code for errors in refused.value.update_error_dict({}).values() for error in errors}
        assert codes == {code}

    assert RiskMilestone.objects.count() == (0 if code else 1)


@pytest.mark.parametrize(
    ("kind", "figure", "wanted", "word"),
    [("threat", 10, "opportunity", "takes none"), ("opportunity", -10, "threat", "saves none")],
)
def test_a_risk_stays_of_its_kind_while_its_effects_are(member, kind, figure, wanted, word):
    risk = RiskFactory(team=member.team, kind=kind)
    milestone = MilestoneFactory(team=member.team, title="Beta")
    row = RiskMilestoneFactory(team=member.team, risk=risk, milestone=milestone, effect="days", effect_likely=figure)

    risk.kind = wanted
    with pytest.raises(ValidationError) as refused:
        risk.store(by=member)
    row.effect, row.effect_likely = "", None
    row.store(by=member)
    risk.kind = wanted
    risk.store(by=member)

    [error] = refused.value.error_dict["kind"]
    assert (error.code, word in error.messages[0], "Beta" in error.messages[0]) == ("contrary_effects", True, True)
    assert Risk.objects.get().kind == wanted


def test_a_milestone_and_a_risk_are_linked_once(member, link):
    again = RiskMilestone(team=member.team, risk=link.risk, milestone=link.milestone)

    with pytest.raises(ValidationError, match="concerns that milestone already"):
        again.store(by=member)


def test_a_milestone_in_use_names_its_risk(member, link):
    with pytest.raises(ValidationError, match=f"still used by {link.risk.code}"):
        Milestone.objects.get(pk=link.milestone_id).discard(by=member)


def test_a_milestone_of_another_team_is_refused(member, stranger):
    foreign = MilestoneFactory(team=stranger.team)

    with pytest.raises(ValidationError) as refused:
        RiskMilestone(team=member.team, risk=RiskFactory(team=member.team), milestone=foreign).store(by=member)

    assert refused.value.error_dict["milestone"][0].code == "foreign"
