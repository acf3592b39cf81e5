"""What was assumed and what would help, in words: a sentence, the reason, and where to mend it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import Opportunity, Tranche
from planner.models import Milestone
from risks.models import ContingencyPlan, Risk

from .change_kinds import ChangeKind
from .sentences import SENTENCES
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
