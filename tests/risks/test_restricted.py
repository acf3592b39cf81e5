"""A restricted risk: who makes it one, who reads it, and what follows it."""

import datetime as dt
import json
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.models import Task
from risks.models import (
    Assessment,
    ContingencyPlan,
    ContingencyStep,
    ResponseAction,
    Review,
    Risk,
    RiskMilestone,
    RiskReader,
    Trigger,
)
from risks.sight import OfRiskQuerySet
from teams.leaving import leave
from teams.models import Activity, Change, TeamOwned, change
from tests.conftest import NOW
from tests.contract.routes import NOBODY
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import (
    ContingencyStepFactory,
    ResponseActionFactory,
    ReviewFactory,
    RiskFactory,
    RiskReaderFactory,
    prepared_plan,
)
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]

KINDS = (Risk, RiskMilestone, Assessment, Review, ContingencyPlan, ContingencyStep, Trigger, ResponseAction, Task)


@pytest.fixture
def risk(team, owner):
    """A risk with one row of each kind that belongs to one; nobody but owners reads it."""
    risk = RiskFactory(team=team, score=(4, 4), milestones=[MilestoneFactory(team=team)])
    ReviewFactory(team=team, risk=risk)
    ResponseActionFactory(team=team, risks=[risk])
    plan = prepared_plan(risk, None, offsets=(1,))
    ContingencyPlan.objects.filter(pk=plan.pk).update(owner=owner)
    ContingencyPlan.objects.get(pk=plan.pk).activate(by=owner)
    return risk


def seen_by(person):
    return {kind.__name__: kind.objects.visible_to(person).count() for kind in KINDS}


def readers_of(risk):
    return set(RiskReader.objects.filter(risk=risk).values_list("reader__name", flat=True))


NOTHING, ALL = {kind.__name__: 0 for kind in KINDS}, {kind.__name__: 1 for kind in KINDS}


# Who sees it


def test_what_belongs_to_a_restricted_risk_is_seen_by_who_sees_the_risk(risk, owner, manager, member, viewer):
    before = [seen_by(each) for each in (owner, manager, member, viewer)]

    risk.restrict(by=owner)
    RiskReaderFactory(team=risk.team, risk=risk, reader=viewer)

    assert before == [ALL] * 4
    assert [seen_by(each) for each in (owner, manager, member, viewer)] == [ALL, NOTHING, NOTHING, ALL]


def test_its_own_owner_sees_it(risk, member):
    Risk.objects.filter(pk=risk.pk).update(is_restricted=True, owner=member)

    assert seen_by(member) == ALL


def test_opened_again_everything_is_seen_and_the_readers_stay(risk, owner, manager, member):
    risk.restrict(by=owner)
    RiskReader(team=risk.team, risk=risk, reader=manager).store(by=owner)

    risk.unrestrict(by=owner)

    assert [seen_by(each) for each in (manager, member)] == [ALL, ALL]
    assert "Max Manager" in readers_of(risk)


def test_an_action_against_several_risks_is_seen_with_one_of_them_and_names_no_other(browse, api, risk, owner, member):
    other = RiskFactory(team=risk.team, title="Seen by all")
    action = ResponseActionFactory(team=risk.team, risks=[risk, other])
    risk.restrict(by=owner)

    page = browse(member).get(action.get_absolute_url()).content.decode()
    told = api(member).get(f"/api/v1/teams/acme/response-actions/{action.pk}/").json()

    assert (risk.title in page, "Seen by all" in page) == (False, True)
    assert told["risks"] == [str(other.pk)]


