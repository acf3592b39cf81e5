"""The pictures of the README, taken from the demo; UPDATE_PICTURES=1 writes them into docs/pictures."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command

from teams.models import Membership

ROOT = Path(__file__).resolve().parents[2]
PICTURES = {
    "home": ("", "light"),
    "risk-board": ("risks/board/", "light"),
    "goals": ("goals/", "dark"),
    "pipeline": ("pipeline/", "light"),
}

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_demo_is_worth_a_picture(visit, settings, tmp_path):
    settings.DEMO, settings.LOCAL = True, True
    call_command("demo", verbosity=0)
    call_command("alerts", "tick", verbosity=0)
    founder = Membership.objects.select_related("team", "user").get(role="owner")
    folder = ROOT / "docs" / "pictures" if os.environ.get("UPDATE_PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)

    visitor = visit(founder)
    for name, (path, theme) in PICTURES.items():
        visitor.page.emulate_media(color_scheme=theme)
        answer = visitor.open(f"/t/{founder.team.slug}/{path}")
        visitor.page.wait_for_timeout(300)
        visitor.page.screenshot(path=folder / f"{name}.png")
        assert answer.status == 200
        assert visitor.violations() == []
        assert (folder / f"{name}.png").stat().st_size > 20_000
