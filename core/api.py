"""What every address and every body of the API shares."""

import io
import re

from django.utils.translation import gettext as _
from rest_framework import parsers, status
from rest_framework.exceptions import APIException, ErrorDetail, ParseError, ValidationError
from rest_framework.pagination import PageNumberPagination

from .paging import ROWS_A_PAGE, Paginator
from .strict import printable

LARGEST_BODY = 1024 * 1024  # bytes of JSON; the longest row there is has some 200 KB
LAST_PAGE = 1_000_000


class TooLarge(APIException):
    """More was sent than is ever read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"


class JSONParser(parsers.JSONParser):
    """REST framework's own, within a limit, to which lists within lists without end are a mistake like any other."""

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise TooLarge(_("Send at most 1 MB of JSON."))
        try:
            return super().parse(io.BytesIO(body), media_type=media_type, parser_context=parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error


class Pagination(PageNumberPagination):
    """`page` and `page_size` (50, at most 200), with the count."""

    django_paginator_class = Paginator
    page_size = ROWS_A_PAGE
    page_size_query_param = "page_size"
    page_query_description = "Which page: 1 is the first. One that a list does not have answers 404."
    page_size_query_description = "How many rows a page has: 50, and at most 200."
    max_page_size = 200

    def get_page_size(self, request):
        return _whole_number(request, self.page_size_query_param, self.page_size, self.max_page_size)

    def get_page_number(self, request, paginator):
        return _whole_number(request, self.page_query_param, 1, LAST_PAGE)

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"count": {"type": "integer"}, "next": link, "previous": link, "results": schema}
        return {"type": "object", "properties": properties, "required": list(properties)}

    def get_schema_operation_parameters(self, view):
        bounds = {self.page_query_param: LAST_PAGE, self.page_size_query_param: self.max_page_size}
        described = super().get_schema_operation_parameters(view)
        for parameter in described:
            parameter["schema"] |= {"minimum": 1, "maximum": bounds[parameter["name"]]}
        return described


class ExactMixin:
    """A view that says what it takes and refuses everything else, and is described by the same (operations.py).

    By action: `queries` are the serializers of its parameters, `bodies` those of what is sent where that is no row, and
    `answers` those of what it shows where that is no row. Actions that are `filtered` take the parameters of the filter
    set too, and those that are `paged` the page.
    """

    queries, bodies, answers = {}, {}, {}
    filtered = paged = ("list",)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method in self.allowed_methods:  # else it is that
            judge_query(request.query_params, self.known_parameters())

    def asked(self):
        """Return what the parameters say; raises ValidationError."""
        query = self.queries[self.action](data=self.request.query_params, context=self.get_serializer_context())
        query.is_valid(raise_exception=True)
        return query.validated_data

    def known_parameters(self):
        """Return the names of the parameters that this request may have."""
        action = getattr(self, "action", "list")  # a view without actions has one answer
        names = set(self.queries[action]().fields) if action in self.queries else set()
        if action in self.filtered and getattr(self, "filterset_class", None):
            names |= set(self.filterset_class.base_filters)
        if action in self.paged and self.pagination_class:
            names |= {self.pagination_class.page_query_param, self.pagination_class.page_size_query_param}
        return names


def judge_query(given, known):
    """Refuse a query with a parameter that is unknown, empty or said more than once; raises ValidationError."""
    errors = {}
    for name, values in given.lists():
        if name not in known:
            errors[printable(name)] = ErrorDetail(_("There is no such parameter."), "unknown_parameter")
        elif len(values) > 1:
            errors[name] = ErrorDetail(_("Give this once."), "repeated")
        elif not values[0]:
            errors[name] = ErrorDetail(_("Give this a value, or leave it out."), "empty")
    if errors:
        raise ValidationError({name: [error] for name, error in errors.items()})


def _whole_number(request, name, default, most):
    """Return a number from the query of an address; raises ValidationError."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= most:
        message = _("Give a whole number from 1 to %(most)s.") % {"most": most}
        raise ValidationError({name: [ErrorDetail(message, "out_of_range")]})
    return int(text)
