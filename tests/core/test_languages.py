"""The languages have one home."""

from pathlib import Path

from django.conf import settings

from core.fields import LanguageField
from core.languages import LANGUAGE_CODES, LANGUAGES
from teams.models import Team, User

ROOT = Path(__file__).resolve().parent.parent.parent
LAYERS = ("core", "teams", "planner", "funding", "risks", "playbook", "alerts", "desk", "config")


def test_settings_fields_and_catalogues_know_the_same_languages():
    catalogues = {path.parent.parent.name.replace("_", "-").lower() for path in ROOT.glob("locale/*/*/django.po")}

    assert settings.LANGUAGES == LANGUAGES
    assert {tuple(model._meta.get_field("language").choices) for model in (Team, User)} == {tuple(LANGUAGES)}
    assert catalogues == set(LANGUAGE_CODES) - {"en"}


def test_one_more_language_asks_for_no_migration():
    assert "choices" not in LanguageField("language").deconstruct()[3]


def test_no_other_module_names_a_language_by_its_code():
    naming = [
        str(path.relative_to(ROOT))
        for layer in LAYERS
        for path in (ROOT / layer).rglob("*.py")
        if '"zh-hans"' in path.read_text()
    ]

    assert naming == ["core/languages.py"]
