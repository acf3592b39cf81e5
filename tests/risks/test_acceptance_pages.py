"""Acceptances and appetites as people meet them: on pages and by the API, each way from one state to another."""

import datetime as dt

import pytest

from risks.models import Acceptance, Appetite, Risk
from tests.conftest import NOW
from tests.factories.acceptances import AcceptanceFactory, AppetiteFactory, accepted
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
PAGES, API = "/t/acme/risks/acceptances/", "/api/v1/teams/acme/acceptances/"
APPETITES = "/t/acme/risks/appetites/"


@pytest.fixture
def risk(team):
    return RiskFactory(team=team, score=(4, 4), status="monitoring", strategy="accept", number=3, title="Fire")


@pytest.fixture
def request_(risk, member, owner):
    return AcceptanceFactory(
        team=risk.team, risk=risk, requester=member, approver=owner, level="high", probability=4, impact=4
    )


def given(risk, approver):
    return {"risk": str(risk.pk), "approver": str(approver.pk), "justification": "Cheap", "expires_on": "2026-04-01"}


def state(row):
    row.refresh_from_db()
    return row.state


def test_page_and_api_ask_for_the_same(risk, browse, api, member, owner):
    other = RiskFactory(team=risk.team, score=(4, 4))

    page = browse(member).post(f"{PAGES}new/", given(risk, owner))
    answer = api(member).post(API, given(other, owner), format="json")

    assert (page.status_code, page.url, answer.status_code) == (303, f"/t/acme/risks/{risk.pk}/", 201)
    assert set(Acceptance.objects.values_list("state", "requester", "level")) == {("requested", member.pk, "high")}
    assert answer.data["milestones"] == []


@pytest.mark.parametrize(("figures", "day"), [((5, 5), 1), ((4, 4), 1), ((3, 3), 31), ((1, 1), 29)])
def test_the_page_suggests_a_day_by_the_level(risk, browse, member, figures, day):
    risk.assess(*figures, by=member)

    form = browse(member).get(f"{PAGES}new/?risk={risk.pk}").context["form"]

    days = {1: 30, 31: 90, 29: 180}[day]
    assert form.initial["expires_on"] == NOW.date() + dt.timedelta(days=days)


def test_others_who_may_decide_are_offered_and_alone_oneself(risk, browse, member, owner):
    def offered(person):
        return list(browse(person).get(f"{PAGES}new/?risk={risk.pk}").context["form"].fields["approver"].queryset)

    assert (offered(member), offered(owner)) == ([owner], [owner])
    manager = MembershipFactory(team=risk.team, role="manager")
    assert (set(offered(member)), offered(owner)) == ({owner, manager}, [manager])


# Each edge by page and by API: the address, what is sent, and the state it leads to.
EDGES = [
    ("approval", {}, "approved"),
    ("rejection", {"reason": "Too much"}, "rejected"),
]


@pytest.mark.parametrize(("noun", "values", "wanted"), EDGES)
def test_a_request_is_decided_by_page_and_taken_back(request_, browse, owner, noun, values, wanted):
    client = browse(owner)

    decided = client.post(f"{PAGES}{request_.pk}/{noun}/", values)
    after = state(request_)
    undone = client.post(f"{PAGES}{request_.pk}/{noun}/undo/")

    assert (client.get(f"{PAGES}{request_.pk}/{noun}/").status_code, decided.status_code, undone.status_code) == (
        200,
        303,
        303,
    )
    assert (after, state(request_)) == (wanted, "requested")


@pytest.mark.parametrize(
    ("noun", "title", "submit", "done"),
    [
        ("approval", "Accept “R-3 Fire”", "Accept the risk", "is approved."),
        ("rejection", "Decline to accept “R-3 Fire”", "Decline", "is declined."),
        ("revocation", "Revoke “Acceptance of R-3”", "Revoke it", "is revoked."),
    ],
)
def test_each_decision_is_asked_for_and_told_in_its_own_words(request_, browse, owner, noun, title, submit, done):
    client, url = browse(owner), f"{PAGES}{request_.pk}/{noun}/"
    if noun == "revocation":
        request_.approve(by=owner)

    page = client.get(url).context["page"]
    told = client.post(url, {"reason": "So"}, follow=True).content.decode()

    assert (page["title"], page["submit"], done in told) == (title, submit, True)


