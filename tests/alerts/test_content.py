"""What a mail says, in which language, and what never gets into it."""

import datetime as dt
import email
import re
from email import policy
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from alerts.models import Alert, Mail, Preference
from alerts.rendering import render
from alerts.sending import send_batch
from alerts.topics import TOPICS
from alerts.wording import word
from planner.models import Milestone
from risks.models import Risk
from teams.models import Membership
from teams.roles import Role
from tests.factories.alerts import queued_mail
from tests.factories.planner import ProjectFactory, TaskFactory
from tests.factories.risks import prepared_plan

pytestmark = pytest.mark.django_db
MAILS = Path(__file__).resolve().parents[2] / "templates/mail"
HOSTILE = "Beta\r\nBcc: victim@landfall-mail.org\r\n\r\n<script>alert(1)</script>\x07"


def content(mail, clock):
    return render(mail, list(mail.deliveries.select_related("alert")), clock.now)


def due_mail(team, owner, clock, count=1):
    clock.tick()
    for number in range(count):
        Milestone(
            team=team,
            project=ProjectFactory(team=team),
            title=f"Public beta {number}",
            owner=owner,
            due_on=dt.date(2026, 3, 9),
        ).store(by=None)
    clock.tick_at(2026, 3, 3, 8, 0)
    return Mail.objects.get(membership=owner)


def test_one_alert_says_what_happened_what_to_do_and_has_one_link(team, cleo, clock):
    mail = due_mail(team, cleo, clock)
    row = Milestone.objects.get()

    said = content(mail, clock)

    assert said.subject == "M-1 Public beta 0 is due in 6 days, on 9 Mar 2026"
    assert said.text.splitlines() == [
        "Hello Cleo Member,",
        "",
        "M-1 Public beta 0 is due in 6 days, on 9 Mar 2026",
        "Check what is still open, and move the date now if it will not hold.",
        f"http://127.0.0.1:8000{row.get_absolute_url()}",
        "",
        "--",
        "Why you get this from the team Acme: you are in charge of it.",
        f"Switch off emails of this kind: [[unsubscribe:{mail.pk}]]",
    ]
    assert re.findall(r'href="([^"]+)"', said.html) == [
        f"http://127.0.0.1:8000{row.get_absolute_url()}",
        f"[[unsubscribe:{mail.pk}]]",
    ]


def test_many_alerts_are_counted_after_twenty(team, cleo, clock):
    said = content(due_mail(team, cleo, clock, count=25), clock)

    assert said.subject.endswith("and 24 more")
    assert said.text.count("is due in 6 days") == 20
    assert "and 5 more: http://127.0.0.1:8000/t/acme/alerts/" in said.text


def test_late_mail_says_so(team, cleo, clock):
    mail = due_mail(team, cleo, clock)
    clock.forward(hours=7)

    assert "This email is late" in content(mail, clock).text


@pytest.mark.parametrize(("language", "date"), [("en", "9 Mar 2026"), ("zh-hans", "2026年3月9日")])
def test_mail_is_in_the_language_of_its_reader(team, cleo, clock, language, date):
    cleo.user.language = language
    cleo.user.save()
    mail = Mail.objects.select_related("membership__user").get(pk=due_mail(team, cleo, clock).pk)

    assert date in content(mail, clock).text


def activated_plan(team, anna, who, clock, **how):
    """Return the text of the mail one person gets of a plan with a step of Anna's today and one of theirs tomorrow."""
    risk = Risk(team=team, title="Provider goes away", category="technical", owner=anna).store(by=None)
    plan = prepared_plan(risk, anna, offsets=(0, 1))
    plan.steps.filter(offset_days=0).update(title="Tell everybody", responsible=anna)
    plan.steps.filter(offset_days=1).update(title="Move the service", responsible=who)
    clock.move_to(2026, 3, 2, 9, 0)
    clock.tick()
    plan.activate(by=anna, **how)
    clock.tick()
    return content(Mail.objects.get(membership=who, kind="critical"), clock)


def test_an_activated_plan_tells_the_readers_own_steps_first_with_dates_and_cause(team, anna, cleo, clock):
    said = activated_plan(team, anna, cleo, clock, occasion="occurred")

    told = said.text[said.text.index("Anna Owner activated it") :].splitlines()
    assert told[:5] == [
        "Anna Owner activated it. The risk has occurred. Its steps are tasks now.",
        "Your steps:",
        "- Move the service, by 3 Mar 2026 (Cleo Member)",
        "Steps of others:",
        "- Tell everybody, by 2 Mar 2026 (Anna Owner)",
    ]
    assert said.html.index("Move the service") < said.html.index("Tell everybody")


def test_a_reader_without_account_is_told_only_their_own_steps_of_a_plan(team, anna, clock):
    adviser = Membership(team=team, name="Ada", email="ada@landfall-mail.org", role=Role.RECIPIENT).store(by=anna)

    said = activated_plan(team, anna, adviser, clock)

    assert "Its trigger: It happens" in said.text
    assert ["Move the service" in said.text, "Tell everybody" in said.text + said.html] == [True, False]


