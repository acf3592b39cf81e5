"""A text made of combining marks costs about what a text of letters costs, at whatever door it comes in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from planner.models import Milestone, PlanImport
from risks.models import Risk
from teams.models import Team
from tests.factories.planner import ProjectFactory
from tests.measuring import processor_time

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
LONG = 10_000


def letters(size):
    return "ä" * size


def marks(size):
    """The order in which normalising has most to do: what is first must come last."""
    return "a" + "\u0301" * (size // 2) + "\u0323" * (size - size // 2 - 1)


def by_page(text, client, api, project):
    fields = {"title": text(200), "project": project.pk, "state": "planned"}
    fields |= {"description": text(LONG), "criteria": text(LONG)}
    answer = client.post(reverse("planner:milestone-new", args=["acme"]), fields)
    assert answer.status_code == 303, answer.context["form"].errors


def by_api(text, client, api, project):
    fields = {"title": text(200), "category": "technical"} | dict.fromkeys(("cause", "event", "effect"), text(LONG))
    answer = api.post("/api/v1/teams/acme/risks/", fields)
    assert answer.status_code == 201, answer.data


def by_search(text, client, api, project):
    assert client.get(reverse("planner:milestone-list", args=["acme"]), {"q": text(3 * LONG)}).status_code == 200
    assert api.get("/api/v1/teams/acme/milestones/", {"q": text(3 * LONG)}).status_code == 200


def by_import(text, client, api, project):
    content = f"title,{text(LONG)},due\n{text(LONG)},x,1\n".encode()
    file = SimpleUploadedFile("plan.csv", content)
    assert client.post(reverse("planner:import", args=["acme"]), {"file": file}).status_code == 303


def by_team(text, client, api, project):
    fields = {"name": text(60), "currency": "EUR", "time_zone": "Europe/Berlin", "language": "en"}
    answer = client.post(reverse("team-new"), fields)
    assert answer.status_code == 303, answer.context["form"].errors


def by_address(text, client, api, project):
    fields = {"login": f"x@{text(LONG)}.org", "password": text(LONG)}
    assert client.post(reverse("account_login"), fields).status_code in (200, 302, 303, 422)


def by_next(text, client, api, project):
    fields = {"login": "x@landfall-mail.org", "password": "x", "next": f"//{text(LONG)}/"}
    assert client.post(reverse("account_login"), fields).status_code in (200, 302, 303, 422)


def by_list(text, client, api, project):
    project.summary = text(LONG)
    project.save()
    assert client.get(reverse("planner:project-list", args=["acme"])).status_code == 200


DOORS = [by_page, by_api, by_search, by_import, by_team, by_address, by_next, by_list]


@pytest.mark.parametrize("door", DOORS)
def test_marks_cost_no_more_than_letters(door, owner, browse, api):
    doors = browse(owner), api(owner), ProjectFactory(team=owner.team)
    door(letters, *doors)  # what the first request loads counts for neither

    assert processor_time(door, marks, *doors) < 3 * processor_time(door, letters, *doors) + 0.05


def test_what_marks_made_is_there(owner, browse, api):
    doors = browse(owner), api(owner), ProjectFactory(team=owner.team)

    for door in (by_page, by_api, by_import, by_team):
        door(marks, *doors)

    assert [model.objects.count() for model in (Milestone, Risk, PlanImport)] == [1, 1, 1]
    assert Milestone.objects.get().description == marks(LONG)
    assert Team.objects.exclude(pk=owner.team.pk).get().slug.startswith("a-")
