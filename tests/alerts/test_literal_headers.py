"""What arrives of a mail whose texts look like something else: the very words, and no header anybody typed."""

import datetime as dt
import email
import uuid
from email import policy
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.delivery import Line
from alerts.message import build
from alerts.models import Mail, Preference
from alerts.notices import ask
from alerts.rendering import one_line
from alerts.sending import send_batch
from planner.models import Milestone, Project
from teams.models import Team
from tests.core.test_headers import NASTY, TITLES
from tests.factories.alerts import queued_mail


def arrived(postbox):
    return [email.message_from_string(got["raw"], policy=policy.default) for got in postbox.accepted]


def milestone(team, owner, title, due_on):
    project = Project.objects.first() or Project(team=team, name="P").store(by=None)
    return Milestone(team=team, project=project, title=title, owner=owner, due_on=due_on).store(by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("title", [title for title in NASTY if title.isprintable() and len(title) <= 200])
def test_subject_is_the_title_as_it_was_typed(team, anna, clock, postbox, title):
    row = milestone(team, anna, title, dt.date(2026, 3, 9))
    mail = ask(anna, row)

    send_batch(lambda: clock.now)

    mail.refresh_from_db()
    [message] = arrived(postbox)
    assert message["Subject"] == mail.subject == one_line(f"{row} is due in 7 days, on 9 Mar 2026")
    assert (message["To"], message["Bcc"]) == ("anna@landfall-mail.org", None)


def letter(subject):
    """Return an unsaved mail and its reader's preference."""
    team = Team(name="Acme", slug="acme")
    mail = Mail(team=team, address="anna@landfall-mail.org", kind="daily", subject=subject, text="t", html="<p>h</p>")
    mail.dated_at, mail.message_id = dt.datetime(2026, 3, 2, tzinfo=dt.UTC), f"<{mail.pk}@127.0.0.1>"
    return mail, Preference(team=team)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(TITLES, min_size=1, max_size=5))
def test_whatever_is_typed_arrives_as_it_was_typed(postbox, titles):
    postbox.empty()
    with Line() as line:
        line.open()
        for title in titles:
            line.send("us@landfall-mail.org", "anna@landfall-mail.org", build(*letter(title), []))

    assert [message["Subject"] for message in arrived(postbox)] == [one_line(title) for title in titles]
    assert {tuple(message.keys()) for message in arrived(postbox)} == {tuple(arrived(postbox)[0].keys())}


def test_half_pairs_leave_no_trace_in_a_subject():
    message = email.message_from_bytes(build(*letter("a\ud83d\ude00b \udcff c"), []), policy=policy.default)

    assert message["Subject"] == "a b c"


@pytest.mark.parametrize(
    ("address", "reply_to"), [("=?utf-8?q?bob?=@mail.org", ""), ("anna@mail.org", "=?utf-8?q?=0A?=@mail.org")]
)
def test_addresses_are_written_as_they_are(address, reply_to):
    mail, preference = letter("s")
    mail.address = address

    raw = build(mail, preference, [], reply_to=reply_to)

    assert f"\r\nTo: {address}\r\n".encode() in raw
    assert (f"\r\nReply-To: {reply_to}\r\n".encode() in raw) is bool(reply_to)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "answer_to"), [("anna@landfall-mail.org", "anna@landfall-mail.org"), ("ännä@landfall-mail.org", None)]
)
def test_answers_go_to_an_owner_whose_address_every_server_takes(anna, cleo, clock, postbox, address, answer_to):
    type(anna.user).objects.filter(pk=anna.user_id).update(email=address)
    queued_mail(cleo, now=clock.now)

    send_batch(lambda: clock.now)

    assert [message["Reply-To"] for message in arrived(postbox)] == [answer_to]


def test_names_of_a_sender_and_of_domains_arrive_as_they_were_given(settings):
    settings.DEFAULT_FROM_EMAIL = "=?utf-8?b?552A6ZmG?= <us@landfall-mail.org>"  # as the environment is read
    mail, preference = letter("s")
    mail.address = "anna@bücher.org"

    message = email.message_from_bytes(build(mail, preference, []), policy=policy.default)

    assert [one.display_name for one in message["From"].addresses] == ["着陆"]
    assert message["To"] == "anna@xn--bcher-kva.org"


@pytest.mark.django_db
def test_one_title_does_not_keep_somebody_elses_daily_mail(team, anna, cleo, clock, postbox):
    clock.tick()
    milestone(team, cleo, "=?utf-7?q?+2AA-?=", dt.date(2026, 3, 9))
    milestone(team, cleo, "Berries", dt.date(2026, 3, 10))
    clock.tick_at(2026, 3, 3, 8, 0)

    send_batch(lambda: clock.now)

    [message] = arrived(postbox)
    assert message["Subject"] == "M-1 =?utf-7?q?+2AA-?= is due in 6 days, on 9 Mar 2026, and 1 more"
    assert "M-2 Berries" in message.get_body(("plain",)).get_content()


def test_mail_of_the_command_line_has_the_same_headers(postbox, settings):
    settings.DEFAULT_FROM_EMAIL = '"Landfall, Inc." <us@landfall-mail.org>'

    call_command("send_test_mail", "anna@landfall-mail.org", stdout=SimpleNamespace(write=str))

    [message] = arrived(postbox)
    assert [one.display_name for one in message["From"].addresses] == ["Landfall, Inc."]
    assert (message["To"], message["Subject"]) == ("anna@landfall-mail.org", "Landfall can send mail")
    assert (message["Auto-Submitted"], message.get_content_type()) == ("auto-generated", "text/plain")


def test_no_one_of_a_team_can_name_a_header(settings):
    mail, preference = letter("s")
    mail.team.slug = "a\r\nBcc: x@landfall-mail.org"
    mail.pk = uuid.uuid4()

    message = email.message_from_bytes(build(mail, preference, []), policy=policy.default)

    assert (message["Bcc"], message["List-Id"]) == (None, "<a--Bcc--x-landfall-mail.org.127.0.0.1>")
