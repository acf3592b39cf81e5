"""What the tables of lists have in common."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from teams.ordering import ORDER, order_of

register = template.Library()


@register.inclusion_tag("components/sort_head.html")
def sort_head(filterset, key, label, kind=""):
    """Show the head of a column that leads to the list in its order, and back to front where it stands so already.

    Without a filter set, on pages that show some rows of a list, it is a plain head.
    """
    if not filterset:
        return {"label": label, "kind": kind}
    present = order_of(filterset)
    query = filterset.request.GET.copy()
    query.pop("page", None)
    query[ORDER] = f"-{key}" if present == key else key
    direction = {key: "ascending", f"-{key}": "descending"}.get(present, "")
    return {"label": label, "kind": kind, "url": f"?{query.urlencode()}", "direction": direction}


@register.simple_block_tag
def cell(content, row, name, *may, address=""):
    """Let a value be changed where a list shows it, by who may; `address` is the row's, if not that of its own page."""
    if not all(may):
        return content
    spot = f"{name}-{row.pk}"
    return format_html(
        '<span class="cell" id="cell-{spot}"><a id="at-{spot}" href="{url}" hx-get="{url}" hx-target="#cell-{spot}"'
        ' title="{title}">{content}</a></span>',
        spot=spot,
        url=f"{address or row.get_absolute_url()}cells/{name}/",
        title=gettext("Change"),
        content=content,
    )
