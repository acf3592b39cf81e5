"""Pages of the risk library: what there is, one entry whole, adding some to the register, and what is suggested."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.views import SeeOther
from risks.models import Risk, matrix_of
from teams.web import TeamPage

from .adopting import MOST, adopt
from .advice import advice_for
from .library import codes, entries, narrowed, reader_language
from .library_forms import AdoptionForm, LibraryFilter
from .library_showing import Line, beside, grouped, shown, told
from .standing import alike_for, copies_for, copy_of


class LibraryPage(TeamPage):
    """A page of the library, in the language of the reader."""

    right = "playbook.view_libraryrisk"

    @cached_property
    def language(self):
        return reader_language()

    @cached_property
    def copies(self):
        """Return {code: Copy} of what is in the register already."""
        return copies_for(self.membership)

    @cached_property
    def alike(self):
        """Return {code: Risk} of what stands in the register without being a copy."""
        return alike_for(self.membership)

    def line(self, entry):
        """Return the entry as a list shows it."""
        return Line(entry, matrix_of(self.team), self.copies.get(entry.code), self.alike.get(entry.code))

    def advice(self):
        return advice_for(self.membership, language=self.language, covered={*self.copies, *self.alike})


class RiskLibrary(LibraryPage):
    """All entries by category, narrowed as the address says."""

    route = "risk-library/", "library"
    template_name = "playbook/library.html"
    partials = ("library-rows",)

    def get_context_data(self, **kwargs):
        form = LibraryFilter(self.request.GET)
        form.is_valid()
        asked = form.cleaned_data
        found = narrowed(self.language, category=asked.get("category", ""), words=asked.get("q", ""))
        is_part = bool(self.partial_name())
        return super().get_context_data(
            form=form,
            groups=grouped(map(self.line, found)),
            count=len(found),
            total=len(codes()),
            most=MOST,
            advice=[] if is_part or form.has_changed() else self.advice(),
            **kwargs,
        )


class Suggestions(LibraryPage):
    """What is suggested to whoever asks: a part of the empty register, with the library as its twin."""

    route = "risk-library/suggestions/", "library-suggestions"
    template_name = "playbook/suggestions.html"
    partials = ("library-suggestions",)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            advice=self.advice(), next=reverse("risks:board", args=[self.team.slug]), **kwargs
        )


class LibraryOfRisk(LibraryPage):
    """What a risk was copied from, beside what became of it: a part of its page, with a page of its own as twin."""

    route = "risks/<uuid:pk>/library/", "library-of-risk"
    model = Risk
    template_name = "playbook/library_of_risk.html"
    partials = ("risk-library",)

    def get_context_data(self, *, pk, **kwargs):
        risk = get_object_or_404(self.get_queryset(), pk=pk)
        return super().get_context_data(risk=risk, **beside(copy_of(risk), self.language), **kwargs)


class LibraryAdoption(LibraryPage):
    """POST copies what is ticked into the register, in one act that one undo takes back."""

    route = "risk-library/adoption/", "library-adoption"
    right = "playbook.adopt_libraryrisk"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        back = self.next_url(reverse("playbook:library", args=[self.team.slug]))
        form = AdoptionForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(form.errors["codes"]))
            return SeeOther(back)
        adoption = adopt(form.cleaned_data["codes"], language=self.language, by=self.membership)
        if adoption.added:
            undo = reverse("teams:change-undo", args=[self.team.slug, adoption.act.pk])
            self.say(_added(adoption.added), undo=undo)
        if adoption.present:
            messages.info(request, told(adoption.present))
        return SeeOther(back)


class LibraryEntry(LibraryPage):
    """One entry whole: what may happen, what to do about it, how one would see it coming."""

    route = "risk-library/<slug:code>/", "library-entry"
    template_name = "playbook/library_entry.html"

    def get_context_data(self, *, code, **kwargs):
        if code not in codes():
            raise Http404
        return super().get_context_data(**shown(self.line(entries(self.language)[code])), **kwargs)


def _added(added):
    """Return the sentence that says what was added."""
    if len(added) == 1:
        return _("%(risk)s was added to the register.") % {"risk": added[0].risk}
    return ngettext(
        "%(count)d risk was added to the register.", "%(count)d risks were added to the register.", len(added)
    ) % {"count": len(added)}
