"""The pages and problem documents for what cannot be shown; a page of a stranger looks like one that is missing."""

from django.utils.translation import gettext as _
from django.views import defaults

from .problems import problem_json

API_PREFIX = "/api/"


def not_found(request, exception):
    if request.path.startswith(API_PREFIX):
        return problem_json(404, _("There is nothing at this address."), "not_found")
    return defaults.page_not_found(request, exception)


def forbidden(request, exception):
    if request.path.startswith(API_PREFIX):
        return problem_json(403, _("Your role does not allow this."), "permission_denied")
    return defaults.permission_denied(request, exception)
