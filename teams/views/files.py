"""What is attached to a row: the part “Files” of its page, which is a page of its own too, and the bytes of each."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from core.views import SeeOther
from teams.file_forms import FileForm
from teams.form_pages import TeamFormView
from teams.models import File
from teams.models.file import FILES_AT_MOST
from teams.web import TeamDiscardView, TeamMixin

from .talk import AboutRowMixin


def files_url(team, kind, pk):
    return reverse("teams:files", args=[team.slug, kind, pk])


class Files(AboutRowMixin, TeamFormView):
    """The files of a row, and the form that adds one."""

    route = "files/<str:kind>/<uuid:pk>/", "files"
    model = File
    form_class = FileForm
    template_name = "teams/files.html"
    partials = ("files",)
    object = None
    success_message = gettext_lazy("%(row)s was attached.")

    def required_right(self):
        return "teams.add_file" if self.request.method == "POST" else "teams.view_file"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.subject, "auto_id": "files-%s"}

    def files_url(self):
        return files_url(self.team, self.kwargs["kind"], self.kwargs["pk"])

    def get_success_url(self):
        return self.files_url()

    def get_context_data(self, **kwargs):
        if not self.membership.has_perm("teams.add_file"):
            kwargs.setdefault("form", None)
        files = File.objects.visible_to(self.membership).about(self.subject).for_lists()[:FILES_AT_MOST]
        return super().get_context_data(
            subject=self.subject,
            files_url=self.files_url(),
            entries=[{"file": file, "may_discard": file.may_be_discarded_by(self.membership)} for file in files],
            **kwargs,
        )


def file_answer(file, media_type):
    """Return the bytes of a file, to be kept and never shown: sandboxed, under its own name, as nothing else."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return HttpResponse(file.content, content_type=media_type, headers=headers)


class FileDownload(TeamMixin, SingleObjectMixin, View):
    """The bytes of a file."""

    route = "files/<uuid:pk>/", "file"
    model = File
    http_method_names = ["get", "head"]

    def get(self, request, *args, **kwargs):
        file = self.get_object()
        return file_answer(file, file.media_type)


class FileDiscard(TeamDiscardView):
    """POST removes a file: one's own, or anybody's for managers."""

    route = "files/<uuid:pk>/discard/", "file-discard"
    model = File

    def post(self, request, *args, **kwargs):
        file = self.get_object()
        file.discard(by=self.membership)
        self.say(_("%(row)s was removed.") % {"row": file})
        return SeeOther(self.next_url(files_url(self.team, file.subject_kind, file.subject_id)))
