"""What is done on the page of a milestone is seen on all of it at once, without a reload."""

import datetime as dt
import re

import pytest

from planner.models import Task
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory, TaskFactory

pytestmark = pytest.mark.django_db

IN_PLACE = {"HX-Request": "true", "HX-Target": "milestone-page"}


def post(client, path, fields=None):
    return client.post(f"/t/acme/{path}", fields or {}, headers=IN_PLACE, follow=True)


def progress_in(answer):
    return re.search(r'<svg role="img" aria-label="\s*(\d+%)', answer.content.decode()).group(1)


def test_a_task_done_moves_the_progress_of_its_milestone(browse, member):
    milestone = MilestoneFactory(team=member.team)
    task, _other = TaskFactory.create_batch(2, team=member.team, milestone=milestone)

    answer = post(browse(member), f"tasks/{task.pk}/completion/")

    page = answer.content.decode()
    assert progress_in(answer) == "50%"
    assert page.count('id="milestone-page"') == 1
    assert "<html" not in page
    assert f"/tasks/{task.pk}/completion/undo/" in page


def test_reopening_a_task_takes_the_progress_back(browse, member):
    milestone = MilestoneFactory(team=member.team)
    task = TaskFactory(team=member.team, milestone=milestone, state="done", completed_at=NOW)

    answer = post(browse(member), f"tasks/{task.pk}/reopening/")

    assert progress_in(answer) == "0%"


def test_completing_a_milestone_shows_its_facts_history_and_no_line_for_another_task(browse, member):
    milestone = MilestoneFactory(team=member.team)

    answer = post(browse(member), f"milestones/{milestone.pk}/completion/")

    page = answer.content.decode()
    assert progress_in(answer) == "100%"
    assert "<dt>Completed</dt>" in page
    assert re.findall(r"<li>.*?</strong> (\w+)", page.split('class="activity"')[1], re.DOTALL) == ["completed"]
    assert 'name="title"' not in page


def test_a_completed_milestone_says_when_it_was_reached_and_no_longer_how_far_off_it_is(browse, member):
    milestone = MilestoneFactory(team=member.team, due_on=member.team.today() + dt.timedelta(days=120))

    page = post(browse(member), f"milestones/{milestone.pk}/completion/").content.decode()

    assert "in 4 months" not in page
    assert re.search(r'data-due="done"><time datetime="([\d-]+)"', page).group(1) == str(member.team.today())


def test_completing_a_milestone_takes_its_cancellation_out_of_the_menu(browse, member):
    milestone = MilestoneFactory(team=member.team)
    client = browse(member)

    before = client.get(milestone.get_absolute_url()).content.decode()
    after = post(client, f"milestones/{milestone.pk}/completion/").content.decode()

    assert f"/milestones/{milestone.pk}/cancellation/" in before
    assert '<div id="milestone-cancel" hx-swap-oob="true"></div>' in after


def test_reopening_a_milestone_offers_the_line_for_a_task_again(browse, member):
    milestone = MilestoneFactory(team=member.team, state="completed", completed_at=NOW)

    page = post(browse(member), f"milestones/{milestone.pk}/reopening/").content.decode()

    assert "<dt>Completed</dt>" not in page
    assert 'name="title"' in page
    assert f"/milestones/{milestone.pk}/cancellation/" in page


def test_a_task_added_in_place_answers_with_the_milestone_as_it_is_now(browse, member):
    milestone = MilestoneFactory(team=member.team)
    TaskFactory(team=member.team, milestone=milestone, state="done", completed_at=NOW)

    answer = post(browse(member), "tasks/new/", {"milestone": milestone.pk, "title": "Call clinics", "state": "todo"})

    page = answer.content.decode()
    assert "<html" not in page
    assert "Call clinics" in page
    assert progress_in(answer) == "50%"
    assert 'data-focus="new-task-title"' in page


def test_a_task_refused_in_place_says_why_and_keeps_the_page(browse, member):
    milestone = MilestoneFactory(team=member.team)

    answer = post(browse(member), "tasks/new/", {"milestone": milestone.pk, "title": " ", "state": "todo"})

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert answer.content.decode() == "Title: This field is required."
    assert not Task.objects.exists()


def test_a_task_without_a_milestone_has_no_page_of_one_to_show(browse, member):
    task = TaskFactory(team=member.team, milestone=None)

    answer = post(browse(member), f"tasks/{task.pk}/completion/")

    assert answer.status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_an_answer_in_place_costs_the_same_for_more_tasks(browse, member, queries, rows):
    milestone = MilestoneFactory(team=member.team)
    tasks = TaskFactory.create_batch(rows, team=member.team, milestone=milestone, assignee=member)
    client = browse(member)

    with queries(24):
        answer = post(client, f"tasks/{tasks[0].pk}/completion/")

    assert answer.status_code == 200
