"""Forms of the plan."""

import uuid

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teams.forms import TeamModelForm
from teams.quick import QuickMixin

from .horizons import lanes
from .models import (
    FIGURES,
    LABELS,
    Goal,
    Milestone,
    MilestoneState,
    Outcome,
    Project,
    ProjectState,
    Task,
    TaskState,
)
from .reasons import ReasonField, ReasonMixin


class ProjectForm(TeamModelForm):
    folded = {
        _("Is it worth building?"): (
            "market_need",
            "market_need_why",
            "feasibility",
            "feasibility_why",
            "prospects",
            "prospects_why",
        )
    }

    class Meta:
        model = Project
        fields = [
            "name",
            "summary",
            "starts_on",
            "market_need",
            "market_need_why",
            "feasibility",
            "feasibility_why",
            "prospects",
            "prospects_why",
        ]


class ProjectStateForm(forms.Form):
    """Which state a project enters next."""

    state = forms.ChoiceField(label=_("State"), choices=ProjectState.choices)


class OfProjectForm(TeamModelForm):
    """A row that belongs to a project: the only one is chosen in advance; where none is at work, it is named here."""

    parents = ("project",)
    new_project = forms.CharField(
        label=_("Name of the project"),
        max_length=120,
        help_text=_(
            "Goals and milestones belong to a project, and there is no active one yet."
            " This project will be created too."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_open(self, "project")
        field = self.fields.get("project")
        projects = list(field.queryset[:2]) if field else []
        if field and not projects and self.membership.has_perm("planner.add_project"):
            del self.fields["project"]
        else:
            del self.fields["new_project"]
        if len(projects) == 1:
            self.initial.setdefault("project", projects[0].pk)

    def clean(self):
        values = super().clean()
        if name := values.get("new_project"):
            self.create_related("project", Project(team=self.membership.team, name=name))
        return values


class GoalForm(OfProjectForm):
    field_order = ["new_project"]
    folded = {_("More about it"): ("parent", "weight", "progress_source")}

    class Meta:
        model = Goal
        fields = [
            "project",
            "title",
            "description",
            "target_on",
            "horizon",
            "owner",
            "parent",
            "weight",
            "progress_source",
        ]
        help_texts = {
            "horizon": _("Up to 6 months, up to 24, or beyond. Your choice; left open, the target date decides.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_open(self, "parent")
        self.fields["weight"].required = self.fields["progress_source"].required = False
        spans = lanes(self.membership.team.today())
        field = self.fields["horizon"]
        field.required = False
        field.widget.attrs |= {
            "data-horizon-of": self["target_on"].id_for_label,
            "data-lanes": " ".join(f"{lane.horizon}:{lane.last or ''}" for lane in spans),
        }


class GoalClosingForm(forms.Form):
    """How a goal ended, and what the team learned."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    lesson = forms.CharField(
        label=_("Lesson learned"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MilestoneForm(ReasonMixin, OfProjectForm):
    folded = {_("More about it"): ("description", "state", "priority", "blocked", "blocked_note", "follows_links")}
    in_rows = {_("Remaining working days"): FIGURES}
    move_reason = ReasonField(help_text=_("Kept in the list of how the date moved."))

    class Meta:
        model = Milestone
        fields = [
            "project",
            "goals",
            "title",
            "criteria",
            "owner",
            "starts_on",
            "due_on",
            *FIGURES,
            "state",
            "priority",
            "description",
            "blocked",
            "blocked_note",
            "follows_links",
        ]
        labels = dict(zip(FIGURES, LABELS, strict=True))
        help_texts = {"days_likely": _("One number is enough; the others are then assumed.")}

    field_order = ["new_project", *Meta.fields[: Meta.fields.index("due_on") + 1], "move_reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goals"].required = self.fields["priority"].required = False
        offer_open(self, "goals")
        self._offer_goals_of_project()
        if "new_project" in self.fields:
            del self.fields["goals"]  # a project to be made has none
        offer_states(self, (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.IN_REVIEW))

    def _offer_goals_of_project(self):
        """Offer goals of the milestone's project; before one is chosen, those of all, with their project's name."""
        goals = self.fields["goals"]
        project = self.instance.project_id or (None if self.is_bound else id_in(self.initial.get("project")))
        if project:
            goals.queryset = goals.queryset.filter(project_id=project)
            goals.scope = goals.scope | {"project": project}
        else:
            goals.queryset = goals.queryset.select_related("project")
            goals.label_from_instance = lambda goal: f"{goal} · {goal.project}"


class MilestoneStartForm(forms.Form):
    """On which day the work began; today, while nobody says."""

    on = forms.DateField(label=_("Started on"), required=False)


class TaskForm(TeamModelForm):
    folded = {_("More about it"): ("description", "state", "priority", "estimate")}

    class Meta:
        model = Task
        fields = ["milestone", "title", "description", "assignee", "due_on", "state", "priority", "estimate"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["priority"].required = False
        offer_open(self, "milestone")
        offer_states(self, (TaskState.BACKLOG, TaskState.TODO, TaskState.IN_PROGRESS))


class QuickTaskForm(TeamModelForm):
    """One line under a milestone's tasks."""

    class Meta:
        model = Task
        fields = ["milestone", "title", "assignee", "due_on"]
        widgets = {"milestone": forms.HiddenInput}


class QuickGoalForm(QuickMixin, OfProjectForm):
    class Meta:
        model = Goal
        fields = ["title", "project", "horizon", "owner"]


class QuickMilestoneForm(QuickMixin, OfProjectForm):
    class Meta:
        model = Milestone
        fields = ["title", "project", "owner"]


class QuickListedTaskForm(QuickMixin, TeamModelForm):
    """One line above the list of tasks."""

    class Meta:
        model = Task
        fields = ["title", "milestone", "assignee"]


def offer_open(form, name):
    """Offer, for a link of the form's row, the rows that are open and those it points at already."""
    field, row = form.fields.get(name), form.instance
    if field is None:
        return
    if row._state.adding:
        present = None
    elif isinstance(field, forms.ModelMultipleChoiceField):
        present = Q(pk__in=getattr(row, name).values("pk"))
    else:
        present = Q(pk=getattr(row, f"{name}_id"))
    rows = field.queryset
    field.queryset = rows.open() | rows.filter(present) if present else rows.open()
    field.judged = getattr(rows, "discontinued", rows.none)()
    field.scope = field.scope | {"open": "true"}


def offer_states(form, states):
    """Offer the states a form may set; a row in a state only verbs reach keeps it."""
    if form.instance._state.adding or form.instance.is_open:
        form.fields["state"].choices = [(state.value, state.label) for state in states]
    else:
        del form.fields["state"]


def id_in(text):
    """Return what an address gives for an id, or None when it is none."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
