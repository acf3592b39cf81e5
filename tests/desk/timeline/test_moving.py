"""A milestone moved on the timeline: what would follow, for whom, and the one act that writes it."""

import re
from decimal import Decimal

import pytest
import time_machine

from forecast.models import RunMoney
from forecast.moving import joint_after
from planner.models import Milestone, Move
from teams.models import Change
from teams.roles import Role
from tests.conftest import NOW
from tests.desk.homes import day, position, whole_run
from tests.factories.funding import TrancheFactory
from tests.factories.planner import DependencyFactory, GoalFactory, MilestoneFactory
from tests.factories.teams import MembershipFactory

BAR = {"HX-Request": "true", "HX-Target": "move-bar"}


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def chain(team, owner):
    """Two milestones, the second after the first and wanted by day 30."""
    goal = GoalFactory(team=team, target_on=day(30))
    given = {"team": team, "project": goal.project, "owner": MembershipFactory(team=team, name="Cleo")}
    first = MilestoneFactory(title="Beta", number=1, starts_on=day(0), due_on=day(11), **given)
    second = MilestoneFactory(
        title="Launch", number=2, goal=goal, starts_on=day(14), due_on=day(25), follows_links=True, **given
    )
    DependencyFactory(team=team, predecessor=first, successor=second)
    return first, second


def url(row, more=""):
    return f"/t/acme/milestones/{row.pk}/move/{more}"


def dates(*rows):
    return [tuple(Milestone.objects.values_list("starts_on", "due_on").get(pk=row.pk)) for row in rows]


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def seen(answer):
    return re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1]


def look(client, row, due, start=0):
    return client.get(url(row), {"starts_on": day(start), "due_on": day(due)}, headers=BAR)


def apply(client, row, answer, due, start=0, **more):
    given = {"starts_on": day(start), "due_on": day(due), "seen": seen(answer), "version": row.version, "how": "all"}
    return client.post(url(row), given | more)


def test_a_look_says_what_would_follow_and_changes_nothing(browse, team, owner, chain):
    first, second = chain
    TrancheFactory(team=team, milestone=second, due_on=None, position=2, opportunity__source__name="Nordtor")

    answer = look(browse(owner), first, 18)

    said = words(answer)
    assert "M-1 Beta: 13 Mar 2026 → 20 Mar 2026 , 5 working days later" in said
    for effect in ("moves 2 milestones", "1 becomes late", "tranche 2 of Nordtor at risk", "1 person will be told"):
        assert effect in said
    assert "end of the plan +5 working days" in said
    assert "Apply to 2" in said
    assert dates(first, second) == [(day(0), day(11)), (day(14), day(25))]


def test_a_move_is_applied_to_all_that_follows_in_one_act_with_one_undo(browse, owner, chain):
    first, second = chain
    client = browse(owner)

    answer = apply(client, first, look(client, first, 18), 18, next="/t/acme/timeline/?scale=week", reason="scope")

    assert (answer.status_code, answer["Location"]) == (303, "/t/acme/timeline/?scale=week")
    assert dates(first, second) == [(day(0), day(18)), (day(21), day(32))]
    assert dict(Move.objects.values_list("milestone__number", "reason")) == {1: "scope", 2: "dependency"}
    act = Change.objects.get()
    act.undo(by=owner)
    assert dates(first, second) == [(day(0), day(11)), (day(14), day(25))]


def test_start_and_end_move_together(browse, owner, chain):
    first, second = chain
    client = browse(owner)

    apply(client, first, look(client, first, 18, start=7), 18, start=7)

    assert dates(first, second) == [(day(7), day(18)), (day(21), day(32))]


def test_a_start_alone_moves_nothing_else(browse, owner, chain):
    first, second = chain
    client = browse(owner)
    answer = look(client, first, 11, start=2)

    apply(client, first, answer, 11, start=2)

    assert "its start" in words(answer)
    assert dates(first, second) == [(day(2), day(11)), (day(14), day(25))]


def test_one_can_be_moved_alone(browse, owner, chain):
    first, second = chain
    client = browse(owner)

    apply(client, first, look(client, first, 18), 18, how="alone", reason="people")

    assert dates(first, second) == [(day(0), day(18)), (day(14), day(25))]
    assert Move.objects.values_list("milestone", "reason").get() == (first.pk, "people")
    Change.objects.get().undo(by=owner)
    assert dates(first) == [(day(0), day(11))]


