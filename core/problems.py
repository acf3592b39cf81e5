"""One shape for every error of the API: application/problem+json (RFC 9457) with a list of what is wrong."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from .characters import without_halves
from .stale import StaleError

CONTENT_TYPE = "application/problem+json"


class Conflict(exceptions.APIException):
    """The request is right in itself and clashes with what is stored."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


def problem(status_code, title, errors=()):
    """Return the body of a problem document."""
    return {"type": "about:blank", "title": str(title), "status": status_code, "errors": list(errors)}


def problem_response(error, context):
    """Turn what a view raised into a problem document; what is no answer to a client goes on as it is."""
    error = _as_api_exception(error)
    if error is None:
        return None
    set_rollback()
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    is_validation = isinstance(error, exceptions.ValidationError)
    errors = list(_flatten(error.get_full_details())) if is_validation else [_single(error)]
    title = _("Some of what was sent cannot be accepted.") if is_validation else errors[0]["message"]
    body = problem(error.status_code, title, errors)
    return Response(body, status=error.status_code, headers=headers, content_type=CONTENT_TYPE)


def problem_json(status_code, title, code):
    """Return a problem document for the places where no API view is reached."""
    body = problem(status_code, title, [{"field": None, "code": code, "message": str(title)}])
    return JsonResponse(body, status=status_code, content_type=CONTENT_TYPE)


def validation_details(error):
    """Return a model's ValidationError as {field: [ErrorDetail]}, with its codes, for the API."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    return {
        "non_field_errors" if field == NON_FIELD_ERRORS else field: [
            exceptions.ErrorDetail(message, code=item.code or "invalid") for item in items for message in item.messages
        ]
        for field, items in by_field.items()
    }


def _as_api_exception(error):
    match error:
        case exceptions.APIException():
            return error
        case StaleError():
            return Conflict(error.message, code=error.code)
        case DjangoValidationError():
            return exceptions.ValidationError(validation_details(error))
        case Http404():
            return exceptions.NotFound()
        case DjangoPermissionDenied():
            return exceptions.PermissionDenied(str(error) or None)
    return None


def _single(error):
    return {"field": None, "code": error.get_codes(), "message": without_halves(str(error.detail))}


def _flatten(details, path=""):
    """Yield one entry per message from the nested details of a validation error."""
    if _is_leaf(details):
        message = without_halves(str(details["message"]))
        yield {"field": without_halves(path) or None, "code": str(details["code"]), "message": message}
    elif isinstance(details, dict):
        for key, value in details.items():
            name = "" if key == "non_field_errors" else str(key)
            yield from _flatten(value, ".".join(part for part in (path, name) if part))
    else:
        for index, value in enumerate(details):
            yield from _flatten(value, path if _is_leaf(value) else f"{path}.{index}")


def _is_leaf(details):
    """Say whether this is one error; fields may be called "message" and "code" too, and hold lists of errors."""
    return isinstance(details, dict) and set(details) == {"message", "code"} and isinstance(details["message"], str)
