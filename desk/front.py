"""The doors: the front page, where a person lands after signing in, and the health page."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import Error, connection
from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import View

from alerts.health import summary
from core.errors import answers_itself
from core.loopback import is_local_request
from core.views import SeeOther
from teams.context import teams_of
from teams.roles import Role


class Index(View):
    """Show the way in, or the team to those who are in already."""

    def get(self, request):
        return SeeOther(reverse("start" if request.user.is_authenticated else "account_login"))


class Start(LoginRequiredMixin, View):
    """Lead to the person's team: members to their work, all others home; without a team, to making it."""

    def get(self, request):
        team = teams_of(request.user).first()
        return SeeOther(first_page(request.user, team) if team else reverse("team-new"))


def first_page(user, team):
    """Return where a person begins in a team."""
    is_member = user.memberships.active().filter(team=team, role=Role.MEMBER).exists()
    return reverse("my-work", args=[team.slug]) if is_member else team.get_absolute_url()


def without_database(request):
    """Say in the form of the health page that the database is away; who it is that asks cannot be looked up now."""
    details = {"database": "away"} if is_local_request(request) else {}
    return JsonResponse({"status": "trouble"} | details, status=503)


@answers_itself(without_database)
@require_safe
def healthz(request):
    """Say how the installation is: 503 once the clock of the alerts has stood still, or without a database.

    Numbers are not for strangers. `?web` asks for the web process and its database alone, for whoever starts and stops
    processes.
    """
    try:
        return _health_of_web() if "web" in request.GET else _health(request)
    except Error:
        return without_database(request)


def _health_of_web():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def _health(request):
    alerts = summary()
    status = "ok" if alerts["is_well"] else "trouble"
    numbers = {"alerts": alerts} if request.user.is_authenticated or is_local_request(request) else {}
    return JsonResponse({"status": status} | numbers, status=200 if alerts["is_alive"] else 503)
