"""What every list of the API shares."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """`page` and `page_size` (50, at most 200), with the count."""

    page_size = 50
    page_size_query_param = "page_size"
    page_size_query_description = "How many rows a page has: 50, and at most 200."
    max_page_size = 200
