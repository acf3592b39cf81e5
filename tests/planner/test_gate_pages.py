"""The pages and the API of quality gates."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from rest_framework.test import APIClient

from core.templatetags.ui import parts
from planner.models import GateCheck
from teams.models import Activity, Token
from tests.factories.gates import GateCheckFactory, GateReadingFactory, MetricFactory
from tests.factories.planner import MilestoneFactory, TaskFactory

pytestmark = pytest.mark.django_db
TODAY = "2026-03-02T09:00:00Z"
LINK = "https://ci.example.com/runs/1"
IN_PLACE = {"HX-Request": "true", "HX-Target": "milestone-gates"}
NOT_MET = "This cannot be completed yet. Neither passed nor waived: Security review."


@pytest.fixture(autouse=True)
def a_day(time_machine):
    time_machine.move_to(TODAY, tick=False)


def page(name, *args):
    return reverse(f"planner:{name}", args=["acme", *args])


def gated(team, **values):
    milestone = MilestoneFactory(team=team, title="Beta")
    return GateCheckFactory(team=team, milestone=milestone, title="Security review", **values)


# One rule, the same words everywhere.


def test_a_completion_is_refused_alike_at_every_door(owner, browse, api):
    milestone = gated(owner.team, requested_by=owner).milestone
    client, address = browse(owner), f"/api/v1/teams/acme/milestones/{milestone.pk}/completion/"

    pressed = client.post(page("milestone-completion", milestone.pk))
    assert [str(each) for each in get_messages(pressed.wsgi_request)] == [NOT_MET]
    in_place = {"HX-Request": "true", "HX-Target": f"milestone-row-{milestone.pk}"}
    row = client.post(page("milestone-completion", milestone.pk), headers=in_place)
    assert (row.status_code, row.content.decode()) == (422, NOT_MET)
    answer = api(owner).post(address, {}, format="json")
    assert (answer.status_code, [error["message"] for error in answer.json()["errors"]]) == (400, [NOT_MET])
    chosen = f"{milestone.pk}:{milestone.version}"
    bulk = client.post(page("milestone-list-bulk"), {"chosen": chosen, "state": "completed"})
    assert NOT_MET in bulk.content.decode()
    cell = client.post(page("milestone-list-cell", milestone.pk, "state"), {"chosen": chosen, "state": "completed"})
    assert (cell.status_code, NOT_MET in cell.content.decode()) == (422, True)
    work = client.post(reverse("my-work-completion", args=["acme", "milestone", milestone.pk]))
    assert NOT_MET in [str(each) for each in get_messages(work.wsgi_request)] or NOT_MET in work.content.decode()
    milestone.refresh_from_db()
    assert milestone.state == "planned"


def test_with_open_tasks_the_checks_come_first(owner, browse):
    milestone = gated(owner.team).milestone
    TaskFactory(team=owner.team, milestone=milestone)

    pressed = browse(owner).post(page("milestone-completion", milestone.pk))
    sent = browse(owner).post(page("milestone-leftover", milestone.pk), {"tasks": "complete"})

    assert [str(each) for each in get_messages(pressed.wsgi_request)][:1] == [NOT_MET]
    assert (sent.status_code, NOT_MET in sent.content.decode()) == (422, True)


# Pages.


def test_a_milestone_without_gates_says_nothing_of_them_but_in_its_menu(member, browse):
    milestone = MilestoneFactory(team=member.team)

    shown = browse(member).get(milestone.get_absolute_url()).content.decode()

    assert ("milestone-gates" in shown, f"{page('gate-new')}?milestone={milestone.pk}" in shown) == (False, True)


def test_the_milestone_shows_its_gates_by_address(member, browse):
    gate = gated(member.team)
    client = browse(member)

    assert page("milestone-gates", gate.milestone_id) in client.get(gate.milestone.get_absolute_url()).content.decode()
    part = client.get(page("milestone-gates", gate.milestone_id), headers=IN_PLACE).content.decode()
    twin = client.get(page("milestone-gates", gate.milestone_id)).content.decode()

    assert ("Security review" in part, "<html" in part, "<html" in twin) == (True, False, True)


def test_a_gate_is_asked_for_on_its_page(member, browse):
    milestone = MilestoneFactory(team=member.team)
    values = {"milestone": milestone.pk, "title": "F1", "kind": "metric", "is_required": "on", "position": "0"}
    values |= {"comparison": "ge", "threshold": "0.90", "unit": "F1", "valid_days": "14"}

    answer = browse(member).post(page("gate-new"), values)

    gate = GateCheck.objects.get()
    assert (answer.status_code, answer.url) == (303, milestone.get_absolute_url())
    assert (gate.rule, gate.valid_days, gate.requested_by) == ("≥ 0.9 F1", 14, member)


def folded(answer):
    """Return {title: whether it is open} of the folded parts of a form."""
    return {str(part["title"]): part["is_open"] for part in parts(answer.context["form"])["folded"]}


def test_what_belongs_to_a_kind_is_open_where_that_is_chosen(member, browse):
    milestone, client = MilestoneFactory(team=member.team), browse(member)

    new = client.get(page("gate-new"), {"milestone": milestone.pk})
    given = {"milestone": milestone.pk, "title": "", "kind": "metric"}
    refused = client.post(page("gate-new"), given)

    assert folded(new) == {"For a metric": False, "For an approval": False, "Order": False}
    assert folded(refused) == {"For a metric": True, "For an approval": False, "Order": False}
    assert 'data-unfolds="kind" data-value="approval"' in new.content.decode()


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("checkbox", {"position"}),
        ("metric", {"comparison", "threshold", "unit", "valid_days", "position"}),
        ("approval", {"approver", "position"}),
    ],
)
def test_a_gate_is_edited_with_what_its_own_kind_has(kind, shown, manager, browse):
    check = MetricFactory(team=manager.team) if kind == "metric" else GateCheckFactory(team=manager.team, kind=kind)

    form = browse(manager).get(page("gate-edit", check.pk)).context["form"]

    assert set(form.fields) == {"title", "is_required", "version"} | shown


def test_a_gate_passes_in_place_and_undo_opens_it(member, browse):
    gate, client = gated(member.team), browse(member)

    answer = client.post(page("gate-passing", gate.pk), headers=IN_PLACE)
    gate.refresh_from_db()
    assert (answer.status_code, gate.state, "1/1" in answer.content.decode()) == (200, "passed", True)
    client.post(page("gate-passing-undo", gate.pk))
    gate.refresh_from_db()

    assert gate.state == "open"


def test_a_value_is_reported_on_a_page_of_its_own(member, browse):
    gate = MetricFactory(team=member.team)
    values = {"value": "0.95", "measured_on": "2026-03-01", "evidence_url": LINK}

    answer = browse(member).post(page("gate-reading", gate.pk), values)
    refused = browse(member).post(page("gate-reading", gate.pk), values | {"value": "much"})

    gate.refresh_from_db()
    assert (answer.status_code, refused.status_code) == (303, 422)
    assert (gate.state, gate.value, gate.counts_until) == ("passed", "0.95", dt.date(2026, 3, 15))


@pytest.mark.parametrize(("value", "counts"), [("0.95", True), ("0.85", False)])
def test_a_metric_says_what_is_wanted_what_was_measured_and_how_long_that_counts(member, browse, value, counts):
    gate = MetricFactory(team=member.team)
    gate.measure(by=member, value=value, evidence_url=LINK)

    line = browse(member).get(page("milestone-gates", gate.milestone_id)).content.decode()
    shown = browse(member).get(page("gate", gate.pk)).content.decode()

    assert "must be ≥ 0.9 F1" in line
    assert f"measured {value} F1 on 2 Mar 2026" in line
    assert ("counts until 16 Mar 2026" in shown) is counts


def test_a_waiver_asks_why_and_stays_to_be_seen(manager, browse):
    gate, client = gated(manager.team), browse(manager)

    refused = client.post(page("gate-waiver", gate.pk), {"reason": ""})
    answer = client.post(page("gate-waiver", gate.pk), {"reason": "The tool comes in May"})

    assert (refused.status_code, answer.status_code) == (422, 303)
    for address in (gate.get_absolute_url(), page("milestone-gates", gate.milestone_id)):
        assert "The tool comes in May" in client.get(address).content.decode()
    assert "1 waived" in client.get(page("milestone-list")).content.decode()


def test_a_member_does_not_waive(member, browse, api):
    gate = gated(member.team)

    assert browse(member).post(page("gate-waiver", gate.pk), {"reason": "x"}).status_code == 403
    assert api(member).post(f"/api/v1/teams/acme/gate-checks/{gate.pk}/waiver/", {"reason": "x"}).status_code == 403


def test_what_was_decided_alone_is_offered_to_another(owner, member, browse):
    gate = gated(owner.team, kind="approval", approver=owner, requested_by=owner)
    browse(owner).post(page("gate-approval", gate.pk))

    own = browse(owner).get(page("milestone-gates", gate.milestone_id)).content.decode()
    others = browse(member).get(page("milestone-gates", gate.milestone_id)).content.decode()
    address = page("gate-confirmation", gate.pk)

    assert ("decided alone" in own, address in own, "decided alone" in others, address in others) == (
        True,
        False,
        True,
        True,
    )
    browse(member).post(address)
    gate.refresh_from_db()
    assert gate.confirmed_by == member


@pytest.mark.parametrize("rows", [1, 3])
def test_the_gates_of_a_milestone_cost_the_same_for_more(rows, member, browse, queries):
    milestone = MilestoneFactory(team=member.team)
    for _each in range(rows):
        MetricFactory(team=member.team, milestone=milestone, requested_by=member, approver=None)
        GateCheckFactory(team=member.team, milestone=milestone, kind="approval", approver=member, requested_by=member)
    client = browse(member)
    client.get(page("milestone-gates", milestone.pk), headers=IN_PLACE)

    with queries(5):
        client.get(page("milestone-gates", milestone.pk), headers=IN_PLACE)


# The API.


def test_a_pipeline_reports_values(member, api):
    gate = MetricFactory(team=member.team)
    body = {"gate": str(gate.pk), "value": "0.95", "evidence_url": LINK, "source": "eval", "run_id": "42"}

    first = api(member).post("/api/v1/teams/acme/gate-readings/", body, format="json")
    again = api(member).post("/api/v1/teams/acme/gate-readings/", body, format="json")

    gate.refresh_from_db()
    assert (first.status_code, again.status_code, first.json()["id"] == again.json()["id"]) == (201, 201, True)
    assert (first.json()["measured_on"], gate.state) == ("2026-03-02", "passed")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("kind", ["gate-checks", "gate-readings"])
def test_lists_of_the_api_cost_the_same_for_more(kind, rows, member, api, queries):
    for _each in range(rows):
        GateReadingFactory(team=member.team)
    client = api(member)
    client.get(f"/api/v1/teams/acme/{kind}/")

    with queries(5):
        assert client.get(f"/api/v1/teams/acme/{kind}/").json()["count"] == rows


VERBS = [
    ("checkbox", "passing", {}, "passed"),
    ("evidence", "passing", {"evidence_url": LINK}, "passed"),
    ("checkbox", "failure", {"reason": "No"}, "failed"),
    ("approval", "approval", {}, "passed"),
    ("checkbox", "waiver", {"reason": "Later"}, "waived"),
]


@pytest.mark.parametrize(("kind", "noun", "body", "state"), VERBS)
def test_what_is_decided_is_taken_back(kind, noun, body, state, manager, api):
    gate = gated(manager.team, kind=kind, approver=manager if kind == "approval" else None)
    address = f"/api/v1/teams/acme/gate-checks/{gate.pk}/{noun}/"

    done = api(manager).post(address, body, format="json")
    undone = api(manager).delete(address)

    assert (done.status_code, done.json()["state"]) == (200, state), done.json()
    assert (undone.status_code, undone.json()["state"]) == (200, "open")


def test_the_kind_and_the_milestone_of_a_check_stay(owner, api):
    gate = gated(owner.team)
    body = {"version": gate.version, "kind": "metric"}

    answer = api(owner).patch(f"/api/v1/teams/acme/gate-checks/{gate.pk}/", body, format="json")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "immutable")


def test_an_approver_may_approve(owner, viewer, api):
    milestone = MilestoneFactory(team=owner.team)
    body = {"milestone": str(milestone.pk), "title": "Go", "kind": "approval", "approver": str(viewer.pk)}

    answer = api(owner).post("/api/v1/teams/acme/gate-checks/", body, format="json")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "approver")


# My work.


def test_an_approval_needs_the_person_now_until_it_is_given(owner, member, api, browse):
    gate = gated(owner.team, kind="approval", approver=member, requested_by=owner)
    gated(owner.team, kind="approval", approver=owner)
    gated(owner.team)
    address = "/api/v1/teams/acme/my-work/"

    [row] = api(member).get(address).json()["results"]
    shown = browse(member).get(reverse("my-work", args=["acme"])).content.decode()
    gate.approve(by=member)
    [after] = api(member).get(address).json()["results"]

    assert (row["section"], row["kind"], row["id"], row["title"]) == ("now", "approval", str(gate.pk), gate.title)
    assert (f"{gate.get_absolute_url()}?next=" in shown, "postponement" in shown) == (True, False)
    assert (after["section"], after["id"]) == ("done", str(gate.pk))


@pytest.mark.parametrize("act", ["postponement", "handover"])
def test_an_approval_is_neither_put_off_nor_handed_on_there(act, owner, browse):
    gate = gated(owner.team, kind="approval", approver=owner, requested_by=owner)

    assert browse(owner).get(reverse(f"my-work-{act}", args=["acme", "approval", gate.pk])).status_code == 404


# A pipeline's token.


def test_a_token_for_readings_sends_values_and_does_nothing_else(member):
    gate, program = MetricFactory(team=member.team), APIClient(raise_request_exception=False)
    text = Token(team=member.team, membership=member, name="eval", scope="readings").issue(by=member)
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    root = "/api/v1/teams/acme"
    body = {"gate": str(gate.pk), "value": "0.95", "evidence_url": LINK}

    sent = program.post(f"{root}/gate-readings/", body, format="json")
    others = [
        program.get(f"{root}/gate-readings/"),
        program.get(f"{root}/gate-readings/{sent.json()['id']}/"),
        program.get(f"{root}/gate-checks/{gate.pk}/"),
        program.patch(f"{root}/gate-checks/{gate.pk}/", {"version": 1, "title": "x"}, format="json"),
        program.post(f"{root}/gate-checks/{gate.pk}/passing/", {}, format="json"),
        program.post(f"{root}/milestones/{gate.milestone_id}/completion/", {}, format="json"),
        program.post(f"{root}/files/", {}, format="multipart"),
        program.get(f"{root}/"),
    ]

    gate.refresh_from_db()
    assert (sent.status_code, gate.state) == (201, "passed")
    assert [answer.status_code for answer in others] == [403] * len(others)


def test_the_activity_names_the_token_that_sent_the_value(member):
    gate, program = MetricFactory(team=member.team), APIClient()
    token = Token(team=member.team, membership=member, name="eval", scope="readings")
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {token.issue(by=member)}")

    program.post("/api/v1/teams/acme/gate-readings/", {"gate": str(gate.pk), "value": "0.8"}, format="json")

    told = Activity.objects.about(gate).get()
    assert (told.verb, told.by, told.token) == ("missed", member, token)


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_values_come_from_who_may_report_them(who, viewer, stranger, team, api):
    gate = MetricFactory(team=team)
    person = {"viewer": viewer, "stranger": stranger}[who]

    answer = api(person).post("/api/v1/teams/acme/gate-readings/", {"gate": str(gate.pk), "value": "1"}, format="json")

    assert (answer.status_code, gate.readings.count()) == ({"viewer": 403, "stranger": 404}[who], 0)


def test_a_gate_of_another_team_is_not_there(member, other_team, api):
    gate = MetricFactory(team=other_team)

    answer = api(member).post("/api/v1/teams/acme/gate-readings/", {"gate": str(gate.pk), "value": "1"}, format="json")

    assert (answer.status_code, answer.json()["errors"][0]["field"], gate.readings.count()) == (400, "gate", 0)
