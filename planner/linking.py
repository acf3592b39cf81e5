"""Linking two milestones and parting them again: one act each, with one Undo."""

from django.utils.translation import gettext_noop

from teams.models import change

LINKED = gettext_noop("{who} linked {link}")
PARTED = gettext_noop("{who} parted {link}")


def link(dependency, *, by, follow=False):
    """Store a new link and return its act; with `follow`, the successor's date moves with the predecessor from now on.

    Raises ValidationError.
    """
    with change(by, LINKED, link=dependency) as act:
        dependency.store(by=act)
        if follow:
            _let_follow(dependency.successor, act)
    return act


def part(dependency, *, by):
    """Remove a link and return the act."""
    with change(by, PARTED, link=dependency) as act:
        dependency.discard(by=act)
    return act


def _let_follow(successor, act):
    successor.refresh_from_db()
    successor.follows_links = True
    successor.store(by=act)
