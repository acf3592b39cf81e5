"""Files to import in tests: the samples of each dialect, and small ones made on the spot."""

from pathlib import Path

from planner.imports.uploading import receive, upload
from planner.models import PlanImport

SAMPLES = Path(__file__).parent / "imports" / "samples"
NAMES = ("landfall.csv", "asana.csv", "jira.csv", "chinese_gb18030.csv", "chinese_utf16.csv", "western_windows1252.csv")
HEADER = "kind,title,milestone,owner,start,due,state,done on,goals,id\n"


def sample(name):
    return (SAMPLES / name).read_bytes()


def listed(*lines):
    """Return a plain list with the usual columns and the given lines."""
    return (HEADER + "\n".join(lines) + "\n").encode()


def uploaded(by, content, *, name="plan.csv", **fields):
    """Return an import of the content, read and judged."""
    choices = {choice: fields[choice] for choice in ("encoding", "sheet", "day_order", "columns") if choice in fields}
    return upload(PlanImport(team=by.team, file_name=name, **fields), receive(content, **choices), by=by)


def verdicts(planimport):
    """Return {title: (verdict, codes of its problems)}."""
    return {row.title: (row.verdict, [problem["code"] for problem in row.problems]) for row in planimport.rows.all()}
