"""What the tests of the search share: asking it as a page, as the palette and by API."""

from django.urls import reverse

from desk.search.finding import find
from desk.search.words import Asked

PALETTE = {"HX-Request": "true", "HX-Target": "palette-results"}


def kept(row):
    """Return a row as the product would have stored it: factories do not write what is searched."""
    row.set_derived()
    row.save()
    return row


def names(membership, words, most=20):
    """Return what a person finds, best first."""
    return [f"{row.code} {row.title}".strip() for row in find(membership, Asked.of(words), most=most)]


def searched(client, words="", *, headers=None, **more):
    """Return the answer of the search page, or of the palette, in the team of the tests."""
    return client.get(reverse("search", args=["acme"]), {"q": words} | more, headers=headers)
