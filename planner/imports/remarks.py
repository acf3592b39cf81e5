"""The words for what staging and applying say of a row or a file, on top of the reader's own (messages.py)."""

from django.utils.translation import gettext_lazy as _

from planner.imports.messages import message

MESSAGES = {
    "owner_unknown": _("Nobody active in the team is “%(value)s”; no owner is taken over."),
    "owner_by_first_name": _("“%(value)s” was taken for %(person)s, the only one of that first name."),
    "owner_ambiguous": _("Several people are called “%(value)s”; give an email address. No owner is taken over."),
    "milestone_unknown": _("There is no milestone “%(value)s”; the task is not put into one."),
    "milestone_refused": _("Its milestone on line %(line)s is left out; the task is not put into one."),
    "link_unknown": _("There is no milestone “%(value)s” to wait for."),
    "link_refused": _("What it waits for, on line %(line)s, is left out; so is the link."),
    "link_itself": _("It cannot wait for itself."),
    "link_circle": _("%(way)s would be a circle: the link to “%(value)s” is not taken over."),
    "gates_of_completed": _("It is completed, so its quality gates are not taken over."),
    "gates_full": _("A milestone has at most %(limit)s quality gates; “%(value)s” and those after it are left out."),
    "gate_broken": _("The quality gate “%(value)s” is not taken over: %(message)s"),
    "gates_changed_meanwhile": _(
        "The milestone or its quality gates were changed since the preview: none of its gates were made."
    ),
    "milestone_ambiguous": _(
        "Several milestones are called “%(value)s”: %(codes)s. Give the key of the one that is meant."
    ),
    "key_elsewhere": _("%(code)s is “%(title)s” here, not what this row says; it is taken for a new one."),
    "renamed": _("%(code)s is called “%(title)s” here; this row renames it."),
    "stays_in_project": _("%(code)s belongs to the project “%(project)s” and stays there."),
    "target_repeated": _("Line %(line)s means the same row, %(code)s."),
    "project_discontinued": _("“%(value)s” is discontinued and takes no new work; the task stays where it is."),
    "rule_broken": "%(message)s",
    "goal_parent_unknown": _("There is no goal “%(value)s” to stand below."),
    "goal_parent_refused": _(
        "It cannot stand below “%(value)s”: not below itself, and not more than %(most)s levels deep."
    ),
    "goal_state_kept": _("%(code)s stays as it is: a file does not close goals that are here, nor open them again."),
    "key_result_goal_unknown": _(
        "There is no goal “%(value)s” for it, neither here nor in the rows of the file that are taken over."
    ),
    "key_result_repeated": _("Line %(line)s means the same key result."),
    "key_result_renamed": _("It is called “%(value)s” here; this row renames it."),
    "key_result_stays": _("It measures “%(value)s” here and stays there."),
    "target_missing": _("A key result needs a target."),
    "value_of_closed": _("Its goal is closed, so the value is not taken over."),
    "value_older": _("A value of %(day)s is here already, which is later; the value of the file is not taken over."),
    "value_broken": _("The value is not taken over: %(message)s"),
    "goal_changed_meanwhile": _(
        "Its goal was closed, removed or given other key results since the preview; nothing was written."
    ),
    "changed_meanwhile": _("It was changed by somebody since the preview; nothing was overwritten."),
    "links_changed_meanwhile": _("Milestones or links were changed since the preview: not all of its links were made."),
    "project_gone": _("Its project was removed since the preview."),
    "made_meanwhile": _("It was imported by somebody since the preview; nothing was overwritten."),
    "title_column_missing": _(
        "No column with a title was found in the header “%(header)s”. "
        "Say which one it is, or call it “title” or “标题”."
    ),
    "no_rows": _("The file has a header and no rows."),
}


def words(code, params):
    """Return the sentence for a code in the reader's language."""
    return str(MESSAGES[code]) % params if code in MESSAGES else message(code, params)
