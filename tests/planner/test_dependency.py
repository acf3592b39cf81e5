"""Links between milestones: what is refused, and what is done about them on page and by program."""

import threading
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from planner.linking import link, part
from planner.models import Dependency
from teams.models import Activity, Change, add_rows
from tests.factories.planner import DependencyFactory, MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def milestones(team):
    """Return M-1 to M-5, of two projects."""
    projects = ProjectFactory.create_batch(2, team=team)
    return [MilestoneFactory(team=team, project=projects[n % 2], number=n + 1) for n in range(5)]


def linked(before, after, by, **values):
    return Dependency(team=before.team, predecessor=before, successor=after, **values).store(by=by)


# Rules


def test_a_milestone_waits_for_one_of_another_project(member, milestones):
    made = linked(milestones[0], milestones[1], member, kind="SS", lag=-3)

    assert (str(made), made.rule) == ("M-1 → M-2 SS-3", "SS-3")
    assert Activity.objects.about(made).get().verb == "created"


@pytest.mark.parametrize(
    ("kind", "lag", "rule"), [("FS", 0, ""), ("FS", 2, "FS+2"), ("FF", 0, "FF"), ("SF", -250, "SF-250")]
)
def test_a_link_is_told_in_short(kind, lag, rule):
    assert Dependency(kind=kind, lag=lag).rule == rule


@pytest.mark.parametrize("lag", [-251, 251])
def test_a_lag_is_a_year_at_most(member, milestones, lag):
    with pytest.raises(ValidationError) as refused:
        linked(milestones[0], milestones[1], member, lag=lag)

    assert list(refused.value.error_dict) == ["lag"]


def test_nothing_waits_for_itself(member, milestones):
    with pytest.raises(ValidationError, match="A milestone cannot wait for itself"):
        linked(milestones[0], milestones[0], member)


def test_two_milestones_are_linked_once(member, milestones):
    linked(milestones[0], milestones[1], member)

    with pytest.raises(ValidationError, match="linked already"):
        linked(milestones[0], milestones[1], member, kind="SS")


def test_milestones_of_two_teams_are_not_linked(member, milestones, other_team):
    with pytest.raises(ValidationError) as refused:
        Dependency(team=member.team, predecessor=MilestoneFactory(team=other_team), successor=milestones[0]).store(
            by=member
        )

    assert [error.code for error in refused.value.error_dict["predecessor"]] == ["foreign"]
    assert not Dependency.objects.exists()


@pytest.mark.parametrize("verb", ["complete", "cancel"])
def test_what_has_ended_may_be_waited_for(member, milestones, verb):
    getattr(milestones[0], verb)(by=member)

    linked(milestones[0], milestones[1], member)

    assert Dependency.objects.count() == 1


@pytest.mark.parametrize(
    ("pairs", "path"),
    [
        ([(4, 1)], "M-1 → M-4 → M-1"),
        ([(4, 2), (2, 1)], "M-1 → M-4 → M-2 → M-1"),
        ([(4, 2), (2, 3), (3, 1), (2, 1)], "M-1 → M-4 → M-2 → M-1"),
    ],
)
def test_a_circle_is_refused_with_its_way(member, milestones, pairs, path):
    for before, after in pairs:
        linked(milestones[before - 1], milestones[after - 1], member)

    with pytest.raises(ValidationError) as refused:
        linked(milestones[0], milestones[3], member)

    assert (refused.value.code, refused.value.messages) == ("dependency_circle", [f"{path} would be a circle."])
    assert Dependency.objects.count() == len(pairs)


def test_of_a_long_circle_the_ends_are_named(member, team):
    project = ProjectFactory(team=team)
    chain = [MilestoneFactory(team=team, project=project, number=n) for n in range(1, 13)]
    for before, after in pairwise(chain):
        linked(before, after, member)

    with pytest.raises(ValidationError) as refused:
        linked(chain[-1], chain[0], member)

    assert refused.value.messages == ["M-12 → M-1 → M-2 → M-3 → … → M-9 → M-10 → M-11 → M-12 would be a circle."]


def test_many_links_that_close_a_circle_together_are_refused_together(member, team, milestones):
    pairs = [(0, 1), (1, 2), (3, 4), (2, 0)]
    rows = [Dependency(team=team, predecessor=milestones[a], successor=milestones[b]) for a, b in pairs]

    with pytest.raises(ValidationError) as refused:
        add_rows(rows, by=member)

    assert "would be a circle" in refused.value.messages[0]
    assert not Dependency.objects.exists()


