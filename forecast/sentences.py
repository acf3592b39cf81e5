"""What the forecast takes for granted, in words, and how each is mended."""

from django.utils.translation import gettext_lazy, ngettext_lazy

# key: (what was assumed, how to mend it)
SENTENCES = {
    "range": (
        ngettext_lazy(
            "One figure given, %(days)s day: 20%% less to 60%% more.",
            "One figure given, %(days)s days: 20%% less to 60%% more.",
            "days",
        ),
        gettext_lazy("Give three points"),
    ),
    "suggested": (
        gettext_lazy("The template’s figures: %(low)s to %(high)s working days."),
        gettext_lazy("Estimate it"),
    ),
    "estimate": (
        ngettext_lazy(
            "No estimate: the planned span of %(days)s working day, up to double.",
            "No estimate: the planned span of %(days)s working days, up to double.",
            "days",
        ),
        gettext_lazy("Estimate it"),
    ),
    "overdue": (
        gettext_lazy("Overdue without estimate: some days more."),
        gettext_lazy("Say what remains"),
    ),
    "no_date": (
        gettext_lazy("No date, no estimate: 10 to 40 working days."),
        gettext_lazy("Estimate it"),
    ),
    "left_out": (
        gettext_lazy("No date, no estimate, no link: left out."),
        gettext_lazy("Give it a date"),
    ),
    "blocked": (
        gettext_lazy("Blocked: 2 to 20 working days of waiting."),
        gettext_lazy("Say what blocks it"),
    ),
    "used_up": (
        gettext_lazy("Its estimate is used up: 1 to 10 working days more."),
        gettext_lazy("Say what remains"),
    ),
    "effect_range": (
        gettext_lazy("One figure given for its effect: half to double."),
        gettext_lazy("Give three points"),
    ),
    "days_of_impact": (
        gettext_lazy("No effect given: %(low)s to %(high)s working days, as its impact stands for."),
        gettext_lazy("Estimate the effect"),
    ),
    "money_of_impact": (
        gettext_lazy("No cost given: %(low)s to %(high)s %(currency)s, as its impact stands for."),
        gettext_lazy("Estimate the cost"),
    ),
    "effect_none": (
        gettext_lazy("No effect given: not counted."),
        gettext_lazy("Estimate the effect"),
    ),
    "percent": (
        gettext_lazy("“%(word)s”, %(low)s%% to %(high)s%%: counted as %(percent)s%%."),
        gettext_lazy("Give a percentage"),
    ),
    "unrated": (
        gettext_lazy("Neither rated nor given a percentage: not counted."),
        gettext_lazy("Rate it"),
    ),
    "money_range": (
        gettext_lazy("One figure given for its cost: half to double."),
        gettext_lazy("Give three points"),
    ),
    "odds": (
        gettext_lazy("No odds given: %(percent)s%% of deals in this stage close (assumption)."),
        gettext_lazy("Give your own odds"),
    ),
    "amount": (
        gettext_lazy("Amount unknown: not counted."),
        gettext_lazy("Enter the amount"),
    ),
    "close_range": (
        gettext_lazy("Deals usually slip: a quarter sooner to twice as long."),
        gettext_lazy("Give earliest and latest close"),
    ),
    "close_passed": (
        gettext_lazy("Its close has passed: %(days)s more days, half to double."),
        gettext_lazy("Enter a new close"),
    ),
    "lag": (
        gettext_lazy("The money comes %(days)s days after closing."),
        gettext_lazy("Plan its tranches"),
    ),
    "not_converted": (
        gettext_lazy("In %(currency)s, without a rate of the last 90 days: not counted."),
        gettext_lazy("Enter a rate"),
    ),
    "tranche_never": (
        gettext_lazy("Its milestone is cancelled: this tranche never comes."),
        gettext_lazy("Change its condition"),
    ),
    "no_lead": (
        gettext_lazy("No lead investor among those open: nobody waits for one."),
        gettext_lazy("Name the lead"),
    ),
    "flat": (
        gettext_lazy("Income and expense stay the same every month."),
        gettext_lazy("Add dated lines"),
    ),
    "expense_spread": (
        gettext_lazy("Expenses vary by %(percent)s%%."),
        gettext_lazy("Change the settings"),
    ),
    "deal_link": (
        gettext_lazy("Deals share one market, by %(percent)s%%."),
        gettext_lazy("Change the settings"),
    ),
}
