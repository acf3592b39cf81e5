"""My alerts, and what I want to be mailed about."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View

from alerts.delivery import is_configured
from alerts.forms import NEVER, PACES, PreferenceForm
from alerts.models import Delivery, Preference
from alerts.subjects import hide_the_invisible
from alerts.topics import CHOOSABLE, TOPICS
from core.views import SeeOther
from teams.web import TeamListView, TeamMixin


class Mine(TeamListView):
    """What was and will be mailed to me, newest first, and the kinds I have switched on."""

    route = "alerts/", "mine"
    model = Delivery
    right = "alerts.view_preference"
    template_name = "alerts/mine.html"
    partials = ("my-alerts",)
    paginate_by = 30

    def get_queryset(self):
        rows = super().get_queryset().filter(membership=self.membership)
        return rows.for_lists().order_by("-alert__fires_at", "-pk")

    def get_context_data(self, **kwargs):
        preference = Preference.objects.visible_to(self.membership).first() or Preference(membership=self.membership)
        kwargs.setdefault("preference", preference)
        topics = [_choice(name, preference) for name in CHOOSABLE]
        context = super().get_context_data(topics=topics, is_configured=is_configured(), **kwargs)
        hide_the_invisible(self.membership, context["object_list"])
        return context


def _choice(name, preference):
    """Return what the page shows of a kind of alert: (name, topic, is it on, its paces as (value, word, is it))."""
    is_on, pace = preference.wants(name), preference.pace_of(name)
    present = pace if is_on else NEVER
    return name, TOPICS[name], is_on, [(value, word, value == present) for value, word in PACES] if pace else []


class PreferenceChoice(TeamMixin, FormView):
    """POST stores which kinds are on."""

    route = "alerts/preference/", "preference"
    right = "alerts.change_preference"
    form_class = PreferenceForm
    http_method_names = ["post"]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"preference": Preference.of(self.membership)}

    def form_valid(self, form):
        form.store(by=self.membership)
        self.say(_("Saved what you want to be emailed about."))
        return SeeOther(reverse("alerts:mine", args=[self.team.slug]))

    def form_invalid(self, form):
        return SeeOther(reverse("alerts:mine", args=[self.team.slug]))


class LinkRevocation(TeamMixin, View):
    """POST makes the links in one's earlier mails worthless, such as when a mail was passed on."""

    route = "alerts/preference/links/revocation/", "link-revocation"
    right = "alerts.change_preference"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        Preference.of(self.membership).revoke_links(by=self.membership)
        self.say(_("The links in your earlier emails no longer work."))
        return SeeOther(reverse("alerts:mine", args=[self.team.slug]))
