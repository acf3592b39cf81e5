"""Who is asking: no stranger passes, a team's page opens to its members alone, and times show in their zone."""

import zoneinfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, resolve_url
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.views import APIView

from .doors import PUBLIC
from .models import Membership


class ClosedDoorMiddleware:
    """Send strangers to the sign-in page, and load the membership a team's URL needs, once per request.

    The API answers for itself (teams/permissions.py), because tokens are read there. What is of the API is said by the
    view that was found and by nothing a client sends.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.membership = None
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if _answers_for_itself(view) or request.resolver_match.view_name in PUBLIC:
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if "team" in kwargs:
            request.teams, request.membership = teams_and_membership(request.user, kwargs["team"])
        return None


def _answers_for_itself(view):
    return issubclass(getattr(view, "cls", object), APIView)


def to_sign_in(request):
    """Lead a stranger to the sign-in page and back; htmx leaves the page it would otherwise put that one into."""
    if not request.htmx:
        return redirect_to_login(request.get_full_path())
    page = request.htmx.current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)  # None for another host
    return HttpResponseClientRedirect(redirect_to_login(page).url)


def teams_and_membership(user, slug):
    """Return the user's teams by name, and the membership in the one named; one statement, since pages show both."""
    mine = list(Membership.objects.active().select_related("team").filter(user=user).order_by("team__name"))
    here = next((membership for membership in mine if membership.team.slug == slug), None)
    if here is None:
        raise Http404
    return [membership.team for membership in mine], _of(user, here)


def membership_in(user, slug):
    """Return the user's active membership in a team, with team and user; a stranger finds nothing."""
    mine = Membership.objects.active().filter(team__slug=slug, user=user).select_related("team")
    return _of(user, get_object_or_404(mine))


def _of(user, membership):
    membership.user = user
    return membership


class ReaderMiddleware:
    """Speak the reader's language and show instants in the reader's zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language, came_in = self._language(request), not request.user.is_authenticated
        with translation.override(language), timezone.override(self._zone(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if came_in and request.user.is_authenticated:
            # What was chosen on the way in is the person's own now (AccountAdapter.login), and not the next one's.
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response

    @staticmethod
    def _language(request):
        if request.user.is_authenticated and not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            return request.user.language
        return translation.get_language_from_request(request)

    @staticmethod
    def _zone(request):
        name = request.user.time_zone if request.user.is_authenticated else settings.TIME_ZONE
        return zoneinfo.ZoneInfo(name)
