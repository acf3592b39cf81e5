"""The words for what reading, judging and applying say of a risk or a file, on top of those of every import."""

from django.utils.translation import gettext_lazy as _

from planner.imports import remarks

MESSAGES = {
    "register_title_missing": _(
        "No column with a title was found in the header “%(header)s”. "
        "Say which one names the risks, or call it “title”."
    ),
    "register_foreign": _("This JSON file is no risk register of Landfall, the only one we read."),
    "no_rows": _("The file has no risks."),
    "object_unreadable": _("This is no risk: an object with a title was expected."),
    "list_unreadable": _("“%(name)s” is no list of objects."),
    "category_missing": _(
        "“%(value)s” is none of our categories. Choose one above for all risks without one, or write one of: %(known)s."
    ),
    "category_replaced": _("“%(value)s” is none of our categories; “%(category)s” was taken."),
    "word_unknown": _("“%(value)s” in %(column)s is not known. Write one of: %(known)s."),
    "treatment_unknown": _("The treatment “%(value)s” is not known. Write one of: %(known)s."),
    "level_unknown": _(
        "“%(value)s” in %(column)s is no level of your matrix, and nothing was guessed. "
        "Write a figure from 1 to 5, or one of: %(known)s."
    ),
    "level_differs": _("The file calls it “%(value)s”; by your matrix these figures are “%(level)s”."),
    "rating_half": _("Give both probability and impact of the score “%(score)s”, or neither."),
    "score_unreadable": _("“%(value)s” in %(column)s is not a number from 0 to %(most)s."),
    "amount_unreadable": _("“%(value)s” in %(column)s is not an amount we can read for sure. Write it as 1234.50."),
    "percent_unreadable": _("“%(value)s” is not a whole percentage from 0 to 100."),
    "effect_unreadable": _("“%(value)s” is no effect on a milestone, such as 5..10..20 days or 120 %%."),
    "assessed_without_rating": _("It says “assessed” without a rating; it is taken over as identified."),
    "closure_reason_chosen": _("It has ended without saying why; “%(reason)s” was taken."),
    "raised_by_unknown": _("Nobody in the team is “%(value)s”; whoever imports it counts as having raised it."),
    "risk_milestone_unknown": _("There is no milestone “%(value)s”; the risk is not linked to it."),
    "risk_milestone_ambiguous": _("Several milestones are called “%(value)s”; the risk is linked to none of them."),
    "risk_state_kept": _("%(code)s keeps its status: a file does not make it “%(status)s”."),
    "restriction_kept": _("Who sees %(code)s stays as it is; a file does not change that."),
    "rating_kept": _("%(code)s is closed and keeps its rating. Reopen it first."),
    "target_repeated": _("Line %(line)s means the same risk, %(code)s."),
    "part_refused": _("“%(value)s” is left out: %(message)s"),
    "plan_redrafted": _("The plan “%(value)s” is taken over as a draft: it is at work elsewhere, or lacks something."),
    "state_replaced": _("“%(value)s” is no state we know; “%(state)s” was taken."),
    "too_many_parts": _("Only the first %(limit)s of “%(name)s” are taken over."),
    "money_trigger_refused": _("A condition on money is left out: only who may add one brings it along."),
    "verification_left": _("“%(value)s” is taken over as done: somebody here has to verify it again."),
    "indicator_unknown": _("The risk has no indicator “%(value)s”; what waits for it is left out."),
    "round_unknown": _("There is no round “%(value)s”; the condition on it is left out."),
}

NO_CATEGORY = _("The row names no category. Choose one above for all risks without one, or write one of: %(known)s.")


def words(code, params):
    """Return the sentence for a code in the reader's language."""
    if code == "category_missing" and not params["value"]:
        return str(NO_CATEGORY) % params
    return str(MESSAGES[code]) % params if code in MESSAGES else remarks.words(code, params)
