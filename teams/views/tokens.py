"""A person's own keys to the API, in one team."""

from django.utils.translation import gettext_lazy

from teams.keyed import KeyedList, KeyedRevocation
from teams.models import Token
from teams.team_forms import TokenForm


class TokenList(KeyedList):
    route = "tokens/", "tokens"
    model = Token
    form_class = TokenForm
    template_name = "teams/tokens.html"


class TokenRevocation(KeyedRevocation):
    route = "tokens/<uuid:pk>/revocation/", "token-revocation"
    model = Token
    done_message = gettext_lazy("The token %(row)s was revoked.")
