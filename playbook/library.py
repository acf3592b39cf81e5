"""The risk library of the product: JSON under playbook/data/risks, read and judged once. No database, no clock."""

import json
from functools import cache

from django.utils.translation import get_language

from core.languages import LANGUAGE_CODES
from core.text import search_form
from risks.states import FOR_BOTH, ONLY_OPPORTUNITIES, ONLY_THREATS, Category, Kind
from teams.models import JobRole

from .reading import Vocabulary, checked, read
from .templates import CODES, DATA, template

LONGEST_QUERY = 100

VOCABULARY = Vocabulary(
    languages=LANGUAGE_CODES,
    categories=frozenset(Category.values),
    strategies={
        Kind.THREAT.value: frozenset(each.value for each in (*ONLY_THREATS, *FOR_BOTH)),
        Kind.OPPORTUNITY.value: frozenset(each.value for each in (*ONLY_OPPORTUNITIES, *FOR_BOTH)),
    },
    roles=frozenset(JobRole.values),
    suits=frozenset(CODES),
)


def reader_language():
    """Return the language in which texts that are data are shown to whoever asks."""
    return get_language() if get_language() in LANGUAGE_CODES else LANGUAGE_CODES[0]


@cache
def _rows():
    """Return the rows of all files, in the order of the categories; raises LibraryError where one is not right."""
    files = (DATA / "risks" / f"{category}.json" for category in Category.values)
    rows = [row for path in files for row in json.loads(path.read_text(encoding="utf-8"))]
    return checked(rows, VOCABULARY)


@cache
def entries(language):
    """Return {code: Entry} of the whole library in one language."""
    return {entry.code: entry for entry in read(_rows(), language)}


@cache
def codes():
    """Return the code of every entry."""
    return tuple(row["code"] for row in _rows())


@cache
def titles():
    """Return {title: codes}: the names of each entry in any language, and those of such a risk of a template."""
    starters = {risk["key"]: risk["title"] for code in CODES for risk in template(code)["risks"]}
    named = {}
    for row in _rows():
        for texts in (row["title"], starters.get(row["starter"], {})):
            for title in texts.values():
                named.setdefault(title, set()).add(row["code"])
    return {title: frozenset(some) for title, some in named.items()}


def narrowed(language, *, category="", words=""):
    """Return the entries of a category in which every word stands, all of them when nothing is asked."""
    wanted = search_form(words[:LONGEST_QUERY]).split()
    return [
        entry
        for entry in entries(language).values()
        if category in ("", entry.category) and all(word in _searched(entry.code) for word in wanted)
    ]


@cache
def _searched(code):
    """Return what is searched of an entry, in every language: a term one knows in English is found in any."""
    told = [entries(language)[code] for language in LANGUAGE_CODES]
    return search_form(
        *(text for each in told for text in (each.title, each.cause, each.event, each.effect)),
        *(response.title for each in told for response in each.responses),
    )
