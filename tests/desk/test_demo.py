"""The demo as it is loaded: complete, in the past, with its point; and who may enter it."""

import datetime as dt
import io
from collections import Counter

import time_machine
from django.core.management import call_command
from django.db.models import Max, Min
from django.test import TestCase, override_settings

from desk.demo.checks import check_no_demo_accounts
from desk.demo.loading import demo_memberships, load, remove
from desk.demo.rows import rows_of
from funding.models import NextAction, Opportunity, OpportunityEvent, PlanStep, Round
from funding.outlook import runway_sentence
from planner.models import CheckIn, Goal, KeyResult, Milestone, Move, Task
from risks.following import follow_all
from risks.models import ContingencyPlan, Risk
from teams.models import DUE_SOON, Activity, Comment, Membership, Position, Team, User
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, TaskFactory
from tests.factories.teams import MembershipFactory, TeamFactory

TODAY = NOW.date()
LOCAL = {"BASE_URL": "http://127.0.0.1:8000", "DEMO": True, "EMBEDDED": True}
SIGN_IN = "/accounts/login/"


def member(key):
    return demo_memberships().select_related("team", "user").get(external_id=key)


def text_of(answer):
    return " ".join(answer.content.decode().split())


@override_settings(**LOCAL)
class LoadedDemo(TestCase):
    """What a start without a database shows."""

    @classmethod
    def setUpTestData(cls):
        with time_machine.travel(NOW):
            cls.loaded = load()
        cls.team = cls.loaded.team

    def setUp(self):
        travel = time_machine.travel(NOW + dt.timedelta(minutes=5))
        travel.start()
        self.addCleanup(travel.stop)

    # What is there

    def test_it_has_the_promised_size(self):
        counts = {
            model.__name__: model.objects.filter(team=self.team).count()
            for model in (
                Membership,
                Position,
                Goal,
                KeyResult,
                CheckIn,
                Milestone,
                Risk,
                Round,
                Opportunity,
                ContingencyPlan,
                PlanStep,
            )
        }

        assert counts == {
            "Membership": 8, "Position": 9, "Goal": 9, "KeyResult": 5, "CheckIn": 3, "Milestone": 26,
            "Risk": 18, "Round": 2, "Opportunity": 14, "ContingencyPlan": 6, "PlanStep": 9,
        }  # fmt: skip
        assert Task.objects.filter(team=self.team, origin_kind="").count() == 66

    def test_milestones_are_done_late_blocked_and_to_come(self):
        rows = Milestone.objects.filter(team=self.team)

        assert Counter(rows.values_list("state", flat=True)) == {
            "completed": 10, "in_progress": 9, "planned": 6, "cancelled": 1,
        }  # fmt: skip
        assert set(rows.overdue(on=TODAY).values_list("title", flat=True)) == {
            "Changed medication found in 98 % of letters",
            "Processing contracts with every provider",
        }
        assert rows.due_soon(on=TODAY).count() == 3
        assert rows.get(blocked=True).slip_days == 20

    def test_people_talk_on_the_days_of_the_story_about_rows_by_their_numbers(self):
        said = Comment.objects.filter(team=self.team).order_by("created_at")
        days = [comment.created_at.astimezone(self.team.zone).date() for comment in said]

        assert len(said) == 11
        assert all(TODAY - dt.timedelta(days=25) < day < TODAY for day in days)
        assert {person.name for comment in said for person in comment.mentioned.all()} == {
            "Clara Nowak", "Jonas Keller", "Mei Chen", "Hanna Brandt",
        }  # fmt: skip
        data_room = Milestone.objects.get(team=self.team, title="Data room complete")
        assert f"Investors read {data_room.code} next." in said.get(body__startswith="Investors").body
        assert {comment.subject_kind for comment in said} == {
            "planner.milestone", "planner.goal", "risks.risk", "risks.contingencyplan", "funding.opportunity",
        }  # fmt: skip

    def test_goals_lie_in_three_lanes_and_one_has_no_milestone(self):
        rows = Goal.objects.filter(team=self.team)

        assert Counter(rows.values_list("horizon", flat=True)) == {"short": 4, "mid": 3, "long": 2}
        assert [goal.title for goal in rows.without_milestone()] == [
            "First choice for letters in German outpatient care"
        ]

    def test_risks_spread_over_the_matrix(self):
        rows = Risk.objects.filter(team=self.team).open()

        assert Counter(rows.values_list("current__level", flat=True)) == {
            "critical": 2, "high": 6, "moderate": 5, "low": 1, "very_low": 1, None: 2,
        }  # fmt: skip
        assert rows.high_without_plan().count() == 4
        assert rows.review_due(on=TODAY).count() == 1

    def test_a_contingency_plan_is_at_work_since_its_day(self):
        plan = ContingencyPlan.objects.get(team=self.team, state="activated")

        began = self.team.today(plan.activated_at)
        tasks = sorted(plan.tasks().values(), key=lambda task: task.due_on)
        assert plan.risk.status == "occurred"
        assert (TODAY - began).days in (9, 10, 11)
        assert [task.state for task in tasks] == ["done", "done", "todo", "todo"]
        assert tasks[0].due_on == began
        assert tasks[-1].due_on > TODAY

    def test_an_acceptance_is_about_to_end_and_a_risk_is_above_the_appetite(self):
        today = self.team.today()
        risks = Risk.objects.filter(team=self.team)

        assert follow_all() == {"changed": 0, "failed": 0}
        assert [risk.title for risk in risks.acceptance_lapsing(until=today + DUE_SOON)] == [
            "The certified interface comes late"
        ]
        assert not risks.acceptance_missing(on=today).exists()
        assert [risk.title for risk in risks.above_appetite()] == ["The seed round closes after the money is gone"]

    def test_opportunities_stand_in_all_channels_and_two_have_slipped(self):
        rows = Opportunity.objects.filter(team=self.team)

        assert len(set(rows.values_list("channel", flat=True))) == 5
        assert sum(row.is_slipped(on=TODAY) for row in rows.select_related("round")) == 2
        assert NextAction.objects.filter(team=self.team).open().filter(due_on__lt=TODAY).count() == 1

    def test_home_has_its_point(self):
        sentence = runway_sentence(member("hanna"), TODAY)

        assert sentence.milestone.title == "Ottilie Inbox 2 for every clinic"
        assert 28 <= sentence.days_later <= 45
        assert (len(sentence.plan.lines), sentence.plan.undated, sentence.plan.not_converted) == (9, 0, 0)

    # When it happened

    def test_history_lies_in_the_past_and_in_order(self):
        activity = Activity.objects.filter(team=self.team)

        span = activity.aggregate(first=Min("at"), last=Max("at"))
        assert (NOW - span["first"]).days in range(546, 552)
        assert NOW - dt.timedelta(days=6) < span["last"] < NOW
        stored = list(activity.order_by("pk").values_list("at", flat=True))
        assert [each.date() for each in stored] == sorted(each.date() for each in stored)

    def test_rows_are_as_old_as_their_first_activity(self):
        made = dict(Activity.objects.filter(team=self.team, verb="created").values_list("subject_id", "at"))

        for model in (Milestone, Task, Risk, Opportunity, Membership):
            for pk, created_at in model.objects.filter(team=self.team).values_list("pk", "created_at"):
                assert abs(made[pk] - created_at) < dt.timedelta(seconds=2)

    def test_instants_of_verbs_lie_where_the_story_has_them(self):
        milestone = Milestone.objects.get(team=self.team, title="First paying clinic")
        events = OpportunityEvent.objects.filter(team=self.team).aggregate(last=Max("created_at"))
        moves = Move.objects.filter(milestone__team=self.team).aggregate(last=Max("at"))

        assert (TODAY - milestone.completed_on).days in range(157, 162)
        assert max(events["last"], moves["last"]) < NOW - dt.timedelta(days=1)
        assert self.team.created_at < NOW - dt.timedelta(days=540)
        assert User.objects.get(email="mei.chen@example.com").date_joined < NOW - dt.timedelta(days=500)

    def test_nothing_happens_on_a_weekend(self):
        days = {self.team.today(at).weekday() for at in Activity.objects.values_list("at", flat=True)}

        assert days == {0, 1, 2, 3, 4}

    # Who gets in

    def test_the_printed_password_opens_every_account(self):
        users = User.objects.filter(memberships__team=self.team)

        assert users.count() == 7
        assert all(user.email.endswith("@example.com") for user in users)
        assert {user.password for user in users} == {users[0].password}
        assert users[0].check_password(self.loaded.password)

    def test_the_founder_signs_in_and_sees_home(self):
        self.client.post(SIGN_IN, {"login": "hanna.brandt@example.com", "password": self.loaded.password})

        answer = self.client.get(f"/t/{self.team.slug}/")

        assert answer.status_code == 200
        assert "Ottilie Inbox 2 for every clinic" in text_of(answer)

    def test_the_sign_in_page_offers_four_ways_in(self):
        page = text_of(self.client.get(SIGN_IN, headers={"host": "127.0.0.1"}))

        assert all(f"Enter as {who}" in page for who in ("founder", "manager", "member", "viewer"))

    def test_one_click_enters_as_each_of_the_four(self):
        for entry, name in (("founder", "Hanna Brandt"), ("viewer", "Aisha Okafor")):
            answer = self.client.post("/demo/", {"entry": entry}, headers={"host": "localhost:8000"})

            assert (answer.status_code, answer["Location"]) == (303, f"/t/{self.team.slug}/")
            user = User.objects.get(pk=self.client.session["_auth_user_id"])
            assert user.name == name

    def test_nobody_enters_from_elsewhere(self):
        for headers, environ in (
            ({"host": "127.0.0.1", "x-forwarded-for": "10.0.0.1"}, {}),
            ({"host": "127.0.0.1", "forwarded": "for=10.0.0.1"}, {}),
            ({"host": "127.0.0.1"}, {"REMOTE_ADDR": "10.0.0.1"}),
        ):
            page = self.client.get(SIGN_IN, headers=headers, **environ)
            answer = self.client.post("/demo/", {"entry": "founder"}, headers=headers, **environ)

            assert "Enter as" not in text_of(page)
            assert answer.status_code == 404
            assert "_auth_user_id" not in self.client.session

    def test_nobody_enters_under_another_address_or_when_it_is_switched_off(self):
        for changed in ({"BASE_URL": "https://landfall.example.org"}, {"DEMO": False}):
            with self.settings(**changed):
                answer = self.client.post("/demo/", {"entry": "founder"}, headers={"host": "127.0.0.1"})

            assert answer.status_code == 404

    def test_entering_takes_a_post_and_a_known_entry(self):
        assert self.client.get("/demo/", headers={"host": "127.0.0.1"}).status_code == 405
        assert self.client.post("/demo/", {"entry": "jonas"}, headers={"host": "127.0.0.1"}).status_code == 404

    def test_a_deployed_installation_is_refused_while_it_holds_the_demo(self):
        assert check_no_demo_accounts(None) == []

        with self.settings(BASE_URL="https://landfall.example.org"):
            [error] = check_no_demo_accounts(None)

        assert error.id == "landfall.E001"

    # Again, and away

    def test_loading_twice_makes_no_second_copy(self):
        said = io.StringIO()

        call_command("demo", "--if-allowed", stdout=said)
        assert said.getvalue() == ""
        call_command("demo", stdout=said)

        assert said.getvalue() == "The demo is loaded already: /t/ottilie-health/ (--reset loads it anew).\n"
        assert Team.objects.count() == 1

    def test_removing_takes_the_demo_and_nothing_else(self):
        other = TeamFactory(name="Other")
        TaskFactory(team=other)
        goal = GoalFactory(team=other)
        helper = MembershipFactory(team=other, user=member("clara").user)

        assert remove()

        assert list(Team.objects.all()) == [other]
        assert [rows.count() for rows in rows_of(self.team) if rows.exists()] == []
        assert list(User.objects.all()) == [helper.user]
        assert (Goal.objects.get(), Task.objects.count()) == (goal, 1)
        assert remove() is False
