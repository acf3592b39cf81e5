"""Which entries are suggested, and why: known answers on a small library."""

from dataclasses import replace

import pytest

from playbook.library import entries
from playbook.suggesting import MOST, Known, suggest

NOTHING = Known(categories=frozenset(), covered=frozenset(), templates=frozenset())
ALL = frozenset(
    "technical security privacy data cost_compute funding market team project legal_ethics".split()  # noqa: SIM905
)
LIBRARY = list(entries("en").values())


def suggested(**known):
    return [(each.entry.code, each.reason, each.about) for each in suggest(LIBRARY, replace(NOTHING, **known))]


def test_an_empty_register_gets_the_worst_of_six_categories_those_for_any_team_first():
    assert suggested() == [
        ("cash_runs_out", "category", "funding"),
        ("no_market_need", "category", "market"),
        ("data_breach", "category", "privacy"),
        ("founders_part", "category", "team"),
        ("technical_debt", "category", "technical"),
        ("scope_creep", "category", "project"),
    ]


def test_a_plan_from_a_template_gets_three_that_fit_it_then_empty_categories():
    assert suggested(templates=frozenset({"ai_product"})) == [
        ("personal_data", "template", "ai_product"),
        ("tenant_leak", "template", "ai_product"),
        ("made_up_answers", "template", "ai_product"),
        ("cash_runs_out", "category", "funding"),
        ("no_market_need", "category", "market"),
        ("founders_part", "category", "team"),
    ]


def test_a_full_register_gets_nothing():
    assert suggested(categories=ALL) == []


def test_what_is_in_the_register_is_not_suggested_again():
    found = suggested(categories=ALL - {"market"}, covered=frozenset({"no_market_need"}))

    assert found == [("one_customer", "category", "market")]


@pytest.mark.parametrize(
    ("runway", "expected"),
    [(None, []), (273, [("cash_runs_out", "runway", "")]), (274, []), (-5, [("cash_runs_out", "runway", "")])],
)
def test_short_money_without_a_risk_about_it_comes_first(runway, expected):
    found = suggested(categories=ALL - {"funding"}, runway=runway)

    assert [each for each in found if each[1] == "runway"] == expected


def test_a_round_without_a_risk_about_funding_is_a_reason():
    found = suggested(categories=ALL - {"funding"}, is_raising=True)

    assert found == [("round_slips", "raising", "")]


def test_money_is_no_reason_where_a_risk_is_about_it():
    assert suggested(categories=ALL, runway=30, is_raising=True) == []


def test_an_entry_has_one_reason_and_the_list_an_end():
    found = suggested(runway=30, is_raising=True, templates=frozenset({"ai_product"}))

    assert len(found) == len({code for code, *_rest in found}) == MOST
    assert [reason for _code, reason, _about in found] == [
        "runway", "raising", "template", "template", "template", "category",
    ]  # fmt: skip


def test_opportunities_are_never_suggested():
    opportunities = {entry.code for entry in LIBRARY if entry.kind == "opportunity"}
    threats = frozenset(entry.code for entry in LIBRARY) - opportunities

    assert suggested(covered=threats) == []
