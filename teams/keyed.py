"""A person's own keys of a kind, such as API tokens: the page that lists, makes and revokes them."""

from django.core.exceptions import ValidationError

from core.paging import ROWS_A_PAGE, Paginator

from .form_pages import TeamFormView
from .forms import TeamModelForm
from .web import TeamActionView


class KeyedForm(TeamModelForm):
    """A new key of the person who fills it in; it is stored by issuing it."""

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        self.instance.membership = membership

    def issue(self, *, by):
        """Store the key and return its text, which cannot be shown again; None with the reason among the errors."""
        try:
            return self.instance.issue(by=by)
        except ValidationError as error:
            self._update_errors(error)
        return None


class KeyedList(TeamFormView):
    """The keys, and the form that makes one. A new one's text is in the answer to its POST and nowhere else."""

    action = "view"
    object = None

    def required_right(self):
        verb = "add" if self.request.method == "POST" else "view"
        return f"teams.{verb}_{self.model._meta.model_name}"

    def get_context_data(self, **kwargs):
        keys = Paginator(self.get_queryset(), ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(keys=keys, **kwargs)

    def form_valid(self, form):
        text = form.issue(by=self.membership)
        if text is None:
            return self.form_invalid(form)
        fresh = self.form_class(membership=self.membership)
        return self.render_to_response(self.get_context_data(form=fresh, made=form.instance, text=text))


class KeyedRevocation(TeamActionView):
    action = "revoke"
    verb = "revoke"
