"""What every list and every body of the API shares."""

from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError
from rest_framework.pagination import PageNumberPagination

from .paging import ROWS_A_PAGE, Paginator


class JSONParser(parsers.JSONParser):
    """REST framework's own, to which lists within lists without end are a mistake like any other."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type=media_type, parser_context=parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error


class Pagination(PageNumberPagination):
    """`page` and `page_size` (50, at most 200), with the count."""

    django_paginator_class = Paginator
    page_size = ROWS_A_PAGE
    page_size_query_param = "page_size"
    page_size_query_description = "How many rows a page has: 50, and at most 200."
    max_page_size = 200
