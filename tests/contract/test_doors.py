"""Every address × method × role: who is let in, who is refused and how, and that a refusal changes nothing.

The pages that open on the way close what they open.
"""

import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.urls import resolve
from django.utils import timezone
from rest_framework.views import APIView

from teams.doors import PUBLIC
from teams.models import Job, Token
from teams.models.token import Scope
from teams.roles import GRANTS, Role, rights_of

from .access import (
    ACCESS,
    ARGUMENTS,
    CLOSED_TO_TOKENS,
    METHODS,
    MODELS,
    OPEN_TO_READINGS,
    OUTSIDE,
    PERSONAL,
    PERSONAL_TO_EDITORS,
)
from .asking import PlainClient
from .markup import faults_of
from .routes import NOBODY, all_routes
from .watching import writes
from .world import ROLES, worlds_for_all

ROUTES = {route.name: route for route in all_routes() if not route.name.startswith(("account_", "usersessions_"))}
OF_TEAM = sorted(name for name, route in ROUTES.items() if route.is_of_team)


# The mark makes pytest-django set the database up; each test runs in a transaction within that of the worlds.
pytestmark = pytest.mark.django_db
CLIENT, BEFORE = PlainClient(), {}
SCOPES = {"read": {"GET"}, "write": set(METHODS), "readings": set()}


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """Two teams with one of everything; each request of the matrix is taken back by itself."""
    with worlds_for_all(django_db_blocker, "acme", "other") as made:
        yield made


@pytest.fixture(autouse=True)
def before(request):
    """The point each request of a test is taken back to."""
    if "worlds" in request.fixturenames:
        BEFORE["point"] = transaction.savepoint()


def send(method, path, user=None, *, token=None, **environ):
    """Send one request and take back what it wrote; return the answer and whether nothing was written."""
    headers = {"Authorization": f"Bearer {token}"} if token else None
    with writes() as written:
        answer = CLIENT.ask(method, path, user, headers=headers, **environ)
    if written or transaction.get_rollback():
        transaction.set_rollback(False)
        transaction.savepoint_rollback(BEFORE["point"])
    return answer, not written


def is_page(answer):
    return answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming


def path_of(route, world, *, slug=None):
    arguments = dict(ARGUMENTS.get(route.name, {}))
    if route.takes_row and "pk" not in arguments:
        arguments["pk"] = world.row(MODELS.get(route.name, route.model)).pk
    return route.path(slug or world.team.slug, **arguments)


@pytest.mark.parametrize("path", ["/t/acme/", "/t/acme/risks/", "/api/v1/teams/acme/risks/", "/t/other/"])
def test_who_is_named_gets_what_who_signed_in_gets(path, worlds, client):
    user = worlds[0].people["M"].user
    client.force_login(user)

    named, signed_in = CLIENT.ask("GET", path, user), client.get(path)

    assert (named.status_code, len(named.content)) == (signed_in.status_code, len(signed_in.content))


def test_every_route_of_a_team_is_in_the_table():
    assert set(OF_TEAM) == set(ACCESS)


def test_every_other_route_is_in_the_table_of_open_doors():
    outside = {name for name, route in ROUTES.items() if not route.is_of_team}

    assert outside == set(OUTSIDE)
    ours = {name for name in PUBLIC if not name.startswith("account_")}
    assert {name for name, who in OUTSIDE.items() if who == "anybody"} == ours


def let_in(letters):
    """Return whom to ask of those let in: the lowest role, and who reads the money where that is why."""
    return letters[-1] if "R" not in letters else letters[-2:]


def refused(letters):
    """Return whom to ask of those refused: the highest role, and who reads the money beside a viewer."""
    ranks = "OMEV"
    below = ranks[len(letters.replace("R", "")) :]
    return below[:1] + ("R" if "V" in below and "R" not in letters else "")


def refusal_of(name, method, letter):
    """Return what a role is told that may not: 404 for what is somebody else's own, unless it may no such thing."""
    asked = {name, (name, method)}
    return 404 if PERSONAL & asked and not (letter in "RV" and PERSONAL_TO_EDITORS & asked) else 403


