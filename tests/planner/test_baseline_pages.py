"""Baselines on pages and by the API: kept, chosen, removed, and compared with the plan of today."""

import datetime as dt

import pytest
import time_machine

from planner.comparing import ADDED, MODIFIED, REMOVED, Comparison
from planner.keeping import keep_plan
from planner.models import Baseline, BaselineItem, Milestone
from planner.variance import Variance
from tests.factories.planner import BaselineFactory, MilestoneFactory

pytestmark = pytest.mark.django_db

BASE, API = "/t/acme/baselines", "/api/v1/teams/acme/baselines"
MAY, JUNE = dt.date(2026, 5, 4), dt.date(2026, 6, 1)


def kept(member, name="October", **values):
    return keep_plan(Baseline(team=member.team, name=name, **values), by=member)


def edited(milestone, by, **values):
    for name, value in values.items():
        setattr(milestone, name, value)
    return milestone.store(by=by)


@pytest.fixture
def plan(member):
    """Five milestones: Beta, Pilot, Launch, Audit, Report."""
    beta = MilestoneFactory(team=member.team, title="Beta", starts_on=MAY, due_on=JUNE, number=1)
    alike = {"team": member.team, "project": beta.project}
    others = [
        MilestoneFactory(**alike, title=title, due_on=JUNE, number=number)
        for number, title in enumerate(("Pilot", "Launch", "Audit", "Report"), 2)
    ]
    return [beta, *others]


# Keeping and choosing


def test_a_member_keeps_the_plan_in_one_step_and_a_manager_may_choose_it_at_once(browse, member, manager, plan):
    form = browse(member).get(f"{BASE}/new/").context["form"]
    made = browse(member).post(f"{BASE}/new/", {"name": form["name"].value()})
    first = Baseline.objects.get()
    offered = browse(manager).get(f"{BASE}/new/").context["form"]
    browse(manager).post(f"{BASE}/new/", {"name": "Agreed", "is_reference": "on"})

    assert (made.status_code, made.url) == (303, first.get_absolute_url())
    assert (first.by, first.items.count(), first.is_reference, "is_reference" in form.fields) == (
        member,
        5,
        False,
        False,
    )
    assert offered["is_reference"].value() is True
    assert Baseline.objects.reference().get().name == "Agreed"


def test_the_api_makes_and_reads_what_the_page_does(api, member, plan):
    client = api(member)

    made = client.post(f"{API}/", {"name": "October"}).json()
    items = client.get(f"{API}/{made['id']}/items/", {"page_size": "2"}).json()

    assert (made["by"], made["is_reference"]) == (str(member.pk), False)
    assert (items["count"], len(items["results"])) == (5, 2)
    assert items["results"][0] == {
        "milestone": str(plan[0].pk),
        "code": "M-1",
        "title": "Beta",
        "state": "planned",
        "starts_on": "2026-05-04",
        "due_on": "2026-06-01",
        "scheduled_start": items["results"][0]["scheduled_start"],
        "scheduled_end": items["results"][0]["scheduled_end"],
    }


def test_a_baseline_cannot_be_edited_by_anybody(api, owner):
    baseline = BaselineFactory(team=owner.team)

    answer = api(owner).patch(f"{API}/{baseline.pk}/", {"name": "Another", "version": 1})

    assert (answer.status_code, Baseline.objects.get().name) == (405, baseline.name)


def test_choosing_the_reference_offers_an_undo(browse, manager, plan):
    first, second = kept(manager, "First", is_reference=True), kept(manager, "Second")
    client = browse(manager)

    page = client.post(f"{BASE}/{second.pk}/reference/", follow=True).content.decode()
    chosen = Baseline.objects.reference().get()
    client.post(undo_in(page))

    assert (chosen, Baseline.objects.reference().get()) == (second, first)


def undo_in(page):
    return "/t/acme/changes/" + page.partition("/t/acme/changes/")[2].partition('"')[0]


def test_the_api_chooses_and_sets_aside(api, manager, plan):
    baseline, client = kept(manager), api(manager)

    chosen = client.post(f"{API}/{baseline.pk}/reference/").json()
    again = client.post(f"{API}/{baseline.pk}/reference/").json()
    aside = client.delete(f"{API}/{baseline.pk}/reference/").json()

    assert [each["is_reference"] for each in (chosen, again, aside)] == [True, True, False]
    assert chosen["version"] == again["version"]


