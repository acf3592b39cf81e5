"""Whatever people write into a register, a file of it says the same in another team, column by column."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risks.imports.cells import actions_cell, milestones_cell, plans_cell, read_actions, read_milestones, read_plans
from risks.imports.columns import OWN_HEADER
from risks.models import Risk
from risks.states import Category, Strategy
from tests.factories.teams import MembershipFactory

from .register_files import brought, exported, table

LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S"))
# What a title holds: one line, with no spaces at its ends.
LINES = st.lists(
    st.text(LETTERS | st.sampled_from(";[]|\\'\"=+-@,"), min_size=1, max_size=8), min_size=1, max_size=4
).map(" ".join)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1))
FIGURE = st.integers(1, 5)
SCORES = st.dictionaries(
    st.sampled_from(["inherent", "current", "residual", "target"]), st.tuples(FIGURE, FIGURE), max_size=4
)


@given(st.lists(st.tuples(LINES, st.integers(-999, 999), st.booleans()), max_size=4))
def test_a_cell_of_milestones_is_read_as_it_was_written(entries):
    told = [
        {
            "code": "",
            "title": title,
            "effect": "factor" if parallel else "days",
            "effect_min": None,
            "effect_likely": likely,
            "effect_max": likely + 1 if parallel else None,
            "parallel": parallel,
        }
        for title, likely, parallel in entries
    ]

    assert read_milestones(milestones_cell(told)) == told


@given(st.lists(st.tuples(LINES, LINES, st.sampled_from(["todo", "done"]), DAYS | st.none()), max_size=4))
def test_a_cell_of_actions_is_read_as_it_was_written(entries):
    told = [
        {"code": "A-3", "title": title, "state": state, "due_on": day and day.isoformat(), "owner": {"name": name}}
        for title, name, state, day in entries
    ]

    assert [each | {"due_on": each["due_on"] or None} for each in read_actions(actions_cell(told))] == told


@given(st.lists(st.tuples(LINES, st.lists(LINES, max_size=3)), max_size=4))
def test_a_cell_of_plans_is_read_as_it_was_written(entries):
    told = [
        {"code": "C-2", "title": title, "triggers": [{"sentence": each} for each in some]} for title, some in entries
    ]

    found = [
        (each["title"], [trigger["text"] for trigger in each["triggers"]]) for each in read_plans(plans_cell(told))
    ]
    assert found == entries


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=LINES,
    texts=st.tuples(LINES, LINES, LINES),
    category=st.sampled_from(Category.values),
    strategy=st.sampled_from([Strategy.AVOID.value, Strategy.ACCEPT.value, ""]),
    scores=SCORES,
    days=st.tuples(DAYS, DAYS) | st.none(),
    percent=st.integers(0, 100) | st.none(),
    money=st.integers(0, 10**9) | st.none(),
)
def test_a_register_is_the_same_in_another_team(db, title, texts, category, strategy, scores, days, percent, money):
    owner, person = (MembershipFactory(role="owner", name="Olga Owner") for _ in range(2))
    risk = Risk(team=owner.team, title=title, category=category, strategy=strategy, probability_percent=percent)
    risk.cause, risk.event, risk.effect = texts
    risk.window_from, risk.window_to = (min(days), max(days)) if days else (None, None)
    risk.money_likely = None if money is None else Decimal(money) / 100
    risk.store(by=owner)
    for kind, figures in scores.items():
        risk.assess(*figures, by=owner, kind=kind, reason="judged")

    brought(person, exported(owner))

    told, found = table(exported(owner))[0], table(exported(person))[0]
    ours = [name for name in OWN_HEADER if name != "owner_email"]
    assert {name: found[name] for name in ours} == {name: told[name] for name in ours}
