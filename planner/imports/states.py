"""State words of other programs, in English and Chinese, as states of milestones and tasks.

A word means a group, and each group has one state for milestones and one for tasks. What is on hold has
begun and is not done, so it counts as in progress.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from core.tabular.reader import fold

Kind = Literal["milestone", "task"]


@dataclass(frozen=True, slots=True)
class States:
    """The state of a milestone and the state of a task that one group of words means."""

    milestone: str
    task: str

    def of(self, kind: Kind) -> str:
        return self.milestone if kind == "milestone" else self.task


BACKLOG = States("planned", "backlog")
UNSTARTED = States("planned", "todo")
STARTED = States("in_progress", "in_progress")
REVIEWED = States("in_review", "in_progress")
FINISHED = States("completed", "done")
CANCELLED = States("cancelled", "cancelled")

_WORDS: tuple[tuple[States, str], ...] = (
    (BACKLOG, "backlog|icebox|someday|triage|ideas|待办池|待规划|需求池"),
    (
        UNSTARTED,
        "planned|to do|todo|to-do|open|new|reopened|not started|unstarted|ready|next|upcoming|no|false|0%"
        "|selected for development|待办|待处理|待开始|未开始|未启动|未完成|已计划|计划中|新建|打开|重新打开|否",
    ),
    (
        STARTED,
        "in progress|in_progress|in-progress|doing|started|active|ongoing|wip|working on it|in development"
        "|blocked|on hold|waiting|paused|进行中|处理中|开发中|已开始|执行中|受阻|暂停|挂起",
    ),
    (
        REVIEWED,
        "in review|in_review|in-review|review|code review|testing|in testing|qa|in qa|under review|ready for review"
        "|评审中|审核中|待评审|测试中|待验收|验收中",
    ),
    (
        FINISHED,
        "done|completed|complete|closed|resolved|finished|fixed|released|shipped|deployed|yes|true|100%"
        "|已完成|完成|已解决|已关闭|关闭|已发布|已上线|是",
    ),
    (
        CANCELLED,
        "cancelled|canceled|won't do|won't fix|wontfix|rejected|dropped|discarded|duplicate|abandoned|obsolete"
        "|已取消|取消|已放弃|废弃|已拒绝|不做",
    ),
)
STATE_WORDS: Mapping[str, States] = MappingProxyType(
    {word: states for states, words in _WORDS for word in words.split("|")}
)


def find_states(text: str) -> States | None:
    """The states a word means, None for a word we do not know or an empty one."""
    return STATE_WORDS.get(fold(text).replace("\u2019", "'"))
