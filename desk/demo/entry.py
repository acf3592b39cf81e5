"""Entering the demo without a password, on this machine alone."""

from allauth.account.utils import perform_login
from django.http import Http404
from django.views.generic import View

from core.views import SeeOther
from desk.front import first_page

from .access import entries
from .loading import demo_team


class DemoEntry(View):
    """POST signs the browser in as one of the people of the demo."""

    http_method_names = ["post"]

    def post(self, request):
        account = dict(entries(request)).get(request.POST.get("entry"))
        if account is None:
            raise Http404
        perform_login(request, account, email_verification="none")
        return SeeOther(first_page(account, demo_team()))