def test_the_reference_is_kept_with_the_same_words_by_button_and_by_api(browse, api, manager):
    baseline = kept(manager, is_reference=True)

    page = browse(manager).post(f"{BASE}/{baseline.pk}/discard/", follow=True).content.decode()
    answer = api(manager).delete(f"{API}/{baseline.pk}/")

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["code"], error["message"] in page) == (400, "is_reference", True)
    assert Baseline.objects.count() == 1


# Comparing


def compared(baseline, member):
    found = Comparison(baseline, member)
    return [(row.mark, row.title) for row in found[0:100]]


def test_a_plan_nobody_touched_differs_in_nothing(browse, member, plan):
    baseline = kept(member)

    found = Comparison(baseline, member)

    assert (found.count(), found.counts) == (0, {MODIFIED: 0, REMOVED: 0, ADDED: 0, "unchanged": 5})
    assert "nothing has moved since" in browse(member).get(f"{BASE}/{baseline.pk}/").content.decode()


def test_rows_are_modified_removed_or_added(member, plan):
    beta, pilot, launch, audit, _report = plan
    baseline = kept(member)
    edited(beta, member, due_on=JUNE + dt.timedelta(days=7))
    edited(pilot, member, title="Pilot with ten clinics")
    launch.cancel(by=member)
    audit.discard(by=member)
    MilestoneFactory(team=member.team, project=beta.project, title="New", due_on=MAY)

    assert compared(baseline, member) == [
        (MODIFIED, "Beta"),
        (MODIFIED, "Pilot with ten clinics"),
        (REMOVED, "Launch"),
        (REMOVED, "Audit"),
        (ADDED, "New"),
    ]


@pytest.mark.parametrize(
    ("values", "differs"),
    [
        ({"due_on": JUNE + dt.timedelta(days=7)}, Variance(0, 5, 5)),
        ({"starts_on": MAY + dt.timedelta(days=1)}, Variance(1, 0, -1)),
        ({"due_on": None}, Variance(0, None, None)),
        ({"starts_on": None}, Variance(None, 0, None)),
    ],
)
def test_a_modified_row_says_by_how_many_working_days(member, plan, values, differs):
    baseline = kept(member)
    edited(plan[0], member, **values)

    [row] = Comparison(baseline, member)[0:50]

    assert (row.mark, row.differs) == (MODIFIED, differs)


def test_what_was_reached_since_is_measured_by_the_day_it_was_reached(member, plan):
    baseline = kept(member)
    with time_machine.travel(dt.datetime(2026, 6, 3, 9, tzinfo=dt.UTC)):
        plan[0].complete(by=member)

    [row] = Comparison(baseline, member)[0:50]

    assert (row.mark, row.differs.end) == (MODIFIED, 2)


def test_a_milestone_brought_back_by_an_undo_is_the_one_the_baseline_holds(member, plan):
    baseline = kept(member)
    plan[0].cancel(by=member)
    removed = compared(baseline, member)

    plan[0].reopen(by=member)
    edited(plan[0], member, state="planned")

    assert (removed, compared(baseline, member)) == ([(REMOVED, "Beta")], [])


@pytest.mark.parametrize(("first", "last"), [(0, 2), (1, 3), (2, 4), (3, 5), (4, 9), (0, 9)])
def test_any_part_of_the_comparison_is_the_same_part_of_the_whole(member, plan, first, last):
    baseline = kept(member)
    edited(plan[0], member, due_on=None)
    edited(plan[1], member, due_on=MAY)
    plan[2].cancel(by=member)
    plan[3].cancel(by=member)
    MilestoneFactory(team=member.team, project=plan[0].project, title="New")
    found = Comparison(baseline, member)

    assert [row.title for row in found[first:last]] == [row.title for row in found[0:5]][first:last]


def test_the_page_strikes_the_old_value_above_the_new_one(browse, member, plan):
    baseline = kept(member)
    edited(plan[0], member, due_on=JUNE + dt.timedelta(days=7), title="Open beta")

    text = " ".join(browse(member).get(f"{BASE}/{baseline.pk}/").content.decode().split())

    assert '<del class="nowrap">1 Jun 2026</del> <ins class="nowrap">8 Jun 2026</ins>' in text
    assert "<del>Beta</del> <span>" in text
    assert "5 working days later" in text


