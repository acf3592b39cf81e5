"""Making a team, its settings, one's profile and tokens, what happened and its undo."""

import re

import pytest
from django.conf import settings as django_settings
from django.utils.translation import override

from planner.models import Project
from teams.models import Activity, Membership, Scope, Team, Token, change
from teams.roles import Role
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import MembershipFactory, UserFactory

NEW_TEAM = {"name": "Lighthouse", "currency": "EUR", "time_zone": "Europe/Berlin", "language": "en"}
SETTINGS = {
    "name": "Acme Labs",
    "currency": "CNY",
    "time_zone": "Asia/Shanghai",
    "language": "zh-hans",
    "working_days": ["5", "0"],
    "alert_hour": "9",
}

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.fixture
def newcomer(client):
    """Somebody who has signed up and is in no team yet."""
    user = UserFactory(name="Nina New")
    client.force_login(user)
    return user


def test_a_person_without_team_is_led_to_making_one(client, newcomer):
    assert client.get("/start/")["Location"] == "/teams/new/"
    assert client.get("/teams/new/").status_code == 200


def test_who_makes_a_team_owns_it_and_is_asked_how_to_start(client, newcomer):
    answer = client.post("/teams/new/", NEW_TEAM)

    owner = Membership.objects.get(user=newcomer)
    newcomer.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, f"/t/{owner.team.slug}/onboarding/")
    assert (owner.role, owner.team.time_zone, newcomer.time_zone) == (Role.OWNER, "Europe/Berlin", "Europe/Berlin")
    assert Activity.objects.filter(team=owner.team, verb="created").count() == 2
    assert client.get("/start/")["Location"] == f"/t/{owner.team.slug}/"


@pytest.mark.parametrize(
    ("name", "start"),
    [("Acme", "acme"), ("着陆", "team"), ("A", "a"), ("new", "new"), ("x" * 80, "x" * 50), (f"{'x' * 49} y", "x" * 49)],
)
def test_the_address_of_a_team_does_not_tell_whether_another_has_its_name(name, start):
    slugs = [Team(name=name).store(by=None).slug for _number in range(3)]

    assert [re.fullmatch(f"{start}-[0-9a-f]{{8}}", slug) is not None for slug in slugs] == [True] * 3
    assert len(set(slugs)) == 3


@pytest.mark.parametrize("field", ["name", "currency", "time_zone"])
def test_a_team_without_its_facts_is_refused(client, newcomer, field):
    answer = client.post("/teams/new/", NEW_TEAM | {field: ""})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Team.objects.exists()


def test_a_zone_chosen_before_is_kept(client, newcomer):
    newcomer.time_zone = "Asia/Shanghai"
    newcomer.save()

    client.post("/teams/new/", NEW_TEAM)

    newcomer.refresh_from_db()
    assert newcomer.time_zone == "Asia/Shanghai"


def test_the_ways_to_start_are_those_that_exist_and_are_allowed(owner, viewer, browse):
    for_owner = browse(owner).get("/t/acme/onboarding/").context
    for_viewer = browse(viewer).get("/t/acme/onboarding/").context

    assert [url for url in (for_owner["import_url"], for_owner["template_url"]) if url and "/t/acme/" not in url] == []
    assert (for_viewer["import_url"], for_viewer["template_url"]) == (None, None)


def test_to_begin_empty_is_to_write_the_first_goal(owner, browse):
    page = browse(owner).get("/t/acme/onboarding/")

    assert 'href="/t/acme/goals/new/"' in text(page)


# Settings


def test_settings_are_changed_by_a_manager(manager, browse):
    client = browse(manager)
    page = client.get("/t/acme/settings/")

    answer = client.post("/t/acme/settings/", SETTINGS | {"version": page.context["form"].initial["version"]})

    team = Team.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, "/t/acme/settings/")
    assert (team.name, team.slug, team.working_days, team.alert_hour) == ("Acme Labs", "acme", [0, 5], 9)


def test_a_team_works_at_least_one_day(owner, browse):
    answer = browse(owner).post("/t/acme/settings/", SETTINGS | {"version": 1, "working_days": []})

    assert answer.status_code == 422
    assert "Choose at least one working day." in text(answer)


def test_settings_written_over_somebody_elses_are_warned_of(owner, browse):
    Team.objects.filter(pk=owner.team_id).update(version=3)

    answer = browse(owner).post("/t/acme/settings/", SETTINGS | {"version": 2})

    assert answer.status_code == 422
    assert Team.objects.get().name == "Acme"


@pytest.mark.parametrize("method", ["get", "post"])
def test_members_do_not_open_the_settings(member, browse, method):
    assert getattr(browse(member), method)("/t/acme/settings/").status_code == 403


# Language


def test_the_language_chosen_in_the_menu_is_the_persons_own(client, newcomer):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"

    answer = client.post("/language/", {"language": "zh-hans", "next": "/profile/"})

    newcomer.refresh_from_db()
    assert (answer.status_code, answer["Location"], newcomer.language) == (303, "/profile/", "zh-hans")
    assert client.get("/profile/")["Content-Language"] == "zh-hans"