def test_reader_without_account_gets_the_teams_language_and_no_link_to_sign_in(team, anna, clock):
    team.language = "zh-hans"
    team.store(by=None)
    adviser = Membership(team=team, name="Ada", email="ada@landfall-mail.org", role=Role.RECIPIENT).store(by=anna)

    said = content(due_mail(team, adviser, clock), clock)

    assert "2026年3月9日" in said.text
    assert "http" not in said.text


def test_hostile_name_reaches_no_header_and_no_markup(team, cleo, clock, postbox):
    queued_mail(cleo, now=clock.now, values={"name": HOSTILE, "path": "/t/x/"}, about_on=dt.date(2026, 3, 9))

    send_batch(lambda: clock.now)

    raw = postbox.accepted[0]["raw"]
    message = email.message_from_string(raw, policy=policy.default)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]
    assert [header for header in message if header.lower() == "bcc"] == []
    assert "<script>" not in message.get_body(("html",)).get_content()


def test_poison_row_does_not_keep_the_others(team, cleo, clock, postbox):
    poison = queued_mail(cleo, now=clock.now, values={"path": "/x"}, about_on=dt.date(2026, 3, 9))
    good = queued_mail(cleo, now=clock.now)

    send_batch(lambda: clock.now)

    assert set(Mail.objects.values_list("pk", "state")) == {(poison.pk, "failed"), (good.pk, "sent")}


def test_no_secret_is_at_rest(team, cleo, clock, postbox):
    task = TaskFactory(team=team, assignee=cleo)
    rule = {"rule": "task_assigned", "subject_kind": "planner.task", "subject_id": task.pk}
    mail = queued_mail(cleo, now=clock.now, **rule)

    send_batch(lambda: clock.now)

    mail.refresh_from_db()
    link = re.search(
        r"/alerts/link/[^/]+/([0-9a-f]{64})/", postbox.accepted[0]["raw"].replace("=\r\n", "").replace("=3D", "=")
    )
    assert link is not None
    for text in (mail.subject, mail.text, mail.html):
        assert link[1] not in text
        assert Preference.of(cleo).nonce not in text


def test_resend_is_the_same_mail(team, cleo, clock, postbox):
    mail = queued_mail(cleo, now=clock.now)
    send_batch(lambda: clock.now)
    Mail.objects.filter(pk=mail.pk).update(state="uncertain", reason="unknown")
    Mail.objects.get(pk=mail.pk).resend(by=None)
    clock.forward(days=1)
    send_batch(lambda: clock.now)

    first, second = (email.message_from_string(got["raw"], policy=policy.default) for got in postbox.accepted)
    assert [first["Message-ID"], first["Date"]] == [second["Message-ID"], second["Date"]]
    assert first.get_body(("plain",)).get_content() == second.get_body(("plain",)).get_content()


@pytest.mark.parametrize("rule", sorted(TOPICS))
def test_every_kind_has_words_of_its_own(rule):
    values = {"name": "X-1 Thing", "level": "high", "missing": ["plan"], "risk": "R-1 Risk", "counts": {"a": 2}}
    values |= {"months": 8, "day": "2026-05-01", "before": 0.6, "now": 0.5, "line": 0.55, "chance": 0.4}
    values |= {"due_on": "2026-05-01", "likely_by": "2026-06-01", "days": 20, "milestone": "M-1 Beta", "who": "Ada"}
    values |= {"old": "2026-05-01", "new": "2026-05-08", "value": "0.81", "rule": "at least 0.9"}
    values |= {"cause": "expired", "facts": {"day": "2026-05-01"}, "reason": "Beyond us", "measured_on": "2026-02-01"}
    alert = Alert(rule=rule, values=values, about_on=dt.date(2026, 3, 9), step=1)

    said = word(alert, dt.date(2026, 3, 2))
    nameless = Alert(
        rule=rule, values=values | {"name": ""}, about_on=dt.date(2026, 3, 9), fires_at=dt.datetime.now(dt.UTC)
    )

    assert said.headline
    assert said.todo
    assert nameless.title
    assert "Have a look." not in said.todo


def test_html_mail_has_a_dark_style_and_says_so():
    html = render_to_string("mail/alerts.html", {"title": "Due", "items": [], "name": "Cleo", "reasons": []})
    invitation = render_to_string("mail/invitation.html", {"team": "Acme", "link": "https://example.com"})

    for page in (html, invitation):
        assert '<meta name="color-scheme" content="light dark">' in page
        assert "@media (prefers-color-scheme: dark)" in page


def test_every_colour_of_a_mail_has_a_dark_one():
    dark = (MAILS / "dark.css").read_text()
    for name in ("alerts", "invitation"):
        for tag in re.findall(r"<[a-z]+ [^>]*style=[^>]*>", (MAILS / f"{name}.html").read_text()):
            if "#" in tag.partition("style=")[2]:
                classes = re.sub("{%.*?%}", " ", re.search(r'class="([^"]*)"', tag)[1]).split()
                assert classes
                assert [each for each in classes if f".{each} {{" not in dark] == []
