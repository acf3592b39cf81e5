"""The pages and problem documents for what cannot be shown; a page of a stranger looks like one that is missing."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

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
    """Answer while something the page needs is away for a moment."""
    if is_for_api(request):
        answer = problem_json(503, _("This cannot be done for the moment"), "unavailable")
    else:
        answer = render(request, "503.html", status=503)
    answer.headers["Retry-After"] = RETRY_AFTER
    return answer
