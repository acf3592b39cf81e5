"""Rules of people, teams, jobs and addresses that once answered with a fault."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone

from planner.models import Milestone
from teams.invitation_mail import harmless
from teams.models import Invitation, Job, Membership
from teams.roles import Role
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import UserFactory

pytestmark = pytest.mark.django_db
BASE = "/api/v1/teams/acme"


@pytest.mark.parametrize("query", [{"until": "9999-12-31"}, {"since": "0001-01-01"}])
def test_a_day_at_the_end_of_the_calendar_is_refused_and_breaks_nothing(owner, api, browse, query):
    owner.team.time_zone = "Asia/Shanghai"
    owner.team.store(by=owner)

    answer = api(owner).get(f"{BASE}/activity/", query)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "far_day")
    assert browse(owner).get("/t/acme/activity/", query).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_row_takes_such_a_day(owner, api, day):
    milestone = MilestoneFactory(team=owner.team)

    answer = api(owner).patch(f"{BASE}/milestones/{milestone.pk}/", {"version": 1, "due_on": day})

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (400, "due_on", "far_day")
    assert Milestone.objects.get().due_on is None


@pytest.mark.parametrize("days", [[[1]], [{}], [True, 2], [1.0], [7], [], "1"])
def test_working_days_are_weekdays_and_nothing_else(owner, api, days):
    answer = api(owner).patch(f"{BASE}/", {"version": 1, "working_days": days})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "working_days")


def test_a_worker_that_lost_its_job_neither_reports_nor_ends_it(owner):
    job = Job.objects.create(team=owner.team, by=owner, kind="nothing")
    slow, quick = Job.objects.get(pk=job.pk), Job.objects.get(pk=job.pk)
    assert slow.claim()
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert quick.claim()

    told = [slow.report(7), slow.fail("too slow")]
    slow = Job.objects.get(pk=job.pk)
    ended = quick.finish({"rows": 1})

    assert (told, slow.state, slow.progress, ended) == ([False, False], "running", 0, True)
    assert Job.objects.get().result == {"rows": 1}


def test_what_became_of_a_job_is_told_in_the_language_of_whoever_asked(owner):
    owner.user.language = "zh-hans"
    owner.user.save()
    long_ago = timezone.now() - dt.timedelta(hours=1)
    Job.objects.create(team=owner.team, by=owner, kind="nothing", tries=5, state="running", lease_until=long_ago)

    Job.requeue_forgotten()

    assert Job.objects.get().result == {"error": "此任务已中断5次。"}


def test_an_invitation_finds_its_recipient_however_the_address_was_typed(owner):
    recipient = Membership(team=owner.team, role=Role.RECIPIENT, name="Ann", email="Ann@Acme.dev").store(by=owner)
    invitation = Invitation(team=owner.team, email="ann@acme.dev", invited_by=owner).store(by=owner)

    joined = invitation.accept(user=UserFactory(email="ann@acme.dev"))

    assert (joined.pk, recipient.email) == (recipient.pk, "ann@acme.dev")


def test_a_recipient_cannot_have_the_address_of_a_member(owner, member):
    with pytest.raises(ValidationError) as refusal:
        Membership(team=owner.team, role=Role.RECIPIENT, name="Twin", email=member.user.email.upper()).store(by=owner)

    assert refusal.value.message_dict == {"email": ["Somebody with this email address is in the team already."]}


def test_a_role_too_high_is_refused_with_the_same_answer_everywhere(owner, manager, api):
    invitation = Invitation(team=owner.team, email="ann@acme.dev", role="owner", invited_by=owner).store(by=owner)
    ask = api(manager)

    answers = [
        ask.post(f"{BASE}/members/{owner.pk}/role/", {"role": "member"}),
        ask.post(f"{BASE}/members/{owner.pk}/ending/", {}),
        ask.post(f"{BASE}/invitations/{invitation.pk}/renewal/"),
        ask.post(f"{BASE}/invitations/{invitation.pk}/revocation/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    assert [answer.json()["title"] for answer in answers] == [
        "Your role does not allow this change.",
        "Your role does not allow this change.",
        "You cannot invite above your own role.",
        "Your role does not allow this change.",
    ]


@pytest.mark.parametrize(
    ("page", "back"),
    [("http://testserver/t/acme/tasks/?q=a", "/t/acme/tasks/%3Fq%3Da"), ("http://evil.example/x", "/start/")],
)
def test_a_fragment_asked_for_after_signing_out_leads_to_the_sign_in_page(client, team, page, back):
    headers = {"HX-Request": "true", "HX-Current-URL": page, "HX-Target": "task-list"}

    answer = client.get("/t/acme/tasks/", headers=headers)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"] == f"/accounts/login/?next={back}"


def test_a_plain_request_after_signing_out_is_redirected(client, team):
    assert client.get("/t/acme/tasks/")["Location"] == "/accounts/login/?next=/t/acme/tasks/"


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "one"}])
@pytest.mark.parametrize("server", [{}, {"host": "mail.example.com"}])
def test_an_invitation_by_api_says_whether_it_was_mailed_and_a_retry_says_the_same(owner, api, settings, key, server):
    settings.EMAIL_SERVER = server
    ask, body = api(owner), {"email": "ann@acme.dev", "role": "member"}

    answer = ask.post(f"{BASE}/invitations/", body, headers=key)
    again = ask.post(f"{BASE}/invitations/", body, headers=key)
    renewed = ask.post(f"{BASE}/invitations/{answer.json()['id']}/renewal/")

    assert (answer.status_code, answer.json()["mailed"], renewed.json()["mailed"]) == (201, bool(server), bool(server))
    assert again.json() == answer.json() if key else again.status_code == 400
    assert len(mail.outbox) == (2 if server else 0)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_an_invitation_is_mailed(owner, api, settings):
    settings.EMAIL_SERVER = {"host": "mail.example.com"}
    settings.EMAIL_BACKEND = f"{__name__}.NotingBackend"
    NotingBackend.inside.clear()

    api(owner).post(
        f"{BASE}/invitations/", {"email": "ann@acme.dev", "role": "member"}, headers={"Idempotency-Key": "one"}
    )

    assert NotingBackend.inside == [False]


class NotingBackend(BaseEmailBackend):
    """Notes whether it was asked inside a transaction."""

    inside = []

    def send_messages(self, messages):
        self.inside.append(connection.in_atomic_block)
        return len(messages)


def test_an_edit_without_a_version_is_refused_and_stores_nothing(owner, browse):
    milestone = MilestoneFactory(team=owner.team, title="Beta")
    client = browse(owner)
    form = client.get(f"/t/acme/milestones/{milestone.pk}/edit/").context["form"]
    values = {name: form[name].value() or "" for name in form.fields if name != "version"} | {"title": "Gamma"}

    answer = client.post(f"/t/acme/milestones/{milestone.pk}/edit/", values)

    assert (answer.status_code, answer.context["form"].errors.as_data()["__all__"][0].code) == (422, "version_missing")
    assert Milestone.objects.get().title == "Beta"


@pytest.mark.parametrize(
    ("name", "mailed"),
    [
        ("evil。com", "evil。 com"),
        ("evil．com", "evil. com"),
        ("evil｡com", "evil。 com"),
        ("//1.2.3.4/x", "//1. 2. 3. 4/x"),
        ("Dr. No", "Dr. No"),
    ],
)
def test_a_name_in_a_mail_to_a_stranger_is_no_link_in_any_spelling(name, mailed):
    assert harmless(name) == mailed


@pytest.mark.parametrize(
    ("field", "typed", "sent"),
    [("alert_hour", 20, 20), ("time_zone", "Mars/Base", "Mars/Base"), ("working_days", ["9"], [9])],
)
def test_a_setting_that_is_wrong_is_told_alike_by_form_and_api(owner, api, browse, field, typed, sent):
    client = browse(owner)
    form = client.get("/t/acme/settings/").context["form"]
    values = {name: form[name].value() for name in form.fields}

    page = client.post("/t/acme/settings/", values | {field: typed})
    answer = api(owner).patch(f"{BASE}/", {"version": 1, field: sent})

    [error] = answer.json()["errors"]
    assert page.context["form"].errors == {error["field"]: [error["message"]]}


@pytest.mark.parametrize("address", ["a@example.com", "a@x.test", "a@x.invalid"])
def test_no_invitation_is_mailed_to_an_address_kept_for_examples(owner, api, settings, address):
    settings.EMAIL_SERVER = {"host": "mail.acme.dev"}

    answer = api(owner).post(f"{BASE}/invitations/", {"email": address, "role": "member"})

    assert (answer.status_code, answer.json()["mailed"], mail.outbox) == (201, False, [])


def test_no_account_mail_leaves_to_an_address_kept_for_examples(client, settings):
    settings.EMAIL_SERVER = {"host": "mail.acme.dev"}
    for address in ("ann@example.com", "ann@acme.dev"):
        UserFactory(email=address)
        client.post("/accounts/password/reset/", {"email": address})

    assert [message.to for message in mail.outbox] == [["ann@acme.dev"]]
