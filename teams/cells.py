"""One value of a row changed where a list shows it: the same fields, ways and rights as for many rows (bulk.py)."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.generic.detail import SingleObjectMixin

from core.views import SeeOther

from .bulk import REASON, BulkForm, change_all
from .form_pages import error_texts
from .web import TeamPage

ACT = gettext_noop("{who} changed {row}")


class CellForm(BulkForm):
    """The one value, as it is now; the version that was shown goes with it."""

    def __init__(self, *args, row, name, **kwargs):
        super().__init__(*args, model=type(row), **kwargs)
        if name not in self.fields or name in ("chosen", REASON):
            raise Http404
        self.row, self.fields = row, {each: self.fields[each] for each in self._kept(name)}
        field, self.name = self.fields[name], name
        present = getattr(row, name)
        self.initial = {"chosen": [f"{row.pk}:{row.version}"], name: getattr(present, "pk", present)}
        if name == self.bulk.state:
            names, offered = dict(row._meta.get_field(name).flatchoices), dict(field.choices[1:])
            field.choices = list(({present: names[present]} | offered).items())
        elif name in self.bulk.choices:
            field.choices = field.choices[1:]
        elif name == self.bulk.person:
            field.empty_label = _("none")
            field.offer(field.membership, keep=self.initial[name])

    def _kept(self, name):
        """Return the names of the fields to keep: why a day becomes another one is asked beside the day."""
        is_why_asked = REASON in self.fields and name == self.bulk.day
        return ("chosen", name, REASON) if is_why_asked else ("chosen", name)

    def clean(self):
        return self.cleaned_data

    @property
    def asked(self):
        """Return the field that is asked for."""
        return self[self.name]

    @property
    def why(self):
        """Return the field that asks why the value changes, if one does."""
        return self[REASON] if REASON in self.fields else None

    @property
    def values(self):
        """Return the value, which may be none."""
        return {self.name: self.cleaned_data[self.name] or None, REASON: self.cleaned_data.get(REASON, "")}


class CellPage(TeamPage, SingleObjectMixin):
    """GET asks for another value, in the cell with htmx; POST stores it, with an Undo, and shows the list again."""

    http_method_names = ["get", "head", "post"]
    action = "change"
    template_name = "teams/form.html"
    line = "components/cell_form.html"
    row_partials = ("cell",)
    saved_message = gettext_lazy("%(row)s was saved.")
    list_view = None

    @cached_property
    def object(self):
        return self.get_object()

    def get(self, request, *args, **kwargs):
        return self.show(self.form())

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        versions = form.cleaned_data["chosen"]
        if set(versions) != {self.object.pk}:
            raise Http404
        act, refused = change_all(
            form.bulk, [self.object], versions, form.values, by=self.membership, label=ACT, row=self.object
        )
        if refused:
            form.add_error(None, refused[self.object])
            return self.show(form, status=422)
        if act is not None:
            undo = reverse("teams:change-undo", args=[self.team.slug, act.pk])
            ways_on = form.bulk.ways_on([self.object], form.values, by=self.membership)
            self.say(self.saved_message % {"row": self.object}, undo=undo, ways_on=ways_on)
        return SeeOther(self.next_url(self.list_url()))

    def form(self, data=None):
        """Return the form of the value that the address names."""
        return CellForm(
            data,
            row=self.object,
            name=self.kwargs["field"],
            bulk=self.list_view.bulk,
            membership=self.membership,
            auto_id=f"cell-%s-{self.object.pk}-field",
        )

    def show(self, form, status=200):
        """Show the form in the cell, or on a page of its own."""
        if not self.partial_name():
            return self.render_to_response(self.get_context_data(form=form, page=self.page()), status=status)
        cell = f"#cell-{form.name}-{self.object.pk}"
        shown = {"form": form, "texts": error_texts(form), "url": self.request.path, "row": self.object}
        shown |= {"target": self.list_view.partials[0], "next": self.next_url(self.seen_url())}
        response = TemplateResponse(self.request, self.line, shown, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = cell, "innerHTML"
        return response

    def seen_url(self):
        """Return the address of the list as the browser shows it."""
        return self.request.htmx.current_url_abs_path or self.list_url()

    def list_url(self):
        return reverse(f"{self.model._meta.app_label}:{self.list_view.route[1]}", args=[self.team.slug])

    def page(self):
        """Return what teams/form.html says around the form."""
        crumbs = [(self.list_url(), self.model._meta.verbose_name_plural)]
        return {"title": str(self.object), "submit": _("Save"), "cancel_url": self.list_url(), "crumbs": crumbs}


def cell_page(list_view):
    """Return the page that changes one value of a row of a list."""
    route = f"{list_view.route[0]}<uuid:pk>/cells/<slug:field>/", f"{list_view.route[1]}-cell"
    return type(
        f"{list_view.__name__}Cell",
        (CellPage,),
        {
            "__module__": list_view.__module__,
            "__doc__": CellPage.__doc__,
            "route": route,
            "list_view": list_view,
            "model": list_view.model,
            "partials": list_view.partials,
        },
    )
