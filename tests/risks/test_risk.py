"""A risk: its rules, what an assessment does, and the way through its statuses."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from risks.models import Assessment, Risk, Settings
from risks.states import ENDED, NEXT_STATUSES, Status
from teams.models import Activity, change
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ContingencyPlanFactory, ResponseActionFactory, RiskFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)
REASONS = {status: ("duplicate" if status in ENDED else "") for status in Status}


def at(status, team, **values):
    """Return a rated risk in this status."""
    if status in ENDED:
        values |= {"closure_reason": "avoided", "closed_at": NOW}
    if status == Status.OCCURRED:
        values |= {"occurred_at": NOW}
    risk = RiskFactory(team=team, score=(3, 3))
    Risk.objects.filter(pk=risk.pk).update(status=status, **values)
    risk.refresh_from_db()
    return risk


def test_a_new_risk_keeps_who_raised_it_and_gets_a_number(member):
    risk = Risk(team=member.team, title="No GPUs", category="cost_compute").store(by=member)

    assert (risk.code, risk.status, risk.raised_by, risk.level) == ("R-1", "identified", member, None)


@pytest.mark.parametrize(
    ("kind", "strategy"),
    [("threat", "exploit"), ("threat", "enhance"), ("opportunity", "avoid"), ("opportunity", "mitigate")],
)
def test_a_strategy_has_to_fit_the_kind(member, kind, strategy):
    with pytest.raises(ValidationError, match="does not fit"):
        Risk(team=member.team, title="X", category="team", kind=kind, strategy=strategy).store(by=member)


@pytest.mark.parametrize("kind", ["threat", "opportunity"])
@pytest.mark.parametrize("strategy", ["", "share", "accept", "escalate"])
def test_some_strategies_fit_both_kinds(member, kind, strategy):
    risk = Risk(team=member.team, title="X", category="team", kind=kind, strategy=strategy).store(by=member)

    assert risk.strategy == strategy


def test_a_window_cannot_end_before_it_starts(member):
    with pytest.raises(ValidationError, match="window cannot end"):
        Risk(
            team=member.team,
            title="X",
            category="team",
            window_from=dt.date(2026, 3, 2),
            window_to=dt.date(2026, 3, 1),
        ).store(by=member)


# Assessments


@time_machine.travel(NOW)
def test_assessing_sets_level_status_and_next_review(member):
    risk = RiskFactory(team=member.team)

    assessment = risk.assess(3, 4, by=member, reason="Two of five suppliers gone")

    risk.refresh_from_db()
    assert (risk.current, risk.level, risk.status) == (assessment, "high", "assessed")
    assert risk.next_review_on == dt.date(2026, 4, 1)
    assert (assessment.author, assessment.matrix_version) == (member, 1)


def test_each_kind_of_score_is_kept_apart(member):
    risk = RiskFactory(team=member.team)

    for kind, figures in {"inherent": (5, 5), "current": (4, 4), "residual": (2, 4), "target": (1, 2)}.items():
        risk.assess(*figures, by=member, kind=kind)

    assert [(kind.value, score.level) for kind, score in risk.scores] == [
        ("inherent", "critical"),
        ("current", "high"),
        ("residual", "moderate"),
        ("target", "very_low"),
    ]
    assert risk.trend == -3


def test_a_target_does_not_make_a_risk_an_assessed_one(member):
    risk = RiskFactory(team=member.team)

    risk.assess(1, 1, by=member, kind="target")

    assert (risk.status, risk.level, risk.next_review_on) == ("identified", None, None)


def test_a_new_assessment_leaves_the_old_one_as_it_was(member):
    risk = RiskFactory(team=member.team)
    first = risk.assess(5, 5, by=member)

    second = risk.assess(1, 1, by=member)

    first.refresh_from_db()
    assert (first.level, risk.current) == ("critical", second)
    assert Assessment.objects.count() == 2


def test_an_assessment_without_figures_takes_the_rating_back(member):
    risk = RiskFactory(team=member.team, score=(5, 5))

    assessment = risk.assess(None, None, by=member, reason="Judged on wrong facts")

    assert (risk.current, risk.level, assessment.level) == (None, None, "")
    assert str(assessment) == "Current: not rated"


@pytest.mark.parametrize("figures", [(None, 3), (3, None), (0, 3), (3, 6)])
def test_half_a_rating_or_one_off_the_scale_is_refused(member, figures):
    risk = RiskFactory(team=member.team)

    with pytest.raises(ValidationError):
        risk.assess(*figures, by=member)

    risk.refresh_from_db()
    assert (risk.current, Assessment.objects.count()) == (None, 0)


@pytest.mark.parametrize("status", ENDED)
def test_a_risk_that_has_ended_is_not_assessed(member, status):
    risk = at(status, member.team)

    with pytest.raises(ValidationError, match="cannot be assessed"):
        risk.assess(1, 1, by=member)

    assert [each.probability for each in Assessment.objects.all()] == [3]


def test_a_rated_risk_made_in_one_act_is_undone_with_its_rating(member):
    with change(member, "Template") as act:
        risk = Risk(team=member.team, title="X", category="team").store(by=act)
        risk.assess(2, 2, by=act)

    act.undo(by=member)

    assert (Risk.objects.count(), Assessment.objects.count()) == (0, 0)


# Statuses


# In a team that looks at no steps, an open risk ends from wherever it is; what has occurred was a risk.
ENDS_AT_ONCE = {(before, after) for before in Status for after in ENDED if before not in (*ENDED, Status.OCCURRED)}


@pytest.mark.parametrize("shows_steps", [True, False])
@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_a_status_is_entered_exactly_where_the_table_allows(member, manager, before, after, shows_steps):
    Settings(team=member.team, shows_steps=shows_steps).store(by=manager)
    risk = at(before, member.team)
    ends = not shows_steps and (before, after) in ENDS_AT_ONCE
    allowed = after == before or after in NEXT_STATUSES[before] or ends

    if allowed:
        risk.change_status(after, by=member, closure_reason=REASONS[after])
    else:
        with pytest.raises(ValidationError):
            risk.change_status(after, by=member, closure_reason=REASONS[after])

    risk.refresh_from_db()
    assert risk.status == (after if allowed else before)


@pytest.mark.parametrize("before", [status for status in Status if status not in (*ENDED, Status.OCCURRED)])
def test_any_open_risk_can_occur(member, before):
    risk = at(before, member.team)

    risk.occur(by=member, reason="The provider is down")

    assert (risk.status, risk.status_reason, risk.is_open) == ("occurred", "The provider is down", True)


def test_a_risk_is_not_closed_without_saying_why(member):
    risk = at(Status.MONITORING, member.team)

    with pytest.raises(ValidationError, match="Say why"):
        risk.close("", by=member)

    risk.refresh_from_db()
    assert (risk.status, risk.closed_at) == ("monitoring", None)


@pytest.mark.parametrize("status", ENDED)
def test_a_risk_that_has_ended_is_reopened_with_a_reason(member, status):
    risk = at(status, member.team)

    with pytest.raises(ValidationError, match="open again"):
        risk.reopen(by=member, reason=" ")
    risk.reopen(by=member, reason="It came back")

    assert (risk.status, risk.closure_reason, risk.closed_at) == ("identified", "", None)
    assert risk.status_reason == "It came back"


def test_closing_twice_leaves_one_activity(member):
    risk = at(Status.MONITORING, member.team)

    risk.close("avoided", by=member)
    risk.close("avoided", by=member)

    assert Activity.objects.filter(verb="closed").count() == 1


def test_a_closing_is_taken_back_to_the_status_before(member):
    risk = at(Status.MONITORING, member.team)
    risk.close("avoided", by=member)

    risk.undo_ending(by=member)
    risk.undo_ending(by=member)

    assert (risk.status, risk.closure_reason, risk.closed_at) == ("monitoring", "", None)


def test_a_status_is_not_taken_back_once_the_risk_was_changed(member):
    risk = RiskFactory(team=member.team)
    risk.assess(1, 1, by=member)
    risk.change_status("monitoring", by=member)
    risk.assess(2, 2, by=member)

    with pytest.raises(ValidationError, match="changed since"):
        risk.undo_status(by=member)

    risk.refresh_from_db()
    assert risk.status == "monitoring"


def test_the_right_to_change_a_risk_takes_no_rejection_back(member):
    risk = at(Status.IDENTIFIED, member.team)
    risk.reject("duplicate", by=member)

    with pytest.raises(ValidationError, match="changed since"):
        risk.undo_status(by=member)

    risk.refresh_from_db()
    assert risk.status == "rejected"


def test_a_risk_that_nobody_has_rated_cannot_be_called_assessed(member):
    risk = RiskFactory(team=member.team)

    with pytest.raises(ValidationError) as refused:
        risk.change_status("assessed", by=member)

    risk.refresh_from_db()
    assert refused.value.messages == ["A risk is assessed once somebody has rated it. Give the rating first."]
    assert (risk.status, Status.ASSESSED in risk.next_statuses) == ("identified", False)


def test_an_assessed_risk_whose_rating_is_taken_back_is_identified_again(member):
    risk = RiskFactory(team=member.team)
    risk.assess(3, 3, by=member)

    risk.assess(None, None, by=member)

    assert (risk.status, risk.level) == ("identified", None)


# Removing


def test_a_risk_with_history_actions_or_plans_is_not_removed(member):
    rated, answered, planned = (RiskFactory(team=member.team) for _ in range(3))
    rated.assess(1, 1, by=member)
    ResponseActionFactory(team=member.team, risks=[answered])
    ContingencyPlanFactory(team=member.team, risk=planned)

    for risk in (rated, answered, planned):
        with pytest.raises(ValidationError) as refused:
            risk.discard(by=member)
        assert refused.value.code == "in_use"

    assert Risk.objects.count() == 3


def test_a_milestone_that_a_risk_concerns_is_not_removed(member):
    milestone = MilestoneFactory(team=member.team)
    RiskFactory(team=member.team, milestones=[milestone])

    with pytest.raises(ValidationError) as refused:
        milestone.discard(by=member)

    assert refused.value.code == "in_use"
