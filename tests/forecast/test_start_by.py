"""When raising must begin, worked out by hand; and how long a raise is taken to last."""

import datetime as dt

import pytest

from forecast.model import Deal, Part, Spread
from forecast.raise_time import p90, raise_time, usual_time
from forecast.start_by import NEGOTIATION_RESERVE, start_by

TODAY = dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("out_on", "days", "reserve", "day", "in_hand"),
    [
        # 20 December less 190 days is 13 June (20 + 30 + 31 + 30 + 31 + 31 = 173 days back to 30 June, 17 more), less 30
        (dt.date(2026, 12, 20), 190, 30, dt.date(2026, 5, 14), 73),
        (dt.date(2026, 12, 20), 190, 0, dt.date(2026, 6, 13), 103),
        # 30 days before 1 May are 1 April, 30 before that are 2 March: today
        (dt.date(2026, 5, 1), 30, 30, dt.date(2026, 3, 2), 0),
        (dt.date(2026, 4, 30), 30, 30, dt.date(2026, 3, 1), -1),
        # over the end of February of a leap year
        (dt.date(2028, 3, 1), 1, 0, dt.date(2028, 2, 29), 729),
    ],
)
def test_the_day_is_the_end_of_the_money_less_raise_and_reserve(out_on, days, reserve, day, in_hand):
    found = start_by(out_on, days, today=TODAY, reserve=reserve)

    assert (found.on, found.days_in_hand, found.days_late) == (day, in_hand, -in_hand)
    assert found.is_late is (in_hand < 0)


def test_a_month_is_kept_for_negotiating():
    assert (NEGOTIATION_RESERVE, start_by(TODAY, 0, today=TODAY).on) == (30, dt.date(2026, 1, 31))


def test_p90_of_a_symmetric_estimate_is_that_of_the_beta_distribution_with_two_threes():
    # I(x; 3, 3) = 10x^3 - 15x^4 + 6x^5 is 0.9 at x = 0.7534: 75.34 days of 100, so 76 whole ones are enough
    x = 0.7534
    assert 10 * x**3 - 15 * x**4 + 6 * x**5 == pytest.approx(0.9, abs=1e-4)

    assert p90(Spread("pert", 0, 50, 100)) == 76


def test_p90_of_what_is_certain_is_itself():
    assert p90(Spread("fixed", 40, 40, 40)) == 40


def deal(identity, amount=100_000, close=40):
    sizes = [Spread("fixed", float(each), float(each), float(each)) for each in (amount, close)]
    return Deal(id=identity, round="r", p=0.5, amount=sizes[0], close=sizes[1], parts=(Part(1.0),))


def row(identity, *, channel="venture_capital", stage="diligence", is_lead=False, number=1):
    return {"id": identity, "channel": channel, "stage": stage, "is_lead": is_lead, "number": number}


def raising(state="open", starts_on=None, expected_close_on=None):
    return {"id": "r", "state": state, "starts_on": starts_on, "expected_close_on": expected_close_on}


def test_a_round_that_has_begun_hangs_on_its_lead():
    rows = [row("large"), row("lead", is_lead=True, number=2)]
    deals = {"large": deal("large", 900_000, close=90), "lead": deal("lead", 100_000, close=40)}

    found = raise_time(raising(), rows, deals)

    assert (found.days, found.basis, found.deal) == (40 + 14, "deal", "lead")


def test_without_a_lead_it_hangs_on_the_deal_of_most_money():
    rows = [row("small"), row("bank", channel="bank_loan", stage="applied", number=2)]
    deals = {"small": deal("small", 1_000), "bank": deal("bank", 2_000, close=60)}

    found = raise_time(raising(), rows, deals)

    assert (found.days, found.basis, found.deal) == (60 + 21, "deal", "bank")


def test_a_deal_that_is_won_or_not_simulated_tells_nothing_of_what_is_open():
    rows = [row("won", stage="signed"), row("unknown", number=2)]

    assert raise_time(raising(), rows, {"won": deal("won")}).basis == "usual"


def test_a_planned_round_takes_the_time_it_gives_itself():
    """100 days planned: 75 to 200, likely 100, so alpha is 1.8 and beta 4.2, of which P90 is 0.5453: 143.2 days."""
    planned = raising("planned", dt.date(2026, 4, 1), dt.date(2026, 7, 10))

    found = raise_time(planned, [row("a")], {"a": deal("a")})

    assert (found.basis, found.deal) == ("plan", "")
    assert found.days == 144 + 14


def test_a_round_without_dates_takes_the_usual_time_of_its_channel():
    bank = row("a", channel="bank_loan", stage="prepare")

    assert raise_time(raising("planned"), [bank], {"a": deal("a")}) == usual_time("bank_loan")
    assert raise_time(raising("planned"), [], {}) == usual_time("venture_capital")
    assert usual_time("bank_loan") != usual_time("venture_capital")


def test_the_usual_time_of_a_venture_deal_is_half_to_twice_its_130_days():
    """65 to 260, likely 130: alpha 7/3 and beta 11/3, of which P90 is 0.6445: 190.7 days; its money comes 14 later."""
    assert usual_time().days == 191 + 14
