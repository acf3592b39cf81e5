"""What was assumed and what would help, in words: a sentence, the reason, and where to mend it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from funding.models import Opportunity, Tranche
from planner.models import Milestone
from risks.models import ContingencyPlan, Risk

from .change_kinds import ChangeKind
from .sight import rows_named

# By the kind of the row an assumption or a change is about.
KINDS = {"planner.milestone": Milestone, "risks.risk": Risk, "risks.contingencyplan": ContingencyPlan,
         "funding.opportunity": Opportunity, "funding.tranche": Tranche}  # fmt: skip
# What is said instead of the name of a row that cannot be seen, or whose name is not looked up.
UNSEEN = {
    "risks.risk": gettext_lazy("Another risk"),
    "planner.milestone": gettext_lazy("Another milestone"),
    "funding.round": gettext_lazy("A round"),
}

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
# Where it is mended: a page of the team, and the right it takes; a field of the row's form; else the page of the row.
PLACES = {
    "flat": ("funding:line-list", "funding.add_cashline"),
    "expense_spread": ("forecast:settings", "forecast.change_settings"),
    "deal_link": ("forecast:settings", "forecast.change_settings"),
    "not_converted": ("funding:rate-list", "funding.add_fxrate"),
    "no_lead": ("funding:opportunity-list", "funding.change_opportunity"),
}
FIELDS = {
    **dict.fromkeys(("range", "suggested", "estimate", "overdue", "no_date", "used_up"), "days_likely"),
    "left_out": "due_on",
    "percent": "probability_percent",
    "money_range": "money_min",
    "money_of_impact": "money_likely",
    "odds": "probability",
    "amount": "amount",
    "close_range": "earliest_close_on",
    "close_passed": "expected_close_on",
}
FORMS = {Milestone: "planner:milestone-edit", Risk: "risks:risk-edit", Opportunity: "funding:opportunity-edit"}


@dataclass(frozen=True, slots=True)
class Assumed:
    """One assumption as a page tells it; `url` leads to where it is mended, None where the reader may not."""

    subject: str
    sentence: str
    mend: str
    url: str | None
    counts: bool


class Names:
    """Resolves the rows a run names by id, as far as a person may see them; one statement for each kind."""

    def __init__(self, membership, subjects):
        self.membership, self.team = membership, membership.team
        wanted = {}
        for kind, identity in subjects:
            if kind in KINDS and identity:
                wanted.setdefault(kind, set()).add(identity)
        self.rows = {kind: rows_named(membership, KINDS[kind], ids) for kind, ids in wanted.items()}

    def row(self, kind, identity):
        return self.rows.get(kind, {}).get(identity)

    def name(self, kind, identity):
        """Return the name of a row; what cannot be seen is "another risk"."""
        row = self.row(kind, identity)
        return str(row) if row is not None else str(UNSEEN.get(kind, _("Something else")))

    def short(self, kind, identity):
        """Return the name without its number, for a sentence."""
        row = self.row(kind, identity)
        return self.name(kind, identity) if row is None else getattr(row, "title", "") or str(row.source)

    def url(self, kind, identity):
        row = self.row(kind, identity)
        return None if row is None else row.get_absolute_url()


def assumed(names, note):
    """Return one kept assumption {key, kind, id, figures, counts} as Assumed."""
    sentence, mend = SENTENCES[note["key"]]
    figures = {name: _(value) if name == "word" else value for name, value in note["figures"].items()}
    kind, identity = note["kind"], note["id"]
    subject = names.name(kind, identity) if identity else ""
    url = _mending_url(names, note["key"], names.row(kind, identity))
    return Assumed(subject, str(sentence % figures), str(mend), url, note["counts"])


def _mending_url(names, key, row):
    """Return where an assumption is mended, None where the reader may not."""
    slug, may = names.team.slug, names.membership.has_perm
    if key in PLACES:
        place, right = PLACES[key]
        return reverse(place, args=[slug]) if may(right) else None
    if row is None or not may(f"{row._meta.app_label}.change_{row._meta.model_name}"):
        return None
    if key == "unrated":
        return reverse("risks:risk-assessment", args=[slug, row.pk])
    if key in FIELDS:
        return f"{reverse(FORMS[type(row)], args=[slug, row.pk])}#id_{FIELDS[key]}"
    return row.get_absolute_url()


# What a change is called in a table, and within a sentence.
CHANGES = {
    "risks.risk": (gettext_lazy("Risk removed"), gettext_lazy("“%(row)s” ruled out")),
    "funding.opportunity": (gettext_lazy("Won for certain"), gettext_lazy("%(row)s won")),
    "planner.milestone": (
        gettext_lazy("Ten working days shorter"),
        gettext_lazy("%(row)s ten working days shorter"),
    ),
    "risks.contingencyplan": (gettext_lazy("Made ready"), gettext_lazy("%(row)s made ready")),
    "burn": (gettext_lazy("From tomorrow on"), gettext_lazy("10% less spent")),
}

# The change of a scenario that says the same.
TRIALS = {
    "risks.risk": {"kind": ChangeKind.RISK},
    "funding.opportunity": {"kind": ChangeKind.WON},
    "planner.milestone": {"kind": ChangeKind.SOONER, "number": 10},
    "risks.contingencyplan": {"kind": ChangeKind.READY},
    "burn": {"kind": ChangeKind.EXPENSE, "number": -10},
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change that was tried: what it is called, where it is made, and what it would bring (forecast/levers.py)."""

    title: str
    note: str
    phrase: str
    url: str | None
    gain: dict
    widest: float  # the largest gain of the list, which a bar of full length stands for
    trial: dict  # what makes a scenario of it (forecast/trials.py)

    @property
    def link(self):
        """Return the phrase as a link to where the change is made, or plain where the reader may not go there."""
        return format_html('<a href="{}">{}</a>', self.url, self.phrase) if self.url else self.phrase

    @property
    def is_measurable(self):
        """Say whether the gain is larger than twice its standard error."""
        return bool(self.gain["joint"]) and abs(self.gain["joint"]) >= 2 * self.gain["error"]

    @property
    def reserve(self):
        """Return by how much less reserve is needed, in whole hundreds; None where that is not known or nothing."""
        return round((self.gain["reserve"] or 0) / 100) * 100 or None

    @property
    def bar(self):
        """Return the length of the bar in per cent, and where the line of its error begins and ends."""
        middle, error = (100 * abs(each) / self.widest for each in (self.gain["joint"], self.gain["error"]))
        return {"length": f"{middle:.1f}", "from": f"{max(middle - error, 0):.1f}", "to": f"{middle + error:.1f}"}


def changes(names, gains):
    """Return the Change of each (key, gain); a key is "burn", or "kind:id" of the row that would change."""
    widest = max((abs(gain["joint"] or 0.0) for _key, gain in gains), default=0.0) or 1.0
    return [_change(names, key, gain, widest) for key, gain in gains]


def subjects_of(gains):
    """Return the (kind, id) pairs that keys of gains are about."""
    return [tuple(key.split(":", 1)) for key in gains if ":" in key]


def _change(names, key, gain, widest):
    kind, _separator, identity = key.partition(":")
    note, phrase = CHANGES[kind]
    if kind == "burn":
        url = reverse("funding:cash", args=[names.team.slug])
        title = str(_("Spend 10% less"))
        return Change(title, str(note), str(phrase), url, gain, widest, TRIALS[kind])
    name, url = names.name(kind, identity), names.url(kind, identity)
    phrase = str(phrase % {"row": names.short(kind, identity)})
    trial = TRIALS[kind] | {"subject": identity} if url else {}
    return Change(name, str(note), phrase, url, gain, widest, trial)