def test_undoing_a_removal_is_refused_where_it_closes_a_circle_by_now(member, milestones):
    act = part(linked(milestones[0], milestones[1], member), by=member)
    linked(milestones[1], milestones[0], member)

    with pytest.raises(ValidationError, match="would be a circle"):
        act.undo(by=member)

    assert [(row.predecessor, row.successor) for row in Dependency.objects.all()] == [(milestones[1], milestones[0])]


def test_a_linked_milestone_is_not_removed_and_its_links_are_named(member, milestones):
    linked(milestones[0], milestones[1], member, lag=2)
    linked(milestones[2], milestones[0], member)

    with pytest.raises(ValidationError) as refused:
        milestones[0].discard(by=member)

    assert refused.value.code == "in_use"
    assert "is still used by M-1 → M-2 FS+2, M-3 → M-1." in refused.value.messages[0]


@pytest.mark.parametrize("rows", [2, 6])
def test_undoing_many_links_asks_for_their_names_at_once(member, team, queries, rows):
    chain = MilestoneFactory.create_batch(rows + 1, team=team, project=ProjectFactory(team=team))
    act = Change.objects.create(team=team, by=member, label="Linked")
    add_rows([Dependency(team=team, predecessor=a, successor=b) for a, b in pairwise(chain)], by=act)

    with queries(15):
        act.undo(by=member)

    assert not Dependency.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_link_at_once_close_no_circle(owner):
    if connection.vendor == "sqlite":
        pytest.skip("asks PostgreSQL: SQLite lets one writer in at a time")
    first, second = MilestoneFactory.create_batch(2, team=owner.team, project=ProjectFactory(team=owner.team))
    refused = []

    def other():
        try:
            linked(second, first, owner)
        except ValidationError as error:
            refused.append(error.messages)
        finally:
            connection.close()

    with transaction.atomic():
        linked(first, second, owner)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)

    assert len(refused) == 1
    assert Dependency.objects.count() == 1


# Acts


def test_a_link_that_is_followed_is_one_act_and_one_undo(member, milestones):
    act = link(Dependency(team=member.team, predecessor=milestones[0], successor=milestones[1]), by=member, follow=True)
    milestones[1].refresh_from_db()
    followed = milestones[1].follows_links

    act.undo(by=member)

    milestones[1].refresh_from_db()
    assert (followed, milestones[1].follows_links, Dependency.objects.count()) == (True, False, 0)


def test_parting_is_undone_with_kind_and_lag(member, milestones):
    made = linked(milestones[0], milestones[1], member, kind="FF", lag=4)

    part(made, by=member).undo(by=member)

    again = Dependency.objects.get()
    assert (again.pk, again.kind, again.lag) == (made.pk, "FF", 4)


# On the page

IN_PLACE = {"HX-Request": "true", "HX-Target": "milestone-links"}


def post(client, path, fields=None):
    return client.post(f"/t/acme/{path}", fields or {}, headers=IN_PLACE, follow=True)


def links_url(milestone):
    return f"/t/acme/milestones/{milestone.pk}/links/"


def test_a_link_is_added_in_place_and_its_successor_follows(browse, member, milestones):
    fields = {"predecessor": milestones[0].pk, "successor": milestones[1].pk, "kind": "FS", "lag": "2", "follow": "on"}

    answer = post(browse(member), "dependencies/new/", fields | {"next": links_url(milestones[1])})

    page = answer.content.decode()
    assert page.count('id="milestone-links"') == 1
    assert "<html" not in page
    assert "finish to start +2" in page
    assert f"/changes/{Change.objects.get().pk}/undo/" in page
    milestones[1].refresh_from_db()
    assert milestones[1].follows_links is True


def test_a_link_is_added_without_javascript(browse, member, milestones):
    fields = {"predecessor": milestones[0].pk, "successor": milestones[1].pk, "kind": "FS", "lag": "0"}

    answer = browse(member).post("/t/acme/dependencies/new/", fields)

    milestones[1].refresh_from_db()
    assert (answer.status_code, answer.url) == (303, milestones[1].get_absolute_url())
    assert milestones[1].follows_links is False


def test_a_circle_is_refused_in_place_in_words(browse, member, milestones):
    linked(milestones[0], milestones[1], member)
    fields = {"predecessor": milestones[1].pk, "successor": milestones[0].pk, "kind": "FS", "lag": "0"}

    answer = post(browse(member), "dependencies/new/", fields)

    assert answer.status_code == 422
    assert "M-2 → M-1 → M-2 would be a circle." in answer.content.decode()
    assert Dependency.objects.count() == 1


