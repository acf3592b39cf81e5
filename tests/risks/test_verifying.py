"""A response that is done is verified by another person, or sent back: every edge, by verb, page and API."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from risks.models import ResponseAction
from risks.models.verifying import verifiable_by
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.risks import ResponseActionFactory, RiskFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
PAGE, API = "/t/acme/response-actions/", "/api/v1/teams/acme/response-actions/"


@pytest.fixture
def action(team, member):
    return ResponseActionFactory(team=team, owner=member, state="done", completed_at=NOW)


def in_state(state, action):
    verified = {"verified_at": NOW if state == "verified" else None, "verified_by": None, "verification_note": ""}
    completed = NOW if state in ("done", "verified") else None
    ResponseAction.objects.filter(pk=action.pk).update(state=state, completed_at=completed, **verified)
    action.refresh_from_db()
    return action


def codes(error):
    return [each.code for each in error.value.error_list]


VERBS = {
    "verify": lambda row, by: row.verify(by=by),
    "send_back": lambda row, by: row.send_back(by=by, reason="No quota"),
}
EDGES = {
    ("done", "verify"): "verified",
    ("verified", "verify"): "verified",
    ("done", "send_back"): "in_progress",
    ("todo", "send_back"): "todo",
    ("in_progress", "send_back"): "in_progress",
    ("blocked", "send_back"): "blocked",
}
STATES = ("todo", "in_progress", "blocked", "done", "verified", "cancelled")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_each_edge_is_taken_or_refused(action, owner, state, verb):
    in_state(state, action)

    if wanted := EDGES.get((state, verb)):
        VERBS[verb](action, owner)
        assert action.state == wanted
        return
    with pytest.raises(ValidationError) as error:
        VERBS[verb](action, owner)
    action.refresh_from_db()
    assert (codes(error), action.state) == (["not_done"], state)


@pytest.mark.parametrize("noun", ["verification", "sending-back"])
@pytest.mark.parametrize("state", STATES)
def test_each_edge_is_the_same_by_page_and_api(action, owner, browse, api, state, noun):
    body = {"reason": "No quota"} if noun == "sending-back" else {}
    edge = EDGES.get((state, "verify" if noun == "verification" else "send_back"))
    in_state(state, action)

    page = browse(owner).post(f"{PAGE}{action.pk}/{noun}/", body)
    action.refresh_from_db()
    assert (page.status_code, action.state) == (303 if edge else 422, edge or state)
    in_state(state, action)
    answer = api(owner).post(f"{API}{action.pk}/{noun}/", body)
    action.refresh_from_db()
    assert (answer.status_code, action.state) == (200 if edge else 400, edge or state)


def test_another_person_verifies_and_says_what_it_took_off(action, owner):
    action.verify(by=owner, days_off_actual=4)
    action.refresh_from_db()

    assert (action.state, action.verified_by, action.verified_at) == ("verified", owner, NOW)
    assert (action.days_off_actual, action.verified_alone, action.completed_at) == (4, False, NOW)
    assert Activity.objects.about(action).latest("at").verb == "verified"


def test_verifying_leaves_what_is_known_of_its_effect(action, owner):
    ResponseAction.objects.filter(pk=action.pk).update(days_off_actual=3)
    action.refresh_from_db()

    action.verify(by=owner)

    assert action.days_off_actual == 3


@pytest.mark.parametrize("way", ["page", "api"])
def test_whoever_verifies_takes_a_figure_back_that_is_wrong(action, owner, browse, api, way):
    """What nobody knows is told as planned; a figure that was not asked stays."""
    ResponseAction.objects.filter(pk=action.pk).update(days_off_actual=3, money_off_actual=7, currency="EUR")
    if way == "page":
        browse(owner).post(f"{PAGE}{action.pk}/verification/", {"money_off_actual": ""})
    else:
        api(owner).post(f"{API}{action.pk}/verification/", {"money_off_actual": None})

    action.refresh_from_db()
    assert (action.state, action.money_off_actual, action.days_off_actual) == ("verified", None, 3)


def test_its_owner_does_not_verify_it_while_somebody_else_can(action, owner, member):
    with pytest.raises(ValidationError) as error:
        action.verify(by=member, reason="I saw it")

    action.refresh_from_db()
    assert (codes(error), action.state) == (["verified_by_two"], "done")
    assert (action.may_be_verified_by(member), action.may_be_verified_by(owner)) == (False, True)


def test_whoever_is_alone_verifies_with_a_reason(team, owner):
    action = ResponseActionFactory(team=team, owner=owner, state="done", completed_at=NOW)

    with pytest.raises(ValidationError):
        action.verify(by=owner, reason=" ")
    action.refresh_from_db()
    assert action.state == "done"

    action.verify(by=owner, reason="Load test of 3 March")
    assert (action.state, action.verified_alone, action.verification_note) == (
        "verified",
        True,
        "Load test of 3 March",
    )


def test_what_nobody_owns_is_verified_by_anybody(team, owner, member):
    action = ResponseActionFactory(team=team, state="done", completed_at=NOW)

    action.verify(by=member)

    assert (action.state, action.verified_alone) == ("verified", False)


def test_what_does_not_work_is_in_progress_again_and_says_why(action, owner):
    action.send_back(by=owner, reason="No quota")
    action.refresh_from_db()

    assert (action.state, action.completed_at, action.verification_note) == ("in_progress", None, "No quota")


def test_sending_back_takes_a_reason(action, owner):
    with pytest.raises(ValidationError) as error:
        action.send_back(by=owner, reason=" ")

    action.refresh_from_db()
    assert (list(error.value.error_dict), action.state) == (["reason"], "done")


def test_once_done_again_nothing_is_said_of_what_failed(action, owner, member):
    action.send_back(by=owner, reason="No quota")
    action.complete(by=member)

    assert (action.state, action.verification_note) == ("done", "")


def test_reopening_forgets_who_verified_it(action, owner):
    action.verify(by=owner)

    action.reopen(by=owner)
    action.refresh_from_db()

    assert (action.state, action.verified_by, action.verified_at) == ("in_progress", None, None)


@pytest.mark.parametrize("noun", ["verification", "sending-back"])
def test_both_are_taken_back_by_page_and_api(action, owner, browse, api, noun):
    body = {"reason": "No quota"} if noun == "sending-back" else {}
    browse(owner).post(f"{PAGE}{action.pk}/{noun}/", body)
    page = browse(owner).post(f"{PAGE}{action.pk}/{noun}/undo/")
    action.refresh_from_db()
    assert (page.status_code, action.state, action.verified_at, action.verification_note) == (303, "done", None, "")

    api(owner).post(f"{API}{action.pk}/{noun}/", body)
    answer = api(owner).delete(f"{API}{action.pk}/{noun}/")
    action.refresh_from_db()
    assert (answer.status_code, action.state, action.completed_at) == (200, "done", NOW)


def test_the_page_asks_only_whoever_is_alone_for_a_reason(team, owner, action, browse):
    mine = ResponseActionFactory(team=team, owner=owner, state="done", completed_at=NOW)

    assert 'name="reason"' not in browse(owner).get(f"{PAGE}{action.pk}/verification/").content.decode()
    assert 'name="reason"' in browse(owner).get(f"{PAGE}{mine.pk}/verification/").content.decode()


def test_what_it_costs_and_takes_off_is_given_by_api(team, owner, api):
    risk = RiskFactory(team=team)
    body = {"title": "Cache", "risks": [str(risk.pk)], "cost": "1800.50", "days_off_planned": 5}

    answer = api(owner).post(API, body, format="json")

    assert answer.status_code == 201, answer.content
    assert (answer.json()["cost"], answer.json()["currency"]) == ("1800.5", team.currency)
    assert (answer.json()["days_off_planned"], answer.json()["days_off_actual"]) == (5, None)
    row = ResponseAction.objects.get()
    assert (row.cost, row.days_off, row.is_to_verify) == (Decimal("1800.50"), 5, False)


@pytest.mark.parametrize(
    ("state", "planned", "actual", "known"),
    [("todo", 5, 3, 5), ("done", 5, 3, 3), ("done", 5, None, 5), ("done", 5, 0, 0), ("done", None, None, None)],
)
def test_what_it_took_off_counts_once_it_is_done(team, state, planned, actual, known):
    action = ResponseAction(team=team, state=state, days_off_planned=planned, days_off_actual=actual)

    assert action.days_off == known


@pytest.mark.parametrize(
    ("state", "planned", "actual", "known"),
    [("todo", 500, 300, 500), ("done", 500, 300, 300), ("done", 500, None, 500), ("done", 500, 0, 0)],
)
def test_the_money_it_took_off_counts_once_it_is_done(team, state, planned, actual, known):
    action = ResponseAction(team=team, state=state, money_off_planned=planned, money_off_actual=actual)

    assert action.money_off == known


def test_whoever_verifies_says_the_money_it_took_off(team, owner, manager, browse, api):
    """Typed as people of the team write amounts, or told by API; the undo takes it back, too."""
    action = ResponseActionFactory(team=team, owner=owner, money_off_planned=Decimal(5000))
    action.complete(by=owner)
    url = f"/t/acme/response-actions/{action.pk}/verification/"

    asked = browse(manager).get(url)
    refused = browse(manager).post(url, {"money_off_actual": "-1"})
    response = browse(manager).post(url, {"money_off_actual": "4,200.50"})

    assert "In EUR. Left empty, what was planned is counted." in asked.content.decode()
    assert "Ensure this value is greater than or equal to 0." in refused.content.decode()
    assert response.status_code == 303
    action.refresh_from_db()
    assert (action.money_off_actual, action.currency, action.state) == (Decimal("4200.50"), "EUR", "verified")

    action.undo_verification(by=manager)
    assert action.money_off_actual is None
    path = f"{API}{action.pk}/verification/"
    assert api(manager).post(path, {"money_off_actual": "-1"}).status_code == 400
    assert api(manager).post(path, {"money_off_actual": "77"}).status_code == 200
    action.refresh_from_db()
    assert (action.money_off_actual, action.state) == (Decimal(77), "verified")


def test_money_an_action_takes_off_is_in_the_currency_of_the_team_unless_told(team, owner):
    action = ResponseActionFactory(team=team, owner=owner, money_off_planned=Decimal(5000))

    action.store(by=owner)

    assert action.currency == team.currency


@pytest.mark.parametrize(
    "given", [{"money_off_actual": "9"}, {"days_off_planned": 9}, {"days_off_actual": 9}, {"currency": "USD"}]
)
def test_what_is_verified_is_not_said_otherwise_under_that_name(action, owner, member, browse, api, given):
    values = {"days_off_planned": 3, "money_off_planned": 5, "money_off_actual": 7, "currency": "EUR"}
    ResponseAction.objects.filter(pk=action.pk).update(**values)
    action.refresh_from_db()
    action.verify(by=owner)

    refused = api(member).patch(f"{API}{action.pk}/", given | {"version": action.version})
    allowed = {"version": action.version, "title": "Other", "cost": "1", "money_off_planned": "6"}
    changed = api(member).patch(f"{API}{action.pk}/", allowed)

    assert (refused.status_code, refused.data["errors"][0]["code"]) == (400, "verified")
    assert (changed.status_code, changed.data["state"]) == (200, "verified")
    fields = browse(member).get(f"{PAGE}{action.pk}/edit/").context["form"].fields
    assert [name for name in fields if "_off_" in name] == []

    action.refresh_from_db()
    action.reopen(by=member)
    reopened = api(member).patch(f"{API}{action.pk}/", given | {"version": action.version})
    assert reopened.status_code == 200


@pytest.mark.parametrize("name", ["money_off_planned", "money_off_actual"])
def test_no_money_an_action_takes_off_is_negative(team, owner, name):
    action = ResponseActionFactory(team=team, owner=owner)
    setattr(action, name, Decimal(-1))

    with pytest.raises(ValidationError) as error:
        action.store(by=owner)

    assert error.value.messages == ["What an action takes off cannot be negative."]


@pytest.mark.parametrize("successor", ["member", None])
def test_whoever_hands_on_what_they_have_done_does_not_verify_it(team, owner, manager, member, successor):
    action = ResponseActionFactory(team=team, owner=manager)
    action.complete(by=manager)
    action.owner = successor and member
    action.store(by=manager)

    with pytest.raises(ValidationError) as error:
        action.verify(by=manager)
    action.verify(by=owner)

    assert codes(error) == ["verified_by_two"]
    assert (action.verified_by, action.verified_alone) == (owner, False)


def test_the_page_of_a_risk_offers_to_verify_only_to_who_may(team, member, owner, action, browse):
    risk = RiskFactory(team=team)
    action.risks.add(risk)
    link, url = f"{PAGE}{action.pk}/verification/", f"/t/acme/risks/{risk.pk}/"

    assert (link in browse(member).get(url).content.decode(), link in browse(owner).get(url).content.decode()) == (
        False,
        True,
    )
    action.owner = owner
    action.store(by=member)

    assert (link in browse(member).get(url).content.decode(), link in browse(owner).get(url).content.decode()) == (
        False,
        False,
    )
    manager = MembershipFactory(team=team, role="manager")
    assert link in browse(manager).get(url).content.decode()


def test_who_is_alone_is_offered_to_verify_what_they_did(team, owner, browse):
    risk = RiskFactory(team=team)
    row = ResponseActionFactory(team=team, owner=owner, state="done", completed_at=NOW, risks=[risk])

    assert f"{PAGE}{row.pk}/verification/" in browse(owner).get(f"/t/acme/risks/{risk.pk}/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_who_may_verify_is_found_by_as_many_statements_for_more_rows(team, owner, member, queries, rows):
    done = [ResponseActionFactory(team=team, owner=owner, state="done", completed_at=NOW) for _row in range(rows)]
    done += [ResponseActionFactory(team=team, owner=member, state="done", completed_at=NOW) for _row in range(rows)]

    with queries(2):
        found = verifiable_by(done, owner)

    assert found == {row.pk for row in done[rows:]}
