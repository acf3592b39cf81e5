"""The kinds of alert, as people choose them. The rules that raise them stand in alerts/rules/."""

from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of alert: its name for people, and whether the person in charge can switch it off.

    Of a kind that `may_be_critical` for somebody in charge, the critical ones go on: see Delivery.can_be_left.
    """

    label: Promise
    hint: Promise
    is_optional: bool = True
    may_be_critical: bool = False


NOTICE = "notice"

TOPICS = MappingProxyType(
    {
        "milestone_due": Topic(_("Milestone due"), _("14, 7 and 1 days before, and on the day")),
        "milestone_overdue": Topic(_("Milestone overdue"), _("after 1, 3 and 7 days, then weekly, five times at most")),
        "task_assigned": Topic(_("Task assigned"), _("when somebody else gives you a task")),
        "task_overdue": Topic(_("Task overdue"), _("after 1, 3 and 7 days, then weekly, five times at most")),
        "risk_rated": Topic(
            _("Risk rated high"), _("when a risk reaches the level high or critical"), may_be_critical=True
        ),
        "risk_gap": Topic(_("High risk not covered"), _("when a high risk has no owner, no action or no plan")),
        "review_due": Topic(_("Risk review due"), _("on the day, and while it is overdue")),
        "plan_activated": Topic(
            _("Contingency plan activated"),
            _("at once, at any hour; always sent to those in charge"),
            is_optional=False,
        ),
        "step_due": Topic(_("Contingency step due"), _("the day before, on the day, and while it is overdue")),
        "next_step": Topic(_("Next step with an investor"), _("the day before, on the day, and while it is overdue")),
        "financing_step": Topic(_("Financing step"), _("7 and 1 days before, on the day, and while it is overdue")),
        "close_passed": Topic(_("Expected close passed"), _("when an open opportunity should have closed by now")),
        "cash_out": Topic(_("Money runs short"), _("when it lasts less than nine months, then less than six")),
        "already_late": Topic(_("Already late"), _("once, as a count, for what was late when it came in")),
        NOTICE: Topic(_("Sent by hand"), _("what you ask for with “Send me this alert now”"), is_optional=False),
    }
)
CHOOSABLE = tuple(name for name in TOPICS if name != NOTICE)
OPTIONAL = tuple(name for name in CHOOSABLE if TOPICS[name].is_optional)
