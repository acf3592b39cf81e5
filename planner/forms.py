"""Forms of the plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.forms import TeamModelForm

from .models import Goal, Milestone, MilestoneState, Outcome, Project, Task, TaskState


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

    state = forms.ChoiceField(label=_("State"))

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state.value, state.label) for state in project.next_states]


class GoalForm(TeamModelForm):
    parents = ("project",)

    class Meta:
        model = Goal
        fields = ["project", "title", "description", "horizon", "target_on", "owner"]


class GoalClosingForm(forms.Form):
    """How a goal ended, and what the team learned."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    lesson = forms.CharField(
        label=_("Lesson learned"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MilestoneForm(TeamModelForm):
    parents = ("project",)
    folded = {_("More about it"): ("description", "state", "blocked", "blocked_note")}

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
            "state",
            "description",
            "blocked",
            "blocked_note",
        ]
        widgets = {"goals": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["goals"].required = False
        goals = self.fields["goals"]
        if not self.instance._state.adding:
            goals.queryset = goals.queryset.filter(project_id=self.instance.project_id)
        offer_states(self, (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.IN_REVIEW))


class TaskForm(TeamModelForm):
    folded = {_("More about it"): ("description", "state", "estimate")}

    class Meta:
        model = Task
        fields = ["milestone", "title", "description", "assignee", "due_on", "state", "estimate"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_states(self, (TaskState.BACKLOG, TaskState.TODO, TaskState.IN_PROGRESS))


class QuickTaskForm(TeamModelForm):
    """One line under a milestone's tasks."""

    class Meta:
        model = Task
        fields = ["milestone", "title", "assignee", "due_on"]
        widgets = {"milestone": forms.HiddenInput}


def offer_states(form, states):
    """Offer the states a form may set; a row in a state only verbs reach keeps it."""
    if form.instance._state.adding or form.instance.is_open:
        form.fields["state"].choices = [(state.value, state.label) for state in states]
    else:
        del form.fields["state"]