def methods_to_ask(name):
    """Return the methods a route knows: all on PostgreSQL, the first alone on SQLite."""
    methods = list(ACCESS[name])
    return methods[:1] if connection.vendor == "sqlite" else methods


def test_who_is_let_in_is_a_beginning_of_the_order_of_roles():
    """So that the lowest role let in and the highest refused speak for all between; of grants as of the table."""
    letters = {each.replace("R", "") for methods in ACCESS.values() for each in methods.values()}
    granted = [GRANTS[ROLES[letter]] for letter in "OMEV"]

    assert letters <= {"O", "OM", "OME", "OMEV"}
    assert all(higher >= lower for higher, lower in pairwise(granted))
    assert rights_of(Role.VIEWER, reads_money=True) - GRANTS[Role.VIEWER] == {
        right
        for right in GRANTS[Role.MANAGER] - GRANTS[Role.VIEWER]
        if right.startswith(("funding.view_", "forecast.view_")) or right == "risks.view_moneytrigger"
    }


@pytest.mark.parametrize("name", OF_TEAM)
def test_a_route_lets_in_the_roles_of_the_table_and_no_others(name, worlds):
    route, (world, other) = ROUTES[name], worlds
    path = path_of(route, world)
    visitor = {True: 401, False: 302}[route.is_api]

    for method in METHODS:
        letters = ACCESS[name].get(method)
        if letters is None:
            answer, untouched = send(method, path, world.people["O"].user)
            assert (answer.status_code in (403, 404, 405), untouched) == (True, True), (method, answer.status_code)
            continue
        for letter in let_in(letters):
            answer, untouched = send(method, path, world.people[letter].user)
            assert answer.status_code not in (401, 403, 404, 405, 500), (method, letter, answer.status_code)
            assert untouched or method != "GET", f"{method} {path} writes"
            assert route.is_api or method != "GET" or answer.status_code in (200, 303), answer.status_code
            if is_page(answer):
                assert faults_of(answer.content.decode()) == [], method
        if connection.vendor == "sqlite":
            return  # what is refused is asked on the database whose rows many people share
        for letter in refused(letters):
            answer, untouched = send(method, path, world.people[letter].user)
            told = (answer.status_code, untouched)
            assert told == (refusal_of(name, method, letter), True), (method, letter, answer.status_code)
        # A role that is let in here, of another team: each role in turn, as the addresses go by.
        stranger = other.people[letters[OF_TEAM.index(name) % len(letters)]]
        for outsider in (stranger, world.people["former owner"]):
            answer, untouched = send(method, path, outsider.user)
            assert (answer.status_code, untouched) == (404, True), (method, outsider, answer.status_code)
        answer, untouched = send(method, path)
        assert (answer.status_code, untouched) == (visitor, True), (method, "visitor", answer.status_code)


