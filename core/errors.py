"""The pages and problem documents for what cannot be shown; a page of a stranger looks like one that is missing."""

import sys

from django.http import HttpResponse
from django.template import loader
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults

from . import disk
from .away import is_away, is_refused_write
from .problems import problem_json

API_PREFIX = "/api/"
RETRY_AFTER = 30  # seconds


def is_for_api(request):
    """Say whether a program asked, so that the answer must be a problem document.

    By what addresses are resolved from: `path` begins with what the server says stands before it.
    """
    return request.path_info.startswith(API_PREFIX)


def bad_request(request, exception):
    if is_for_api(request):
        return problem_json(400, _("The server cannot answer this request."), "bad_request")
    return defaults.bad_request(request, exception)


def broken(request):
    """Answer what a view or a part of the way to it raised: an apology, or to try again where the database is away."""
    error = sys.exc_info()[1]
    if is_away(error):
        if is_refused_write(error):
            disk.refusals.begins()
        return _answer_of(request)(request)
    if is_for_api(request):
        return problem_json(500, _("Something broke on our side"), "error")
    return defaults.server_error(request)


def not_found(request, exception):
    if is_for_api(request):
        return problem_json(404, _("There is nothing at this address."), "not_found")
    return defaults.page_not_found(request, exception)


def forbidden(request, exception):
    if is_for_api(request):
        return problem_json(403, _("Your role does not allow this."), "permission_denied")
    return defaults.permission_denied(request, exception)


def unavailable(request):
    """Answer while something the page needs is away for a moment; needs neither database nor cache itself."""
    # Outside the middleware that knows the reader's language, the browser says one.
    language = getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request)
    with translation.override(language):
        if is_for_api(request):
            answer = problem_json(503, _("This cannot be done for the moment"), "unavailable")
        else:
            # Without the request, so that nothing looks for the reader or the team.
            page = loader.render_to_string("503.html", {"path": _again(request)})
            answer = HttpResponse(page, status=503)
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer


def too_large(request):
    """Answer a request that is larger than any is read; needs neither database nor cache itself."""
    with translation.override(translation.get_language_from_request(request)):
        title = _("This is too large: at most 10 MB can be sent at once.")
        if is_for_api(request):
            return problem_json(413, title, "too_large")
        if request.headers.get("HX-Request"):
            return HttpResponse(title, status=422, content_type="text/plain; charset=utf-8")
        return HttpResponse(loader.render_to_string("413.html", {"title": title}), status=413)


def _again(request):
    """Return where to try again: nowhere for what was sent, which only the browser has."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""


def answers_itself(answer):
    """Decorate a view that has an answer of its own for when the database is away."""

    def decorate(view):
        view.without_database = answer
        return view

    return decorate


def _answer_of(request):
    """Return how to answer this address without the database."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return unavailable
    return getattr(view, "without_database", unavailable)
