"""Cash lines: when they begin, what they replace, how the figure so far is kept, and who learns of them."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from funding.cash_plan import CashPlan, figures_of_month, plan_of
from funding.flows import Line
from funding.models import CashLine, CashPosition, FxRate
from funding.models import line as line_module
from funding.outlook import runway_sentence, team_cash_out
from funding.runway import CashOut
from planner.models import Milestone
from teams.models import Activity, Change, change
from tests.conftest import NOW
from tests.factories.funding import CashLineFactory, CashPositionFactory, FxRateFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)
NEW_YEAR = dt.date(2026, 1, 1)
BASE = "/api/v1/teams/acme"
HIRE = {"label": "New hire", "direction": "expense", "rhythm": "monthly", "amount": "50", "starts_on": "2026-07-01"}


def url(name, *rows):
    return reverse(f"funding:{name}", args=["acme", *[row.pk for row in rows]])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def latest(team):
    return CashPosition.objects.latest_of(team)


def codes_of(refusal):
    return {name: [error.code for error in errors] for name, errors in refusal.error_dict.items()}


# When a line begins


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("milestone", "scheduled", "begins"),
    [
        ({"state": "completed", "completed_at": NOW, "due_on": dt.date(2026, 6, 1)}, True, dt.date(2026, 3, 3)),
        ({"due_on": dt.date(2026, 6, 1)}, True, dt.date(2026, 7, 1)),
        ({"due_on": dt.date(2026, 6, 1)}, False, dt.date(2026, 6, 2)),
        ({"due_on": None}, False, None),
        ({"due_on": dt.date(2026, 6, 1), "state": "cancelled"}, True, None),
        ({"due_on": dt.date(2026, 6, 1), "project__state": "discontinued"}, True, None),
    ],
)
def test_a_line_begins_the_day_after_its_milestone_is_reached(manager, milestone, scheduled, begins):
    row = MilestoneFactory(team=manager.team, **milestone)
    line = CashLineFactory(team=manager.team, milestone=row)

    assert line.begins_on({row.pk: dt.date(2026, 6, 30)} if scheduled else None) == begins


def test_a_line_may_begin_some_days_later_or_on_the_day_itself(manager):
    row = MilestoneFactory(team=manager.team, due_on=TODAY)

    days = [CashLineFactory(team=manager.team, milestone=row, days_after=days).begins_on() for days in (0, 30)]

    assert days == [TODAY, TODAY + dt.timedelta(days=30)]


@pytest.mark.parametrize(
    ("typed", "kept"), [("2.50", "2.5"), ("+1", None), (" 0.0 ", ""), ("-3", "-3"), ("1e2", None), ("", "")]
)
def test_growth_is_kept_as_canonical_text(manager, typed, kept):
    row = CashLine(team=manager.team, label="Sales", amount=Decimal(1), starts_on=TODAY, growth=typed)

    if kept is None:
        with pytest.raises(ValidationError, match=r"such as 2\.5"):
            row.store(by=manager)
    else:
        assert row.store(by=manager).growth == kept


def test_a_team_has_a_limited_number_of_lines(manager, monkeypatch):
    monkeypatch.setattr(line_module, "LINES_AT_MOST", 1)
    CashLineFactory(team=manager.team)

    with pytest.raises(ValidationError, match="at most 1 cash lines") as refused:
        CashLine(team=manager.team, label="More", amount=Decimal(1), starts_on=TODAY).store(by=manager)

    assert refused.value.code == "too_many"


# 100 · 1.5^120 is over 10^23; 100 · 1.5^73 is under 10^15, and 100 · 1.2^120 is 3.2 · 10^11.
@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ({"growth": "50"}, False),
        ({"growth": "50", "ends_on": dt.date(2032, 2, 29)}, True),
        ({"growth": "50", "ends_on": dt.date(2032, 3, 1)}, False),
        ({"growth": "50", "starts_on": dt.date(2190, 1, 1)}, True),
        ({"growth": "20"}, True),
        ({"growth": "50", "starts_on": dt.date(1900, 1, 1), "amount": Decimal(90_000_000_000_000)}, False),
    ],
)
def test_a_line_that_would_grow_beyond_sense_within_ten_years_is_refused(manager, given, is_taken):
    row = CashLine(**{"team": manager.team, "label": "Sales", "amount": Decimal(100), "starts_on": NEW_YEAR} | given)

    if is_taken:
        row.store(by=manager)
    else:
        with pytest.raises(ValidationError, match=r"more than 1,000,000,000,000,000\.") as refused:
            row.store(by=manager)
        assert codes_of(refused.value) == {"__all__": ["too_large"]}

    assert CashLine.objects.exists() is is_taken


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("due_on", [None, dt.date(2026, 6, 1)])
def test_a_line_of_a_milestone_is_refused_as_well(manager, due_on):
    milestone = MilestoneFactory(team=manager.team, due_on=due_on)
    row = CashLine(team=manager.team, label="Sales", amount=Decimal(100), milestone=milestone, growth="50")

    with pytest.raises(ValidationError, match="Lower the growth, or let the line end earlier"):
        row.store(by=manager)


@pytest.mark.parametrize(
    "given", [{"growth": "x"}, {"growth": "999"}, {"amount": None}, {"amount": "x"}, {"amount": Decimal("NaN")}]
)
def test_a_growing_line_with_a_wrong_figure_is_told_of_that_figure(manager, given):
    figures = {"amount": Decimal(1), "growth": "5"} | given
    row = CashLine(team=manager.team, label="Sales", starts_on=TODAY, **figures)

    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.error_dict) == list(given)


@pytest.mark.parametrize(("rate", "is_taken"), [("1000000000", True), ("1000000000.1", False), ("9" * 15, False)])
def test_a_rate_is_a_thousand_million_at_most(manager, rate, is_taken):
    row = FxRate(team=manager.team, on=TODAY, base="USD", quote="EUR", rate=rate)

    if is_taken:
        row.store(by=manager)
    else:
        with pytest.raises(ValidationError, match=r"at most 1,000,000,000\.") as refused:
            row.store(by=manager)
        assert codes_of(refused.value) == {"__all__": ["too_large"]}

    assert FxRate.objects.exists() is is_taken


# What lines mean to the cash-out date


def test_the_cash_out_date_follows_the_lines(manager):
    CashPositionFactory(team=manager.team)  # 1200, 100 a month
    CashLineFactory(team=manager.team)
    CashLineFactory(team=manager.team, amount=Decimal(50), starts_on=dt.date(2026, 7, 1))

    assert team_cash_out(manager.team, TODAY).on == dt.date(2026, 11, 1)


def test_a_line_of_a_milestone_moves_with_it(manager):
    CashPositionFactory(team=manager.team)
    row = MilestoneFactory(team=manager.team, due_on=dt.date(2026, 6, 30))
    CashLineFactory(team=manager.team, milestone=row, rhythm="once", amount=Decimal(300))

    before = team_cash_out(manager.team, TODAY).on
    row.due_on = dt.date(2027, 6, 30)
    row.store(by=manager)

    assert (before, team_cash_out(manager.team, TODAY).on) == (dt.date(2026, 10, 1), dt.date(2027, 1, 1))


def test_lines_of_another_team_count_nowhere(manager, stranger):
    CashPositionFactory(team=manager.team)
    CashLineFactory(team=stranger.team, amount=Decimal(999))

    assert team_cash_out(manager.team, TODAY).on == dt.date(2027, 1, 1)


def test_what_is_not_counted_is(manager):
    position = CashPositionFactory(team=manager.team)
    CashLineFactory(team=manager.team, milestone=MilestoneFactory(team=manager.team))
    CashLineFactory(team=manager.team, currency="USD")

    assert plan_of(position, TODAY) == CashPlan((), undated=1, not_converted=1)
    assert team_cash_out(manager.team, TODAY).on == dt.date(2027, 1, 1)  # the flat figure counts meanwhile


@pytest.mark.parametrize(
    ("rate", "amount"),
    [
        ({"on": dt.date(2026, 3, 1), "rate": "0.9"}, Decimal(90)),
        ({"on": dt.date(2025, 12, 2), "rate": "0.9"}, Decimal(90)),
        ({"on": dt.date(2025, 12, 1), "rate": "0.9"}, None),
        ({"on": dt.date(2026, 3, 3), "rate": "0.9"}, None),
        ({"base": "EUR", "quote": "USD", "rate": "1.25"}, Decimal(80)),
    ],
)
def test_a_line_in_another_currency_is_converted_by_a_young_rate(manager, rate, amount):
    position = CashPositionFactory(team=manager.team)
    CashLineFactory(team=manager.team, currency="USD")
    FxRateFactory(team=manager.team, **rate)

    lines = plan_of(position, TODAY).lines

    assert lines == (() if amount is None else (Line("expense", "monthly", amount, NEW_YEAR),))


@pytest.mark.parametrize(("lines", "expected"), [(0, 1), (1, 2), (3, 2)])
def test_the_date_costs_one_statement_more_with_any_number_of_lines(manager, queries, lines, expected):
    CashPositionFactory(team=manager.team)
    row = MilestoneFactory(team=manager.team, state="completed", completed_at=NOW)
    CashLineFactory.create_batch(lines, team=manager.team, milestone=row)

    with queries(expected):
        assert team_cash_out(manager.team, TODAY).kind == "date"


def test_the_figures_of_a_month_say_where_they_are_from(manager):
    CashLineFactory(team=manager.team, amount=Decimal(60))
    CashLineFactory(team=manager.team, amount=Decimal(10), starts_on=dt.date(2026, 3, 31))
    CashLineFactory(team=manager.team, amount=Decimal(10), starts_on=dt.date(2026, 4, 1))
    position = CashPositionFactory(team=manager.team, monthly_income=Decimal(30))

    month = figures_of_month(position, plan_of(position, TODAY), TODAY)

    assert (month.income, month.expense, month.net_burn) == (Decimal(30), Decimal(70), Decimal(40))
    assert (month.income_by_lines, month.expense_by_lines) == (False, True)


@time_machine.travel(NOW, tick=False)
def test_pages_show_what_lines_make_of_the_month(browse, manager):
    CashPositionFactory(team=manager.team)
    CashLineFactory(team=manager.team, amount=Decimal(777), milestone=MilestoneFactory(team=manager.team))
    CashLineFactory(team=manager.team, amount=Decimal(123))
    client = browse(manager)

    cash, overview = text_of(client.get(url("cash"))), text_of(client.get(url("overview")))

    assert "by lines, this month" in cash
    assert "1 cash line waits for a milestone without a date, and is not counted." in cash
    assert ("Cash lines count instead of the monthly expense." in cash, "by lines, this month" in overview) == (
        True,
        True,
    )
    assert "24 Oct 2026" in cash  # nine months of 123 leave 93, 3.97 a day
    assert runway_sentence(manager, TODAY).on == dt.date(2026, 10, 24)


# Keeping the figure so far


def the_lines():
    return list(CashLine.objects.order_by("starts_on").values_list("label", "amount", "starts_on"))


BOTH = [("Expense so far", 100, NEW_YEAR), ("New hire", 50, dt.date(2026, 7, 1))]


def test_the_first_monthly_line_offers_ticked_to_keep_the_figure_so_far(browse, manager):
    CashPositionFactory(team=manager.team)
    client = browse(manager)

    field = client.get(url("line-new")).context["form"]["keep_figure"]
    client.post(url("line-new"), HIRE | {"keep_figure": "on"})

    assert (field.value(), "100\xa0EUR a month" in field.help_text) == (True, True)
    assert the_lines() == BOTH
    assert team_cash_out(manager.team, TODAY).on == dt.date(2026, 11, 1)


def test_unticked_the_lines_count_alone(browse, manager):
    CashPositionFactory(team=manager.team)

    browse(manager).post(url("line-new"), HIRE)

    assert the_lines() == BOTH[1:]


@pytest.mark.parametrize(
    ("given", "kept"), [({}, BOTH), ({"keep_figure": True}, BOTH), ({"keep_figure": False}, BOTH[1:])]
)
def test_the_api_keeps_the_figure_unless_told_otherwise(api, manager, given, kept):
    CashPositionFactory(team=manager.team)

    answer = api(manager).post(f"{BASE}/cash-lines/", HIRE | given, format="json")

    assert (answer.status_code, the_lines()) == (201, kept)


def test_line_and_figure_are_one_act_and_undone_together(browse, manager):
    CashPositionFactory(team=manager.team)
    browse(manager).post(url("line-new"), HIRE | {"keep_figure": "on"})
    act = Change.objects.get()

    told = list(Activity.objects.filter(change=act).order_by("at").values_list("subject_label", "verb"))
    act.undo(by=manager)

    assert told == [("Expense so far", "created"), ("New hire", "created")]
    assert str(act) == "Max Manager added New hire to the cash plan and kept the figure so far"
    assert not CashLine.objects.exists()


@pytest.mark.parametrize(
    ("figures", "lines", "values"),
    [
        (None, [], {}),
        ({"monthly_expense": None}, [], {}),
        ({"monthly_expense": Decimal(0)}, [], {}),
        ({}, [{}], {}),
        ({}, [], {"rhythm": "once"}),
        ({}, [], {"direction": "income"}),
    ],
)
def test_where_no_figure_is_replaced_none_is_kept(api, manager, figures, lines, values):
    if figures is not None:
        CashPositionFactory(team=manager.team, **figures)
    for line in lines:
        CashLineFactory(team=manager.team, **line)

    answer = api(manager).post(f"{BASE}/cash-lines/", HIRE | values, format="json")

    assert (answer.status_code, CashLine.objects.count()) == (201, 1 + len(lines))


def test_the_form_asks_nothing_where_no_figure_is_replaced(browse, manager):
    CashPositionFactory(team=manager.team)
    CashLineFactory(team=manager.team)

    assert "keep_figure" not in browse(manager).get(url("line-new")).context["form"].fields


@pytest.mark.parametrize("over", [{"ends_on": dt.date(2025, 12, 31), "starts_on": dt.date(2025, 1, 1)}])
def test_a_line_that_is_over_replaces_nothing(browse, manager, over):
    CashPositionFactory(team=manager.team)
    CashLineFactory(team=manager.team, **over)

    assert team_cash_out(manager.team, TODAY) == CashOut("date", dt.date(2027, 1, 1), Decimal("9.9"))
    assert "keep_figure" in browse(manager).get(url("line-new")).context["form"].fields


def test_a_one_off_that_becomes_monthly_may_keep_the_figure_too(browse, manager):
    CashPositionFactory(team=manager.team)
    row = CashLineFactory(team=manager.team, label="New hire", rhythm="once", starts_on=dt.date(2026, 7, 1))
    client = browse(manager)

    client.post(url("line-edit", row), HIRE | {"keep_figure": "on", "version": 1})
    again = client.get(url("line-edit", row)).context["form"].fields

    assert (the_lines(), "keep_figure" in again) == (BOTH, False)


# Who learns of a line


@pytest.mark.parametrize(("role", "told"), [("manager", "Severance of Bo"), ("member", "something in the money part")])
def test_a_milestone_that_money_waits_for_is_kept_and_names_the_line_to_whoever_may_see_it(
    browse, api, request, role, told
):
    person = request.getfixturevalue(role)
    row = MilestoneFactory(team=person.team, title="Beta")
    CashLineFactory(team=person.team, label="Severance of Bo", milestone=row)
    CashLineFactory(team=person.team, label="Severance of Cy", milestone=row)

    answer = api(person).delete(f"{BASE}/milestones/{row.pk}/")
    page = browse(person).post(reverse("planner:milestone-discard", args=["acme", row.pk]), follow=True)

    [error] = answer.data["errors"]
    text = text_of(page)
    assert (answer.status_code, error["code"]) == (400, "in_use")
    assert all(told in each for each in (error["message"], text))
    assert all(("Severance" in each) == (role == "manager") for each in (error["message"], text))
    assert error["message"].count("something in the money part") == (role == "member")
    assert Milestone.objects.filter(pk=row.pk).exists()


def test_undoing_the_making_of_a_milestone_tells_no_line_either(member, manager):
    project = ProjectFactory(team=member.team)
    row = Milestone(team=member.team, project=project, title="Beta")
    with change(member, "{who} tried") as act:
        row.store(by=act)
    CashLineFactory(team=member.team, label="Severance of Bo", milestone=row)

    with pytest.raises(ValidationError) as refused:
        act.undo(by=member)

    assert "Severance" not in str(refused.value)


@pytest.mark.parametrize("place", ["line-list", "line-new", "rate-list", "rate-new"])
@pytest.mark.parametrize(("role", "status"), [("manager", 200), ("member", 403), ("viewer", 403)])
def test_lines_and_rates_are_for_those_who_may_see_the_money(browse, request, place, role, status):
    person = request.getfixturevalue(role)
    CashLineFactory(team=person.team)
    FxRateFactory(team=person.team)

    assert browse(person).get(url(place)).status_code == status


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("kind", "count"), [("cash-lines", 5), ("fx-rates", 5)])
def test_a_list_costs_the_same_for_more_rows(api, manager, queries, rows, kind, count):
    for row in range(rows):
        CashLineFactory(team=manager.team, milestone=MilestoneFactory(team=manager.team))
        FxRateFactory(team=manager.team, on=TODAY - dt.timedelta(days=row))
    client = api(manager)

    with queries(count):
        assert client.get(f"{BASE}/{kind}/").data["count"] == rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("place", ["line-list", "rate-list", "cash"])
def test_a_page_costs_the_same_for_more_rows(browse, manager, queries, rows, place):
    CashPositionFactory(team=manager.team)
    for row in range(rows):
        CashLineFactory(team=manager.team, milestone=MilestoneFactory(team=manager.team, due_on=TODAY))
        FxRateFactory(team=manager.team, on=TODAY - dt.timedelta(days=row))
    client = browse(manager)

    with queries({"line-list": 8, "rate-list": 7, "cash": 12}[place]):
        assert client.get(url(place)).status_code == 200


def test_a_rate_is_kept_as_canonical_text_and_changed(browse, manager):
    client = browse(manager)
    values = {"on": "2026-03-01", "base": "USD", "quote": "EUR", "rate": "0.9200"}

    client.post(url("rate-new"), values)
    row = FxRate.objects.get()
    client.post(url("rate-edit", row), values | {"rate": "0.93", "version": 1})

    assert (row.rate, FxRate.objects.get().rate, str(row)) == ("0.92", "0.93", "Rate USD/EUR of 1 Mar 2026")