def test_a_stranger_chooses_a_language_for_the_way_in_which_is_theirs_once_they_are_in(client):
    user = UserFactory(language="en")
    user.set_password("correct horse battery")
    user.save()

    client.post("/language/", {"language": "zh-hans", "next": "/accounts/login/"})
    page = client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})

    user.refresh_from_db()
    assert page["Content-Language"] == "zh-hans"
    assert (user.language, client.cookies[django_settings.LANGUAGE_COOKIE_NAME].value) == ("zh-hans", "")


@pytest.mark.parametrize("given", [{}, {"language": "tlh"}, {"language": "zh-hans; Path=/x"}])
def test_a_language_nobody_speaks_here_changes_nothing(client, newcomer, given):
    answer = client.post("/language/", given)

    newcomer.refresh_from_db()
    assert (answer.status_code, newcomer.language) == (303, "en")
    assert django_settings.LANGUAGE_COOKIE_NAME not in client.cookies


def test_choosing_a_language_leads_to_no_other_site(client):
    answer = client.post("/language/", {"language": "zh-hans", "next": "https://example.org/"})

    assert answer["Location"] == "/"


def test_no_language_is_chosen_by_following_a_link(client, newcomer):
    assert client.get("/language/?language=zh-hans").status_code == 405


def test_a_new_team_starts_in_the_language_its_founder_reads(client, newcomer):
    client.post("/language/", {"language": "zh-hans"})

    assert client.get("/teams/new/").context["form"].initial["language"] == "zh-hans"


# Profile


def test_a_new_name_reaches_every_team_and_the_old_one_stays_in_history(client, newcomer):
    memberships = [MembershipFactory(user=newcomer, name=newcomer.name) for _number in range(2)]

    answer = client.post("/profile/", {"name": "Nina Newman", "language": "en", "time_zone": "Europe/Berlin"})

    assert answer.status_code == 303
    assert [Membership.objects.get(pk=row.pk).name for row in memberships] == ["Nina Newman"] * 2
    assert Activity.objects.filter(verb="renamed").first().changes == {"name": ["Nina New", "Nina Newman"]}


def test_a_new_name_does_not_reach_a_team_one_has_left(client, owner, member, other_team):
    member.end(by=owner)
    elsewhere = MembershipFactory(team=other_team, user=member.user, name="Mia Member")
    client.force_login(member.user)

    client.post("/profile/", {"name": "Nobody", "language": "en", "time_zone": "UTC"})

    member.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (member.name, elsewhere.name) == ("Mia Member", "Nobody")


def test_the_language_of_the_profile_wins_over_the_one_chosen_before(client, newcomer):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"

    client.post("/profile/", {"name": "Nina", "language": "zh-hans", "time_zone": "UTC"})

    page = client.get("/profile/")
    assert page["Content-Language"] == "zh-hans"
    assert [str(message) for message in page.context["messages"]] == ["个人资料已保存。"]


