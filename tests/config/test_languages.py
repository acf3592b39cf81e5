"""Every visible text can be translated, and the Chinese catalogue holds its placeholders."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.set_filters import colon
from tools.catalog import read_po

pytestmark = pytest.mark.django_db

CATALOGUE = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]+\}")
# Half a width between Chinese characters, and words the product says otherwise.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!(]|\)[\u4e00-\u9fff]|[,:;?!] ?[\u4e00-\u9fff]")
OTHER_WORDS = re.compile("您|审查|预计完成日|烧钱")
PAGES = ["home", "planner:goal-list", "planner:milestone-list", "risks:board", "funding:overview", "teams:people"]


def test_every_text_is_translated_and_keeps_its_placeholders():
    wrong = {}
    for source, translated_text in read_po(CATALOGUE.read_text(encoding="utf-8")).items():
        text, translated = str(source), str(translated_text)
        if not source or not text:
            continue
        expected = set(PLACEHOLDER.findall(text))
        if not translated or not set(PLACEHOLDER.findall(translated)) <= expected:
            wrong[text[:60]] = translated[:60]

    assert wrong == {}


def test_the_chinese_has_its_own_punctuation_and_one_word_for_each_thing():
    texts = [str(text) for text in read_po(CATALOGUE.read_text(encoding="utf-8")).values()]

    assert [text for text in texts if HALF_WIDTH.search(text) or OTHER_WORDS.search(text)] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_constraint_can_say_what_it_forbids(language):
    constraints = [each for model in apps.get_models() for each in model._meta.constraints]

    with translation.override(language):
        said = [each.get_violation_error_message() for each in constraints]

    assert [text for text in said if "%%" in text or not text] == []


@pytest.mark.parametrize(("language", "shown"), [("en", "Due:"), ("zh-hans", "Due：")])
def test_a_label_before_its_value_has_the_colon_of_the_reader(language, shown):
    with translation.override(language):
        assert colon("Due") == shown


@pytest.mark.parametrize("name", PAGES)
def test_a_page_speaks_the_language_of_its_reader(browse, owner, name):
    owner.user.language = "zh-hans"
    owner.user.save()

    page = browse(owner).get(reverse(name, args=["acme"])).content.decode()

    assert '<html lang="zh-hans">' in page
    assert ">首页<" in re.sub(r"\s+", "", page)
    assert "Sign out" not in page
