"""Who may do what: the whole permission matrix, on one screen.

A right is `<app>.<verb>_<model>`. The letters name the access roles that hold it:
O owner, M manager, E member, V viewer. A recipient has no account and holds none.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """Access role of a membership."""

    OWNER = "owner", pgettext_lazy("access role", "Owner")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")
    VIEWER = "viewer", _("Viewer")
    RECIPIENT = "recipient", _("Recipient")


LETTERS = {"O": Role.OWNER, "M": Role.MANAGER, "E": Role.MEMBER, "V": Role.VIEWER}
RANK = {Role.RECIPIENT: 0, Role.VIEWER: 1, Role.MEMBER: 2, Role.MANAGER: 3, Role.OWNER: 4}

MATRIX = {
    # model                       view    add    change  discard  verbs of its own
    "teams.team":                ("OMEV", "",    "OM",   "O",     {}),
    "teams.membership":          ("OMEV", "OM",  "OM",   "",      {"end": "OM", "show_money": "O"}),
    "teams.position":            ("OMEV", "OM",  "OM",   "OM",    {}),
    "teams.invitation":          ("OM",   "OM",  "OM",   "",      {"revoke": "OM"}),
    "teams.activity":            ("OMEV", "",    "",     "",      {}),
    "teams.change":              ("OMEV", "",    "",     "",      {"undo": "OME"}),
    "teams.comment":             ("OMEV", "OME", "OME",  "OME",   {}),
    "teams.file":                ("OMEV", "OME", "",     "OME",   {}),
    "teams.subscription":        ("OMEV", "OMEV", "OMEV", "",     {}),
    "teams.job":                 ("OME",  "OME", "",     "",      {}),
    "teams.token":               ("OMEV", "OMEV", "",    "",      {"revoke": "OMEV"}),
    "teams.calendarfeed":        ("OMEV", "OMEV", "",    "",      {"revoke": "OMEV"}),
    "teams.dismissal":           ("OMEV", "OMEV", "",    "OMEV",  {}),
    "teams.savedview":           ("OMEV", "OMEV", "OMEV", "OMEV", {"share": "OME", "manage": "OM"}),
    "planner.project":           ("OMEV", "OME", "OME",  "OM",    {}),
    "planner.goal":              ("OMEV", "OME", "OME",  "OME",   {"close": "OME"}),
    "planner.keyresult":         ("OMEV", "OME", "OME",  "OME",   {"measure": "OME"}),
    "planner.checkin":           ("OMEV", "OME", "",     "",      {}),
    "planner.milestone":         ("OMEV", "OME", "OME",  "OME",
                                  {"start": "OME", "complete": "OME", "cancel": "OME", "notify": "OME"}),
    "planner.dependency":        ("OMEV", "OME", "OME",  "OME",   {}),
    "planner.gatecheck":         ("OMEV", "OME", "OME",  "OME",   {"pass": "OME", "approve": "OME", "waive": "OM"}),
    "planner.gatereading":       ("OMEV", "OME", "",     "",      {}),
    "planner.task":              ("OMEV", "OME", "OME",  "OME",   {"complete": "OME", "cancel": "OME"}),
    "planner.baseline":          ("OMEV", "OME", "OM",   "OM",    {"choose": "OM"}),
    "planner.move":              ("OMEV", "",    "",     "",      {}),
    "planner.responsibility":    ("OMEV", "OME", "OME",  "OME",   {}),
    "planner.roleneed":          ("OMEV", "OME", "OME",  "OME",   {}),
    "planner.bonus":             ("OMEV", "O",   "O",    "O",     {"approve": "O", "pay": "O", "void": "O"}),
    "planner.calendarday":       ("OMEV", "OM",  "OM",   "OM",    {}),
    "planner.settings":          ("OMEV", "",    "OM",   "",      {}),
    "planner.weeklyreview":      ("OMEV", "OME", "",     "",      {"end": "OME"}),
    "planner.weeklydecision":    ("OMEV", "OME", "OME",  "",      {}),
    "planner.planimport":        ("OME",  "OME", "OME",  "OME",   {"apply": "OME"}),
    "risks.risk":                ("OMEV", "OME", "OME",  "OME",   {"assess": "OME", "close": "OME", "restrict": "OME",
                                                   "notify": "OME"}),
    "risks.riskreader":          ("OMEV", "OME", "",     "OME",   {}),
    "risks.riskmilestone":       ("OMEV", "OME", "OME",  "OME",   {}),
    "risks.assessment":          ("OMEV", "OME", "",     "",      {"compare": "OM"}),
    "risks.acceptance":          ("OMEV", "OME", "OME",  "OME",   {"approve": "OM", "revoke": "OM"}),
    "risks.appetite":            ("OMEV", "OM",  "",     "",      {}),
    "risks.meeting":             ("OMEV", "OME", "",     "",      {"end": "OME"}),
    "risks.review":              ("OMEV", "OME", "",     "",      {}),
    "risks.responseaction":      ("OMEV", "OME", "OME",  "OME",   {"complete": "OME", "cancel": "OME",
                                                   "verify": "OME"}),
    "risks.contingencyplan":     ("OMEV", "OME", "OME",  "OME",
                                  {"activate": "OME", "complete": "OME", "rehearse": "OME", "automate": "OM"}),
    "risks.contingencystep":     ("OMEV", "OME", "OME",  "OME",   {}),
    "risks.trigger":             ("OMEV", "OME", "OME",  "OME",   {"fire": "OME"}),
    "risks.moneytrigger":        ("OM",   "OM",  "OM",   "OM",    {"fire": "OM"}),
    "risks.riskmatrix":          ("OMEV", "OM",  "",     "",      {}),
    "risks.indicator":           ("OMEV", "OME", "OME",  "OME",   {}),
    "risks.indicatorreading":    ("OMEV", "OME", "",     "",      {}),
    "risks.registerimport":     ("OME",  "OME", "OME",  "OME",   {"apply": "OME"}),
    "risks.settings":            ("OMEV", "",    "OM",   "",      {}),
    "funding.round":             ("OME",  "OM",  "OM",   "OM",    {"move": "OM"}),
    "funding.roundterms":        ("OM",   "OM",  "OM",   "OM",    {}),
    "funding.source":            ("OM",   "OM",  "OM",   "OM",    {}),
    "funding.opportunity":       ("OM",   "OM",  "OM",   "OM",    {"advance": "OM"}),
    "funding.opportunityevent":  ("OM",   "",    "",     "",      {}),
    "funding.tranche":           ("OM",   "OM",  "OM",   "OM",    {"move": "OM"}),
    "funding.nextaction":        ("OM",   "OM",  "OM",   "OM",    {"complete": "OM"}),
    "funding.planstep":          ("OME",  "OM",  "OM",   "OM",    {"complete": "OM", "cancel": "OM"}),
    "funding.cashposition":      ("OM",   "OM",  "",     "",      {}),
    "funding.cashline":          ("OM",   "OM",  "OM",   "OM",    {}),
    "funding.fxrate":            ("OM",   "OM",  "OM",   "OM",    {}),
    "funding.cashoutdate":       ("OM",   "",    "",     "",      {"view_opened": "OME"}),
    "funding.settings":          ("OM",   "",    "OM",   "",      {}),
    "forecast.run":              ("OMEV", "OME", "",     "",      {}),
    "forecast.runplan":          ("OMEV", "",    "",     "",      {}),
    "forecast.runmoney":         ("OM",   "",    "",     "",      {}),
    "forecast.prediction":       ("OMEV", "",    "",     "",      {}),
    "forecast.moneyprediction":  ("OM",   "",    "",     "",      {}),
    "forecast.jointfigure":      ("OM",   "",    "",     "",      {"view_opened": "OME"}),
    "forecast.scenario":         ("OM",   "OM",  "OM",   "OM",    {"calculate": "OM", "apply": "OM"}),
    "forecast.scenariochange":   ("OM",   "OM",  "OM",   "OM",    {}),
    "forecast.settings":         ("OM",   "",    "OM",   "",      {}),
    "playbook.template":         ("OMEV", "",    "",     "",      {"apply": "OM"}),
    "playbook.libraryrisk":      ("OMEV", "",    "",     "",      {"adopt": "OME"}),
    "alerts.alert":              ("OM",   "",    "",     "",      {"resend": "OM"}),
    "alerts.delivery":           ("OMEV", "",    "",     "",      {}),
    "alerts.mail":               ("OMEV", "",    "",     "",      {"resend": "OM"}),
    "alerts.preference":         ("OMEV", "",    "OMEV", "",      {}),
}  # fmt: skip


def _grants():
    grants = {role: set() for role in Role}
    for model, (view, add, change, discard, verbs) in MATRIX.items():
        app, name = model.split(".")
        rights = {"view": view, "add": add, "change": change, "discard": discard} | verbs
        for verb, letters in rights.items():
            for letter in letters:
                grants[LETTERS[letter]].add(f"{app}.{verb}_{name}")
    return {role: frozenset(rights) for role, rights in grants.items()}


GRANTS = _grants()
RIGHTS = frozenset().union(*GRANTS.values())
# What owners may show a person of any role: whatever managers may view of these apps and kinds, and nothing more.
MONEY_APPS = ("funding", "forecast")
MONEY_KINDS = ("risks.view_moneytrigger",)
MONEY_TO_READ = frozenset(
    right for right in GRANTS[Role.MANAGER] for app in MONEY_APPS if right.startswith(f"{app}.view_")
).union(MONEY_KINDS)


def rights_of(role, *, reads_money=False):
    """Return the rights of a role, and of who reads the money on top of it."""
    return GRANTS[role] | MONEY_TO_READ if reads_money else GRANTS[role]


def viewable_kinds(rights):
    """Return the kinds of rows ("planner.goal") that these rights let a person view."""
    return {model for model in MATRIX if model.replace(".", ".view_") in rights}


def revertible_kinds(rights, direction):
    """Return the kinds of rows a person may put back where an act "created", "discarded" or "changed" them.

    They may view them, too. Taking a row back that was made is allowed to who may make such rows, even if not to
    discard any.
    """
    verbs = {"created": ("discard", "add"), "discarded": ("add",), "changed": ("change",)}[direction]
    return {kind for kind in viewable_kinds(rights) if any(kind.replace(".", f".{verb}_") in rights for verb in verbs)}


def may_assign(assigner, present, wanted):
    """Say whether a role may turn a membership of role `present` into `wanted`.

    Nobody touches a role above their own or lifts anybody above it; managers may change each other.
    """
    if "teams.change_membership" not in GRANTS[assigner]:
        return False
    return RANK[present] <= RANK[assigner] and RANK[wanted] <= RANK[assigner]


def may_end(ender, present):
    """Say whether a role may end somebody else's membership of role `present`; everybody may leave by themselves."""
    return "teams.end_membership" in GRANTS[ender] and RANK[present] <= RANK[ender]