def test_who_edits_an_action_keeps_the_risks_they_do_not_see(browse, api, risk, owner, member):
    other, third = RiskFactory(team=risk.team), RiskFactory(team=risk.team)
    action = ResponseActionFactory(team=risk.team, risks=[risk, other], title="Do it")
    risk.restrict(by=owner)

    form = {"title": "Done", "risks": [other.pk, third.pk], "state": "todo", "version": action.version}
    browse(member).post(f"{action.get_absolute_url()}edit/", form)
    sent = {"risks": [str(other.pk)], "version": action.version + 1}
    answer = api(member).patch(f"/api/v1/teams/acme/response-actions/{action.pk}/", sent, format="json")

    action.refresh_from_db()
    assert (action.title, answer.json()["risks"]) == ("Done", [str(other.pk)])
    assert set(action.risks.all()) == {risk, other}


def test_every_kind_that_belongs_to_a_risk_follows_it():
    found = {Risk}
    while more := {model for model in of_teams() if model not in found and found & pointed_at(model)}:
        found |= more
    kinds = found - {Risk}

    assert {
        kind.__name__ for kind in kinds if not issubclass(type(kind._default_manager.all()), OfRiskQuerySet)
    } == set()
    assert {kind.__name__ for kind in kinds if not kind.sight} == set()
    assert len(kinds) >= 10


def of_teams():
    return [model for model in apps.get_models() if issubclass(model, TeamOwned)]


def pointed_at(model):
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


# Who makes it one


@pytest.mark.parametrize(("who", "may"), [("owner", True), ("manager", True), ("member", False), ("mine", True)])
def test_owners_managers_and_its_own_owner_restrict_a_risk(request, team, member, who, may):
    risk = RiskFactory(team=team, owner=member if who == "mine" else None)
    person = member if who == "mine" else request.getfixturevalue(who)

    if may:
        risk.restrict(by=person)
    else:
        with pytest.raises(PermissionDenied):
            risk.restrict(by=person)

    risk.refresh_from_db()
    assert risk.is_restricted == may


def test_a_manager_who_restricts_a_risk_goes_on_reading_it(team, manager):
    risk = RiskFactory(team=team)

    risk.restrict(by=manager)

    assert readers_of(risk) == {"Max Manager"}
    assert risk in Risk.objects.visible_to(manager)


def test_restricted_twice_it_is_one_act(team, owner):
    risk = RiskFactory(team=team)

    risk.restrict(by=owner)
    risk.restrict(by=owner)

    assert Activity.objects.about(risk).filter(verb="restricted").count() == 1


def test_whoever_has_work_in_it_reads_on_when_it_is_restricted(team, owner, member, viewer):
    risk = RiskFactory(team=team)
    doer, planner = (MembershipFactory(team=team, name=name) for name in ("Dora", "Paul"))
    plan = prepared_plan(risk, planner, offsets=())
    ContingencyStepFactory(team=team, plan=plan, responsible=member)
    ResponseActionFactory(team=team, risks=[risk], owner=doer)
    plan.activate(by=owner)
    task = Task.objects.get()
    task.assignee = MembershipFactory(team=team, name="Tina")
    task.store(by=owner)

    risk.restrict(by=owner)

    assert readers_of(risk) == {"Olga Owner", "Mia Member", "Dora", "Paul", "Tina"}
    assert risk not in Risk.objects.visible_to(viewer)


def test_a_new_risk_is_restricted_from_the_first_moment(browse, api, member, manager):
    form = {"title": "Founder leaves", "category": "team", "kind": "threat", "is_restricted": "on"}
    browse(member).post("/t/acme/risks/new/", form)
    sent = {"title": "Buy-out", "category": "team", "is_restricted": True}
    answer = api(member).post("/api/v1/teams/acme/risks/", sent, format="json")

    risks = {risk.title: (risk.is_restricted, readers_of(risk)) for risk in Risk.objects.all()}
    assert answer.status_code == 201
    assert risks == {"Founder leaves": (True, {"Mia Member"}), "Buy-out": (True, {"Mia Member"})}
    assert Risk.objects.visible_to(manager).count() == 0


def test_a_restricted_risk_is_not_removed(team, owner):
    risk = RiskFactory(team=team, is_restricted=True)

    with pytest.raises(ValidationError, match="A restricted risk is not removed"):
        risk.discard(by=owner)


# Readers


