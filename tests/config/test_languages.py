"""Every visible text can be translated, and the Chinese catalogue holds its placeholders."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from tools.catalog import read_po

pytestmark = pytest.mark.django_db

CATALOGUE = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]+\}")
PAGES = ["home", "planner:goal-list", "planner:milestone-list", "risks:board", "funding:overview", "teams:people"]


def test_every_text_is_translated_and_keeps_its_placeholders():
    wrong = {}
    for source, translation in read_po(CATALOGUE.read_text(encoding="utf-8")).items():
        text, translated = str(source), str(translation)
        if not source or not text:
            continue
        expected = set(PLACEHOLDER.findall(text))
        if not translated or not set(PLACEHOLDER.findall(translated)) <= expected:
            wrong[text[:60]] = translated[:60]

    assert wrong == {}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_speaks_the_language_of_its_reader(browse, owner, name):
    owner.user.language = "zh-hans"
    owner.user.save()

    page = browse(owner).get(reverse(name, args=["acme"])).content.decode()

    assert '<html lang="zh-hans">' in page
    assert ">首页<" in re.sub(r"\s+", "", page)
    assert "Sign out" not in page
