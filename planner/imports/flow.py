"""What one kind of import does with a file between upload and application; the rest is the same for every kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Flow:
    """`read(content, budget=…, **answers)` returns a reading with `findings`, `judge(fileimport, reading, budget)` what
    yields its verdicts, and `apply(fileimport, by=…, budget=…)` writes them; the tasks are the worker's share, and
    `is_private` hides that from all but who brought the file and owners."""

    read: Callable[..., Any]
    judge: Callable[..., Any]
    apply: Callable[..., None]
    stage_task: str
    apply_task: str
    is_private: bool = False