@pytest.mark.parametrize("way", ["action", "plan", "step", "task"])
def test_whoever_is_given_work_in_it_becomes_a_reader_in_the_same_act(risk, owner, member, way):
    risk.restrict(by=owner)
    rows = {
        "action": (ResponseAction, "owner"),
        "plan": (ContingencyPlan, "owner"),
        "step": (ContingencyStep, "responsible"),
        "task": (Task, "assignee"),
    }
    kind, field = rows[way]
    row = kind.objects.get()
    if way == "step":
        ContingencyPlan.objects.update(state="ready", activated_at=None)

    with change(owner, "{who} did it") as act:
        setattr(row, field, member)
        row.store(by=act)

    told = Activity.objects.filter(subject_kind="risks.riskreader", verb="created", change=act)
    assert told.count() == 1
    assert "Mia Member" in readers_of(risk)


@pytest.mark.parametrize("way", ["page", "api"])
def test_whose_work_comes_to_answer_it_too_becomes_a_reader(browse, api, team, risk, owner, member, way):
    risk.restrict(by=owner)
    other = RiskFactory(team=team)
    action = ResponseActionFactory(team=team, risks=[other], owner=member)
    if way == "page":
        sent = {"title": action.title, "state": "todo", "owner": member.pk, "risks": [other.pk, risk.pk]}
        browse(owner).post(f"/t/acme/response-actions/{action.pk}/edit/", sent | {"version": action.version})
    else:
        url = f"/api/v1/teams/acme/response-actions/{action.pk}/"
        api(owner).patch(url, {"risks": [str(other.pk), str(risk.pk)], "version": action.version}, format="json")

    assert set(action.risks.all()) == {other, risk}
    assert "Mia Member" in readers_of(risk)


def test_work_in_a_risk_that_everybody_sees_makes_no_reader(risk, owner, member):
    action = ResponseAction.objects.get()
    action.owner = member

    action.store(by=owner)

    assert RiskReader.objects.count() == 0


def test_a_reader_stays_when_the_work_is_given_to_somebody_else(risk, owner, member, viewer):
    risk.restrict(by=owner)
    action = ResponseAction.objects.get()
    for person in (member, viewer):
        action.owner = person
        action.store(by=owner)

    assert {"Mia Member", "Vic Viewer"} <= readers_of(risk)


def test_who_hands_a_restricted_risk_on_goes_on_reading_it(api, team, member, viewer):
    risk = RiskFactory(team=team, owner=member, is_restricted=True)

    answer = api(member).patch(
        f"/api/v1/teams/acme/risks/{risk.pk}/", {"owner": str(viewer.pk), "version": 1}, format="json"
    )

    assert (answer.status_code, readers_of(risk)) == (200, {"Mia Member"})


def test_readers_are_named_and_taken_off_on_the_page(browse, risk, owner, member):
    client, part = browse(owner), f"/t/acme/risks/{risk.pk}/readers/"
    htmx = {"HX-Request": "true", "HX-Target": "risk-readers"}

    restricted = client.post(f"/t/acme/risks/{risk.pk}/restriction/", headers=htmx).content.decode()
    client.post("/t/acme/risk-readers/new/", {"risk": risk.pk, "reader": member.pk}, headers=htmx)
    named = client.get(part, headers=htmx).content.decode()
    client.post(f"/t/acme/risk-readers/{RiskReader.objects.get(reader=member).pk}/discard/")

    assert "Add reader" in restricted
    assert "Mia Member</span></button>" in named
    assert readers_of(risk) == {"Olga Owner"}


def test_who_reads_it_already_is_not_offered_again_and_nobody_learns_so_of_a_hidden_risk(browse, risk, owner, manager):
    def offered(person):
        url = f"/t/acme/risk-readers/new/?risk={risk.pk}"
        return set(browse(person).get(url).context["form"].fields["reader"].queryset)

    before = offered(owner)
    RiskReaderFactory(team=risk.team, risk=risk, reader=manager)
    after, hidden = offered(owner), RiskFactory(team=risk.team, is_restricted=True)
    RiskReaderFactory(team=risk.team, risk=hidden, reader=owner)
    url = f"/t/acme/risk-readers/new/?risk={hidden.pk}"

    unseen = browse(manager).get(url).context["form"].fields["reader"].queryset
    assert (before - after, owner in unseen) == ({manager}, True)


