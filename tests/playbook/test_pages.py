"""The template's pages: a preview stores nothing, applying stores once, and the toast takes it back."""

import re

import pytest
import time_machine

from planner.models import Goal, Milestone, Project
from teams.models import Activity, Change
from tests.conftest import NOW

LIST = "/t/acme/templates/"
PAGE = "/t/acme/templates/ai_product/"
APPLY = f"{PAGE}application/"
CHOSEN = {"start": "2026-03-02", "language": "en", "name": "Our product"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_names_the_template_and_leads_to_it(browse, viewer):
    answer = browse(viewer).get(LIST)

    assert answer.status_code == 200
    assert f'href="{PAGE}"' in text_of(answer)


def test_a_preview_shows_dates_and_stores_nothing(browse, manager):
    before = Activity.objects.count()

    answer = browse(manager).get(PAGE, CHOSEN)

    assert "From 2 Mar 2026 to 3 Mar 2031: 5 goals, 18 milestones with 57 tasks, 10 risks." in text_of(answer)
    assert (Project.objects.count(), Activity.objects.count()) == (0, before)


def test_without_a_choice_the_next_working_day_is_offered(browse, manager):
    with time_machine.travel("2026-03-07T09:00:00Z"):
        answer = browse(manager).get(PAGE)

    assert 'value="2026-03-09"' in text_of(answer)


def test_a_preview_speaks_the_chosen_language(browse, manager):
    answer = browse(manager).get(PAGE, {"language": "zh-hans"})

    assert "15 次访谈确认问题" in text_of(answer)
    assert 'value="AI 产品"' in text_of(answer)


def test_htmx_gets_the_preview_alone(browse, manager):
    headers = {"HX-Request": "true", "HX-Target": "template-preview"}

    answer = browse(manager).get(PAGE, CHOSEN, headers=headers)

    assert answer.content.decode().lstrip().startswith('<div id="template-preview"')
    assert "<html" not in text_of(answer)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start": "2036-03-02"}, "Choose a start within five years of today."),
        ({"start": "soon"}, "Enter a valid date."),
        ({"name": "two\nlines"}, "Write this on one line, without tabs."),
        ({"language": "fr"}, "Select a valid choice."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_choice_is_refused_and_nothing_is_made(browse, manager, wrong, said):
    answer = browse(manager).post(APPLY, CHOSEN | wrong)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert Project.objects.count() == 0


def test_applying_leads_to_the_goals_and_its_toast_takes_everything_back(browse, manager):
    client = browse(manager)

    answer = client.post(APPLY, CHOSEN)
    page = text_of(client.get(answer["Location"]))
    undo = re.search(r'action="(/t/acme/changes/[^"]+/undo/)"', page)[1]
    undone = client.post(undo)

    assert (answer.status_code, answer["Location"], undone.status_code) == (303, "/t/acme/goals/", 303)
    assert (Project.objects.count(), Goal.objects.count(), Milestone.objects.count()) == (0, 0, 0)
    assert Change.objects.get().undone_by == manager


def test_a_name_that_is_taken_is_said_at_the_name(browse, manager):
    client = browse(manager)
    client.post(APPLY, CHOSEN)

    again = client.post(APPLY, CHOSEN)

    assert again.status_code == 422
    assert "The team has a project of this name already." in text_of(again)
    assert Milestone.objects.count() == 18


def test_members_see_the_preview_and_cannot_apply(browse, member):
    client = browse(member)

    assert "Create this plan" not in text_of(client.get(PAGE))
    assert client.post(APPLY, CHOSEN).status_code == 403
    assert Project.objects.count() == 0


def test_an_unknown_template_is_not_found(browse, manager):
    client = browse(manager)

    assert client.get(f"{LIST}other/").status_code == 404
    assert client.post(f"{LIST}other/application/", CHOSEN).status_code == 404


def test_a_preview_costs_few_queries(browse, manager, django_assert_max_num_queries):
    client = browse(manager)

    with django_assert_max_num_queries(12):
        client.get(PAGE)