@pytest.mark.parametrize("how", ["all", "alone"])
def test_what_was_changed_since_the_look_is_not_moved(browse, owner, chain, how):
    first, second = chain
    client = browse(owner)
    answer = look(client, first, 18)
    first.refresh_from_db()
    first.title = "Beta 2"
    first.store(by=owner)
    version = first.version - 1

    again = apply(client, first, answer, 18, how=how, version=version)

    assert (again.status_code, again["Location"]) == (303, f"{url(first)}?starts_on={day(0)}&due_on={day(18)}")
    assert dates(first, second) == [(day(0), day(11)), (day(14), day(25))]


def test_what_has_begun_keeps_its_start(browse, owner, chain):
    first, _second = chain
    Milestone.objects.filter(pk=first.pk).update(state="in_progress", started_on=day(-1))
    client = browse(owner)
    answer = client.get(url(first), {"starts_on": day(5), "due_on": day(18)}, headers=BAR)

    apply(client, first, answer, 18, start=5)

    assert dates(first) == [(day(0), day(18))]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"starts_on": day(20), "due_on": day(18)}, "A milestone cannot be due before it starts."),
        ({"starts_on": day(0), "due_on": "2999-01-01"}, "Choose a day between 1900 and 2199."),
        ({"due_on": "soon"}, "Enter a valid date."),
    ],
)
def test_what_makes_no_sense_is_said_at_the_dates(browse, owner, chain, given, reason):
    answer = browse(owner).get(url(chain[0]), given, headers=BAR)

    assert reason in words(answer)
    assert "Apply" not in words(answer)


def test_what_has_ended_moves_no_more(browse, owner, chain):
    first, _second = chain
    Milestone.objects.filter(pk=first.pk).update(state="completed", completed_at=NOW)

    assert "A milestone that has ended moves no more." in words(look(browse(owner), first, 18))


def test_without_a_script_the_same_is_a_page(browse, owner, chain):
    client = browse(owner)

    page = client.get(url(chain[0]))
    answer = client.get(url(chain[0]), {"starts_on": day(0), "due_on": day(18)})

    assert 'value="2026-03-13"' in page.content.decode()
    assert "waits for M-1" in words(answer)
    assert "late for its goal" in words(answer)


def test_the_same_dates_are_no_move(browse, owner, chain):
    assert "these are its dates already." in words(look(browse(owner), chain[0], 11))


def test_viewers_do_not_move(browse, viewer, chain):
    client = browse(viewer)

    assert client.get(url(chain[0])).status_code == 403
    assert client.post(url(chain[0]), {"due_on": day(18), "how": "all"}).status_code == 403
    assert dates(chain[0]) == [(day(0), day(11))]


# The joint chance


@pytest.fixture
def financed(team, owner, chain):
    Milestone.objects.filter(team=team).update(days_min=5, days_likely=10, days_max=20, estimated_on=day(0))
    position(team, balance=Decimal(70_000))
    return whole_run(team, owner)


def joint(client, row, due):
    query = {"starts_on": day(0), "due_on": day(due)}
    return client.get(url(row, "joint/"), query, headers={"HX-Request": "true", "HX-Target": "move-joint"})


def test_the_joint_chance_begins_with_what_the_last_run_says(browse, owner, chain, financed):
    target = financed.money.results["target"]
    before = RunMoney.objects.get().results["milestones"][target]["joint"]

    found = joint_after(owner.team, {chain[0].pk: (day(0), day(18)), chain[1].pk: (day(21), day(60))})

    assert (found.target, found.before) == (target, before)
    assert 0 <= found.after <= 1


def test_nothing_moved_changes_no_chance(owner, chain, financed):
    found = joint_after(owner.team, {chain[0].pk: (day(0), day(11))})

    assert found.before == found.after


def test_a_promise_that_comes_sooner_is_kept_less_often(owner, chain, financed):
    found = joint_after(owner.team, {row.pk: (day(0), day(1)) for row in chain})

    assert found.is_worse