def test_readers_are_named_and_taken_off_by_the_api(api, team, owner, member, viewer):
    risk, client = RiskFactory(team=team), api(owner)
    base = "/api/v1/teams/acme"

    on = client.post(f"{base}/risks/{risk.pk}/restriction/")
    named = client.post(f"{base}/risk-readers/", {"risk": str(risk.pk), "reader": str(member.pk)}, format="json")
    listed = client.get(f"{base}/risk-readers/?risk={risk.pk}").json()["count"]
    off = client.delete(f"{base}/risk-readers/{named.json()['id']}/")
    opened = client.delete(f"{base}/risks/{risk.pk}/restriction/")

    assert (on.json()["is_restricted"], named.status_code, listed, off.status_code) == (True, 201, 2, 204)
    assert opened.json()["is_restricted"] is False


def test_a_reader_names_nobody_and_takes_nobody_off(api, risk, owner, member, viewer):
    risk.restrict(by=owner)
    row = RiskReaderFactory(team=risk.team, risk=risk, reader=member)
    client = api(member)

    named = client.post(
        "/api/v1/teams/acme/risk-readers/", {"risk": str(risk.pk), "reader": str(viewer.pk)}, format="json"
    )
    taken = client.delete(f"/api/v1/teams/acme/risk-readers/{row.pk}/")

    assert (named.status_code, taken.status_code) == (403, 403)
    assert readers_of(risk) == {"Olga Owner", "Mia Member"}


def test_a_manager_who_does_not_see_it_cannot_name_themselves(api, risk, owner, manager):
    risk.restrict(by=owner)

    answer = api(manager).post(
        "/api/v1/teams/acme/risk-readers/", {"risk": str(risk.pk), "reader": str(manager.pk)}, format="json"
    )

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "risk")


@pytest.mark.parametrize("case", ["open", "recipient"])
def test_who_cannot_read_a_risk_more_than_others_is_refused(team, owner, member, case):
    risk = RiskFactory(team=team, is_restricted=case != "open")
    person = (
        member if case == "open" else MembershipFactory(team=team, user=None, role="recipient", email="a@example.com")
    )

    with pytest.raises(ValidationError):
        RiskReader(team=team, risk=risk, reader=person).store(by=owner)


def test_who_leaves_reads_no_more(risk, owner, member):
    risk.restrict(by=owner)
    RiskReaderFactory(team=risk.team, risk=risk, reader=member)

    leave(member, by=owner)

    assert readers_of(risk) == {"Olga Owner"}
    assert Activity.objects.filter(subject_kind="risks.riskreader", verb="discarded").count() == 1


def test_a_successor_takes_nothing_over_that_whoever_ends_the_membership_does_not_see(team, manager, member, viewer):
    mine = RiskFactory(team=team, owner=member)
    hidden = RiskFactory(team=team, owner=member, is_restricted=True)

    leave(member, by=manager, successors={"risks.risk": manager})

    mine.refresh_from_db()
    hidden.refresh_from_db()
    assert (mine.owner, hidden.owner) == (manager, None)


# Taking acts back


def test_ones_own_act_is_taken_back_though_one_of_its_rows_is_hidden_by_now(team, owner, member):
    hidden, other = RiskFactory(team=team, is_restricted=True), RiskFactory(team=team)
    with change(member, "{who} renamed two") as act:
        for risk in (hidden, other):
            risk.title = "Renamed"
            risk.store(by=act)

    act.undo(by=member)

    assert set(Risk.objects.values_list("title", flat=True)) & {"Renamed"} == set()


