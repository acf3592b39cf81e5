"""What a column of a plain list may hold, in words."""

from django.utils.translation import gettext_lazy as _

FIELD_LABELS = {
    "title": _("Title"),
    "milestone": _("Milestone"),
    "kind": _("Milestone or task"),
    "project": _("Project"),
    "goals": _("Goals"),
    "owner": _("Owner"),
    "owner_email": _("Owner's email address"),
    "start": _("Start"),
    "due": _("Due"),
    "done_on": _("Done on"),
    "state": _("State"),
    "priority": _("Priority"),
    "description": _("Description"),
    "criteria": _("Acceptance criteria"),
    "estimate": _("Estimate in days"),
    "blocked": _("Blocked"),
    "blocked_note": _("Why it is blocked"),
    "days_min": _("Remaining working days, optimistic"),
    "days_likely": _("Remaining working days, most likely"),
    "days_max": _("Remaining working days, pessimistic"),
    "started_on": _("Started on"),
    "waits_for": _("Waits for"),
    "follows_links": _("Moves with what it waits for"),
    "external_id": _("Number or key"),
    "parent": _("Parent"),
}
