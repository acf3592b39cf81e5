"""What follows a moved date: shown first, written by nobody but who applies it, in one act with one Undo."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from planner.cascading import Asked, CascadeChangedError, apply_cascade, preview
from planner.linking import link
from planner.models import Dependency, Milestone, Move
from teams.models import Activity, Change
from tests.factories.planner import DependencyFactory, MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=True)


def day(n):
    return MONDAY + dt.timedelta(days=n)


@pytest.fixture
def plan(team):
    """Return M-1 → M-2 → M-3, a week each, of which M-3 follows; and M-4, pinned, which waits for M-2."""
    project = ProjectFactory(team=team)
    rows = [
        MilestoneFactory(
            team=team, project=project, number=n, starts_on=day(7 * at), due_on=day(7 * at + 4), follows_links=n != 4
        )
        for n, at in ((1, 0), (2, 1), (3, 2), (4, 2))
    ]
    for before, after in ((0, 1), (1, 2), (1, 3)):
        DependencyFactory(team=team, predecessor=rows[before], successor=rows[after])
    return rows


def dates(*rows):
    found = Milestone.objects.in_bulk([row.pk for row in rows])
    return [(found[row.pk].starts_on, found[row.pk].due_on) for row in rows]


def told(found):
    return [(row.milestone.code, row.new.starts_on, row.new.due_on, row.why and str(row.why)) for row in found.rows]


def edited(milestone, by, **values):
    for name, value in values.items():
        setattr(milestone, name, value)
    milestone.store(by=by)
    return Activity.objects.about(milestone).get(verb="changed")


# What follows


def test_a_later_date_takes_followers_along_and_breaks_links_to_what_is_pinned(member, plan):
    found = preview(plan[0], Asked(due_on=day(8)), by=member)

    assert told(found) == [
        ("M-1", day(0), day(8), None),
        ("M-2", day(9), day(15), "M-1 → M-2"),
        ("M-3", day(16), day(22), "M-2 → M-3"),
    ]
    assert [(str(each.link), each.days) for each in found.broken] == [("M-2 → M-4", 2)]


def test_an_earlier_date_takes_followers_along_too(member, plan):
    assert told(preview(plan[0], Asked(due_on=day(3)), by=member)) == [
        ("M-1", day(0), day(3), None),
        ("M-2", day(4), day(10), "M-1 → M-2"),
        ("M-3", day(11), day(17), "M-2 → M-3"),
    ]


def test_a_look_writes_nothing(member, plan):
    before = dates(*plan)

    preview(plan[0], Asked(due_on=day(8)), by=member)

    assert (dates(*plan), Change.objects.count(), Move.objects.count()) == (before, 0, 0)


def test_the_date_is_the_one_that_was_asked_for_even_on_a_day_off(member, plan):
    saturday = day(5)

    act, _found = apply_cascade(plan[0], Asked(due_on=saturday), by=member)

    assert dates(plan[0], plan[1]) == [(day(0), saturday), (day(7), day(11))]
    assert act is not None


def test_the_start_of_what_has_begun_stays(member, plan):
    Milestone.objects.filter(pk=plan[1].pk).update(state="in_progress", started_on=MONDAY)
    DependencyFactory(team=member.team, predecessor=plan[0], successor=plan[2], kind="FF", lag=5)

    found = preview(plan[1], Asked(due_on=day(14)), by=member)

    assert told(found)[0] == ("M-2", day(7), day(14), None)
    assert told(found)[1][0] == "M-3"


@pytest.mark.parametrize(
    ("due_on", "code"), [(day(-1), "milestone_ends_after_start"), (dt.date(1066, 10, 14), "far_day")]
)
def test_a_date_that_makes_no_sense_is_refused(member, plan, due_on, code):
    with pytest.raises(ValidationError) as refused:
        preview(plan[0], Asked(due_on=due_on), by=member)

    assert [error.code for error in refused.value.error_dict["due_on"]] == [code]


@pytest.mark.parametrize("verb", ["complete", "cancel"])
def test_what_has_ended_moves_no_more(member, plan, verb):
    getattr(plan[0], verb)(by=member)

    with pytest.raises(ValidationError) as refused:
        apply_cascade(plan[0], Asked(due_on=day(8)), by=member)

    assert (refused.value.code, Move.objects.count()) == ("ended", 0)


# Applying


def test_applying_is_one_act_with_a_move_each_for_the_reason_of_the_links(member, plan):
    act, _found = apply_cascade(plan[0], Asked(due_on=day(8)), by=member, reason="scope")

    assert dates(*plan) == [(day(0), day(8)), (day(9), day(15)), (day(16), day(22)), (day(14), day(18))]
    assert list(Move.objects.order_by("milestone__number").values_list("milestone__number", "reason", "by")) == [
        (1, "scope", member.pk),
        (2, "dependency", member.pk),
        (3, "dependency", member.pk),
    ]
    assert act.activities.count() == 3


def test_one_undo_takes_all_of_it_back(member, plan):
    before = dates(*plan)
    act, _found = apply_cascade(plan[0], Asked(due_on=day(8)), by=member)

    act.undo(by=member)

    assert dates(*plan) == before


def test_applying_the_same_twice_moves_nothing_more(member, plan):
    apply_cascade(plan[0], Asked(due_on=day(8)), by=member)
    before = dates(*plan)

    act, found = apply_cascade(Milestone.objects.get(pk=plan[0].pk), Asked(due_on=day(8)), by=member)

    assert (act, found.rows, dates(*plan)) == (None, [], before)


def test_what_was_changed_since_the_look_is_named_and_nothing_is_written(member, plan):
    seen = preview(plan[0], Asked(due_on=day(8)), by=member).seen
    edited(plan[1], member, title="Another name")
    before = dates(*plan)

    with pytest.raises(CascadeChangedError) as refused:
        apply_cascade(plan[0], Asked(due_on=day(8)), by=member, seen=seen)

    assert refused.value.message == "Changed since you looked: M-2. Look again, then apply."
    assert dates(*plan) == before


def test_a_link_added_since_the_look_is_noticed(member, plan):
    seen = preview(plan[0], Asked(due_on=day(8)), by=member).seen
    link(Dependency(team=member.team, predecessor=plan[0], successor=plan[2], lag=30), by=member)

    with pytest.raises(CascadeChangedError) as refused:
        apply_cascade(plan[0], Asked(due_on=day(8)), by=member, seen=seen)

    assert refused.value.message == "Links or working days were changed since you looked. Look again, then apply."


@pytest.mark.parametrize("seen", ["~", "x~y", "2026~y", "2026-13-45T00:00:00Z~y", "2026-03-02T09:00:00~y"])
def test_whatever_is_sent_for_what_was_seen_is_another_plan(member, plan, seen):
    with pytest.raises(CascadeChangedError):
        apply_cascade(plan[0], Asked(due_on=day(8)), by=member, seen=seen)

    assert dates(plan[0]) == [(day(0), day(4))]


# After an edit, and after a link


def test_after_an_edit_its_followers_are_asked_about_once(member, plan):
    edit = edited(plan[0], member, due_on=day(8))

    found = preview(plan[0], Asked(after=edit), by=member)
    act, _found = apply_cascade(plan[0], Asked(after=edit), by=member, seen=found.seen)
    again = preview(plan[0], Asked(after=edit), by=member)
    act.undo(by=member)
    undone = preview(plan[0], Asked(after=edit), by=member)

    assert told(found) == [("M-2", day(9), day(15), "M-1 → M-2"), ("M-3", day(16), day(22), "M-2 → M-3")]
    assert (told(again), told(undone)) == ([], told(found))
    assert dates(plan[0]) == [(day(0), day(8))]


def test_an_edit_of_start_and_due_moves_what_waits_for_either(member, plan):
    DependencyFactory(team=member.team, predecessor=plan[0], successor=plan[3], kind="SS")
    Milestone.objects.filter(pk=plan[3].pk).update(follows_links=True)
    edit = edited(plan[0], member, starts_on=day(1), due_on=day(7))

    assert [(code, start, due) for code, start, due, _why in told(preview(plan[0], Asked(after=edit), by=member))] == [
        ("M-2", day(8), day(14)),
        ("M-3", day(15), day(21)),
        ("M-4", day(15), day(21)),
    ]


def test_an_edit_that_was_overtaken_is_not_followed(member, plan):
    edit = edited(plan[0], member, due_on=day(8))
    plan[0].due_on = day(9)
    plan[0].store(by=member)

    for after in (edit, Activity.objects.exclude(subject_id=plan[0].pk).first() or edit):
        with pytest.raises(ValidationError) as refused:
            preview(plan[0], Asked(after=after), by=member)
        assert refused.value.code == "overtaken"


def test_where_a_new_link_demands_it_a_milestone_is_offered_to_move(member, plan):
    late = MilestoneFactory(
        team=member.team, project=plan[0].project, number=9, starts_on=day(0), due_on=day(2), follows_links=True
    )
    link(Dependency(team=member.team, predecessor=plan[1], successor=late), by=member, follow=True)

    found = preview(late, Asked(), by=member)

    assert told(found) == [("M-9", day(14), day(16), "M-2 → M-9")]


# On the page


def cascade_url(milestone):
    return f"{milestone.get_absolute_url()}cascade/"


def edit_fields(milestone, **values):
    return {
        "title": milestone.title,
        "state": milestone.state,
        "starts_on": milestone.starts_on,
        "due_on": milestone.due_on,
        "follows_links": "on",
        "version": milestone.version,
    } | values


def test_an_edit_of_the_date_leads_to_what_follows_and_from_there_it_is_applied(browse, member, plan):
    client = browse(member)

    saved = client.post(f"{plan[0].get_absolute_url()}edit/", edit_fields(plan[0], due_on=day(8)))
    page = client.get(saved.url)
    text = " ".join(page.content.decode().split())
    fields = {"after": saved.url.partition("after=")[2], "seen": page.context["found"].seen}
    applied = client.post(cascade_url(plan[0]), fields, follow=True)

    assert saved.url.startswith(f"{cascade_url(plan[0])}?after=")
    assert "2 milestones follow." in text
    assert "<del>13 Mar 2026</del>" in text
    assert "<ins>17 Mar 2026</ins>" in text
    assert "link broken by 2 working days" in text
    assert dates(*plan) == [(day(0), day(8)), (day(9), day(15)), (day(16), day(22)), (day(14), day(18))]
    assert f"/changes/{Change.objects.get().pk}/undo/" in applied.content.decode()


def test_an_edit_that_nothing_follows_leads_back_to_the_milestone(browse, member, plan):
    client = browse(member)

    last = client.post(f"{plan[2].get_absolute_url()}edit/", edit_fields(plan[2], due_on=day(40)))
    other = client.post(f"{plan[0].get_absolute_url()}edit/", edit_fields(plan[0], title="Another"))

    assert [answer.url for answer in (last, other)] == [plan[2].get_absolute_url(), plan[0].get_absolute_url()]


def test_a_date_typed_on_the_page_is_looked_at_before_it_is_applied(browse, member, plan):
    client = browse(member)

    page = client.get(cascade_url(plan[0]), {"due_on": "2026-03-10"})
    untouched = dates(*plan)
    fields = {"due_on": "2026-03-10", "seen": page.context["found"].seen, "reason": "people"}
    client.post(cascade_url(plan[0]), fields)

    assert untouched[0] == (day(0), day(4))
    assert (plan[0].moves.get().reason, plan[1].moves.get().reason) == ("people", "dependency")
    assert dates(plan[0], plan[1]) == [(day(0), day(8)), (day(9), day(15))]


def test_the_page_says_what_changed_since_and_shows_the_plan_anew(browse, member, plan):
    client = browse(member)
    seen = client.get(cascade_url(plan[0]), {"due_on": "2026-03-10"}).context["found"].seen
    edited(plan[2], member, title="Another name")

    answer = client.post(cascade_url(plan[0]), {"due_on": "2026-03-10", "seen": seen}, follow=True)

    assert answer.redirect_chain == [(f"{cascade_url(plan[0])}?due_on=2026-03-10", 303)]
    assert "Changed since you looked: M-3." in answer.content.decode()
    assert dates(plan[0]) == [(day(0), day(4))]


@pytest.mark.parametrize(
    "query", ["due_on=x", "due_on=1066-10-14", "due_on=2026-02-01", "after=x", f"after={'0' * 32}"]
)
def test_a_question_that_makes_no_sense_is_answered_with_the_page(browse, member, plan, query):
    answer = browse(member).get(f"{cascade_url(plan[0])}?{query}")

    assert (answer.status_code, answer.context["found"]) == (200, None)
    assert answer.context["form"].errors


def test_a_broken_link_leads_to_where_its_successor_fits(browse, member, plan):
    Milestone.objects.filter(pk=plan[2].pk).update(starts_on=day(8), due_on=day(9))
    Milestone.objects.filter(pk=plan[1].pk).update(follows_links=False)
    client = browse(member)

    page = client.get(f"{cascade_url(plan[2])}?fit=1")

    assert told(page.context["found"]) == [("M-3", day(14), day(15), "M-2 → M-3")]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_look_costs_the_same_for_more_followers(browse, member, team, queries, rows):
    project = ProjectFactory(team=team)
    one, *others = MilestoneFactory.create_batch(
        rows + 1, team=team, project=project, starts_on=day(0), due_on=day(4), follows_links=True
    )
    for other in others:
        DependencyFactory(team=team, predecessor=one, successor=other)
    client = browse(member)
    client.get(cascade_url(one))

    with queries(12):
        assert len(client.get(cascade_url(one), {"due_on": "2026-03-10"}).context["found"].rows) == rows + 1


# By program


def api_url(milestone):
    return f"/api/v1/teams/acme/milestones/{milestone.pk}/cascade/"


def test_programs_look_and_apply(api, member, plan):
    client = api(member)

    looked = client.post(api_url(plan[0]), {"due_on": "2026-03-10", "dry_run": True}, format="json").json()
    untouched = dates(*plan)
    done = client.post(api_url(plan[0]), {"due_on": "2026-03-10", "seen": looked["seen"]}, format="json").json()

    assert (looked["change"], looked["rows_count"], looked["broken_count"]) == (None, 3, 1)
    assert looked["rows"][1] == {
        "milestone": str(plan[1].pk),
        "old_starts_on": "2026-03-09",
        "new_starts_on": "2026-03-11",
        "old_due_on": "2026-03-13",
        "new_due_on": "2026-03-17",
        "why": str(Dependency.objects.get(predecessor=plan[0]).pk),
    }
    assert looked["broken"] == [{"dependency": str(Dependency.objects.get(successor=plan[3]).pk), "days": 2}]
    assert untouched[1] == (day(7), day(11))
    assert (done["change"], done["rows"]) == (str(Change.objects.get().pk), looked["rows"])
    assert dates(plan[2]) == [(day(16), day(22))]


def test_a_program_that_saw_another_plan_gets_409(api, member, plan):
    client = api(member)
    looked = client.post(api_url(plan[0]), {"due_on": "2026-03-10", "dry_run": True}, format="json").json()
    edited(plan[1], member, title="Another name")

    answer = client.post(api_url(plan[0]), {"due_on": "2026-03-10", "seen": looked["seen"]}, format="json")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "stale")
    assert "M-2" in answer.json()["title"]
    assert not Change.objects.exists()


def test_a_program_is_told_why_a_move_is_refused(api, member, plan):
    answer = api(member).post(api_url(plan[0]), {"due_on": "2026-02-01"}, format="json")

    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {
            "field": "due_on",
            "code": "milestone_ends_after_start",
            "message": "A milestone cannot be due before it starts.",
        }
    ]
