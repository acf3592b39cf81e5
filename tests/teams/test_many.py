"""Pages of people with many rows: the first of them, how many there are, and the way to the rest."""

import datetime as dt

import pytest
from django.utils import timezone

from core.fetching import ROWS_AT_MOST
from planner.models import Task
from teams.activity_formatter import history_of
from teams.leaving import holdings
from teams.models import Activity, Invitation, Membership, Position, Token, User
from teams.roles import Role
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.teams import MembershipFactory, PositionFactory

pytestmark = pytest.mark.django_db
PEOPLE = "/t/acme/people/"
MORE = ROWS_AT_MOST + 1


def members(team, count, **values):
    users = User.objects.bulk_create(User(name=f"Person {n:03}", email=f"u{n}@example.com") for n in range(count))
    return Membership.objects.bulk_create(
        Membership(team=team, user=user, name=user.name, role=Role.MEMBER, **values) for user in users
    )


def tasks(member, count):
    milestone = MilestoneFactory(team=member.team)
    return Task.objects.bulk_create(
        TaskFactory.build(team=member.team, milestone=milestone, assignee=member, number=n, title=f"Ask {n}")
        for n in range(1, count + 1)
    )


def names(answer):
    return [person.name for circle in answer.context["circles"] for person in circle["people"]]


def test_members_stand_by_circle_rank_and_name(browse, owner, manager, member, viewer):
    PositionFactory(team=owner.team, holder=manager, circle="extended")
    PositionFactory(team=owner.team, holder=viewer, circle="extended")
    PositionFactory(team=owner.team, holder=viewer, circle="core")
    PositionFactory(team=owner.team, holder=member, circle="extended", ends_on=dt.date(2020, 1, 1))
    MembershipFactory(team=owner.team, name="adam", role=Role.MEMBER)

    answer = browse(owner).get(PEOPLE)

    circles = {str(circle["label"]): (circle["count"], circle["people"]) for circle in answer.context["circles"]}
    assert names(answer) == ["Olga Owner", "adam", "Mia Member", "Vic Viewer", "Max Manager"]
    assert {label: count for label, (count, _people) in circles.items()} == {"Core team": 4, "Extended team": 1}
    assert [len(person.positions) for person in circles["Core team"][1]] == [0, 0, 0, 2]


def test_members_have_pages_and_say_how_many_they_are(browse, owner, queries):
    members(owner.team, 120)
    client = browse(owner)
    client.get(PEOPLE)

    with queries(10):
        first = client.get(PEOPLE)
    last = client.get(f"{PEOPLE}?page=3")

    assert (len(names(first)), len(names(last))) == (50, 21)
    assert first.context["circles"][0]["count"] == 121
    assert "1–50 of 121" in first.content.decode()
    assert set(names(first)) & set(names(last)) == set()


@pytest.mark.parametrize("name", ["recipients", "invitations", "open_positions"])
@pytest.mark.parametrize("count", [ROWS_AT_MOST, MORE, 60])
def test_lists_beside_the_members_show_their_first_rows(browse, owner, name, count):
    numbers = range(count)
    make = {
        "recipients": lambda n: Membership(team=owner.team, name=f"R {n}", role=Role.RECIPIENT, email=f"r{n}@acme.dev"),
        "invitations": lambda n: Invitation(team=owner.team, email=f"i{n}@acme.dev", invited_by=owner),
        "open_positions": lambda n: Position(team=owner.team, job_role="engineer", title=f"P {n}"),
    }[name]
    rows = [make(n) for n in numbers]
    type(rows[0]).objects.bulk_create(rows)
    client = browse(owner)

    answer = client.get(PEOPLE)
    alone = client.get(f"{PEOPLE}?show={name}")

    part = answer.context[name]
    assert (len(part), part.count, part.is_cut) == (ROWS_AT_MOST, count, count > ROWS_AT_MOST)
    assert (f'href="?show={name}">{ROWS_AT_MOST} of {count}: show all' in answer.content.decode()) is part.is_cut
    assert (len(alone.context[name]), alone.context[name].count) == (min(count, 50), count)
    assert "circles" not in alone.context
    assert "show all" not in alone.content.decode()


