"""The form that weighs the milestones of a goal against each other."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

MOST_WEIGHED = 100  # milestones on one form, the soonest due first


class WeightsForm(forms.Form):
    """A number from 1 to 100 for each milestone that leads to a goal."""

    def __init__(self, *args, instance, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.goal = instance
        links = instance.milestone_links.select_related("milestone").order_by("milestone__due_on", "milestone__number")
        self.links = {f"weight-{link.milestone_id}": link for link in links[:MOST_WEIGHED]}
        for name, link in self.links.items():
            self.fields[name] = forms.IntegerField(
                label=str(link.milestone),
                initial=link.weight,
                validators=[MinValueValidator(1), MaxValueValidator(100)],
                widget=forms.NumberInput(attrs={"min": 1, "max": 100}),
            )

    def store(self, *, by):
        """Weigh the milestones; returns the goal, or None with the reason among the form's errors."""
        try:
            self.goal.weigh({link.milestone_id: self.cleaned_data[name] for name, link in self.links.items()}, by=by)
        except ValidationError as error:
            self.add_error(None, error.messages)
            return None
        return self.goal
