"""The results as a table: one line for each fault, one cell for each stack."""

import re

BEGIN, END = "<!-- faults: printed by `make faults` -->", "<!-- /faults -->"
HEAD = """\
| fault | SQLite and files | PostgreSQL and Redis |
|---|---|---|
"""


def table(results):
    """Return the table as Markdown."""
    rows = {}
    for result in results:
        rows.setdefault(result.fault, {})[result.stack] = cell(result)
    lines = [f"| {name} | {cells.get('files', '')} | {cells.get('servers', '')} |" for name, cells in rows.items()]
    return HEAD + "\n".join(lines) + "\n"


def cell(result):
    """Return how often the mails arrived, and how long it took."""
    if result.why_not:
        return f"not run: {result.why_not}"
    if result.broken:
        return f"**broken: {result.broken}**"
    failed = f", {result.failed} failed and shown" if result.failed else ""
    return f"{result.once} once, {result.twice} twice, {result.lost} lost{failed}; {result.seconds:.0f} s"


def written_into(page, text):
    """Return a page with the table put between its marks."""
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: f"{BEGIN}\n{text}{END}", page, flags=re.DOTALL)


def names_in(page):
    """Return the faults the table of a page names."""
    lines = page.partition(BEGIN)[2].partition(END)[0].strip().splitlines()[2:]
    return [line.split("|")[1].strip() for line in lines]
