"""Views of lists: saved, opened, shared, changed and removed, beside each list."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import get_resolver

from planner.models import Milestone
from risks.models import Risk
from risks.querysets import RiskQuerySet
from risks.views.exposure import RiskExposure
from risks.views.report import RiskReport
from teams.models import Activity, SavedView
from teams.models.saved_view import OWN_AT_MOST, SHARED_AT_MOST
from teams.named_lists import LISTS, address_of, page_of
from teams.web import TeamListView
from tests.factories.planner import GoalFactory, TaskFactory
from tests.factories.risks import RiskFactory
from tests.factories.saved import saved
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db


def save(client, query, *, list_name="tasks", **values):
    return client.post("/t/acme/views/new/", {"list": list_name, "query": query, "name": "Late"} | values)


def text_of(answer):
    return answer.content.decode()


def following(client, url):
    answer = client.get(url)
    return answer, text_of(client.get(answer.url))


def of_all_patterns(patterns):
    for each in patterns:
        if hasattr(each, "url_patterns"):
            yield from of_all_patterns(each.url_patterns)
        else:
            yield each


# Of many risks as one picture; what they are narrowed to stands in the address.
PICTURES = {RiskExposure, RiskReport}


def test_each_list_with_filters_keeps_views():
    pages = {getattr(each.callback, "view_class", None) for each in of_all_patterns(get_resolver().url_patterns)}
    filtered = {page for page in pages if page and issubclass(page, TeamListView) and page.filterset_class}

    assert {page_of(name, _Team) for name in LISTS} == filtered - PICTURES


class _Team:
    slug = "acme"


def test_what_a_list_shows_is_saved_under_a_name_and_opens_again(browse, member):
    client = browse(member)

    answer = save(client, "state=all&assignee=me&order=-due_on&page=3&nonsense=")
    view = SavedView.objects.get()
    opened = client.get(f"/t/acme/views/{view.pk}/")

    assert view.query == {"state": "all", "assignee": "me", "order": "-due_on"}
    assert (view.maker, view.is_shared, view.list_name) == (member, False, "tasks")
    assert answer.status_code == opened.status_code == 303
    assert answer.url == opened.url == "/t/acme/tasks/?assignee=me&state=all&order=-due_on"
    assert Activity.objects.filter(subject_id=view.pk, verb="created", by=member).count() == 1


@pytest.mark.parametrize("name", LISTS)
def test_the_menu_stands_on_each_list(browse, owner, name):
    client = browse(owner)
    address = address_of(name, owner.team)
    query = {"q": "dragon"} if "q" in page_of(name, owner.team).filterset_class.base_filters else {}
    fresh = text_of(client.get(address))
    narrowed = text_of(client.get(address, query))
    view = saved(owner, name, "Dragons", **query)
    after = text_of(client.get(address))

    assert ('id="saved-views"' in fresh, "Save this view…" in fresh) == (False, False)
    assert ("Save this view…" in narrowed) == bool(query)
    assert f'href="/t/acme/views/{view.pk}/"' in after


def test_the_opened_view_is_marked_and_nothing_is_offered_to_save(browse, member):
    view = saved(member, state="all", assignee="me")

    page = text_of(browse(member).get("/t/acme/tasks/?assignee=me&state=all"))

    assert f'href="/t/acme/views/{view.pk}/" aria-current="true"' in page
    assert "Save this view…" not in page


def test_me_is_whoever_opens_a_shared_view(browse, owner, member):
    mine, hers = TaskFactory(team=owner.team, assignee=owner), TaskFactory(team=owner.team, assignee=member)
    view = saved(owner, assignee="me", shared=True)

    answer, page = following(browse(member), f"/t/acme/views/{view.pk}/")

    assert answer.url == "/t/acme/tasks/?assignee=me"
    assert (mine.title in page, hers.title in page) == (False, True)


def test_words_typed_for_a_row_are_saved_as_that_row(browse, member):
    goal = GoalFactory(team=member.team, title="Win the north", search_text="win the north")

    page = text_of(browse(member).get("/t/acme/tasks/?goal-words=Win+the+north"))

    assert f"goal={goal.pk}" in re.search(r'name="query" value="([^"]*)"', page).group(1)


def test_what_the_list_does_not_understand_is_left_out_with_a_sentence(browse, member):
    client = browse(member)

    answer = save(client, "state=flying&wings=2&q=egg")
    page = text_of(client.get(answer.url))

    assert SavedView.objects.get().query == {"q": "egg"}
    assert "Left out of the view, for the list does not take it from you now: State, wings." in page


@pytest.mark.parametrize("query", [{"state": "flying"}, {"wings": "2"}, {"goal": "no id"}, {"due_on": "\x1b"}])
def test_a_view_of_another_day_opens_without_what_is_stale(browse, member, query):
    view = saved(member, **query, q="egg")

    answer, page = following(browse(member), f"/t/acme/views/{view.pk}/")

    assert answer.url == "/t/acme/tasks/?q=egg"
    assert "Left out of the view" in page


@pytest.fixture
def own_risks_only(monkeypatch):
    """Let everybody see the risks they own alone, as a restricted kind of row may."""
    plain = RiskQuerySet.visible_to
    monkeypatch.setattr(RiskQuerySet, "visible_to", lambda rows, person: plain(rows, person).filter(owner=person))


@pytest.mark.usefixtures("own_risks_only")
def test_a_view_does_not_tell_of_a_row_its_reader_may_not_see(browse, owner, member, api):
    secret = RiskFactory(team=owner.team, title="Secret suit", owner=owner)
    view = saved(owner, "response-actions", risk=str(secret.pk), q="egg", shared=True)
    gone = saved(owner, "response-actions", "Gone", risk=str(Milestone().pk), q="egg", shared=True)
    client = browse(member)

    answer, page = following(client, f"/t/acme/views/{view.pk}/")
    as_gone = client.get(f"/t/acme/views/{gone.pk}/")
    listed = api(member).get("/api/v1/teams/acme/saved-views/").json()["results"]
    history = api(member).get("/api/v1/teams/acme/activity/").content.decode()

    assert not Risk.objects.visible_to(member).filter(pk=secret.pk).exists()
    assert answer.url == as_gone.url == "/t/acme/response-actions/?q=egg"
    assert str(secret.pk) not in page + history + text_of(client.get("/t/acme/response-actions/"))
    assert [each["query"] for each in listed] == [{"q": "egg"}] * 2
    assert api(owner).get(f"/api/v1/teams/acme/saved-views/{view.pk}/").json()["query"] == view.query


def test_ones_own_views_are_nobody_elses(browse, owner, member):
    view = saved(member)
    client = browse(owner)

    assert client.get(f"/t/acme/views/{view.pk}/").status_code == 404
    assert client.post(f"/t/acme/views/{view.pk}/discard/").status_code == 404
    assert "Late" not in text_of(client.get("/t/acme/views/"))


def test_a_view_of_a_list_closed_to_a_role_is_not_there(browse, owner, member):
    view = saved(owner, "opportunities", "Big tickets", shared=True)
    client = browse(member)

    assert client.get(f"/t/acme/views/{view.pk}/").status_code == 404
    assert "Big tickets" not in text_of(client.get("/t/acme/views/"))
    assert [save(client, "", list_name=name).status_code for name in ("opportunities", "dreams", "")] == [422] * 3
    assert SavedView.objects.get() == view


def test_a_viewer_keeps_views_and_shares_none(browse, viewer):
    client = browse(viewer)

    save(client, "q=egg", is_shared="on")
    refused = SavedView(team=viewer.team, maker=viewer, list_name="tasks", name="All", is_shared=True)

    assert SavedView.objects.get().is_shared is False
    with pytest.raises(ValidationError) as error:
        refused.store(by=viewer)
    assert error.value.message_dict == {"is_shared": ["Your role does not share views."]}


@pytest.mark.parametrize(("who", "code"), [("maker", 303), ("manager", 303), ("other", 403)])
def test_a_shared_view_is_changed_by_its_maker_and_by_managers(browse, team, member, manager, who, code):
    view = saved(member, shared=True, q="egg")
    people = {"maker": member, "manager": manager, "other": MembershipFactory(team=team)}
    client = browse(people[who])

    renamed = client.post(f"/t/acme/views/{view.pk}/edit/", {"name": "Early", "version": 1, "is_shared": "on"})
    asked = client.post(f"/t/acme/views/{view.pk}/query/", {"query": "q=hen"})
    then = SavedView.objects.get()
    removed = client.post(f"/t/acme/views/{view.pk}/discard/")

    assert [renamed.status_code, asked.status_code, removed.status_code] == [code] * 3
    assert (then.name, then.query) == (("Early", {"q": "hen"}) if code == 303 else ("Late", {"q": "egg"}))
    assert SavedView.objects.exists() == (code == 403)


def test_who_may_not_change_a_view_cannot_by_any_way(member, viewer, manager):
    view = saved(member, shared=True)
    own = saved(member, name="Own")

    for row, person in ((view, viewer), (own, manager)):
        with pytest.raises(PermissionDenied):
            row.store(by=person)
        with pytest.raises(PermissionDenied):
            row.discard(by=person)


def test_a_manager_does_not_take_a_shared_view_from_the_team(member, manager):
    view = saved(member, shared=True)
    view.is_shared = False

    with pytest.raises(ValidationError) as error:
        view.store(by=manager)

    assert error.value.message_dict == {
        "is_shared": ["Only who saved this view can keep it for themselves. Remove it instead."]
    }


def test_what_somebody_shared_stays_when_they_leave_and_managers_see_to_it(browse, member, manager):
    view, own = saved(member, shared=True), saved(member, name="Own")
    member.end(by=manager)
    client = browse(manager)

    assert client.get(f"/t/acme/views/{view.pk}/").status_code == 303
    assert client.get(f"/t/acme/views/{own.pk}/").status_code == 404
    assert client.post(f"/t/acme/views/{view.pk}/discard/").status_code == 303


def test_a_name_is_one_persons_once_for_a_list_and_the_teams_once(browse, member, manager):
    saved(member)
    saved(member, "goals")
    saved(manager)
    saved(manager, shared=True)

    answer = save(browse(member), "q=egg", name="LATE")
    again = save(browse(member), "q=egg", name="late", is_shared="on")

    assert "You have a view of this name for this list already." in text_of(answer)
    assert "The team has a view of this name for this list already." in text_of(again)
    assert (answer.status_code, again.status_code) == (422, 422)
    assert 'name="query" value="q=egg"' in text_of(answer)
    assert SavedView.objects.count() == 4


@pytest.mark.parametrize(("shared", "most"), [(False, OWN_AT_MOST), (True, SHARED_AT_MOST)])
def test_a_person_keeps_so_many_views_and_a_team_shares_so_many(browse, member, shared, most):
    rows = [
        SavedView(team=member.team, maker=member, list_name="tasks", name=f"View {n}", is_shared=shared)
        for n in range(most)
    ]
    SavedView.objects.bulk_create(rows[:-1])
    rows[-1].store(by=member)

    answer = save(browse(member), "q=egg", **({"is_shared": "on"} if shared else {}))
    renamed = rows[0]
    renamed.name = "Renamed"
    renamed.store(by=member)

    assert answer.status_code == 422
    assert f"{most} views" in text_of(answer)
    assert SavedView.objects.count() == most


@pytest.mark.parametrize("count", [1, 3])
def test_the_menu_costs_one_query(browse, member, queries, count):
    for number in range(count):
        saved(member, name=f"View {number}", shared=bool(number % 2), assignee="me")
    client = browse(member)
    client.get("/t/acme/views/")

    with queries(5):
        client.get("/t/acme/views/")


def test_programs_save_find_change_and_remove_views(api, member):
    client, url = api(member), "/api/v1/teams/acme/saved-views/"
    given = {"list": "tasks", "name": "Mine", "query": {"state": "all", "assignee": "me"}}

    made = client.post(url, given, format="json")
    one = f"{url}{made.data['id']}/"
    changed = client.patch(one, {"version": 1, "query": {"order": "-due_on"}, "is_shared": True}, format="json")
    stale = client.patch(one, {"version": 1, "name": "Yours"}, format="json")
    listed = client.get(f"{url}?list=tasks&shared=true").json()
    other = client.get(f"{url}?list=goals").json()
    removed = client.delete(one)

    assert (made.status_code, made.json()["query"], made.json()["maker"]) == (201, given["query"], str(member.pk))
    assert (changed.status_code, changed.json()["query"], changed.json()["is_shared"]) == (
        200,
        {"order": "-due_on"},
        True,
    )
    assert stale.status_code == 409
    assert [row["name"] for row in listed["results"]] == ["Mine"]
    assert other["count"] == 0
    assert (removed.status_code, SavedView.objects.count()) == (204, 0)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"list": "dreams", "name": "x"}, "list", "invalid_choice"),
        ({"list": "opportunities", "name": "x"}, "list", "not_open"),
        ({"list": "tasks", "name": "x", "query": {"state": "flying"}}, "query", "not_taken"),
        ({"list": "tasks", "name": "x", "query": {"wings": "2"}}, "query", "not_taken"),
        ({"list": "tasks", "name": "x", "query": {"q": "x" * 201}}, "query.q", "max_length"),
        ({"list": "tasks", "name": "x", "query": {f"f{n}": "x" for n in range(31)}}, "query", "not_taken"),
        ({"list": "tasks"}, "name", "required"),
    ],
)
def test_programs_are_told_what_a_list_does_not_take(api, member, given, field, code):
    answer = api(member).post("/api/v1/teams/acme/saved-views/", given, format="json")

    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert not SavedView.objects.exists()


def test_programs_may_not_change_what_is_anothers(api, owner, member, viewer):
    view = saved(owner, shared=True)
    one = f"/api/v1/teams/acme/saved-views/{view.pk}/"

    assert api(member).patch(one, {"version": 1, "name": "Mine"}, format="json").status_code == 403
    assert api(viewer).delete(one).status_code == 403
    assert SavedView.objects.get().name == "Late"


@pytest.mark.parametrize("count", [1, 3])
def test_the_api_costs_the_same_for_more_views(api, member, queries, count):
    goal = GoalFactory(team=member.team)
    for number in range(count):
        saved(member, name=f"View {number}", goal=str(goal.pk), assignee=str(member.pk))
    client = api(member)

    with queries(6):
        client.get("/api/v1/teams/acme/saved-views/")


def test_programs_see_of_an_old_view_what_still_holds(api, member):
    goal = GoalFactory(team=member.team)
    saved(member, name="Old", goal="no id", wings="2", q="egg")
    saved(member, "milestones", name="New", goal=str(goal.pk), owner="none")

    rows = api(member).get("/api/v1/teams/acme/saved-views/").json()["results"]

    assert [row["query"] for row in rows] == [{"goal": str(goal.pk), "owner": "none"}, {"q": "egg"}]


def test_a_word_without_end_is_refused_with_a_sentence(browse, member):
    answer = save(browse(member), f"q={'x' * 201}")

    assert answer.status_code == 422
    assert "A view keeps at most 30 filters of at most 200 characters each." in text_of(answer)


def test_the_form_stands_on_a_page_of_its_own_too(browse, member):
    page = text_of(browse(member).get("/t/acme/views/new/?list=tasks&query=q%3Degg"))

    assert ('name="list" value="tasks"' in page, 'name="query" value="q=egg"' in page) == (True, True)


@pytest.mark.parametrize(("shared", "rule"), [(False, "person"), (True, "team")])
def test_programs_are_told_of_a_name_that_is_taken_too(api, member, shared, rule):
    saved(member, shared=shared)
    given = {"list": "tasks", "name": "late", "is_shared": shared}

    answer = api(member).post("/api/v1/teams/acme/saved-views/", given, format="json")

    assert [error["code"] for error in answer.json()["errors"]] == [f"savedview_name_once_per_{rule}"]
    assert SavedView.objects.count() == 1
