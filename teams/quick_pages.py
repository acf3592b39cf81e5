"""Where the line above a list is sent: `quick = QuickGoalForm` on the list, `quick_page(GoalList)` beside it."""

from django.template.response import TemplateResponse
from django.urls import reverse

from .form_pages import TeamCreateView, error_texts


class QuickPage(TeamCreateView):
    """POST adds a row; htmx gets the list with it, or the line with what is wrong; without htmx that is a page."""

    list_view = None
    line = "components/quick.html"

    def get_form_class(self):
        return self.list_view.quick

    def get_success_url(self):
        return reverse(f"{self.model._meta.app_label}:{self.list_view.route[1]}", args=[self.team.slug])

    def form_invalid(self, form):
        if not self.partial_name():
            return super().form_invalid(form)
        shown = {"form": form, "texts": error_texts(form), "url": self.request.path, "target": self.partial_name()}
        shown["next"] = self.next_url(self.get_success_url())
        response = TemplateResponse(self.request, self.line, shown, status=422)
        response["HX-Retarget"], response["HX-Reswap"] = "#quick", "outerHTML"
        return response


def quick_page(list_view):
    """Return the page to which the line above a list is sent, at the list's address with quick/ behind it."""
    route = f"{list_view.route[0]}quick/", f"{list_view.route[1]}-quick"
    return type(
        f"{list_view.__name__}Quick",
        (QuickPage,),
        {
            "__module__": list_view.__module__,
            "__doc__": QuickPage.__doc__,
            "route": route,
            "list_view": list_view,
            "model": list_view.model,
            "partials": list_view.partials,
        },
    )
