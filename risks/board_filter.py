"""What narrows the risk board, which shows one side at a time: threats, or opportunities."""

import django_filters
from django.utils.translation import gettext_lazy as _

from .filters import RiskFilter
from .states import Kind


class SideFilter(django_filters.ChoiceFilter):
    """One of the two sides of the board; neither both nor none can be chosen."""

    @property
    def field(self):
        self.extra["empty_label"] = None  # TeamFilterSet offers “any” with every choice
        return super().field


class BoardFilter(RiskFilter):
    """What narrows the board; the score that lays it out is chosen beside the filters."""

    score = probability = impact = order = None
    rare = ("level", "strategy", "milestone", "attention")  # folded away until they are asked for

    kind = SideFilter(choices=Kind.choices, label=_("Kind"))

    class Meta(RiskFilter.Meta):
        fields = ["q", "status", "kind", "level", "category", "strategy", "owner", "project", "milestone", "attention"]
        fields += ["change"]

    def __init__(self, data=None, *args, **kwargs):
        if data is not None and data.get("kind") in (None, "", "all"):
            data = data.copy()
            data["kind"] = Kind.THREAT.value
        super().__init__(data, *args, **kwargs)

    def count_of(self, kind):
        """Return how many risks of a kind the other filters leave; what was asked is not read, and looked up, again."""
        read = self.form.cleaned_data
        self.form.cleaned_data = read | {"kind": kind.value}  # some filters ask the form which side is meant
        try:
            return self.filter_queryset(self.queryset.all()).count()
        finally:
            self.form.cleaned_data = read
