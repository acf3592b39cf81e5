"""Let a fault happen and count what came of it: by what the mail server took, and by what the outbox says."""

import time
import traceback
from collections import Counter
from dataclasses import dataclass

from .installation import until

LONGEST = 120  # seconds until everything must be settled
SHOWN = {"failed", "uncertain"}
UNSENT = {"queued", "cancelled"}  # for tomorrow, or overtaken by what happened since


@dataclass(frozen=True)
class Result:
    """How often the mails of one run were taken; `broken` says which promise was not kept."""

    fault: str
    stack: str
    once: int = 0
    twice: int = 0
    failed: int = 0
    lost: int = 0
    seconds: float = 0.0
    broken: str = ""
    why_not: str = ""


def run(fault, stack):
    """Run one fault on one stack."""
    if stack.name not in fault.on:
        return Result(fault.name, stack.name, why_not=fault.why_not)
    try:
        stack.make_ready()
        keys = fault.happen(stack)
        ended_at = time.monotonic()
        is_settled = until(lambda: stack.is_settled(keys), seconds=LONGEST)
        seconds = time.monotonic() - ended_at
        found = judge(fault, stack.name, keys, stack.made.run("state"), stack.box.accepted, seconds)
    except (AssertionError, OSError) as error:
        traceback.print_exc()
        stack.stop()
        return Result(fault.name, stack.name, broken=" ".join(str(error).split())[:300] or type(error).__name__)
    if is_settled:
        return found
    return Result(fault.name, stack.name, broken=f"not settled after {LONGEST} s; {found.broken}")


def judge(fault, stack, keys, state, accepted, seconds):
    """Compare what the mail server took with what the outbox says; without keys, of all that was to be sent by now."""
    known = {key: said for key, said in state["mails"].items() if (key in keys if keys else said not in UNSENT)}
    per_key = Counter(mail["key"] for mail in accepted)
    counts = Counter(per_key[key] for key in known)
    failed = sum(said in SHOWN for key, said in known.items() if not per_key[key])
    lost = counts[0] - failed + (len(keys - known.keys()) if keys else state["untold"])
    problems = {
        f"{lost} lost": lost,
        "a mail arrived three times": any(count > 2 for count in counts),
        f"more than {fault.twice} arrived twice": counts[2] > fault.twice,
        f"{failed} failed instead of {fault.failed}": failed != fault.failed,
        "a copy has another Message-ID": not _each_has_one_id(accepted),
        f"the audit found {state['audit']}": state["audit"],
        "nothing was sent": not counts.total() - counts[0] + failed,
    }
    broken = "; ".join(problem for problem, is_there in problems.items() if is_there)
    return Result(fault.name, stack, counts[1], counts[2], failed, lost, round(seconds, 1), broken)


def _each_has_one_id(accepted):
    ids = {}
    for mail in accepted:
        ids.setdefault(mail["key"], set()).add(mail["message_id"])
    return all(len(found) == 1 for found in ids.values())