def test_what_others_did_to_a_hidden_row_is_taken_back_by_nobody_else(team, owner, manager):
    hidden, other = RiskFactory(team=team, is_restricted=True), RiskFactory(team=team)
    with change(owner, "{who} renamed two") as act:
        for risk in (hidden, other):
            risk.title = "Renamed"
            risk.store(by=act)

    assert act in Change.objects.visible_to(manager)
    assert not act.may_be_undone_by(manager)
    assert act.may_be_undone_by(owner)


def test_a_refused_undo_does_not_name_what_is_hidden_by_now(team, owner, member):
    risk = RiskFactory(team=team, title="Secret")
    with change(member, "{who} renamed it") as act:
        risk.title = "Secret affair"
        risk.store(by=act)
    risk.restrict(by=owner)

    with pytest.raises(ValidationError, match="something you may not see") as refused:
        act.undo(by=member)

    assert "Secret" not in str(refused.value)


# Not told


HIDDEN_ID_SENT = [
    ("assessments", {"risk": "{risk}", "kind": "current", "probability": 1, "impact": 1}),
    ("risk-effects", {"risk": "{risk}", "milestone": "{milestone}"}),
    ("risk-readers", {"risk": "{risk}", "reader": "{viewer}"}),
    ("response-actions", {"title": "Guess", "risks": ["{risk}"]}),
    ("contingency-plans", {"risk": "{risk}", "title": "Guess", "currency": "EUR"}),
    ("contingency-steps", {"plan": "{plan}", "title": "Guess"}),
    ("triggers", {"plan": "{plan}", "kind": "manual", "text": "Guess"}),
    ("money-triggers", {"plan": "{plan}", "kind": "joint_chance", "percent": 50}),
    ("acceptances", {"risk": "{risk}", "approver": "{owner}", "justification": "Guess", "expires_on": "{until}"}),
    ("risk-reviews", {"risk": "{risk}", "outcome": "unchanged", "note": "Guess"}),
    ("indicators", {"risk": "{risk}", "name": "Guess", "amber": "1", "red": "2"}),
    ("comments", {"subject_kind": "risks.risk", "subject_id": "{risk}", "body": "Guess"}),
    ("subscriptions", {"subject_kind": "risks.risk", "subject_id": "{risk}"}),
    ("risks/bulk", {"ids": ["{risk}"], "owner": "{owner}"}),
]


