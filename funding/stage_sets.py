"""The stages of every financing channel as data; the questions about them live in funding/stages.py.

Sets, Chinese names and suggested days follow Landfall's financing vocabulary. Prior odds ship empty: None
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
BUCKETS: tuple[Bucket, ...] = ("target", "expected", "committed", "signed", "paid", "lost")

AMOUNT: tuple[Need, ...] = ("amount",)
DATED: tuple[Need, ...] = ("amount", "expected_close")
MEETING: tuple[Need, ...] = ("next_action",)
REASON: tuple[Need, ...] = ("reason_lost",)


@dataclass(frozen=True, slots=True)
class Name:
    """A text in both languages; `en` is the message id."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One column of a channel's pipeline.

    `suggested_days` is how long an opportunity usually stays, None = no usual time. `requires` names the
    fields that must be filled in to ENTER the stage. `order` counts from 0 within the channel, lost stages
    last.
    """

    code: str
    name_en: str
    name_zh: str
    kind: Kind
    bucket: Bucket
    suggested_days: int | None = None
    requires: tuple[Need, ...] = ()
    order: int = 0
    prior_odds: Decimal | None = None


CHANNEL_NAMES: Mapping[Channel, Name] = MappingProxyType(
    {
        "bank_loan": Name(_("Bank loan"), "银行贷款"),
        "angel": Name(_("Angel investment"), "天使投资"),
        "venture_capital": Name(_("Venture capital"), "风险投资"),
        "crowdfunding": Name(_("Crowdfunding"), "众筹"),
        "grant": Name(_("Government grant"), "政府资助"),
    }
)
BUCKET_NAMES: Mapping[Bucket, Name] = MappingProxyType(
    {
        "target": Name(_("Target"), "目标"),
        "expected": Name(_("Expected"), "预期"),
        "committed": Name(_("Committed"), "意向认购"),
        "signed": Name(_("Signed"), "已签约"),
        "paid": Name(_("Paid"), "已到账"),
        "lost": Name(_("Lost"), "未成"),
    }
)


def _numbered(*rows: Stage) -> tuple[Stage, ...]:
    return tuple(replace(row, order=order) for order, row in enumerate(rows))


BANK = _numbered(
    Stage("prepare", _("Preparing"), "准备", "open", "target", 14),
    Stage("pre_check", _("Pre-check"), "预审", "open", "expected", 7),
    Stage("documents", _("Collecting documents"), "备齐材料", "open", "expected", 14),
    Stage("applied", _("Applied"), "已申请", "open", "expected", 7, AMOUNT),
    Stage("credit_review", _("Credit review"), "授信审批", "open", "expected", 30, AMOUNT),
    Stage("offer", _("Loan offer"), "贷款要约", "open", "committed", 14, DATED),
    Stage("conditions", _("Meeting the conditions"), "落实放款条件", "open", "signed", 21, DATED),
    Stage("drawn", _("Drawn"), "已放款", "won", "paid", None, DATED),
    Stage("repaying", _("Repaying"), "还款中", "won", "paid", None, DATED),
    Stage("closed", _("Repaid"), "已结清", "won", "paid", None, DATED),
    Stage("declined", _("Declined"), "被拒", "lost", "lost", None, REASON),
    Stage("withdrawn", _("Withdrawn"), "撤回", "lost", "lost", None, REASON),
)
EQUITY = _numbered(
    Stage("target", _("Target list"), "目标名单", "open", "target", 14),
    Stage("mapped", _("Introduction found"), "已找到引荐路径", "open", "target", 7),
    Stage("intro_asked", _("Introduction asked"), "已请求引荐", "open", "target", 7),
    Stage("first_meeting", _("First meeting"), "首次会面", "open", "expected", 14, MEETING),
    Stage("follow_up", _("Follow-up or partner meeting"), "跟进 / 合伙人会议", "open", "expected", 14),
    Stage("diligence", _("Due diligence"), "尽职调查", "open", "expected", 30, AMOUNT),
    Stage("term_sheet", _("Term sheet"), "投资条款清单", "open", "committed", 14, DATED),
    Stage("legal", _("Legal documents"), "法律文件", "open", "committed", 30, DATED),
    Stage("signed", _("Signed"), "已签约", "won", "signed", 14, DATED),
    Stage("wired", _("Wired"), "已到账", "won", "paid", None, DATED),
    Stage("passed", _("Passed"), "放弃", "lost", "lost", None, REASON),
)
CROWD = _numbered(
    Stage("prepare", _("Preparing"), "筹备", "open", "target", 30),
    Stage("platform_review", _("Platform review"), "平台审核", "open", "expected", 14),
    Stage("private_phase", _("Private phase"), "预热(私下认购)", "open", "expected", 14),
    Stage("live", _("Live"), "上线众筹", "open", "expected", 60, DATED),
    Stage("target_met", _("Target met"), "达标", "won", "signed", 14, DATED),
    Stage("settled", _("Settled"), "已结算", "won", "paid", 30, DATED),
    Stage("fulfilment", _("Fulfilment"), "履约发货", "won", "paid", None, DATED),
    Stage("rejected", _("Rejected by the platform"), "未过审", "lost", "lost", None, REASON),
    Stage("target_missed", _("Target missed"), "未达标", "lost", "lost", None, REASON),
)
# An award is a promise and a running grant pays in arrears: neither is money that has arrived.
GRANT = _numbered(
    Stage("found", _("Found"), "发现机会", "open", "target", 7),
    Stage("eligible", _("Eligible"), "符合资格", "open", "target", 7),
    Stage("go_no_go", _("Go or no-go"), "立项决策", "open", "target", 7),
    Stage("draft", _("Writing the application"), "撰写申请", "open", "expected", 30),
    Stage("internal_review", _("Internal review"), "内部审核", "open", "expected", 7),
    Stage("submitted", _("Submitted"), "已提交", "open", "expected", 90, DATED),
    Stage("awarded", _("Awarded"), "获批", "won", "committed", 30, DATED),
    Stage("agreement", _("Agreement signed"), "签订协议", "won", "signed", 30, DATED),
    Stage("running", _("Running and reporting"), "执行与报告", "won", "signed", None, DATED),
    Stage("closeout", _("Closed out"), "结题", "won", "paid", None, DATED),
    Stage("not_eligible", _("Not eligible"), "不符合", "lost", "lost", None, REASON),
    Stage("no_go", _("Not applied for"), "不申报", "lost", "lost", None, REASON),
    Stage("declined", _("Not awarded"), "未获批", "lost", "lost", None, REASON),
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
