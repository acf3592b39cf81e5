"""Comments as pages show them."""

from functools import cache

from django import template
from django.apps import apps
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from teams.models import NumberedRow
from teams.talk_text import Kind, pieces

register = template.Library()


@register.simple_tag
def said(comment):
    """Return the text of a comment as HTML: its links, the numbers of rows and the people it calls lead there."""
    people = {person.name: person for person in comment.mentioned.all()}
    parts = pieces(comment.body, prefixes=_prefixes(), names=people)
    return format_html_join("", "{}", ((_shown(piece, comment, people),) for piece in parts))


@register.simple_tag
def called_beside(comment):
    """Return the names of those a comment calls without naming them in its text."""
    people = list(comment.mentioned.all())
    parts = pieces(comment.body, prefixes=(), names=[person.name for person in people]) if people else ()
    named = {piece.text[1:] for piece in parts if piece.kind == Kind.PERSON}
    return ", ".join(person.name for person in people if person.name not in named)


def _shown(piece, comment, people):
    slug = comment.team.slug
    match piece.kind:
        case Kind.LINK:
            return format_html('<a href="{}" rel="nofollow noopener noreferrer">{}</a>', piece.text, piece.text)
        case Kind.NUMBER:
            return format_html('<a href="{}">{}</a>', reverse("go", args=[slug, piece.text]), piece.text)
        case Kind.PERSON:
            url = reverse("teams:member", args=[slug, people[piece.text[1:]].pk])
            return format_html('<a class="mention" href="{}">{}</a>', url, piece.text)
    return piece.text


@cache
def _prefixes():
    return frozenset(model.prefix for model in apps.get_models() if issubclass(model, NumberedRow) and model.prefix)
