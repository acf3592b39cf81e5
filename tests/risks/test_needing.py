"""A field that a rule misses says so itself, unless it is not asked or holds something."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from risks.models import Acceptance, MoneyTrigger, Trigger
from teams.models import Team

ASIDE = {"team", "plan", "risk", "requester", "approver", "expires_on", "state"}


def told(row, *, exclude=frozenset()):
    """Return {field: codes} of what a row says of its fields."""
    try:
        row.clean_fields(exclude=ASIDE | exclude)
    except ValidationError as error:
        return {name: [each.code for each in errors] for name, errors in error.error_dict.items()}
    return {}


def test_each_empty_field_names_the_rule_that_misses_it():
    row = Trigger(kind="milestone_slip")

    assert told(row) == {"milestone": ["trigger_has_milestone"], "days": ["trigger_has_days"]}
    assert told(Trigger(kind="manual", text="")) == {"text": ["trigger_has_text"]}
    assert told(Acceptance(justification="")) == {"justification": ["acceptance_has_justification"]}


def test_a_field_that_is_not_asked_says_nothing():
    assert told(Trigger(kind="milestone_slip"), exclude={"milestone"}) == {"days": ["trigger_has_days"]}
    assert told(Trigger(kind="date"), exclude={"on"}) == {}


def test_zero_is_no_empty_field():
    row = MoneyTrigger(team=Team(currency="EUR"), kind="financing", amount=Decimal(0), by_on=None)

    assert told(row) == {"by_on": ["moneytrigger_has_amount_and_day"]}