def test_the_api_compares_as_the_page_does(api, member, plan):
    beta, pilot, _launch, audit, _report = plan
    baseline = kept(member)
    edited(beta, member, due_on=JUNE + dt.timedelta(days=7), title="Open beta")
    audit.discard(by=member)
    new = MilestoneFactory(team=member.team, project=pilot.project, title="New", due_on=MAY)

    answer = api(member).get(f"{API}/{baseline.pk}/comparison/").json()
    second = api(member).get(f"{API}/{baseline.pk}/comparison/", {"page_size": "1", "page": "2"}).json()

    modified, removed, added = answer["results"]
    assert (answer["count"], second["results"]) == (3, [removed])
    assert modified == {
        "mark": "modified",
        "milestone": str(beta.pk),
        "code": "M-1",
        "old_title": "Beta",
        "new_title": "Open beta",
        "old_starts_on": "2026-05-04",
        "new_starts_on": "2026-05-04",
        "old_due_on": "2026-06-01",
        "new_due_on": "2026-06-08",
        "old_state": "planned",
        "new_state": "planned",
        "start_days": 0,
        "due_days": 5,
        "duration_days": 5,
    }
    assert (removed["milestone"], removed["old_title"], removed["new_title"], removed["new_state"]) == (
        str(baseline.items.get(title="Audit").milestone_id),
        "Audit",
        None,
        None,
    )
    assert (added["milestone"], added["old_title"], added["new_title"], added["due_days"]) == (
        str(new.pk),
        None,
        "New",
        None,
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_a_comparison_by_the_api_costs_the_same_for_more_rows(api, member, queries, rows):
    plan = [MilestoneFactory(team=member.team, due_on=JUNE) for _ in range(2 * rows)]
    baseline = kept(member)
    for milestone in plan[:rows]:
        edited(milestone, member, due_on=MAY)
    for milestone in plan[rows:]:
        milestone.cancel(by=member)
    MilestoneFactory.create_batch(rows, team=member.team)
    client = api(member)

    with queries(11):
        answer = client.get(f"{API}/{baseline.pk}/comparison/")

    assert answer.data["count"] == 3 * rows


def test_a_filter_of_the_list_changes_nothing_of_a_comparison(browse, member, plan):
    baseline = kept(member)
    edited(plan[0], member, due_on=MAY)

    plain = browse(member).get(f"{BASE}/{baseline.pk}/").context["counts"]
    filtered = browse(member).get(f"{BASE}/{baseline.pk}/?state=completed&q=nothing").context["counts"]

    assert plain == filtered == {MODIFIED: 1, REMOVED: 0, ADDED: 0, "unchanged": 4}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_comparison_costs_the_same_for_more_rows(browse, member, queries, rows):
    plan = [MilestoneFactory(team=member.team, due_on=JUNE) for _ in range(3 * rows)]
    baseline = kept(member)
    for milestone in plan[:rows]:
        edited(milestone, member, due_on=MAY)
    for milestone in plan[rows : 2 * rows]:
        milestone.cancel(by=member)
    MilestoneFactory.create_batch(rows, team=member.team)
    client = browse(member)

    with queries(12):
        client.get(f"{BASE}/{baseline.pk}/")


def test_a_baseline_of_another_team_is_not_found(browse, api, member, stranger):
    foreign = kept(stranger)

    assert browse(member).get(f"/t/acme/baselines/{foreign.pk}/").status_code == 404
    assert api(member).get(f"{API}/{foreign.pk}/items/").status_code == 404
    assert api(member).get(f"{API}/{foreign.pk}/comparison/").status_code == 404


@pytest.mark.slow
def test_five_thousand_milestones_are_kept_at_once(member):
    first = MilestoneFactory(team=member.team)
    Milestone.objects.bulk_create(
        MilestoneFactory.build(team=member.team, project=first.project, number=number, due_on=JUNE)
        for number in range(1, 5_000)
    )

    kept(member)

    assert BaselineItem.objects.count() == 5_000
