"""The areas of a team's pages, in the order of the rail. Each app names its own in its AppConfig."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One entry of the rail: `url` is the name of its first page, `right` what opening that takes, None for nothing.

    It is marked as the present one on pages of these `namespaces`, unless another area has the page among its `pages`.
    """

    key: str
    label: Promise
    url: str
    icon: str
    place: int
    right: str | None = None
    namespaces: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


def areas():
    """Return every area in its place."""
    found = (area for config in apps.get_app_configs() for area in getattr(config, "areas", ()))
    return sorted(found, key=lambda area: area.place)


def is_at(area, page, namespace):
    """Say whether a page, by its URL name and namespace, belongs to an area."""
    named = [each for each in areas() if page in each.pages]
    return area in named if named else namespace in area.namespaces
