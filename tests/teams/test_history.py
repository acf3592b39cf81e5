"""What happened to a row, in whole sentences of the reader's language."""

import datetime as dt

import pytest
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext_noop

from funding.models import CashPosition, NextAction
from planner.imports.applying import apply_import
from teams.activity_formatter import ActivityFormatter, history_of
from teams.models import Activity, Change, change
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory
from tests.planner.import_files import listed, uploaded

pytestmark = pytest.mark.django_db


def latest(member, row):
    entry = history_of(member, row)[0]
    details = [(each["label"], str(each["old"]), str(each["new"])) for each in entry["details"]]
    return strip_tags(entry["sentence"]), details


def test_the_state_a_verb_enters_is_in_its_sentence_with_the_one_before(member):
    project = ProjectFactory(team=member.team, name="Beacon", state="active")
    project.change_state("paused", by=member)

    assert latest(member, project) == ("Mia Member changed the state of Beacon: Active → Paused", [])


def test_what_else_a_verb_changed_stands_below_its_sentence(member):
    milestone = MilestoneFactory(team=member.team)
    milestone.complete(by=member)

    assert latest(member, milestone) == (
        f"Mia Member completed {milestone}",
        [("State", "Planned", "Completed")],
    )


def test_a_rating_tells_the_levels_and_no_ids(member):
    risk = RiskFactory(team=member.team)
    risk.assess(5, 4, by=member)
    first = latest(member, risk)[0]

    risk.assess(3, 3, by=member)

    assert first == f"Mia Member rated {risk}: – → Critical"
    assert latest(member, risk)[0] == f"Mia Member rated {risk}: Critical → Moderate"


def test_a_link_is_told_by_the_names_of_what_it_points_at(member):
    goal = GoalFactory(team=member.team, title="Launch")
    milestone = MilestoneFactory(team=member.team, project=goal.project)
    milestone.store(by=member, links={"goals": [goal]})

    assert latest(member, milestone)[1] == [("Goals", "–", str(goal))]


def test_the_stage_of_an_opportunity_is_told_by_its_name(manager):
    row = OpportunityFactory(team=manager.team)
    row.advance("passed", by=manager, reason="No answer")

    activity = Activity.objects.get(verb="advanced")
    sentence = ActivityFormatter(manager, [activity]).sentence(activity, is_linked=True)
    assert "<del>" in sentence
    assert "passed" not in strip_tags(sentence).partition(":")[2].lower().split("→")[0]


def test_a_name_with_words_of_the_product_is_made_in_the_readers_language(manager):
    cash = CashPosition(team=manager.team, balance=1, balance_on=dt.date(2025, 11, 25)).store(by=manager)
    activity = Activity.objects.about(cash).get()

    with translation.override("zh-hans"):
        chinese = activity.label
    assert (str(cash), activity.label, chinese) == (
        "Cash as of 25 Nov 2025",
        "Cash as of 25 Nov 2025",
        "截至2025年11月25日的现金余额",
    )


def test_names_of_people_cannot_bring_markup_into_a_sentence(member):
    member.rename("<b>Mia</b> {row} %s", by=member)
    milestone = MilestoneFactory(team=member.team, title="<script>{who}</script>")
    milestone.complete(by=member)

    sentence = history_of(member, milestone)[0]["sentence"]

    assert "&lt;b&gt;Mia&lt;/b&gt; {row} %s" in sentence
    assert "&lt;script&gt;{who}&lt;/script&gt;" in sentence


@pytest.mark.parametrize("rows", [1, 3])
def test_a_history_costs_the_same_for_more_of_it(member, queries, rows):
    goal = GoalFactory(team=member.team)
    milestone = MilestoneFactory(team=member.team, project=goal.project)
    for place in range(rows):
        milestone.title = f"{place}"
        milestone.store(by=member, links={"goals": [goal] if place % 2 == 0 else []})

    with queries(2):
        history_of(member, milestone)


@pytest.mark.parametrize("rows", [1, 3])
def test_names_made_of_another_row_cost_the_same_for_more_of_them(manager, queries, rows):
    for _place in range(rows):
        opportunity = OpportunityFactory(team=manager.team)
        NextAction(team=manager.team, opportunity=opportunity, title="Call", due_on="2026-04-01").store(by=manager)
    activities = list(Activity.objects.filter(subject_kind="funding.nextaction").select_related("by"))

    with queries(1):
        ActivityFormatter(manager, activities)


def test_an_act_is_told_in_the_language_of_whoever_reads_and_names_in_it_are_escaped(member, browse):
    risk = RiskFactory(team=member.team, title="<b>{who}</b>")
    with change(member, gettext_noop("{who} added and rated {row}"), row=risk.title) as act:
        risk.title = "Other"
        risk.store(by=act)

    with translation.override("zh-hans"):
        told = (str(act), act.sentence)
    page = browse(member).get("/t/acme/activity/").content.decode()

    assert told == (
        "Mia Member 添加并评估了 <b>{who}</b>",
        "<strong>Mia Member</strong> 添加并评估了 &lt;b&gt;{who}&lt;/b&gt;",
    )
    assert "<strong>Mia Member</strong> added and rated &lt;b&gt;{who}&lt;/b&gt;" in page


def test_what_an_import_is_called_is_told_to_nobody_who_may_not_see_it(owner, viewer):
    planimport = uploaded(owner, listed("milestone,Beta,,,,,,,,7"), new_project="Plan")
    apply_import(planimport, by=owner)

    acts = Change.objects.visible_to(viewer)

    assert [str(act) for act in acts] == ["Olga Owner imported a plan"]


def test_to_a_row_that_was_removed_since_no_link_leads(member, browse):
    milestone = MilestoneFactory(team=member.team, title="Pilot")
    milestone.store(by=member)
    path = f"rows/planner.milestone/{milestone.pk}/"
    client = browse(member)
    milestone.complete(by=member)
    before = client.get("/t/acme/activity/").content.decode()

    with change(member, "Clear") as act:
        milestone.discard(by=act)
    between = client.get("/t/acme/activity/").content.decode()
    act.undo(by=member)
    after = client.get("/t/acme/activity/").content.decode()

    assert [path in page for page in (before, between, after)] == [True, False, True]