def test_a_zone_that_does_not_exist_is_refused(client, newcomer):
    answer = client.post("/profile/", {"name": "Nina", "language": "en", "time_zone": "Mars/Base"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["time_zone"])


# Tokens


def test_a_token_is_shown_once(member, browse):
    client = browse(member)

    answer = client.post("/t/acme/tokens/", {"name": "export", "scope": "read", "lifetime": "30"})

    shown = answer.context["text"]
    assert answer.status_code == 200
    assert shown in text(answer)
    assert Token.find(shown).membership == member
    assert shown.split("_", 2)[2] not in text(client.get("/t/acme/tokens/"))


@pytest.mark.parametrize(("lifetime", "days"), [("30", 30), ("365", 365), ("", None)])
def test_a_token_expires_when_its_maker_said(member, browse, lifetime, days):
    browse(member).post("/t/acme/tokens/", {"name": "export", "scope": "read", "lifetime": lifetime})

    token = Token.objects.get()
    assert (token.expires_at and (token.expires_at - token.created_at).days in (days, days - 1)) == (days and True)


def test_every_scope_the_documents_name_can_be_had_on_the_page(member, browse):
    client = browse(member)

    offered = dict(client.get("/t/acme/tokens/").context["form"].fields["scope"].choices)
    client.post("/t/acme/tokens/", {"name": "nightly-eval", "scope": "readings", "lifetime": "30"})

    assert offered == dict(Scope.choices)
    assert Token.objects.get().scope == "readings"


def test_a_token_without_a_name_is_refused(member, browse):
    assert browse(member).post("/t/acme/tokens/", {"scope": "read", "lifetime": ""}).status_code == 422
    assert not Token.objects.exists()


def test_a_token_is_revoked_by_its_person_alone(owner, member, browse):
    token = Token(team=member.team, membership=member, name="export")
    text_of_token = token.issue(by=member)

    by_owner = browse(owner).post(f"/t/acme/tokens/{token.pk}/revocation/")
    by_member = browse(member).post(f"/t/acme/tokens/{token.pk}/revocation/")

    assert (by_owner.status_code, by_member.status_code) == (404, 303)
    assert Token.find(text_of_token) is None


# Activity


@pytest.mark.parametrize("rows", [1, 3])
def test_activity_costs_the_same_for_more_rows(owner, browse, queries, rows):
    for number in range(rows):
        with change(owner, "Set up") as act:
            Project(team=owner.team, name=f"Own {number}").store(by=act)
        milestone = MilestoneFactory(team=owner.team)
        milestone.owner = owner
        milestone.store(by=owner)
    client = browse(owner)
    client.get("/t/acme/activity/")

    with queries(11):
        assert client.get("/t/acme/activity/").status_code == 200


def test_activity_says_who_changed_what_from_what_to_what(owner, browse):
    milestone = MilestoneFactory(team=owner.team, title="Beta")
    milestone.title, milestone.owner = "Public beta", owner
    milestone.store(by=owner)

    page = browse(owner).get("/t/acme/activity/")

    [entry] = page.context["acts"][0]["entries"]
    assert {str(detail["label"]): (detail["old"], detail["new"]) for detail in entry["details"]} == {
        "Title": ("Beta", "Public beta"),
        "Owner": ("–", "Olga Owner"),
    }
    assert "Public beta" in text(page)


def test_activity_is_narrowed_to_what_a_team_works_on(owner, viewer, browse):
    def kinds(person):
        form = browse(person).get("/t/acme/activity/").context["filter"].form
        return {kind for kind, _label in form.fields["subject_kind"].choices}

    machinery = {f"alerts.{each}" for each in ("alert", "delivery", "mail", "preference")}
    machinery |= {f"teams.{each}" for each in ("activity", "change", "job", "token")}

    assert kinds(owner) & machinery == set()
    assert kinds(owner) >= {"planner.goal", "risks.risk", "funding.round", "funding.cashposition", "teams.membership"}
    assert kinds(viewer) >= {"planner.goal", "risks.risk", "teams.position"}
    assert "funding.round" not in kinds(viewer)


def test_activity_asks_for_the_person_in_chinese_too(owner, browse):
    page = browse(owner).get("/t/acme/activity/")

    with override("zh-hans"):
        label = str(page.context["filter"].form.fields["by"].label)

    assert label != "事项"  # a matter


def test_activity_is_filtered_in_the_address(owner, member, browse):
    Project(team=owner.team, name="Beacon").store(by=owner)
    Project(team=owner.team, name="Kiln").store(by=member)

    page = browse(owner).get("/t/acme/activity/", {"by": str(member.pk)})

    [act] = page.context["acts"]
    assert [str(entry["activity"].by) for entry in act["entries"]] == ["Mia Member"]


def test_activity_leads_to_the_row_as_long_as_it_is_there(owner, browse):
    project = Project(team=owner.team, name="Beacon").store(by=owner)
    client = browse(owner)
    way = f"/t/acme/rows/planner.project/{project.pk}/"

    assert client.get(way)["Location"] == project.get_absolute_url()
    project.discard(by=owner)
    assert client.get(way).status_code == 404


@pytest.mark.parametrize("kind", ["nothing.at-all", "teams.user", "teams.invitation"])
def test_a_kind_a_role_may_not_view_leads_nowhere(viewer, browse, kind):
    assert browse(viewer).get(f"/t/acme/rows/{kind}/{viewer.pk}/").status_code == 404


def test_the_rows_of_one_act_stand_together(owner, browse):
    Project(team=owner.team, name="Before").store(by=owner)
    with change(owner, "Set up") as act:
        for name in ("Beacon", "Kiln"):
            Project(team=owner.team, name=name).store(by=act)

    acts = browse(owner).get("/t/acme/activity/").context["acts"]

    assert [(shown["change"], len(shown["entries"])) for shown in acts] == [(act, 2), (None, 1)]


def test_an_act_is_undone_from_the_page(owner, browse):
    with change(owner, "Set up") as act:
        Project(team=owner.team, name="Beacon").store(by=act)
    client = browse(owner)
    page = client.get("/t/acme/activity/")

    answer = client.post(f"/t/acme/changes/{act.pk}/undo/")

    assert page.context["acts"][0]["may_undo"] is True
    assert (answer.status_code, answer["Location"]) == (303, "/t/acme/activity/")
    assert not Project.objects.exists()


def test_a_member_undoes_their_own_act_and_nobody_elses(owner, member, browse):
    acts = []
    for person in (owner, member):
        with change(person, "Set up") as act:
            Project(team=owner.team, name=f"Project of {person}").store(by=act)
        acts.append(act)
    client = browse(member)

    statuses = [client.post(f"/t/acme/changes/{act.pk}/undo/").status_code for act in acts]

    assert statuses == [403, 303]
    assert [project.name for project in Project.objects.all()] == ["Project of Olga Owner"]