@pytest.mark.parametrize(("noun", "values", "wanted"), EDGES)
def test_a_request_is_decided_by_api_and_taken_back(request_, api, owner, noun, values, wanted):
    program = api(owner)

    decided = program.post(f"{API}{request_.pk}/{noun}/", values, format="json")
    undone = program.delete(f"{API}{request_.pk}/{noun}/")

    assert (decided.status_code, decided.data["state"], undone.data["state"]) == (200, wanted, "requested")


def test_an_acceptance_is_revoked_and_stands_again_by_page_and_by_api(risk, browse, api, member, owner):
    row = accepted(risk, member, owner)
    client, program = browse(owner), api(owner)

    steps = [
        client.post(f"{PAGES}{row.pk}/revocation/", {"reason": "No longer"}) and state(row),
        client.post(f"{PAGES}{row.pk}/revocation/undo/") and state(row),
        program.post(f"{API}{row.pk}/revocation/", {"reason": "No longer"}, format="json").data["state"],
        program.delete(f"{API}{row.pk}/revocation/").data["state"],
    ]

    assert steps == ["revoked", "approved", "revoked", "approved"]


REFUSED = [
    ("requested", "revocation", "unreachable_state"),
    ("approved", "rejection", "unreachable_state"),
    ("rejected", "approval", "unreachable_state"),
    ("rejected", "revocation", "unreachable_state"),
    ("expired", "approval", "unreachable_state"),
    ("expired", "revocation", "unreachable_state"),
    ("superseded", "rejection", "unreachable_state"),
    ("revoked", "approval", "unreachable_state"),
]


@pytest.mark.parametrize(("before", "noun", "code"), REFUSED)
def test_a_way_that_is_closed_is_refused_by_page_and_by_api(request_, browse, api, owner, before, noun, code):
    decided = {"decided_at": NOW, "reason": "So", "end_reason": "So"} if before != "requested" else {}
    Acceptance.objects.filter(pk=request_.pk).update(state=before, **decided)

    page = browse(owner).post(f"{PAGES}{request_.pk}/{noun}/", {"reason": "So"})
    answer = api(owner).post(
        f"{API}{request_.pk}/{noun}/", {"reason": "So"} if noun != "approval" else {}, format="json"
    )

    assert (page.status_code, answer.status_code, state(request_)) == (422, 400, before)
    assert answer.json()["errors"][0]["code"] == code
    assert page.context["form"].non_field_errors() == [answer.json()["errors"][0]["message"]]


def test_nobody_but_who_is_named_decides(request_, browse, api, manager, member):
    page = browse(manager).post(f"{PAGES}{request_.pk}/approval/")
    answer = api(manager).post(f"{API}{request_.pk}/approval/", {}, format="json")
    denied = api(member).post(f"{API}{request_.pk}/approval/", {}, format="json")

    assert (page.status_code, answer.status_code, denied.status_code) == (422, 400, 403)
    assert (answer.json()["errors"][0]["code"], state(request_)) == ("not_yours", "requested")


def test_a_sole_owner_is_asked_why(risk, browse, owner):
    row = AcceptanceFactory(team=risk.team, risk=risk, requester=owner, approver=owner, alone=True, level="high")
    client = browse(owner)

    refused = client.post(f"{PAGES}{row.pk}/approval/", {"reason": ""})
    taken = client.post(f"{PAGES}{row.pk}/approval/", {"reason": "Nobody else is here"})

    assert (refused.status_code, taken.status_code, state(row)) == (422, 303, "approved")
    assert "decided alone" in client.get(f"{PAGES}{row.pk}/").content.decode()


