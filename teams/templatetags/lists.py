"""What the tables of lists have in common."""

from django import template

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
