"""What happened in a team, as page and API list it: the filter, and each change in words."""

import datetime as dt

import django_filters
from django import forms
from django.apps import apps
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.days import sensible_day

from .filters import TeamFilterSet
from .models import Activity, Membership, StoredRow
from .roles import viewable_kinds

VERBS = {
    "created": gettext_lazy("created"),
    "changed": gettext_lazy("changed"),
    "discarded": gettext_lazy("removed"),
    "restored": gettext_lazy("restored"),
    "completed": gettext_lazy("completed"),
    "reopened": gettext_lazy("reopened"),
    "cancelled": gettext_lazy("cancelled"),
    "closed": gettext_lazy("closed"),
    "role_changed": gettext_lazy("changed the role of"),
    "renamed": gettext_lazy("renamed"),
    "ended": gettext_lazy("ended the membership of"),
    "passed_on": gettext_lazy("passed on"),
    "accepted": gettext_lazy("accepted"),
    "renewed": gettext_lazy("sent again"),
    "revoked": gettext_lazy("revoked"),
    "activated": gettext_lazy("activated"),
    "state_changed": gettext_lazy("entered another state"),
    "assessed": gettext_lazy("assessed"),
    "status_changed": gettext_lazy("entered another state"),
    "occurred": gettext_lazy("said that it has occurred"),
    "rejected": gettext_lazy("rejected"),
    "made_ready": gettext_lazy("made ready"),
    "redrafted": gettext_lazy("sent back to draft"),
    "failed": gettext_lazy("said that it failed"),
    "resumed": gettext_lazy("resumed"),
    "rearmed": gettext_lazy("made ready again"),
    "retired": gettext_lazy("retired"),
    "advanced": gettext_lazy("moved on"),
    "opened": gettext_lazy("opened"),
    "closing_started": gettext_lazy("began to close"),
    "postponed": gettext_lazy("postponed"),
    "abandoned": gettext_lazy("abandoned"),
    "skipped": gettext_lazy("skipped"),
    "applied": gettext_lazy("applied"),
    "read_again": gettext_lazy("read again"),
    "chosen": gettext_lazy("chose"),
    "unsubscribed": gettext_lazy("unsubscribed"),
    "links_revoked": gettext_lazy("revoked the links of mails"),
}
TEXT_LIMIT = 120
DASH = "–"
DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "validators": [sensible_day]}


def kind_label(kind):
    """Return the name of a kind of row, such as “Milestone”."""
    return capfirst(apps.get_model(kind)._meta.verbose_name)


def kinds_of(membership):
    """Return the kinds of rows the team works on and this person may view, as choices: those that have a page."""
    rows = [model for model in apps.get_models() if issubclass(model, StoredRow) and not model.is_personal]
    known = {model._meta.label_lower for model in rows if hasattr(model, "get_absolute_url")}
    kinds = [(kind, kind_label(kind)) for kind in viewable_kinds(membership.rights) & known]
    return sorted(kinds, key=lambda choice: str(choice[1]).casefold())


def everybody(request):
    """Return the people a person may ask about, those who have left included."""
    return Membership.objects.visible_to(request.membership)


class ActivityFilter(TeamFilterSet):
    """Who did what to which kind of row, and when, by the team's calendar."""

    q = None
    by = django_filters.ModelChoiceFilter(
        queryset=everybody, label=pgettext_lazy("activity", "Who"), empty_label=gettext_lazy("any")
    )
    subject_kind = django_filters.ChoiceFilter(label=gettext_lazy("What"), choices=[])
    since = django_filters.DateFilter(method="filter_since", label=gettext_lazy("From"), **DAY)
    until = django_filters.DateFilter(method="filter_until", label=gettext_lazy("Until"), **DAY)
    # For links and programs; a person looks for neither by typing.
    subject_id = django_filters.UUIDFilter(label=gettext_lazy("Row"), widget=forms.HiddenInput)
    verb = django_filters.CharFilter(label=gettext_lazy("Verb"), widget=forms.HiddenInput)

    class Meta:
        model = Activity
        fields = ["by", "subject_kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request is not None and "subject_kind" in self.filters:
            self.filters["subject_kind"].extra["choices"] = kinds_of(self.request.membership)

    def filter_since(self, rows, _name, value):
        return rows.filter(at__gte=self._midnight(value))

    def filter_until(self, rows, _name, value):
        return rows.filter(at__lt=self._midnight(value + dt.timedelta(days=1)))

    def _midnight(self, day):
        return dt.datetime.combine(day, dt.time.min, self.request.membership.team.zone)


def shown_changes(activity, membership):
    """Return an activity's changes without the addresses of people, which only those who keep the list may read."""
    if activity.subject_kind == "teams.membership" and not membership.has_perm("teams.change_membership"):
        return {name: pair for name, pair in activity.changes.items() if name != "email"}
    return activity.changes


class ActivityFormatter:
    """Activities in words; people's names are fetched once for all of them."""

    def __init__(self, membership):
        self.membership = membership
        rows = Membership.objects.visible_to(membership).values_list("pk", "name")
        self.names = {str(pk): name for pk, name in rows}

    def verb(self, activity):
        return VERBS.get(activity.verb) or activity.verb.replace("_", " ")

    def details(self, activity):
        """Return what changed as {label, old, new}; only the names of fields where values say nothing to a reader."""
        if activity.verb in ("created", "discarded"):
            return []
        fields = {field.name: field for field in activity.model._meta.get_fields()}
        return [
            {
                "label": capfirst(fields[name].verbose_name),
                "old": self._shown(fields[name], old),
                "new": self._shown(fields[name], new),
            }
            for name, (old, new) in shown_changes(activity, self.membership).items()
            if name in fields and _is_told(fields[name])
        ]

    def _shown(self, field, value):
        if value in (None, "", []):
            return DASH
        if field.is_relation:
            return self.names.get(value) if field.related_model is Membership else None
        if field.choices:
            return dict(field.flatchoices).get(value, value)
        return _in_words(field, value)


def _is_told(field):
    """Say whether a field means something to people: what they can enter, and the states that verbs enter."""
    return getattr(field, "editable", True) or bool(field.choices)


def _in_words(field, value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField):
        return value
    if isinstance(field, models.DateField):
        return date_format(dt.date.fromisoformat(value))
    text = str(value)
    return text if len(text) <= TEXT_LIMIT else f"{text[: TEXT_LIMIT - 1]}…"


def history_of(membership, row, *, limit=20):
    """Return what happened to one row, newest first, as components/activity.html lists it."""
    story = ActivityFormatter(membership)
    return [
        {
            "name": activity.by and activity.by.name,
            "text": story.verb(activity),
            "at": activity.at,
            "details": story.details(activity),
        }
        for activity in Activity.objects.visible_to(membership).about(row).select_related("by").order_by("-at")[:limit]
    ]