def test_kind_and_lag_are_changed_in_place_and_the_ends_stay(browse, member, milestones):
    made = linked(milestones[0], milestones[1], member)
    fields = {"kind": "SS", "lag": "-1", "version": made.version, "predecessor": milestones[2].pk}

    answer = post(browse(member), f"dependencies/{made.pk}/edit/", fields | {"next": links_url(milestones[1])})

    made.refresh_from_db()
    assert (made.kind, made.lag, made.predecessor) == ("SS", -1, milestones[0])
    assert "start to start -1" in answer.content.decode()


def test_a_link_is_removed_in_place_with_an_undo(browse, member, milestones):
    made = linked(milestones[0], milestones[1], member)
    client = browse(member)

    answer = post(client, f"dependencies/{made.pk}/discard/", {"next": links_url(milestones[1])})
    gone = Dependency.objects.count()
    client.post(f"/t/acme/changes/{Change.objects.get().pk}/undo/")

    assert "It waits for no other milestone." in answer.content.decode()
    assert (gone, Dependency.objects.count()) == (0, 1)


def test_a_viewer_sees_links_and_no_way_to_change_them(browse, viewer, member, milestones):
    linked(milestones[0], milestones[1], member)

    page = browse(viewer).get(links_url(milestones[1])).content.decode()

    assert milestones[0].title in page
    assert "/dependencies/" not in page


def test_links_beyond_twenty_are_a_link_away_and_their_lists_hold_all(browse, member, team):
    project = ProjectFactory(team=team)
    one = MilestoneFactory(team=team, project=project)
    others = MilestoneFactory.create_batch(21, team=team, project=project)
    for other in others:
        DependencyFactory(team=team, predecessor=other, successor=one)
    client = browse(member)

    page = client.get(links_url(one))
    url = page.context["links_before"].url
    found = client.get(url).context["object_list"]
    back = client.get(f"/t/acme/milestones/?waits_for={others[0].pk}&state=all").context["object_list"]

    assert url in page.content.decode().replace("&amp;", "&")
    assert (len(page.context["links_before"]), len(found), list(back)) == (20, 21, [one])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_links_of_a_milestone_cost_the_same_for_more(browse, member, team, queries, rows):
    project = ProjectFactory(team=team)
    one, *others = MilestoneFactory.create_batch(7, team=team, project=project)
    for n in range(rows):
        DependencyFactory(team=team, predecessor=others[n], successor=one)
        DependencyFactory(team=team, predecessor=one, successor=others[3 + n])
    client = browse(member)
    client.get(links_url(one))

    with queries(11):
        client.get(links_url(one))


# By program

API = "/api/v1/teams/acme/dependencies/"


def test_programs_link_read_change_and_part(api, member, milestones):
    client = api(member)
    values = {"predecessor": str(milestones[0].pk), "successor": str(milestones[1].pk), "lag": 3, "follow": True}

    made = client.post(API, values, format="json")
    url = f"{API}{made.json()['id']}/"
    changed = client.patch(url, {"kind": "FF", "version": 1}, format="json")
    moved = client.patch(url, {"predecessor": str(milestones[2].pk), "version": 2}, format="json")
    gone = client.delete(url)

    assert [answer.status_code for answer in (made, changed, moved, gone)] == [201, 200, 400, 204]
    assert {name: changed.json()[name] for name in ("predecessor", "successor", "kind", "lag")} == {
        "predecessor": str(milestones[0].pk),
        "successor": str(milestones[1].pk),
        "kind": "FF",
        "lag": 3,
    }
    assert [error["code"] for error in moved.json()["errors"]] == ["immutable"]
    milestones[1].refresh_from_db()
    assert milestones[1].follows_links is True


def test_programs_are_told_of_a_circle(api, member, milestones):
    linked(milestones[0], milestones[1], member)
    values = {"predecessor": str(milestones[1].pk), "successor": str(milestones[0].pk)}

    answer = api(member).post(API, values, format="json")

    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"field": None, "code": "dependency_circle", "message": "M-2 → M-1 → M-2 would be a circle."}
    ]


def test_links_are_found_by_either_end_and_by_kind(api, viewer, member, milestones):
    rows = [linked(milestones[0], milestones[1], member), linked(milestones[1], milestones[2], member, kind="SS")]
    client = api(viewer)

    found = [
        [row["id"] for row in client.get(API, query).json()["results"]]
        for query in ({"predecessor": milestones[0].pk}, {"successor": milestones[2].pk}, {"kind": "SS"}, {})
    ]

    first, second = (str(row.pk) for row in rows)
    assert found == [[first], [second], [second], [first, second]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_links_costs_the_same_for_more(api, viewer, team, queries, rows):
    DependencyFactory.create_batch(rows, team=team)
    client = api(viewer)
    client.get(API)

    with queries(5):
        client.get(API)
