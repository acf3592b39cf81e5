"""Chapter four: rounds, sources, opportunities on their way through the stages, financing steps and cash."""

from funding.models import (
    CashLine,
    CashPosition,
    FxRate,
    NextAction,
    Opportunity,
    PlanStep,
    Round,
    RoundTerms,
    Settings,
    Source,
    Tranche,
)
from funding.states import Direction, Rhythm, RoundState, StepState

from .book import money

BEGUN_LATELY = -5  # a financing step in hand was begun some days ago at most
BOOKS_OPENED = -90


def tell(book):
    """Say when money was asked for, promised and paid. Whatever it is, the founder enters it."""
    for round_ in book.story["rounds"]:
        _tell_round(book, round_)
    known = set()
    for place, row in enumerate(book.story["opportunities"]):
        if row["source"] not in known:
            book.on(row["since"], _source, book, row)
            known.add(row["source"])
        _tell_opportunity(book, row, ("opportunity", place))
    for place, step in enumerate(book.story["plan_steps"]):
        _tell_step(book, step, ("step", place))
    _tell_cash(book, book.story["cash"])


def _tell_round(book, round_):
    name = ("round", round_["key"])
    book.on(round_["since"], _round, book, round_, name)
    for day, state in (
        ("opened", RoundState.OPEN),
        ("closing", RoundState.CLOSING),
        ("closed", RoundState.CLOSED),
    ):
        if day in round_:
            book.on(round_[day], _verb, book, name, "change_state", state)


def _tell_opportunity(book, row, name):
    book.on(row["since"], _opportunity, book, row, name)
    actions = [*row.get("actions", []), *([row["next"]] if "next" in row else [])]
    for number, action in enumerate(actions):
        book.on(action["since"], _next_action, book, action, name, ("next", name[1], number))
    for part in row.get("tranches", []):
        book.on(part["since"], _tranche, book, part, name)
    for step in row["stages"]:
        reason = row["lost"] if "lost" in row and step is row["stages"][-1] else ""
        book.on(step["day"], _verb, book, name, "advance", step["stage"], reason=reason)
    for number, action in enumerate(actions):
        if "done" in action:
            book.on(action["done"], _verb, book, ("next", name[1], number), "complete")


def _tell_step(book, step, name):
    book.on(step["since"], _step, book, step, name)
    if "state" in step:
        book.on(max(step["since"] + 1, BEGUN_LATELY), _begin_step, book, step, name)
    if "done" in step:
        book.on(step["done"], _verb, book, name, "complete")


def _tell_cash(book, cash):
    if cash["open_books"]:
        book.on(BOOKS_OPENED, _open_books, book)
    for earlier in cash["earlier"]:
        book.on(earlier["day"], _cash, book, cash | earlier | {"balance_day": earlier["day"]})
    book.on(cash["since"], _cash, book, cash)
    for line in cash["lines"]:
        book.on(line["since"], _line, book, line)
    for rate in cash["rates"]:
        book.on(rate["since"], _rate, book, rate)


def _founder(book):
    return next(iter(book.people.values()))


def _verb(book, name, verb, *args, **kwargs):
    book.do(name, verb, *args, by=_founder(book), **kwargs)


def _round(book, round_, name):
    made = book.new(
        Round,
        by=_founder(book),
        keep=name,
        name=round_["name"],
        starts_on=book.day(round_["starts"]),
        expected_close_on=book.day(round_["expected_close"]),
    )
    book.new(
        RoundTerms,
        by=_founder(book),
        round=made,
        target=money(round_["target"]),
        minimum=money(round_.get("minimum")),
        cap=money(round_.get("cap")),
        instrument=round_["instrument"],
    )


def _source(book, row):
    book.new(Source, by=_founder(book), keep=("source", row["source"]), name=row["source"], channel=row["channel"])


def _opportunity(book, row, name):
    book.new(
        Opportunity,
        by=_founder(book),
        keep=name,
        round=book.row("round", row["round"]),
        source=book.row("source", row["source"]),
        channel=row["channel"],
        amount=money(row["amount"]),
        amount_min=money(row.get("amount_min")),
        amount_max=money(row.get("amount_max")),
        probability=row.get("probability"),
        expected_close_on=book.day(row["expected_close"]),
        earliest_close_on=book.day(row.get("earliest_close")),
        latest_close_on=book.day(row.get("latest_close")),
        owner=book.who(row["owner"]),
        is_lead=row.get("lead", False),
        notes=row.get("notes", ""),
    )


def _next_action(book, action, opportunity, name):
    book.new(
        NextAction,
        by=_founder(book),
        keep=name,
        opportunity=book.row(*opportunity),
        title=action["title"],
        owner=book.who(action["owner"]),
        due_on=book.day(action["due"]),
    )


def _step(book, step, name):
    book.new(
        PlanStep,
        by=_founder(book),
        keep=name,
        title=step["title"],
        channel=step["channel"],
        due_on=book.day(step["due"]),
        responsible=book.who(step["responsible"]),
        round=book.row("round", book.story["rounds"][-1]["key"]),
    )


def _begin_step(book, step, name):
    book.edit(name, by=_founder(book), state=StepState(step["state"]))


def _open_books(book):
    book.new(Settings, by=_founder(book), open_books=True)


def _cash(book, cash):
    book.new(
        CashPosition,
        by=_founder(book),
        balance=money(cash["balance"]),
        balance_on=book.day(cash["balance_day"]),
        monthly_income=money(cash["monthly_income"]),
        monthly_expense=money(cash["monthly_expense"]),
        floor=money(cash["floor"]),
    )


def _milestone_of(book, row):
    return book.row("milestone", row["milestone"]) if "milestone" in row else None


def _line(book, line):
    book.new(
        CashLine,
        by=_founder(book),
        label=line["label"],
        direction=Direction(line.get("direction", Direction.EXPENSE)),
        rhythm=Rhythm(line.get("rhythm", Rhythm.MONTHLY)),
        category=line["category"],
        amount=money(line["amount"]),
        currency=line.get("currency", ""),
        starts_on=book.day(line.get("from")),
        milestone=_milestone_of(book, line),
        growth=line.get("growth", ""),
    )


def _rate(book, rate):
    book.new(
        FxRate,
        by=_founder(book),
        on=book.day(rate["since"]),
        base=rate["base"],
        quote=book.team.currency,
        rate=rate["rate"],
        source=rate["source"],
    )


def _tranche(book, part, opportunity):
    book.new(
        Tranche,
        by=_founder(book),
        opportunity=book.row(*opportunity),
        amount=money(part["amount"]),
        due_on=book.day(part.get("due")),
        milestone=_milestone_of(book, part),
    )