def test_the_joint_chance_is_a_fragment_for_who_reads_the_money(browse, team, owner, chain, financed):
    member, reader = (MembershipFactory(team=team, role=Role.MEMBER, reads_money=reads) for reads in (False, True))

    assert "joint chance" in words(look(browse(owner), chain[0], 18))
    assert re.search(r"joint chance .*\d% → .*\d%", words(joint(browse(owner), chain[0], 18)))
    assert "joint" not in words(look(browse(member), chain[0], 18))
    assert joint(browse(member), chain[0], 18).status_code == 403
    assert joint(browse(reader), chain[0], 18).status_code == 200


def test_without_money_there_is_no_joint_chance(browse, owner, chain):
    assert "joint chance not known" in words(joint(browse(owner), chain[0], 18))


# The API


def test_the_api_lists_planned_scheduled_and_likely_dates(api, viewer, chain, financed):
    answer = api(viewer).get("/api/v1/teams/acme/timeline/").json()

    first, second = answer["results"]
    assert (answer["count"], first["number"], first["title"], first["due_on"]) == (2, 1, "Beta", "2026-03-13")
    assert (first["scheduled_from"], first["scheduled_on"]) == ("2026-03-02", "2026-03-13")
    assert (second["scheduled_from"], second["scheduled_on"]) == ("2026-03-16", "2026-03-27")
    assert (first["float_days"], first["critical"], first["slip_days"]) == (3, False, 0)
    assert first["likely_p10"] <= first["likely_p50"] <= first["likely_p80"]


def test_the_api_says_what_a_move_would_do(api, owner, chain):
    first, second = chain
    body = {"starts_on": "2026-03-09", "due_on": "2026-03-20", "dry_run": True}

    answer = api(owner).post(f"/api/v1/teams/acme/milestones/{first.pk}/cascade/", body, format="json").json()

    assert (answer["rows_count"], answer["late_count"], answer["path_days"], answer["change"]) == (2, 1, 5, None)
    assert answer["rows"][0]["new_starts_on"] == "2026-03-09"
    assert dates(first, second) == [(day(0), day(11)), (day(14), day(25))]


def test_the_api_says_what_a_move_would_do_to_money_and_people(api, team, owner, member, chain):
    first, second = chain
    TrancheFactory(team=team, milestone=second, due_on=None, position=2, opportunity__source__name="Nordtor")
    address, body = f"/api/v1/teams/acme/milestones/{first.pk}/cascade/", {"due_on": "2026-03-20", "dry_run": True}

    told = {who: api(who).post(address, body, format="json").json()["effects"] for who in (owner, member)}

    tranche = {"about": "funding.tranche", "text": "tranche 2 of Nordtor at risk", "is_late": True}
    assert (tranche in told[owner], "Nordtor" in str(told[member])) == (True, False)
    assert "1 person will be told" in [effect["text"] for effect in told[owner]]


def test_the_api_says_what_a_move_does_to_the_joint_chance(api, owner, chain, financed):
    address = f"/api/v1/teams/acme/timeline/{chain[0].pk}/joint/"

    moved = api(owner).get(address, {"starts_on": day(0), "due_on": day(18)})
    same = api(owner).get(address)

    expected = joint_after(owner.team, {chain[0].pk: (day(0), day(18)), chain[1].pk: (day(21), day(32))})
    assert (moved.json()["target"], moved.json()["before"]) == (str(expected.target), expected.before)
    assert 0 <= moved.json()["after"] <= 1
    assert same.json() == {"target": None, "before": None, "after": None, "of_new_date": False}


def test_the_joint_chance_by_the_api_is_for_who_plans_and_reads_the_money(api, team, chain, stranger):
    member, reader = (MembershipFactory(team=team, role=Role.MEMBER, reads_money=reads) for reads in (False, True))
    watcher = MembershipFactory(team=team, role=Role.VIEWER, reads_money=True)
    address = f"/api/v1/teams/acme/timeline/{chain[0].pk}/joint/"

    answers = {who: api(who).get(address, {"due_on": day(18)}).status_code for who in (member, reader, watcher)}

    assert answers == {member: 403, reader: 200, watcher: 403}
    assert api(stranger).get(address).status_code == 404
