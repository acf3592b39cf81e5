"""The pictures of the README, taken from the demo; UPDATE_PICTURES=1 writes them into docs/pictures."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command

from forecast.running import TASK
from forecast.tasks import calculate_run
from teams.models import Job, Membership

ROOT = Path(__file__).resolve().parents[2]
PICTURES = {
    "forecast": ("forecast/", "light"),
    "home": ("", "light"),
    "risk-board": ("risks/board/", "light"),
    "timeline": ("timeline/", "light"),
    "goals": ("goals/", "dark"),
    "pipeline": ("pipeline/", "light"),
}

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_demo_is_worth_a_picture(visit, settings, tmp_path):
    settings.DEMO, settings.LOCAL = True, True
    call_command("demo", verbosity=0)
    call_command("alerts", "tick", verbosity=0)
    for job in Job.objects.filter(kind=TASK):
        calculate_run(str(job.pk))
    founder = Membership.objects.select_related("team", "user").get(role="owner")
    folder = ROOT / "docs" / "pictures" if os.environ.get("UPDATE_PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)

    visitor = visit(founder)
    for name, (path, theme) in PICTURES.items():
        visitor.page.emulate_media(color_scheme=theme)
        answer = visitor.open(f"/t/{founder.team.slug}/{path}")
        for chart in visitor.page.locator("[data-chart]").all():
            chart.locator("canvas").wait_for()
        visitor.page.wait_for_timeout(300)
        visitor.page.screenshot(path=folder / f"{name}.png")
        assert answer.status == 200
        assert visitor.violations() == []
        assert (folder / f"{name}.png").stat().st_size > 20_000
