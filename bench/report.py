"""What the measures found: each figure is printed beside the required one, and kept for the table of `make bench`."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

TABLE = "BENCH_TABLE"  # names the file that gathers the figures of several measures


@dataclass(frozen=True)
class Figure:
    """One ratio and its limit: at most that much, or at least where a measure says so. `more` is a remark."""

    name: str
    value: float
    limit: float
    unit: str = "×"
    at_least: bool = False
    more: str = ""

    @property
    def is_met(self):
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self):
        word = "at least" if self.at_least else "at most"
        mark = "" if self.is_met else "  ← MISSED"
        return f"{self.name:52} {self.value:8.2f} {self.unit:2} {word} {self.limit:g}  {self.more}".rstrip() + mark


def told(figures):
    """Print figures and keep them; return how many miss their limit."""
    figures = list(figures)
    for figure in figures:
        print(figure, flush=True)
    if path := os.environ.get(TABLE):
        with Path(path).open("a", encoding="utf-8") as table:
            table.writelines(json.dumps(asdict(figure)) + "\n" for figure in figures)
    return sum(not figure.is_met for figure in figures)


def read(path):
    """Return the figures a file has gathered."""
    return [Figure(**json.loads(line)) for line in Path(path).read_text(encoding="utf-8").splitlines()]
