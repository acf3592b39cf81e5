"""What every page's template knows: the member, the team, their rights and the way around."""

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from core.navigation import areas, is_at

from .models import Team


class Rights:
    """A member's rights as templates ask for them: `{% if may.planner.add_goal %}`."""

    def __init__(self, membership, app=None):
        self._membership, self._app = membership, app

    def __getitem__(self, name):
        if self._app is None:
            return Rights(self._membership, name)
        return self._membership is not None and self._membership.has_perm(f"{self._app}.{name}")


def member(request):
    """Context processor: membership, team, may, nav, teams_of_user, today."""
    membership = getattr(request, "membership", None)
    context = {"membership": membership, "may": Rights(membership)}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["teams_of_user"] = SimpleLazyObject(lambda: _teams(request, user))
    if membership is not None:
        context |= {
            "team": membership.team,
            "today": membership.team.today(),
            "nav": navigation(request, membership),
        }
    return context


def _teams(request, user):
    known = getattr(request, "teams", None)
    return list(teams_of(user)) if known is None else known


def teams_of(user):
    """Return the teams a user is a member of, by name."""
    mine = user.memberships.active().values("team_id")
    return Team.objects.filter(pk__in=mine).order_by("name")


def navigation(request, membership):
    """Return the areas this member may open, the present one marked."""
    match = request.resolver_match
    page, namespace = (match.view_name, match.app_name) if match else ("", "")
    return [
        {
            "key": area.key,
            "label": area.label,
            "url": reverse(area.url, args=[membership.team.slug]),
            "icon": area.icon,
            "current": is_at(area, page, namespace),
        }
        for area in areas()
        if area.right is None or membership.has_perm(area.right)
    ]
