"""The matrix a team judges its risks by: what it means now, another one, and what that would change."""

from django.utils.translation import gettext as _

from risks.matrix_forms import RiskMatrixForm
from risks.matrix_words import impact_ranges, impact_word, percent_range, probability_word
from risks.models import RiskMatrix, matrix_of
from risks.rereading import preview
from risks.scoring import SCALE
from risks.states import LEVEL_CHOICES, Kind
from teams.form_pages import TeamCreateView
from teams.web import TeamListView, list_url

LEVELS = dict(LEVEL_CHOICES)


class MatrixPage(TeamListView):
    """The matrix as it counts now, and the editions before it."""

    route = "risks/matrix/", "matrix"
    model = RiskMatrix
    template_name = "risks/matrix.html"
    partials = ("matrix-editions",)

    def get_queryset(self):
        return super().get_queryset().select_related("author")

    def get_context_data(self, **kwargs):
        matrix = matrix_of(self.team)
        return super().get_context_data(
            matrix=matrix,
            probabilities=[(p, probability_word(p, matrix), percent_range(p, matrix)) for p in SCALE],
            impacts=[self._impact(i, matrix) for i in SCALE],
            rows=[(p, [(level, LEVELS[level]) for level in matrix.rows[p - 1]]) for p in reversed(SCALE)],
            **kwargs,
        )

    def _impact(self, figure, matrix):
        gain = impact_word(figure, matrix, kind=Kind.OPPORTUNITY)
        return figure, impact_word(figure, matrix), gain, impact_ranges(figure, matrix)


class MatrixCreate(TeamCreateView):
    """Judge by another matrix from now on."""

    route = "risks/matrix/new/", "matrix-new"
    model = RiskMatrix
    form_class = RiskMatrixForm
    template_name = "risks/matrix_form.html"
    partials = ("matrix-preview",)

    def get_title(self):
        return _("Change the matrix")

    def get_submit(self):
        return _("Change the matrix")

    def get_success_message(self):
        return _("The matrix was changed, and the open risks were read by it.")

    def get_cancel_url(self):
        return self.object.get_absolute_url() if self.object else RiskMatrix(team=self.team).get_absolute_url()


class MatrixPreview(MatrixCreate):
    """Say what another matrix would change; nothing is stored."""

    route = "risks/matrix/preview/", "matrix-preview"

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_preview=True, **kwargs)

    def form_valid(self, form):
        found = preview(form.instance, self.membership, url=list_url("risks:register", self.team))
        shifts = [(each.kind.label, _word(each.before), _word(each.after), each.count) for each in found.shifts]
        named = [(risk, _word(risk.level), _word(after)) for risk, after in found.risks]
        return self.render_to_response(self.get_context_data(form=form, shifts=shifts, named=named, count=found.count))


def _word(level):
    return level, LEVELS[level]
