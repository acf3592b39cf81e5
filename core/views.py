"""Answer htmx with the one partial it asked for, and everybody else with the whole page."""

from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers


class SeeOther(HttpResponseRedirect):
    """Fetch that page with GET: after a POST, and wherever a page leads on."""

    status_code = 303


class PartialMixin:
    """Render the partial whose name is the id of the target of an htmx request.

    `partials` are ids that stand once on the page; `row_partials` are repeated, their ids end in `-<uuid>`.
    Anything else, and a restored history entry, gets the full page.
    """

    partials = ()
    row_partials = ()

    def partial_name(self):
        """Return the partial this request asks for, or None for the full page."""
        htmx = self.request.htmx
        target = htmx.target if htmx and not htmx.history_restore_request else None
        if target in self.partials:
            return target
        return next((name for name in self.row_partials if target and target.startswith(f"{name}-")), None)

    def get_template_names(self):
        names = super().get_template_names()
        partial = self.partial_name()
        return [f"{names[0]}#{partial}"] if partial else names

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if self.partial_name():
            response.add_post_render_callback(self._append_toasts)
        return response

    def _append_toasts(self, response):
        """Send new messages along with a partial, as an out-of-band swap of the toast region."""
        toasts = render_to_string("components/toasts.html", {"out_of_band": True}, request=self.request)
        response.content += toasts.encode()