FORM = re.compile(r'<form[^>]*method="post"[^>]*?action="([^"]+)"|hx-post="([^"]+)"')
PAGES = [name for name in OF_TEAM if not ROUTES[name].is_api and "GET" in ACCESS[name]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_offers_nobody_what_its_buttons_would_refuse(name, worlds):
    world = worlds[0]
    path = path_of(ROUTES[name], world)

    for letter in ACCESS[name]["GET"][1:]:
        answer, _untouched = send("GET", path, world.people[letter].user)
        offered = {each[0] or each[1] for each in FORM.findall(answer.content.decode())} if is_page(answer) else set()
        for target in sorted(offered):
            methods = ACCESS.get(resolve(urlsplit(target).path).view_name)
            assert methods is None or letter.replace("R", "V") in methods["POST"], (letter, target)


def test_the_api_and_nothing_else_answers_for_itself():
    assert {name for name, route in ROUTES.items() if issubclass(getattr(route.callback, "cls", object), APIView)} == {
        name for name, route in ROUTES.items() if route.is_api
    }


def test_a_page_is_as_closed_where_its_path_is_said_to_begin_with_the_apis(worlds):
    world, other = worlds
    of_team = {name: path_of(ROUTES[name], world) for name in OF_TEAM if not ROUTES[name].is_api}
    others = {name: f"/{ROUTES[name].pattern}" for name, who in OUTSIDE.items() if who != "anybody"}

    for name, path in (of_team | others).items():
        method = next(iter(ACCESS.get(name, METHODS)))
        answer, untouched = send(method, path, SCRIPT_NAME="/api")
        assert (answer.status_code, untouched) == (401 if ROUTES[name].is_api else 302, True), name
        if name in of_team:
            answer, untouched = send(method, path, other.people["O"].user, SCRIPT_NAME="/api")
            assert (answer.status_code, untouched) == (404, True), name


@pytest.mark.parametrize("name", [name for name in OF_TEAM if ROUTES[name].takes_row])
def test_a_row_of_another_team_looks_like_one_that_does_not_exist(name, worlds):
    route, (world, other) = ROUTES[name], worlds
    alien = path_of(route, other, slug=world.team.slug)
    arguments = {"pk": NOBODY} | ARGUMENTS.get(name, {})
    missing = route.path(world.team.slug, **arguments)

    for method in methods_to_ask(name):
        theirs, untouched = send(method, alien, world.people["O"].user)
        nobodys, _same = send(method, missing, world.people["O"].user)
        assert (theirs.status_code, nobodys.status_code, untouched) == (404, 404, True), method
        assert len(theirs.content) == len(nobodys.content)


@pytest.fixture(scope="module")
def tokens(worlds, django_db_blocker):
    """The secrets of an owner's tokens by (team, scope); used a moment ago, so that using them writes nothing."""
    with django_db_blocker.unblock():
        return {(world, scope): owners_token(world, scope) for world in worlds for scope in SCOPES}


def owners_token(world, scope):
    owner = world.people["O"]
    token = Token(team=world.team, membership=owner, name=scope, scope=scope, last_used_at=timezone.now())
    return token.issue(by=owner)


@pytest.mark.parametrize("name", [name for name in OF_TEAM if ROUTES[name].is_api])
def test_a_token_opens_its_team_as_far_as_its_scope_and_nothing_that_takes_a_person(name, worlds, tokens):
    world, other = worlds
    path = path_of(ROUTES[name], world)

    for method in methods_to_ask(name):
        for scope, allowed in SCOPES.items():
            answer, untouched = send(method, path, token=tokens[world, scope])
            is_reading = scope == "readings" and (name, method) in OPEN_TO_READINGS
            if is_reading or (method in allowed and (name, method) not in CLOSED_TO_TOKENS):
                assert answer.status_code not in (401, 403, 404, 405, 500), (method, scope, answer.status_code)
                assert untouched or method != "GET", (method, scope)
            else:
                assert (answer.status_code, untouched) == (403, True), (method, scope, answer.status_code)
            answer, untouched = send(method, path, token=tokens[other, scope])
            assert (answer.status_code, untouched) == (404, True), (method, scope, answer.status_code)


def test_the_table_of_tokens_names_every_scope_and_real_actions():
    assert set(SCOPES) == set(Scope.values)
    assert {(name, method) for name, method in CLOSED_TO_TOKENS if method not in ACCESS[name]} == set()
    for view in {route.view for route in ROUTES.values() if route.is_api}:
        named = (*getattr(view, "session_only", ()), *getattr(view, "readings", ()))
        unknown = [action for action in named if not hasattr(view, action)]
        assert unknown == [], view


def test_the_watch_sees_every_kind_of_write_and_no_reading(worlds):
    world, _other = worlds

    with writes() as written:
        list(type(world.team).objects.all())
        type(world.team).objects.filter(pk=NOBODY).update(name="x")
        world.team.save()
        Job.objects.filter(pk=NOBODY)._raw_delete("default")

    assert {table for _verb, table in written} == {"teams_team", "teams_job"}
    assert {verb for verb, _table in written} == {"UPDATE", "DELETE"}


def test_the_scale_of_tags_sees_one_that_is_never_closed_and_one_closed_twice():
    assert faults_of("<div><p>a<br></p></div>") == []
    assert len(faults_of("<div><div></div>")) == 1
    assert len(faults_of("<div></div></div>")) == 1
    assert len(faults_of("<div><p></div>")) == 1
