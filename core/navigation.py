"""The areas of a team's pages, in the order of the rail. Each app names its own in its AppConfig."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One entry of the rail: `url` is the name of its first page, `right` what opening that takes, None for nothing.

    It is marked as the present one on pages of these `namespaces`.
    """

    key: str
    label: Promise
    url: str
    icon: str
    place: int
    right: str | None = None
    namespaces: tuple[str, ...] = ()


def areas():
    """Return every area in its place."""
    found = (area for config in apps.get_app_configs() for area in getattr(config, "areas", ()))
    return sorted(found, key=lambda area: area.place)
