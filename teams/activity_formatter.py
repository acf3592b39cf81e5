"""Activities in words: a whole sentence in the reader's language, and what else changed below it."""

import datetime as dt
from collections import defaultdict
from functools import cache, cached_property

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.fetching import part_of

from .choices import with_names
from .models import Activity
from .models.activity import SYSTEM
from .models.naming import listed
from .models.sight import restricted_ids_hidden_from
from .web import list_url

TEXT_LIMIT = 120
MOST_NAMES = 5
DASH = "–"


def shown_changes(activity, membership):
    """Return an activity's changes as far as this person may read the fields: {name: [old, new]}, or None for a value
    that is not kept."""
    rights = _rights(activity.model)
    return {
        name: _without_hidden(activity.model, pair, membership)
        for name, pair in activity.changes.items()
        if not rights.get(name) or membership.has_perm(rights[name])
    }


def _without_hidden(model, pair, membership):
    """Return old and new without the ids of rows hidden from this person, which only what follows many can hold."""
    if pair is None or not getattr(model, "follows_many", False):
        return pair
    hidden = restricted_ids_hidden_from(membership)
    return [[pk for pk in value if pk not in hidden] if isinstance(value, list) else value for value in pair]


class ActivityFormatter:
    """Puts activities into words; the rows they name are fetched once for all of them."""

    def __init__(self, membership, activities):
        self.membership, self.activities = membership, activities
        self.rows = self._rows_named(activities)

    def entry(self, activity, *, is_linked):
        """Return what a list shows of an activity: {activity, name, sentence, at, details [{label, old, new}]}."""
        return {
            "activity": activity,
            "name": activity.by and activity.by.name,
            "sentence": self.sentence(activity, is_linked=is_linked),
            "at": activity.at,
            "details": self.details(activity),
        }

    def sentence(self, activity, *, is_linked):
        """Return who did what to which row as HTML, with what the verb is about: “Max rated R-5: high → moderate”."""
        who = format_html("<strong>{}</strong>", activity.by.name if activity.by else SYSTEM)
        row = self._link(activity) if is_linked else activity.label
        text = format_html(str(activity.model.sentence_of(activity.verb)), who=who, row=row)
        told = self._pair(activity, activity.model.field_told_by(activity.verb))
        if told is None or told["new"] is None:
            return text
        return format_html("{}: <del>{}</del> → <ins>{}</ins>", text, told["old"], told["new"])

    def details(self, activity):
        """Return what else changed; only the names of fields where values say nothing to a reader."""
        if activity.verb in ("created", "discarded"):
            return []
        told = activity.model.field_told_by(activity.verb)
        names = [name for name in shown_changes(activity, self.membership) if name != told]
        pairs = (self._pair(activity, name) for name in names if _is_told(_fields(activity.model).get(name)))
        return [pair for pair in pairs if pair is not None]

    def _link(self, activity):
        if activity.subject_id in self.gone:
            return activity.label
        place = [self.membership.team.slug, activity.subject_kind, activity.subject_id]
        return format_html('<a href="{}">{}</a>', reverse("teams:subject", args=place), activity.label)

    @cached_property
    def gone(self):
        """The ids of rows that have been removed since, and not put back; nothing leads to them."""
        acts = Activity.objects.filter(subject_id__in={activity.subject_id for activity in self.activities})
        ends = acts.filter(verb__in=("discarded", "restored")).order_by("at", "pk")
        last = dict(ends.values_list("subject_id", "verb"))
        return {pk for pk, verb in last.items() if verb == "discarded"}

    def _pair(self, activity, name):
        """Return {label, old, new} of a field that changed, or None; without values where they say nothing."""
        field = _fields(activity.model).get(name)
        if field is None or name not in shown_changes(activity, self.membership):
            return None
        pair = activity.changes[name]
        old, new = (None, None) if pair is None else (self._shown(activity.model, field, value) for value in pair)
        return {"label": capfirst(field.verbose_name), "old": old, "new": new}

    def _shown(self, model, field, value):
        if value in (None, "", []):
            return DASH
        if field.is_relation:
            return self._names(field.related_model, value if isinstance(value, list) else [value])
        if field.choices:
            return dict(field.flatchoices).get(value, value)
        return model.in_words(field.name, value) or _in_words(field, value)

    def _names(self, model, ids):
        """Return the names of rows, or None where this reader may not see one of them."""
        known = self.rows.get(model, {})
        if not all(pk in known for pk in ids):
            return None
        return listed([str(known[pk]) for pk in ids[:MOST_NAMES]], of=len(ids))

    def _rows_named(self, activities):
        """Return {model: {id: name}} of the rows that changes point at, as far as this reader may see them."""
        wanted = defaultdict(set)
        for activity in activities:
            told = activity.model.field_told_by(activity.verb)
            for name, pair in activity.changes.items():
                field = _fields(activity.model).get(name)
                if field is not None and field.is_relation and (name == told or _is_told(field)):
                    wanted[field.related_model] |= set(_ids(pair))
        return {model: self._found(model, ids) for model, ids in wanted.items() if ids}

    def _found(self, model, ids):
        rows = model._default_manager
        if not hasattr(rows, "visible_to"):
            return {}
        found = with_names(rows.visible_to(self.membership).filter(pk__in=ids))
        return {str(row.pk): row.short_name for row in found}


def history_of(membership, row):
    """Return what happened to one row last, newest first, as a Part that components/activity.html lists."""
    rows = Activity.objects.visible_to(membership).about(row).select_related("by").order_by("-at", "-pk")
    about = {"subject_kind": row._meta.label_lower, "subject_id": row.pk}
    part = part_of(rows, list_url("teams:activity", membership.team, **about))
    formatter = ActivityFormatter(membership, part.rows)
    part.rows = [formatter.entry(activity, is_linked=False) for activity in part.rows]
    return part


@cache
def _rights(model):
    """Return the right that each field of a kind asks of whoever reads it."""
    return {field.name: getattr(field, "right_to_read", "") for field in model._meta.get_fields()}


@cache
def _fields(model):
    return {field.name: field for field in model._meta.get_fields() if hasattr(field, "verbose_name")}


def _is_told(field):
    """Say whether a field means something to people: what they can enter, and the states that verbs enter."""
    return field is not None and (getattr(field, "editable", True) or bool(field.choices))


def _ids(pair):
    for value in pair or ():
        yield from value if isinstance(value, list) else [value] if value else []


def _in_words(field, value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField):
        return value
    if isinstance(field, models.DateField):
        return date_format(dt.date.fromisoformat(value))
    text = str(value)
    return text if len(text) <= TEXT_LIMIT else f"{text[: TEXT_LIMIT - 1]}…"
