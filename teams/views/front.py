"""Pages before and beside a team: making one, how to start it, one's own profile."""

from django.conf import settings
from django.contrib import messages
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from core.languages import LANGUAGE_CODES
from core.views import SeeOther
from teams.onboarding import ways_to_begin
from teams.team_forms import NewTeamForm, ProfileForm
from teams.web import TeamPage


class StoringFormView(FormView):
    """A form outside any team; 303 when it is stored, 422 when it is not."""

    http_method_names = ["get", "head", "post", "options"]

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class TeamNew(StoringFormView):
    """Make a team and become its owner."""

    form_class = NewTeamForm
    template_name = "front/team_new.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        owner = form.store()
        if owner is None:
            return self.form_invalid(form)
        return SeeOther(reverse("teams:onboarding", args=[owner.team.slug]))


class Onboarding(TeamPage):
    """How do you want to start: empty, from a file, or from a template."""

    route = "onboarding/", "onboarding"
    right = "teams.view_team"
    template_name = "teams/onboarding.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**ways_to_begin(self.membership), **kwargs)


class LanguageChoice(View):
    """POST chooses a language: of the person signed in, whose mails follow, else of the browser on its way in."""

    http_method_names = ["post"]

    def post(self, request):
        wanted, language = request.POST.get("next", ""), request.POST.get("language", "")
        own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
        response = SeeOther(wanted if wanted and own else reverse("index"))
        if language not in LANGUAGE_CODES:
            return response
        if request.user.is_authenticated:
            request.user.choose_language(language)
            response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        else:
            secure = settings.LANGUAGE_COOKIE_SECURE
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, secure=secure, httponly=True, samesite="Lax")
        return response


class Profile(StoringFormView):
    """One's own name, language and time zone, and the way to password, address and sessions."""

    form_class = ProfileForm
    template_name = "front/profile.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.request.user}

    def form_valid(self, form):
        form.instance.update_profile()
        with translation.override(form.instance.language):  # the next page speaks it
            messages.success(self.request, _("Your profile was saved."))
        response = SeeOther(reverse("profile"))
        # The choice made before signing in would otherwise outlive the one made here.
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