def test_the_page_of_a_risk_says_that_nobody_bears_it(risk, browse, viewer, member, owner):
    url = f"/t/acme/risks/{risk.pk}/acceptances/"
    missing = "no acceptance stands"

    before = browse(viewer).get(url).content.decode()
    accepted(risk, member, owner)
    after = browse(viewer).get(url).content.decode()

    assert (missing in before, missing in after, "Accepted by Olga Owner" in after) == (True, False, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_part_of_a_risk_costs_the_same_for_more_acceptances(risk, browse, viewer, queries, rows):
    for _row in range(rows):
        AcceptanceFactory(team=risk.team, risk=risk, state="revoked", decided_at=NOW, end_reason="So")
    client = browse(viewer)

    with queries(9):
        client.get(f"/t/acme/risks/{risk.pk}/acceptances/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_the_api_costs_the_same_for_more_rows(api, viewer, queries, rows):
    AcceptanceFactory.create_batch(rows, team=viewer.team)
    program = api(viewer)

    with queries(5):
        assert len(program.get(API).data["results"]) == rows


# What the register finds


def found(client, attention):
    return [risk.title for risk in client.get("/t/acme/risks/", {"attention": attention}).context["object_list"]]


def test_the_register_finds_what_lacks_an_acceptance(team, browse, viewer, member, owner):
    RiskFactory(team=team, score=(3, 3), strategy="accept", title="Bare")
    RiskFactory(team=team, score=(3, 3), strategy="mitigate", title="Answered")
    RiskFactory(team=team, score=(3, 3), strategy="accept", kind="opportunity", title="Chance")
    accepted(RiskFactory(team=team, score=(3, 3), strategy="accept", title="Borne"), member, owner, days=15)
    accepted(RiskFactory(team=team, score=(3, 3), strategy="accept", title="Ending"), member, owner, days=14)
    over = RiskFactory(team=team, score=(3, 3), strategy="accept", title="Over")
    AcceptanceFactory(
        team=team, risk=over, state="approved", decided_at=NOW, expires_on=NOW.date() - dt.timedelta(days=1)
    )
    last = RiskFactory(team=team, score=(3, 3), strategy="accept", title="Last day")
    AcceptanceFactory(team=team, risk=last, state="approved", decided_at=NOW, expires_on=NOW.date())
    client = browse(viewer)

    assert sorted(found(client, "acceptance_missing")) == ["Bare", "Over"]
    assert sorted(found(client, "strategy_incomplete")) == ["Answered", "Bare", "Over"]
    assert sorted(found(client, "acceptance_lapsing")) == ["Ending", "Last day", "Over"]
    assert [each.lacks_acceptance for each in (last, over)] == [False, True]


def test_the_register_finds_what_is_above_and_near_the_appetite_and_escalated(team, browse, viewer, member):
    RiskFactory(team=team, score=(3, 3), appetite_zone="near", title="Near")
    above = RiskFactory(team=team, score=(4, 4), appetite_zone="above", title="Above")
    above.review("escalate", by=member, reason="Beyond us")
    client = browse(viewer)

    assert [found(client, name) for name in ("above_appetite", "near_appetite", "escalated")] == [
        ["Above"],
        ["Near"],
        ["Above"],
    ]
    assert "above the appetite" in client.get("/t/acme/risks/").content.decode()


def test_what_was_looked_at_since_or_has_ended_is_escalated_no_more(team, browse, viewer, member, time_machine):
    calmed, again, ended = (RiskFactory(team=team, score=(3, 3), title=name) for name in ("Calmed", "Again", "Ended"))
    for risk, outcomes in ((calmed, ("escalate", "unchanged")), (again, ("escalate", "unchanged", "escalate"))):
        for outcome in outcomes:
            risk.review(outcome, by=member, reason="So")
            time_machine.shift(60)
    ended.review("escalate", by=member, reason="Beyond us")
    ended.refresh_from_db()
    ended.reject("duplicate", by=member)
    client = browse(viewer)

    assert found(client, "escalated") == ["Again"]
    assert [client.get(f"/t/acme/risks/{risk.pk}/acceptances/").context["escalation"] for risk in (calmed, ended)] == [
        None,
        None,
    ]


# The appetite


def test_page_and_api_set_an_appetite(browse, api, manager):
    values = {"category": "market", "amber": "moderate", "red": "high", "valid_from": "2026-03-02"}

    page = browse(manager).post(f"{APPETITES}new/", values)
    answer = api(manager).post("/api/v1/teams/acme/appetites/", values | {"red": "critical"}, format="json")

    assert (page.status_code, page.url, answer.status_code) == (303, APPETITES, 201)
    assert set(Appetite.objects.values_list("category", "red", "author")) == {
        ("market", "high", manager.pk),
        ("market", "critical", manager.pk),
    }


def test_a_change_begins_with_what_counts(browse, manager):
    AppetiteFactory(team=manager.team, category="market", amber="low", red="critical")

    form = browse(manager).get(f"{APPETITES}new/?category=market").context["form"]

    assert [form.initial[name] for name in ("category", "amber", "red")] == ["market", "low", "critical"]


def test_the_page_says_how_many_risks_are_above(browse, viewer):
    RiskFactory.create_batch(2, team=viewer.team, score=(4, 4), category="market", appetite_zone="above")
    AppetiteFactory(team=viewer.team, category="market")

    lines = {each["value"]: each for each in browse(viewer).get(APPETITES).context["categories"]}

    assert (lines["market"]["above"], lines["data"]["above"], lines["data"]["row"]) == (2, 0, None)


def test_only_who_manages_sets_an_appetite(browse, api, member):
    values = {"category": "market", "red": "high", "valid_from": "2026-03-02"}

    assert browse(member).post(f"{APPETITES}new/", values).status_code == 403
    assert api(member).post("/api/v1/teams/acme/appetites/", values, format="json").status_code == 403
    assert not Appetite.objects.exists()


def test_the_board_leads_to_what_waits(browse, owner, member, risk):
    Risk.objects.filter(pk=risk.pk).update(next_review_on=NOW.date(), appetite_zone="above")
    AcceptanceFactory(team=risk.team, risk=risk, requester=member, approver=owner)

    waits = browse(owner).get("/t/acme/risks/board/").context["strips"].waits

    assert [(knot.count, knot.word) for knot in waits] == [
        (1, "to review now"),
        (1, "above the appetite"),
        (1, "without the acceptance they need"),
        (1, "waiting for your acceptance"),
    ]


def test_what_waits_for_another_person_or_for_nobody_any_more_is_not_counted(browse, team, owner, manager, member):
    ended = {"status": "closed", "closure_reason": "avoided", "closed_at": NOW}
    AcceptanceFactory(team=team, requester=member, approver=manager)
    AcceptanceFactory(team=team, requester=member, approver=owner, risk=RiskFactory(team=team, score=(3, 3), **ended))

    waits = browse(owner).get("/t/acme/risks/board/").context["strips"].waits

    assert [knot for knot in waits if knot.word == "waiting for your acceptance"] == []


# What the pages say before and after


def test_the_form_says_what_it_needs_and_what_each_field_lacks(risk, browse, member):
    client, url = browse(member), f"{PAGES}new/?risk={risk.pk}"

    page = client.get(url).content.decode()
    told = client.post(url, {"risk": str(risk.pk), "expires_on": "2026-04-01"}).context["form"].errors

    for label in ("Decided by", "Why it can be borne", "Accepted until"):
        assert f'{label} <span class="field-note">(required)</span>' in page
    assert told == {"justification": ["Say why this risk can be borne."]}


def test_who_decides_reads_until_when_and_why_it_can_be_borne(request_, browse, owner):
    Acceptance.objects.filter(pk=request_.pk).update(
        expires_on=dt.date(2026, 4, 1), justification="A deputy costs more"
    )

    intro = browse(owner).get(f"{PAGES}{request_.pk}/approval/").context["page"]["intro"]

    assert intro == (
        "The risk is then borne as it is until 1 Apr 2026. It stays in the register. "
        "Why it can be borne: A deputy costs more"
    )


def test_the_page_of_a_risk_says_why_it_is_no_longer_accepted_until_it_is_again(risk, browse, viewer, member, owner):
    accepted(risk, member, owner)
    url, client = f"/t/acme/risks/{risk.pk}/acceptances/", browse(viewer)
    part = {"HX-Request": "true", "HX-Target": "risk-acceptance"}
    words = "No longer accepted: it rose from “High” to “Critical”."

    risk.assess(5, 5, reason="An offer", by=member)
    lapsed = client.get(url, headers=part).content.decode().split("<details", 1)[0]
    accepted(risk, member, owner)
    again = client.get(url, headers=part).content.decode().split("<details", 1)[0]

    assert (words in lapsed, words in again) == (True, False)
