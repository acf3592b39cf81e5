"""Which rows a person may choose, and how one is found among many: by its number or by words."""

import re

from django.db.models import Case, When

from core.text import search_form

# Up to so many rows a choice is a list; of more it is a search, so that no page carries ten thousand options.
LISTED_AT_MOST = 100
MATCHES_AT_MOST = 20  # what a search shows at once; more words leave fewer
WORDS_AT_MOST = 200  # characters a search reads
CONDITIONS_AT_MOST = 20  # different words it asks the database for; some characters are several words once normalised
CODE = re.compile(r"([a-z]{1,2})-(\d{1,9})")


def narrowed(queryset, membership, *, keep=None):
    """Return the rows a member may choose: visible to them, people only while active, the present value kept."""
    rows = queryset.visible_to(membership)
    if hasattr(rows, "active"):
        rows = rows.active() | rows.filter(pk=keep) if keep else rows.active()
    return rows


def containing(rows, words):
    """Return the rows in which each of some words stands."""
    different = dict.fromkeys(search_form(words[:WORDS_AT_MOST]).split())
    for word in list(different)[:CONDITIONS_AT_MOST]:
        rows = rows.containing(word)
    return rows


def matches(rows, words):
    """Return the rows that some words may mean, one more than are shown; a row of just that number comes first."""
    found = containing(with_names(rows), words)
    if number := number_in(words, rows.model):
        ordering = rows.query.order_by or rows.model._meta.ordering
        found = found.order_by(Case(When(number=number, then=0), default=1), *ordering)
    return list(found[: MATCHES_AT_MOST + 1])


def meant(rows, words):
    """Return what somebody means who typed a number or words: the one row of that number or name, else all matches."""
    if number := number_in(words, rows.model):
        return list(rows.filter(number=number)[:1])
    found, wanted = matches(rows, words), search_form(words[:WORDS_AT_MOST])
    exact = [row for row in found if wanted in (search_form(str(row)), search_form(_bare_name(row)))]
    return exact if len(exact) == 1 else found


def number_in(words, model):
    """Return the number in a code such as M-41 if rows of this kind bear such, else None."""
    code = CODE.fullmatch(search_form(words[:WORDS_AT_MOST]))
    return int(code[2]) if code and code[1].upper() == getattr(model, "prefix", None) else None


def with_names(rows):
    """Fetch what the names of rows are made of: an opportunity is told by its source."""
    link, _separator, name = rows.model.named_by.rpartition("__")
    return rows.select_related(link) if name and link else rows


def _bare_name(row):
    """Return how a row is called without its number."""
    return str(row).removeprefix(f"{row.code} ") if hasattr(row, "code") else str(row)