@pytest.mark.parametrize(("kind", "sent"), HIDDEN_ID_SENT, ids=[kind for kind, _sent in HIDDEN_ID_SENT])
def test_a_hidden_id_that_is_sent_looks_like_one_of_nothing(api, team, risk, owner, manager, viewer, kind, sent):
    risk.restrict(by=owner)
    plan, milestone = ContingencyPlan.objects.get(), risk.milestones.get()
    read = RiskFactory(team=team, score=(3, 3), owner=manager, is_restricted=True)
    prepared = prepared_plan(read, manager)
    known = {"milestone": milestone.pk, "owner": owner.pk, "viewer": viewer.pk}
    until = str(team.today() + dt.timedelta(days=9))
    told = {}

    for name, ids in (
        ("hidden", (risk.pk, plan.pk)), ("nothing", (NOBODY, NOBODY)), ("read", (read.pk, prepared.pk)),
    ):  # fmt: skip
        text = json.dumps(sent).replace("{until}", until)
        for key, pk in (known | dict(zip(("risk", "plan"), ids, strict=True))).items():
            text = text.replace(f"{{{key}}}", str(pk))
        answer = api(manager).post(f"/api/v1/teams/acme/{kind}/", json.loads(text), format="json")
        told[name] = answer.status_code, re.sub("|".join(map(str, ids)), "", answer.content.decode())

    assert told["hidden"] == told["nothing"]
    assert (told["hidden"][0] // 100, told["read"][0] // 100) == (4, 2), told


@pytest.mark.parametrize(
    "path",
    [
        "/t/acme/go/R-{number}/",
        "/t/acme/risks/?q=R-{number}&status=all",
        "/t/acme/response-actions/?risk={risk}",
        "/t/acme/contingency-plans/new/?risk={risk}",
        "/t/acme/response-actions/new/?risk={risk}",
        "/t/acme/risks/board/?risk={risk}",
        "/t/acme/risks/meeting/?risk={risk}",
        "/t/acme/choices/risks.risk/?q=R-{number}",
        "/t/acme/rows/risks.risk/{risk}/",
        "/t/acme/comments/risks.risk/{risk}/",
        "/t/acme/search/?q=R-{number}",
        "/t/acme/activity/?subject_id={risk}",
        "/api/v1/teams/acme/response-actions/?risk={risk}",
        "/api/v1/teams/acme/contingency-plans/?risk={risk}",
        "/api/v1/teams/acme/activity/?subject_id={risk}",
        "/api/v1/teams/acme/comments/?subject_kind=risks.risk&subject_id={risk}",
    ],
)
def test_a_page_that_is_asked_about_it_answers_as_about_nothing(browse, risk, owner, manager, path):
    risk.restrict(by=owner)
    client, told = browse(manager), {}

    for name, (pk, number) in {"hidden": (risk.pk, risk.number), "nothing": (NOBODY, 987654)}.items():
        answer = client.get(path.format(risk=pk, number=number))
        text = answer.content.decode().replace(str(pk), "").replace(str(number), "")
        told[name] = answer.status_code, re.sub(r'csrf\w*" value="[^"]+"|X-CSRFToken": ?"[^"]+"', "", text)

    assert told["hidden"] == told["nothing"]


def test_the_history_of_an_action_has_no_id_of_a_hidden_risk(api, risk, owner, member):
    other = RiskFactory(team=risk.team)
    action = ResponseActionFactory(team=risk.team, risks=[other])
    action.store(by=owner, links={"risks": [other, risk]})
    risk.restrict(by=owner)

    answer = api(member).get(f"/api/v1/teams/acme/activity/?subject_id={action.pk}").content.decode()

    assert str(other.pk) in answer
    assert str(risk.pk) not in answer


# Beside it


def test_the_progress_of_a_milestone_and_its_completion_leave_its_tasks_alone(risk, owner, member):
    [milestone], [task] = risk.milestones.all(), Task.objects.all()
    before = milestone.progress
    risk.restrict(by=owner)
    milestone = type(milestone).objects.get(pk=milestone.pk)

    after = milestone.progress
    milestone.complete(by=member, tasks="complete")

    task.refresh_from_db()
    assert (before, after, task.state) == (0, None, "todo")


def test_the_page_of_a_person_counts_nothing_hidden(browse, team, member, manager):
    RiskFactory(team=team, owner=member, is_restricted=True)

    page = browse(manager).get(f"/t/acme/people/{member.pk}/").content.decode()

    assert "you may not see" not in page


def test_the_register_costs_the_same_whatever_is_hidden(browse, team, member):
    RiskFactory.create_batch(3, team=team)
    client, costs = browse(member), []
    client.get("/t/acme/risks/")

    for hidden in (0, 3):
        RiskFactory.create_batch(hidden, team=team, is_restricted=True)
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/t/acme/risks/")
        costs.append((len(asked), len(page.context["object_list"])))

    assert costs[0] == costs[1]


# What was there before


def test_what_was_before_follows_its_risk_once_it_is_filled(risk, owner, member):
    Task.objects.update(follows=None)
    gone = prepared_plan(risk, None, offsets=())
    gone.discard(by=owner)
    Activity.objects.update(follows=None)
    fill = import_module("risks.migrations.0015_fill_follows")

    for step in (fill.fill_tasks, fill.fill_history):
        step(apps, connection.schema_editor())
    risk.restrict(by=owner)

    assert seen_by(member) == NOTHING
    assert not Activity.objects.visible_to(member).filter(subject_id=gone.pk).exists()
    assert not Activity.objects.visible_to(member).filter(subject_kind="planner.task").exists()
