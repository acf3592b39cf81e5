"""A person's own keys to the API, in one team."""

from django.utils.translation import gettext_lazy

from core.paging import ROWS_A_PAGE, Paginator
from teams.form_pages import TeamFormView
from teams.models import Token
from teams.team_forms import TokenForm
from teams.web import TeamActionView


class TokenList(TeamFormView):
    """The tokens, and the form that makes one. A new token's text is in the answer to its POST and nowhere else."""

    route = "tokens/", "tokens"
    model = Token
    form_class = TokenForm
    template_name = "teams/tokens.html"
    action = "view"
    object = None

    def required_right(self):
        return "teams.add_token" if self.request.method == "POST" else "teams.view_token"

    def get_context_data(self, **kwargs):
        pages = Paginator(self.get_queryset(), ROWS_A_PAGE)
        return super().get_context_data(tokens=pages.get_page(self.request.GET.get("page")), **kwargs)

    def form_valid(self, form):
        text = form.issue(by=self.membership)
        if text is None:
            return self.form_invalid(form)
        fresh = self.form_class(membership=self.membership)
        return self.render_to_response(self.get_context_data(form=fresh, made=form.instance, text=text))


class TokenRevocation(TeamActionView):
    route = "tokens/<uuid:pk>/revocation/", "token-revocation"
    model = Token
    action = "revoke"
    verb = "revoke"
    done_message = gettext_lazy("The token %(row)s was revoked.")
