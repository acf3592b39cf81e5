"""Addresses that stand with their pages: `route = "milestones/<uuid:pk>/edit/", "milestone-edit"`."""

from django.urls import path
from django.views import View


def routes_of(*modules):
    """Return the URL patterns of the pages that modules define, alone or in lists, in the order they are written."""
    return [path(page.route[0], page.as_view(), name=page.route[1]) for module in modules for page in _pages(module)]


def _pages(module):
    for each in list(vars(module).values()):
        for page in each if isinstance(each, list) else [each]:
            is_own = isinstance(page, type) and issubclass(page, View) and page.__module__ == module.__name__
            if is_own and "route" in vars(page):
                yield page
