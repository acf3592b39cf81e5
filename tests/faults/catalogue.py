"""The faults, one by one: what happens to an installation while mail is leaving, and what may come of it at most."""

from collections.abc import Callable
from dataclasses import dataclass

from .bound import bound_by_permissions
from .stack import wait

BOTH = ("files", "servers")
DAYS = 3 * 24 * 3600


@dataclass(frozen=True)
class Fault:
    """`happen(stack)` queues mail, does the harm and undoes it; it returns the keys of the mail, None for all there is.

    `twice` is the most that may arrive twice, `failed` how many the mail server refuses for good.
    """

    name: str
    happen: Callable | None = None
    twice: int = 0
    failed: int = 0
    on: tuple = BOTH
    why_not: str = ""
    is_short: bool = False


def worker_killed(stack):
    keys = stack.seed(120)
    for goal in (20, 50, 80):
        stack.until_accepted(goal)
        stack.kill(*stack.made.workers)
    return keys


def web_killed(stack):
    keys = stack.seed(120)
    stack.until_accepted(20)
    stack.kill("web")
    return keys


def supervisor_killed(stack):
    keys = stack.seed(120)
    stack.until_accepted(20)
    stack.kill_supervisor()
    return keys


def three_days_down(stack):
    stack.stop()
    stack.set_clock(-DAYS)
    stack.start(with_clock=True)
    stack.made.run("plan_ahead", 10)
    assert stack.has_mail_for_tomorrow()
    stack.stop()
    stack.set_clock(0)
    stack.made.start("web", *stack.made.workers, *stack.made.workers, "beat", "beat")


def broker_emptied(stack):
    keys = stack.seed(120)
    for goal in (10, 20, 30, 40, 50):
        stack.until_accepted(goal)
        stack.empty_broker()
    return keys


def redis_stopped(stack):
    return _while_mail_leaves(stack, stack.without("redis"), 5)


def database_stopped(stack):
    return _while_mail_leaves(stack, stack.without("postgres"), 5)


def database_locked(stack):
    return _while_mail_leaves(stack, stack.locked(), 25)


def mail_server_down(stack):
    return _while_mail_leaves(stack, stack.box.away(), 5)


def mail_server_slow(stack):
    return stack.seed(10, "slow1500")


def mail_server_going_away(stack):
    keys = stack.seed(60)
    stack.until_accepted(10)
    stack.box.meet("mail421")
    wait(5)
    stack.box.meet("")
    return keys


def mail_server_refusing(stack):
    return stack.seed(20, "rcpt550")


def mail_dropped_taken(stack):
    return stack.seed(10, "onceacceptdrop")


def mail_dropped(stack):
    return stack.seed(10, "oncedrop")


def disk_full(stack):
    return _while_mail_leaves(stack, stack.full(), 10)


def disk_read_only(stack):
    return _while_mail_leaves(stack, stack.read_only(), 10)


def clock_set_back(stack):
    stack.stop()
    stack.set_clock(0)
    stack.start(with_clock=True)
    keys = stack.seed(60)
    stack.until_accepted(20)
    stack.set_clock(-40)
    return keys | stack.seed(20, "slow10")


def _while_mail_leaves(stack, fault, seconds):
    keys = stack.seed(120)
    stack.until_accepted(20)
    with fault:
        wait(seconds)
    return keys


AS_USER = BOTH if bound_by_permissions() is not None else ()
FAULTS = (
    Fault("worker killed (kill -9) three times", worker_killed, twice=3, is_short=True),
    Fault("web server killed (kill -9)", web_killed),
    Fault("supervisor killed (kill -9) and started again", supervisor_killed, twice=1),
    Fault("three days down, then two workers and two beats", three_days_down),
    Fault("broker emptied five times (FLUSHALL; files deleted)", broker_emptied, is_short=True),
    Fault("Redis stopped for 5 s", redis_stopped, twice=1, on=("servers",), why_not="has none"),
    Fault("database stopped for 5 s", database_stopped, twice=1, on=("servers",), why_not="no server", is_short=True),
    Fault("database file locked for 25 s", database_locked, twice=1, on=("files",), why_not="locks rows only"),
    Fault("mail server down for 5 s", mail_server_down, twice=1, is_short=True),
    Fault("mail server slow (1.5 s a mail)", mail_server_slow),
    Fault("mail server answers 421 for 5 s", mail_server_going_away),
    Fault("mail server answers 550", mail_server_refusing, failed=20, is_short=True),
    Fault("mail server takes 10 mails and drops the line after the dot", mail_dropped_taken, twice=10, is_short=True),
    Fault("mail server drops the line after the dot of 10 mails, none taken", mail_dropped),
    Fault("disk full for 10 s (RLIMIT_FSIZE on our processes)", disk_full, twice=1),
    Fault("disk read-only for 10 s, for an ordinary user", disk_read_only, twice=1, on=AS_USER, why_not="needs a user"),
    Fault("clock set back by 40 s", clock_set_back, twice=1),
    Fault("disk of PostgreSQL full", on=(), why_not="ends the server: see above"),
)