def test_an_unknown_list_shows_all(browse, owner):
    assert "Olga Owner" in browse(owner).get(f"{PEOPLE}?show=secrets").content.decode()


@pytest.mark.parametrize("count", [ROWS_AT_MOST, 300])
def test_what_is_open_under_a_name_is_shown_in_part_and_has_pages(browse, owner, member, queries, count):
    tasks(member, count)
    client = browse(owner)
    client.get(member.get_absolute_url())

    with queries(7):
        answer = client.get(member.get_absolute_url())
    ending = client.get(f"{member.get_absolute_url()}ending/")
    [holding] = answer.context["holdings"]
    chosen = client.get(f"{holding.url}&page=2") if count > 50 else client.get(holding.url)

    text = f'href="{holding.url}">{ROWS_AT_MOST} of {count}: show all'
    for page in (answer, ending):
        assert (text in page.content.decode()) is (count > ROWS_AT_MOST)
        assert page.content.decode().count("Ask ") == ROWS_AT_MOST
    assert (holding.count, holding.hidden, next(iter(holding.rows.values()))) == (count, 0, "T-1 Ask 1")
    assert chosen.content.decode().count("Ask ") == min(count, 50)
    assert len(ending.content) < 30_000


def test_rows_not_for_the_readers_eyes_are_counted_though_not_shown(owner, member):
    tasks(member, MORE)
    recipient = MembershipFactory(team=owner.team, user=None, role=Role.RECIPIENT)

    [holding] = holdings(member, viewer=recipient)

    assert (holding.rows, holding.seen, holding.hidden, holding.count) == ({}, 0, MORE, MORE)


@pytest.mark.parametrize(("count", "shown", "is_cut"), [(MORE - 1, MORE - 1, False), (MORE, MORE - 1, True)])
def test_the_positions_of_a_person_are_shown_in_part_and_have_pages(browse, owner, member, count, shown, is_cut):
    Position.objects.bulk_create(PositionFactory.build(team=owner.team, holder=member) for _number in range(count))
    client, url = browse(owner), member.get_absolute_url()

    part = client.get(url).context["positions"]

    assert (len(part), part.count, part.is_cut) == (shown, count, is_cut)
    assert len(client.get(url + part.url).context["positions"]) == count


def test_tokens_have_pages(browse, owner):
    Token.objects.bulk_create(
        Token(team=owner.team, membership=owner, name=f"T {n}", key=f"key{n}", digest="x") for n in range(51)
    )

    answer = browse(owner).get("/t/acme/tokens/")

    assert (len(answer.context["keys"]), answer.context["keys"].paginator.count) == (50, 51)


@pytest.mark.parametrize("count", [ROWS_AT_MOST, MORE])
def test_the_history_of_a_row_is_its_last_part_and_leads_to_all_of_it(browse, viewer, count):
    milestone = MilestoneFactory(team=viewer.team)
    Activity.objects.bulk_create(
        Activity(
            team=viewer.team,
            verb="changed",
            subject_kind="planner.milestone",
            subject_id=milestone.pk,
            subject_label=str(milestone),
            subject_version=n,
            at=timezone.now() + dt.timedelta(seconds=n),
        )
        for n in range(count)
    )
    client = browse(viewer)

    part = history_of(viewer, milestone)
    page = client.get(milestone.get_absolute_url()).content.decode()
    listed = client.get(part.url)

    assert (len(part), part.count) == (ROWS_AT_MOST, count)
    assert part[0]["activity"].subject_version == count - 1
    assert (f"{ROWS_AT_MOST} of {count}: show all" in page) is part.is_cut
    assert listed.context["page_obj"].paginator.count == count
    assert f'<input type="checkbox" name="subject_id" value="{milestone.pk}" checked><span>Row</span>' in (
        listed.content.decode()
    )
