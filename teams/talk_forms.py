"""The form of a comment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import TeamModelForm
from .models import Comment
from .models.comment import LONGEST


class CommentForm(TeamModelForm):
    """What is said, and who is told of it beside those who follow the row."""

    class Meta:
        model = Comment
        fields = ["body", "mentioned"]
        widgets = {"body": forms.Textarea(attrs={"rows": 3, "data-mentions": ""})}

    folded = {_("Notify people"): ("mentioned",)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["maxlength"] = LONGEST
        people = self.fields["mentioned"]
        right = "{}.view_{}".format(*self.instance.subject_kind.split("."))
        people.queryset = people.queryset.with_account().holding(right).exclude(pk=self.membership.pk)
