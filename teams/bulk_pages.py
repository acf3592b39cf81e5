"""The page that changes many rows of a list at once: `bulk_page(MilestoneList)` beside a list that has a `bulk`."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.views import SeeOther

from .bulk import MISSING, BulkForm, change_all
from .choices import with_names
from .web import TeamPage


class BulkPage(TeamPage):
    """POST changes the chosen rows and leads back to the list; refused, it says which rows and why."""

    http_method_names = ["post"]
    action = "change"
    template_name = "teams/bulk.html"
    list_view = None

    def post(self, request, *args, **kwargs):
        form = BulkForm(request.POST, bulk=self.list_view.bulk, model=self.model, membership=self.membership)
        if not form.is_valid():
            return self.refuse(form)
        versions = form.cleaned_data["chosen"]
        rows = list(with_names(self.get_queryset()).filter(pk__in=versions).order_by("pk"))
        if len(rows) < len(versions):
            form.add_error(None, MISSING)
            return self.refuse(form, rows)
        act, refused = change_all(form.bulk, rows, versions, form.values, by=self.membership)
        if refused:
            return self.refuse(form, rows, refused)
        self.tell(act, len(rows), ways_on=act and form.bulk.ways_on(rows, form.values, by=self.membership))
        return SeeOther(self.next_url(self.list_url()))

    def tell(self, act, count, *, ways_on):
        """Say what was changed, with its Undo; or that all was so already."""
        if act is None:
            messages.info(self.request, _("Nothing changed: all of it was so already."))
            return
        text = ngettext("%(count)s row was changed.", "%(count)s rows were changed.", count) % {"count": count}
        self.say(text, undo=reverse("teams:change-undo", args=[self.team.slug, act.pk]), ways_on=ways_on)

    def refuse(self, form, rows=(), refused=None):
        """Name the rows that refuse; the others can be sent again without them."""
        refused = refused or {}
        versions = form.cleaned_data.get("chosen") or {}
        left = [f"{row.pk}:{versions[row.pk]}" for row in rows if row not in refused]
        context = self.get_context_data(
            form=form, refused=list(refused.items()), left=left, list_url=self.next_url(self.list_url())
        )
        return self.render_to_response(context, status=422)

    def list_url(self):
        return reverse(f"{self.model._meta.app_label}:{self.list_view.route[1]}", args=[self.team.slug])


def bulk_page(list_view):
    """Return the page that changes rows of a list, at the list's address with bulk/ behind it."""
    route = f"{list_view.route[0]}bulk/", f"{list_view.route[1]}-bulk"
    return type(
        f"{list_view.__name__}Bulk",
        (BulkPage,),
        {
            "__module__": list_view.__module__,
            "__doc__": BulkPage.__doc__,
            "route": route,
            "list_view": list_view,
            "model": list_view.model,
        },
    )
