"""The stages of every financing channel as data; the questions about them live in funding/stages.py.

Sets and suggested days follow Landfall's financing vocabulary. Prior odds ship empty: None
means "not known" and is never 0. `requires` holds the rules that the fields of an opportunity can answer:
the amount asked for, the close date (for a grant its official deadline, for a live campaign its last day),
the next action with its date, the reason of a loss.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from core.marking import gettext_noop as _

Channel = Literal["bank_loan", "angel", "venture_capital", "crowdfunding", "grant"]
Kind = Literal["open", "won", "lost"]
Bucket = Literal["target", "expected", "committed", "signed", "paid", "lost"]
Need = Literal["amount", "expected_close", "next_action", "reason_lost"]

CHANNELS: tuple[Channel, ...] = ("bank_loan", "angel", "venture_capital", "crowdfunding", "grant")

AMOUNT: tuple[Need, ...] = ("amount",)
DATED: tuple[Need, ...] = ("amount", "expected_close")
MEETING: tuple[Need, ...] = ("next_action",)
REASON: tuple[Need, ...] = ("reason_lost",)


@dataclass(frozen=True, slots=True)
class Stage:
    """One column of a channel's pipeline.

    `suggested_days` is how long an opportunity usually stays, None = no usual time. `requires` names the
    fields that must be filled in to ENTER the stage. `order` counts from 0 within the channel, lost stages
    last.
    """

    code: str
    name: str
    kind: Kind
    bucket: Bucket
    suggested_days: int | None = None
    requires: tuple[Need, ...] = ()
    order: int = 0
    prior_odds: Decimal | None = None


def _numbered(*rows: Stage) -> tuple[Stage, ...]:
    return tuple(replace(row, order=order) for order, row in enumerate(rows))


BANK = _numbered(
    Stage("prepare", _("Preparing"), "open", "target", 14),
    Stage("pre_check", _("Pre-check"), "open", "expected", 7),
    Stage("documents", _("Collecting documents"), "open", "expected", 14),
    Stage("applied", _("Applied"), "open", "expected", 7, AMOUNT),
    Stage("credit_review", _("Credit review"), "open", "expected", 30, AMOUNT),
    Stage("offer", _("Loan offer"), "open", "committed", 14, DATED),
    Stage("conditions", _("Meeting the conditions"), "open", "signed", 21, DATED),
    Stage("drawn", _("Drawn"), "won", "paid", None, DATED),
    Stage("repaying", _("Repaying"), "won", "paid", None, DATED),
    Stage("closed", _("Repaid"), "won", "paid", None, DATED),
    Stage("declined", _("Declined"), "lost", "lost", None, REASON),
    Stage("withdrawn", _("Withdrawn"), "lost", "lost", None, REASON),
)
EQUITY = _numbered(
    Stage("target", _("Target list"), "open", "target", 14),
    Stage("mapped", _("Introduction found"), "open", "target", 7),
    Stage("intro_asked", _("Introduction asked"), "open", "target", 7),
    Stage("first_meeting", _("First meeting"), "open", "expected", 14, MEETING),
    Stage("follow_up", _("Follow-up or partner meeting"), "open", "expected", 14),
    Stage("diligence", _("Due diligence"), "open", "expected", 30, AMOUNT),
    Stage("term_sheet", _("Term sheet"), "open", "committed", 14, DATED),
    Stage("legal", _("Legal documents"), "open", "committed", 30, DATED),
    Stage("signed", _("Signed"), "won", "signed", 14, DATED),
    Stage("wired", _("Wired"), "won", "paid", None, DATED),
    Stage("passed", _("Passed"), "lost", "lost", None, REASON),
)
CROWD = _numbered(
    Stage("prepare", _("Preparing"), "open", "target", 30),
    Stage("platform_review", _("Platform review"), "open", "expected", 14),
    Stage("private_phase", _("Private phase"), "open", "expected", 14),
    Stage("live", _("Live"), "open", "expected", 60, DATED),
    Stage("target_met", _("Target met"), "won", "signed", 14, DATED),
    Stage("settled", _("Settled"), "won", "paid", 30, DATED),
    Stage("fulfilment", _("Fulfilment"), "won", "paid", None, DATED),
    Stage("rejected", _("Rejected by the platform"), "lost", "lost", None, REASON),
    Stage("target_missed", _("Target missed"), "lost", "lost", None, REASON),
)
# An award is a promise and a running grant pays in arrears: neither is money that has arrived.
GRANT = _numbered(
    Stage("found", _("Found"), "open", "target", 7),
    Stage("eligible", _("Eligible"), "open", "target", 7),
    Stage("go_no_go", _("Go or no-go"), "open", "target", 7),
    Stage("draft", _("Writing the application"), "open", "expected", 30),
    Stage("internal_review", _("Internal review"), "open", "expected", 7),
    Stage("submitted", _("Submitted"), "open", "expected", 90, DATED),
    Stage("awarded", _("Awarded"), "won", "committed", 30, DATED),
    Stage("agreement", _("Agreement signed"), "won", "signed", 30, DATED),
    Stage("running", _("Running and reporting"), "won", "signed", None, DATED),
    Stage("closeout", _("Closed out"), "won", "paid", None, DATED),
    Stage("not_eligible", _("Not eligible"), "lost", "lost", None, REASON),
    Stage("no_go", _("Not applied for"), "lost", "lost", None, REASON),
    Stage("declined", _("Not awarded"), "lost", "lost", None, REASON),
)

STAGE_SETS: Mapping[str, tuple[Stage, ...]] = MappingProxyType(
    {
        "bank_loan": BANK,
        "angel": EQUITY,
        "venture_capital": EQUITY,
        "crowdfunding": CROWD,
        "grant": GRANT,
    }
)
