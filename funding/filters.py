"""Filters of the financing rows, the same for page, board and API."""

import django_filters
from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from planner.filters import OverdueFilter, StateFilter
from planner.models import Milestone
from teams.filters import DayFilter, LinkedInput, PersonFilter, RowFilter, TeamFilterSet, YesNoFilter, rows_of
from teams.ordering import OrderFilter, in_turn

from .board import BUCKET_LABELS
from .models import NextAction, Opportunity, OpportunityEvent, PlanStep, Round, RoundTerms, Source, Watched
from .stages import CHANNELS, stages
from .states import ActionState, Channel, RoundState, StepState, stage_label

WITHOUT = "none"
# Of rounds and next actions one state alone is called open.
CURRENT = "current"
label_of = lazy(stage_label, str)


def stage_choices():
    """Return every stage once, with its name in the first channel that has it."""
    return list({place.code: label_of(place) for channel in CHANNELS for place in stages(channel)}.items())


def people(label):
    """Return a filter by person that can ask for rows nobody is named on."""
    return PersonFilter(label=label, null_label=_("no owner"), null_value=WITHOUT)


class KindFilter(StateFilter):
    """Whether an opportunity is open, won or lost."""

    def __init__(self, **kwargs):
        super().__init__(states=[("won", _("Won")), ("lost", _("Lost"))], **kwargs)

    def filter(self, rows, value):
        if value in ("won", "lost"):
            return rows.filter(**{f"{value}_at__isnull": False})
        return super().filter(rows, value)


class RoundFilter(TeamFilterSet):
    state = StateFilter(states=RoundState.choices, word=(CURRENT, _("Planned or under way")), label=_("State"))
    order = OrderFilter(name="name", state=in_turn("state", RoundState.choices))

    class Meta:
        model = Round
        fields = ["q", "state"]


class RoundTermsFilter(TeamFilterSet):
    q = None
    round = RowFilter(queryset=rows_of(Round), label=_("Round"))

    class Meta:
        model = RoundTerms
        fields = ["round"]


class SourceFilter(TeamFilterSet):
    channel = django_filters.ChoiceFilter(choices=Channel.choices, label=_("Channel"))
    order = OrderFilter("name", name="sort_key", channel=in_turn("channel", Channel.choices))

    class Meta:
        model = Source
        fields = ["q", "channel"]


class OpportunityFilter(TeamFilterSet):
    channel = django_filters.ChoiceFilter(choices=Channel.choices, label=_("Channel"))
    round = RowFilter(queryset=rows_of(Round), label=_("Round"))
    source = RowFilter(queryset=rows_of(Source), label=_("Source"))
    stage = django_filters.ChoiceFilter(choices=stage_choices, label=_("Stage"))
    kind = KindFilter(label=_("State"))
    owner = people(_("Owner"))
    lacks = django_filters.ChoiceFilter(
        choices=[("action", _("Without next action")), ("probability", _("Without probability"))],
        method="filter_lacks",
        label=_("Lacks"),
    )
    slipped = YesNoFilter(method="filter_slipped", label=_("Slipped"))
    standing = django_filters.ChoiceFilter(
        choices=list(BUCKET_LABELS.items()), method="filter_standing", label=_("Money"), widget=LinkedInput
    )
    order = OrderFilter(
        "expected_close_on",
        source="source__sort_key",
        stage=in_turn("stage", stage_choices()),
        amount="amount",
        probability="probability",
        expected_close_on="expected_close_on",
        owner="owner__sort_key",
    )

    class Meta:
        model = Opportunity
        fields = ["q", "channel", "round", "source", "stage", "kind", "owner", "lacks", "slipped", "standing"]

    def filter_lacks(self, rows, _name, value):
        return rows.without_next_action() if value == "action" else rows.open().filter(probability=None)

    def filter_slipped(self, rows, _name, value):
        return rows.slipped(on=self.today) if value else rows

    def filter_standing(self, rows, _name, value):
        """Return what the board counts there: of rounds under way, or of the one that is asked for."""
        counted = rows.counted() if self.form.cleaned_data.get("round") else rows.under_way()
        return counted.standing(value, on=self.today)


class OpportunityEventFilter(TeamFilterSet):
    q = None
    opportunity = RowFilter(queryset=rows_of(Opportunity), label=_("Opportunity"))
    field = django_filters.ChoiceFilter(choices=Watched.choices, label=_("Field"))

    class Meta:
        model = OpportunityEvent
        fields = ["opportunity", "field"]


class DueFilterSet(TeamFilterSet):
    """Base of the filters of rows that fall due."""

    overdue = OverdueFilter()
    due_by = DayFilter(method="filter_due_by", label=_("Due by"))

    def filter_due_by(self, rows, _name, value):
        return rows.due_by(value)


class NextActionFilter(DueFilterSet):
    q = None
    opportunity = RowFilter(queryset=rows_of(Opportunity), label=_("Opportunity"))
    owner = people(_("Owner"))
    state = StateFilter(states=ActionState.choices, word=(CURRENT, _("Still to do")), label=_("State"))
    order = OrderFilter(
        "due_on",
        title="title",
        opportunity="opportunity__source__sort_key",
        state=in_turn("state", ActionState.choices),
        due_on="due_on",
        owner="owner__sort_key",
    )

    class Meta:
        model = NextAction
        fields = ["opportunity", "owner", "state", "overdue", "due_by"]


class PlanStepFilter(DueFilterSet):
    channel = django_filters.ChoiceFilter(choices=Channel.choices, label=_("Channel"))
    responsible = people(_("Responsible"))
    round = RowFilter(queryset=rows_of(Round), label=_("Round"))
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    state = StateFilter(states=StepState.choices, label=_("State"))
    order = OrderFilter(
        "due_on",
        title="title",
        state=in_turn("state", StepState.choices),
        due_on="due_on",
        channel=in_turn("channel", Channel.choices),
        round="round__name",
        milestone="milestone__title",
        responsible="responsible__sort_key",
    )

    class Meta:
        model = PlanStep
        fields = ["q", "channel", "responsible", "round", "milestone", "state", "overdue", "due_by"]


class TotalsFilter(OpportunityFilter):
    """What totals are made of: the rounds that have not ended, or the one that is asked for."""

    order = None

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        return rows.counted() if self.form.cleaned_data.get("round") else rows.under_way()


class BoardFilter(TotalsFilter):
    """What narrows the board beside its channel, which the tabs choose."""

    channel = django_filters.ChoiceFilter(choices=Channel.choices, widget=forms.HiddenInput)
    source = stage = kind = lacks = slipped = standing = None

    class Meta:
        model = Opportunity
        fields = ["q", "round", "owner", "channel"]
