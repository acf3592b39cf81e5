"""What a risk would cost: on its page, changed in place, on forms of its own, and through the API."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from core.templatetags.ui import parts
from risks.models import ContingencyPlan, Risk, RiskMilestone
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ContingencyPlanFactory, RiskFactory, RiskMilestoneFactory, prepared_plan

pytestmark = pytest.mark.django_db
BASE = "/api/v1/teams/acme"


def page(name, *args):
    return reverse(f"risks:{name}", args=["acme", *args])


def htmx(target):
    return {"HX-Request": "true", "HX-Target": target}


def cost_shown(client, risk):
    """Return what the section says, without its marks."""
    text = client.get(risk.get_absolute_url(), headers=htmx("risk-cost")).content.decode()
    assert "<html" not in text
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def codes(answer):
    return [(error["field"], error["code"]) for error in answer.data["errors"]]


# What the page says


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"score": (3, 3)}, "Possible: 30–50%, counted as 40%."),
        ({"score": (3, 3), "probability_percent": 35}, "35%, as given. Money"),
        ({"score": (1, 3), "probability_percent": 80}, "80%, as given. Its rating says otherwise: Rare, 0–10%."),
        ({"probability_percent": 25, "external_source": "template"}, "25%, suggested by a template."),
        ({}, "Neither a percentage nor a rating: not counted."),
        ({"status": "occurred"}, "It has occurred: counted as certain."),
        ({}, "Money Not estimated: not counted"),
        ({"money_likely": 0, "currency": "EUR"}, "Costs 0 EUR"),
        (
            {"money_min": 5000, "money_likely": 20000, "money_max": 60000, "currency": "EUR"},
            "Costs 20,000 EUR (at least 5,000 EUR, at most 60,000 EUR)",
        ),
        ({"money_likely": -300, "money_max": -100, "currency": "EUR"}, "Brings 300 EUR (at least 100 EUR)"),
        ({}, "It names no milestone, so it moves no date."),
    ],
)
def test_the_page_says_how_a_risk_is_counted(browse, viewer, values, words):
    assert words in cost_shown(browse(viewer), RiskFactory(team=viewer.team, **values))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Not estimated: not counted"),
        ({"effect": "days", "effect_likely": 1}, "1 working day more"),
        (
            {"effect": "days", "effect_min": 5, "effect_likely": 10, "effect_max": 30},
            "10 working days more (at least 5, at most 30)",
        ),
        ({"effect": "factor", "effect_likely": 150, "effect_max": 200}, "150% of its duration (at most 200%)"),
        (
            {"effect": "days", "effect_min": -20, "effect_likely": -10, "effect_max": 0},
            "10 working days less (at least 0, at most 20)",
        ),
        ({"effect": "days", "effect_likely": 5, "parallel": True}, "5 working days more at the same time as others"),
        ({"effect": "days", "effect_likely": 5, "external_source": "template"}, "5 working days more suggested"),
    ],
)
def test_the_page_says_what_each_milestone_would_feel(browse, viewer, values, words):
    link = RiskMilestoneFactory(team=viewer.team, **values)

    assert words in cost_shown(browse(viewer), link.risk)


def test_the_page_says_which_plan_counts_and_for_what(browse, member):
    risk = RiskFactory(team=member.team)
    prepared_plan(risk, member, title="Ready", days_saved=5, own_cost=Decimal(100), currency="EUR")
    prepared_plan(risk, member, title="Second", money_saved=Decimal(9), currency="EUR")
    prepared_plan(risk, member, title="Unknown")

    shown = cost_shown(browse(member), risk)

    assert "Ready saves 5 working days, costs 100 EUR counts when the risk occurs" in shown
    assert "Second saves 9 EUR does not count" in shown
    assert "Unknown Not estimated: not counted" in shown


def test_an_opportunity_brings_something(browse, viewer):
    assert "What it would bring" in cost_shown(browse(viewer), RiskFactory(team=viewer.team, kind="opportunity"))


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_costs_the_same_for_more_milestones(browse, viewer, queries, rows):
    risk = RiskFactory(team=viewer.team, score=(3, 3))
    RiskMilestoneFactory.create_batch(rows, team=viewer.team, risk=risk, effect="days", effect_likely=3)
    client = browse(viewer)

    with queries(10):
        client.get(risk.get_absolute_url())


def test_a_plan_that_counts_is_found_among_many(browse, viewer):
    risk = RiskFactory(team=viewer.team)
    ContingencyPlanFactory.create_batch(6, team=viewer.team, risk=risk)
    ContingencyPlanFactory(team=viewer.team, risk=risk, title="Last", state="ready", days_saved=3)

    assert "Last saves 3 working days counts when the risk occurs" in cost_shown(browse(viewer), risk)


# In place and on a page of its own


@time_machine.travel(NOW)
def test_an_effect_is_changed_in_its_place(browse, member):
    link = RiskMilestoneFactory(team=member.team)
    client, url = browse(member), page("effect-edit", link.pk)

    row = client.get(url, headers=htmx(f"effect-{link.pk}")).content.decode()
    given = {"effect": "days", "effect_likely": "10", "effect_max": "30", "parallel": "on", "version": "1"}
    answer = client.post(url, given, headers=htmx("risk-cost"), follow=True)

    assert row.strip().startswith(f'<tr id="effect-{link.pk}">')
    assert f'hx-post="{url}" hx-target="#risk-cost"' in row
    assert answer.content.decode().strip().startswith('<section class="section" id="risk-cost"')
    assert "10 working days more (at most 30)" in answer.content.decode()
    kept = RiskMilestone.objects.get()
    assert (kept.figures, kept.parallel, kept.estimated_on) == ((None, 10, 30), True, NOW.date())


def test_an_effect_refused_in_place_says_why(browse, member):
    link = RiskMilestoneFactory(team=member.team)

    answer = browse(member).post(
        page("effect-edit", link.pk),
        {"effect": "days", "effect_likely": "-10", "version": "1"},
        headers=htmx("risk-cost"),
    )

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith("A threat adds time")
    assert RiskMilestone.objects.get().effect == ""


def test_an_effect_has_a_page_of_its_own_without_javascript(browse, member):
    link = RiskMilestoneFactory(team=member.team)
    client, url = browse(member), page("effect-edit", link.pk)

    shown = client.get(url)
    answer = client.post(url, {"effect": "factor", "effect_likely": "150", "version": "1"})

    assert {"risk", "milestone"} & set(shown.context["form"].fields) == set()
    assert "<html" in shown.content.decode()
    assert (answer.status_code, answer["Location"]) == (303, link.risk.get_absolute_url())
    assert RiskMilestone.objects.get().effect_likely == 150


def test_a_milestone_is_added_with_its_effect_and_removed(browse, member):
    risk, milestone = RiskFactory(team=member.team), MilestoneFactory(team=member.team)
    client = browse(member)

    offered = client.get(page("effect-new"), {"risk": risk.pk}).context["form"]["risk"].value()
    given = {"risk": risk.pk, "milestone": milestone.pk, "effect": "days", "effect_likely": 5}
    made = client.post(page("effect-new"), given)
    link = RiskMilestone.objects.get()
    gone = client.post(page("effect-discard", link.pk), {"next": risk.get_absolute_url()})

    assert (offered, made.status_code) == (str(risk.pk), 303)
    assert (link.milestone, link.effect_likely) == (milestone, 5)
    assert (gone["Location"], RiskMilestone.objects.exists()) == (risk.get_absolute_url(), False)


def test_nothing_is_offered_to_a_viewer_or_on_a_closed_risk(browse, viewer, member):
    link = RiskMilestoneFactory(team=viewer.team)
    url = page("effect-edit", link.pk)

    seen = url in browse(viewer).get(link.risk.get_absolute_url()).content.decode()
    open_ = url in browse(member).get(link.risk.get_absolute_url()).content.decode()
    Risk.objects.update(status="closed", closure_reason="avoided", closed_at=NOW)
    closed = url in browse(member).get(link.risk.get_absolute_url()).content.decode()

    assert (seen, open_, closed) == (False, True, False)


def test_a_new_risk_asks_for_seven_things_and_folds_the_rest(browse, member):
    shown = parts(browse(member).get(page("risk-new")).context["form"])
    an_opportunity = parts(browse(member).get(f"{page('risk-new')}?kind=opportunity").context["form"])

    assert [field.name for field in shown["open"]] == [
        "title", "category", "owner", "probability", "impact", "strategy", "next_review_on",
    ]  # fmt: skip
    folded = {field.name for group in shown["folded"] for field in group["fields"]}
    assert {"kind", "cause", "event", "effect", "probability_percent", "money_likely", "currency"} <= folded
    assert [[group["is_open"] for group in each["folded"]].count(True) for each in (shown, an_opportunity)] == [0, 1]


def test_the_board_says_what_each_probability_stands_for(browse, viewer):
    board = browse(viewer).get(page("board")).context["board"]

    assert [str(row.percents) for row in board.rows] == ["80–100%", "50–80%", "30–50%", "10–30%", "0–10%"]


def test_a_risk_form_keeps_the_effects_of_chosen_milestones(browse, member):
    link = RiskMilestoneFactory(team=member.team, effect="days", effect_likely=10)
    other = MilestoneFactory(team=member.team)
    given = {"title": "A", "category": "team", "kind": "threat", "version": 1, "probability_percent": 35}
    given |= {"milestones": [link.milestone_id, other.pk], "money_likely": "1,250.50"}

    answer = browse(member).post(page("risk-edit", link.risk_id), given)

    risk = Risk.objects.get()
    assert answer.status_code == 303
    assert (risk.probability_percent, risk.money_likely, risk.currency) == (35, Decimal("1250.5"), "EUR")
    assert sorted(RiskMilestone.objects.values_list("effect", "effect_likely")) == [("", None), ("days", 10)]


# The API


def test_an_effect_is_made_read_changed_and_removed(api, member):
    risk, milestone = RiskFactory(team=member.team), MilestoneFactory(team=member.team)
    client = api(member)
    given = {"risk": risk.pk, "milestone": milestone.pk, "effect": "days", "effect_min": 5, "effect_likely": 10}

    made = client.post(f"{BASE}/risk-effects/", given)
    url = f"{BASE}/risk-effects/{made.data['id']}/"
    changed = client.patch(url, {"effect_max": 30, "parallel": True, "version": 1})
    stale = client.patch(url, {"effect_max": 40, "version": 1})
    moved = client.patch(url, {"milestone": MilestoneFactory(team=member.team).pk, "version": 2})
    of_risk = client.get(f"{BASE}/risks/{risk.pk}/").data
    removed = client.delete(url)

    assert (made.status_code, changed.status_code, stale.status_code, removed.status_code) == (201, 200, 409, 204)
    assert (made.data["effect_max"], changed.data["effect_max"], changed.data["parallel"]) == (None, 30, True)
    assert codes(moved) == [("milestone", "immutable")]
    assert (of_risk["milestones"], of_risk["version"]) == ([milestone.pk], 2)
    assert not RiskMilestone.objects.exists()


def test_milestones_by_id_keep_the_effects_of_those_that_stay(api, member):
    link = RiskMilestoneFactory(team=member.team, effect="days", effect_likely=10)
    other = MilestoneFactory(team=member.team)
    client, url = api(member), f"{BASE}/risks/{link.risk_id}/"

    both = client.patch(url, {"milestones": [link.milestone_id, other.pk], "version": 1})
    one = client.patch(url, {"milestones": [other.pk], "version": 2})

    assert (both.status_code, one.status_code) == (200, 200)
    assert list(RiskMilestone.objects.values_list("milestone", "effect")) == [(other.pk, "")]


@pytest.mark.parametrize(
    ("values", "share"),
    [
        ({"score": (3, 3)}, {"percent": 40.0, "source": "level", "low": 30, "high": 50}),
        ({"probability_percent": 0}, {"percent": 0.0, "source": "given", "low": None, "high": None}),
        ({}, {"percent": None, "source": None, "low": None, "high": None}),
    ],
)
def test_the_api_says_how_probable_a_risk_is_counted(api, viewer, values, share):
    risk = RiskFactory(team=viewer.team, **values)

    assert api(viewer).get(f"{BASE}/risks/{risk.pk}/").data["chance"] == share


def test_the_api_takes_percent_and_money_and_no_day_of_occurring(api, member):
    given = {"title": "A", "category": "team", "probability_percent": 35, "money_likely": "-250.50"}

    made = api(member).post(f"{BASE}/risks/", given)
    refused = api(member).post(f"{BASE}/risks/", given | {"occurred_at": "2026-01-01T00:00:00Z"})

    assert (made.data["probability_percent"], made.data["money_likely"], made.data["currency"]) == (35, "-250.5", "EUR")
    assert codes(refused) == [("occurred_at", "read_only")]


@pytest.mark.parametrize(("effect", "found"), [("days", [10]), ("none", [None]), ("factor", [])])
def test_effects_are_filtered(api, viewer, effect, found):
    risk = RiskFactory(team=viewer.team)
    RiskMilestoneFactory(team=viewer.team, risk=risk, effect="days", effect_likely=10)
    RiskMilestoneFactory(team=viewer.team, risk=risk)
    RiskMilestoneFactory(team=viewer.team, effect="factor", effect_likely=120)

    answer = api(viewer).get(f"{BASE}/risk-effects/", {"risk": risk.pk, "effect": effect})

    assert [row["effect_likely"] for row in answer.data["results"]] == found


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_effects_costs_the_same_for_more_rows(api, viewer, queries, rows):
    RiskMilestoneFactory.create_batch(rows, team=viewer.team)
    client = api(viewer)

    with queries(5):
        answer = client.get(f"{BASE}/risk-effects/")

    assert answer.data["count"] == rows


# Plans


def test_what_a_plan_saves_is_material(api, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    url = f"{BASE}/contingency-plans/{plan.pk}/"

    answer = api(member).patch(url, {"days_saved": 10, "money_saved": "500", "own_cost": "20", "version": 1})

    assert (answer.data["state"], answer.data["days_saved"]) == ("draft", 10)
    assert (answer.data["money_saved"], answer.data["own_cost"]) == ("500", "20")


@pytest.mark.parametrize(("name", "figure"), [("days_saved", 10), ("money_saved", "10"), ("own_cost", "10")])
def test_a_plan_at_work_keeps_what_it_saves(api, member, name, figure):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    plan.activate(by=member)

    answer = api(member).patch(f"{BASE}/contingency-plans/{plan.pk}/", {name: figure, "version": plan.version})

    assert codes(answer) == [(name, "plan_fixed")]


@pytest.mark.parametrize(
    ("name", "figure", "code"),
    [("days_saved", -1, "min_value"), ("own_cost", "-1", "contingency_effect_not_negative")],
)
def test_a_plan_saves_nothing_negative(api, member, name, figure, code):
    plan = ContingencyPlanFactory(team=member.team)

    answer = api(member).patch(f"{BASE}/contingency-plans/{plan.pk}/", {name: figure, "version": 1})

    assert [each for _field, each in codes(answer)] == [code]
    assert getattr(ContingencyPlan.objects.get(), name) is None


def test_the_page_of_a_plan_says_what_it_changes(browse, viewer):
    plan = ContingencyPlanFactory(team=viewer.team, days_saved=1, own_cost=Decimal(20))

    text = browse(viewer).get(plan.get_absolute_url()).content.decode()

    assert "saves 1 working day, costs 20\u00a0EUR" in text
