"""The risk library as data: every entry whole in both languages, in range, and in the words of the product."""

import json
import re

import pytest

from playbook.library import LONGEST_QUERY, VOCABULARY, codes, entries, narrowed, titles
from playbook.reading import problems
from playbook.templates import DATA, template
from risks.states import Category, Kind

ROWS = {
    row["code"]: row
    for path in sorted((DATA / "risks").glob("*.json"))
    for row in json.loads(path.read_text(encoding="utf-8"))
}
LANGUAGES = {"en", "zh-hans"}
FILLER = re.compile(r"lorem|ipsum|todo|tbd|xxx|foo\b", re.IGNORECASE)
# Names and abbreviations that are the same in Chinese.
SAME = {"AI", "API", "CB", "GDPR", "GPU", "Insights", "LLM", "NIST", "OWASP", "SQL", "XSS"}
HAN = re.compile("[\u4e00-\u9fff]")


def texts(value, path=""):
    """Yield (path, text) for every text in both languages, wherever it stands."""
    if isinstance(value, dict) and LANGUAGES & set(value):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from texts(inner, f"{path}[{place}]")


def test_nothing_is_wrong_with_the_library():
    assert problems(list(ROWS.values()), VOCABULARY) == []


def test_the_library_holds_what_the_field_names_in_every_category():
    counts = {category: sum(row["category"] == category for row in ROWS.values()) for category in Category.values}

    assert len(codes()) == len(ROWS) == 44
    assert counts == {
        "technical": 7,
        "security": 7,
        "privacy": 2,
        "data": 2,
        "cost_compute": 5,
        "funding": 5,
        "market": 4,
        "team": 5,
        "project": 3,
        "legal_ethics": 4,
    }
    assert sum(row["kind"] == Kind.OPPORTUNITY for row in ROWS.values()) == 3


def test_each_file_holds_its_own_category():
    for path in (DATA / "risks").glob("*.json"):
        assert {row["category"] for row in json.loads(path.read_text(encoding="utf-8"))} == {path.stem}


@pytest.mark.parametrize("code", ROWS)
def test_every_text_is_whole_in_both_languages(code):
    for path, text in texts(ROWS[code], code):
        chinese, english = text["zh-hans"], text["en"]
        assert not FILLER.search(english + chinese), path
        assert not HAN.search(english), path
        assert HAN.search(chinese), path
        assert set(re.findall(r"[A-Za-z]{2,}", chinese)) <= SAME, path
        assert not re.search(r"[\u4e00-\u9fff][,;:?!.()]|[,;:?!()][\u4e00-\u9fff]", chinese), f"half-width: {path}"


@pytest.mark.parametrize("code", ROWS)
def test_sentences_end_in_both_languages_and_titles_do_not(code):
    row = ROWS[code]
    sentences = [row["cause"], row["event"], row["effect"], row["plan"]["trigger"], *row["references"]]
    names = [row["title"], row["plan"]["title"]]
    names += [each[name] for each in row["responses"] for name in ("title", "metric")]
    names += [step["title"] for step in row["plan"]["steps"]]

    assert all(text["en"].endswith(".") and text["zh-hans"].endswith("。") for text in sentences)
    assert not any(text["en"].endswith(".") or text["zh-hans"].endswith("。") for text in names)


def test_no_title_is_used_twice():
    named = [text for row in ROWS.values() for text in row["title"].values()]

    assert len(set(named)) == len(named)


def test_dear_computing_names_each_way_to_make_it_cheaper_with_the_figure_it_moves():
    entry = entries("en")["compute_too_slow_or_dear"]

    assert [(each.title.split()[0], each.metric) for each in entry.responses[1:]] == [
        ("Quantise", "Memory per model and seconds per answer"),
        ("Prune", "Computing steps per answer at equal score"),
        ("Distil", "Share of requests the small model answers at the bar"),
        ("Distribute", "Hours per run and efficiency per card"),
        ("Use", "Steps until the target score"),
        ("Compare", "Cost per thousand answers on each kind"),
    ]
    assert "adaptive learning rate" in entry.responses[5].title
    assert "hardware" in entry.responses[6].title


def test_each_starter_names_a_risk_of_a_template():
    known = {risk["key"] for risk in template("ai_product")["risks"]}

    assert {row["starter"] for row in ROWS.values()} - {""} == known


def test_a_title_leads_to_its_entry_in_any_language_and_so_does_the_risk_of_a_template():
    named = titles()

    assert named["Data breach"] == named["数据泄露"] == {"data_breach"}
    assert named["Text from outside takes over the assistant"] == {"prompt_injection"}
    both = {"serving_cost", "compute_too_slow_or_dear"}
    assert named["Training or answers are too slow or too expensive"] == both


def test_a_search_finds_words_of_either_language_in_one_category_or_all():
    found = [entry.code for entry in narrowed("zh-hans", words="quantise")]

    assert found == ["compute_too_slow_or_dear"]
    assert [entry.code for entry in narrowed("en", words="量化")] == found
    assert narrowed("en", category="market", words="quantise") == []
    assert len(narrowed("en", category="market")) == 4
    assert len(narrowed("en")) == 44


def test_a_search_reads_no_more_than_its_limit():
    assert len(narrowed("en", words=" " * LONGEST_QUERY + "nowhere")) == 44
