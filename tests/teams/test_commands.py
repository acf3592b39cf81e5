"""The commands that let somebody in from the server's command line, and the housekeeping."""

import datetime as dt
import io

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.utils import timezone

from teams.models import IdempotentRequest, Job, Membership, Scope, Team, Token, User
from teams.roles import Role
from teams.tasks import requeue_jobs
from tests.factories.teams import MembershipFactory, UserFactory

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Return what a command prints, by line."""
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue().splitlines()


def set_password(client, link, settings):
    """Open a reset link and send the form behind it; returns the status of the form's page."""
    page = client.get(link.removeprefix(settings.BASE_URL), follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    return answer.status_code


def test_create_owner_makes_account_team_and_a_link_from_base_url(settings):
    settings.BASE_URL = "https://landfall.example.com"

    lines = run("create_owner", "Ann@Example.com", "--name", "Ann", "--team", "Acme")

    owner = Membership.objects.get()
    assert (owner.user.email, owner.user.name, owner.role, owner.team.name) == (
        "ann@example.com",
        "Ann",
        Role.OWNER,
        "Acme",
    )
    assert lines[-1].startswith("https://landfall.example.com/accounts/password/reset/key/")
    assert EmailAddress.objects.get().verified


def test_create_owner_twice_makes_nothing_twice():
    run("create_owner", "ann@example.com")
    run("create_owner", "ann@example.com")

    assert (User.objects.count(), Team.objects.count(), Membership.objects.count()) == (1, 1, 1)
    assert EmailAddress.objects.count() == 1


def test_create_owner_gives_an_existing_person_another_team():
    run("create_owner", "ann@example.com", "--team", "Acme")
    run("create_owner", "ann@example.com", "--team", "Beta")

    assert sorted(Team.objects.values_list("name", flat=True)) == ["Acme", "Beta"]
    assert User.objects.count() == 1


def test_the_printed_link_sets_a_password_once(client, settings):
    link = run("create_owner", "ann@example.com")[-1]

    first, second = set_password(client, link, settings), client.get(link.removeprefix(settings.BASE_URL))

    assert first == 302
    assert User.objects.get().check_password(PASSWORD)
    assert second.context["token_fail"]


def test_create_owner_refuses_a_wrong_address_in_one_line():
    with pytest.raises(CommandError) as refusal:
        run("create_owner", "not an address")

    assert str(refusal.value) == "Enter a valid email address."
    assert not User.objects.exists()


def test_reset_link_helps_a_known_person(client, settings):
    UserFactory(email="ann@example.com")

    [link] = run("reset_link", "ANN@example.com")

    assert set_password(client, link, settings) == 302


def test_reset_link_refuses_an_unknown_address():
    with pytest.raises(CommandError, match=r"^No account has the address ann@example.com\.$"):
        run("reset_link", "ann@example.com")


@pytest.mark.parametrize("scope", Scope.values)
def test_create_token_prints_a_token_that_works(member, scope):
    [text] = run("create_token", member.user.email, "--name", "export", "--scope", scope)

    found = Token.find(text)
    assert (found.membership, found.name, found.scope) == (member, "export", scope)


def test_create_token_asks_which_team_is_meant(member):
    MembershipFactory(user=member.user, team__slug="beta")

    with pytest.raises(CommandError, match="several teams; name one with --team: acme, beta"):
        run("create_token", member.user.email, "--name", "export")

    [text] = run("create_token", member.user.email, "--name", "export", "--team", "beta")
    assert Token.find(text).team.slug == "beta"


@pytest.mark.parametrize("arguments", [[], ["--team", "acme"]])
def test_create_token_refuses_who_is_in_no_team(team, arguments):
    UserFactory(email="ann@example.com")

    with pytest.raises(CommandError, match=r"ann@example\.com is"):
        run("create_token", "ann@example.com", "--name", "export", *arguments)


@pytest.mark.parametrize("state", [Job.State.RUNNING, Job.State.QUEUED])
@pytest.mark.parametrize(
    ("minutes", "is_forgotten"),
    [(-10, True), (1, False), (60, True)],
    ids=["long ago", "now", "the clock was set back"],
)
def test_forgotten_jobs_are_rung_for_again(owner, state, minutes, is_forgotten):
    instant = timezone.now() + dt.timedelta(minutes=minutes)
    lease = instant if state == Job.State.RUNNING else None
    job = Job.objects.create(team=owner.team, by=owner, kind="nothing", state=state, lease_until=lease, rung_at=instant)

    requeue_jobs()

    job.refresh_from_db()
    assert (job.state, job.rung_at != instant) == (Job.State.QUEUED if is_forgotten else state, is_forgotten)


def test_a_job_whose_worker_died_before_the_clock_was_set_back_can_be_claimed(owner):
    ahead = timezone.now() + dt.timedelta(minutes=60)
    job = Job.objects.create(team=owner.team, by=owner, kind="nothing", state=Job.State.RUNNING, lease_until=ahead)

    assert job.claim() is True


def test_answers_kept_for_a_retry_are_dropped_after_a_day(owner):
    now = timezone.now()
    for hours in (1, 25):
        IdempotentRequest.objects.create(
            membership=owner, key=f"k{hours}", fingerprint="", created_at=now - dt.timedelta(hours=hours)
        )

    requeue_jobs()

    assert [kept.key for kept in IdempotentRequest.objects.all()] == ["k1"]
