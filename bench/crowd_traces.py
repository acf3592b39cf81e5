"""What a crowd leaves behind: five activities for each milestone, alerts and mails, imports."""

import datetime as dt
import uuid

from alerts.keys import occurrence_key
from alerts.models import Alert, Attempt, Delivery, DeliveryState, Mail, Pace
from planner.models import Milestone, PlanImport, StagedRow
from teams.models import Activity, Change, Job, NumberedRow


def add_traces(crowd):
    """Add what was written down about what happened: five activities for each milestone."""
    acts = crowd.add(Change, crowd.size // 2, lambda n: {"by": crowd.owner, "label": crowd.title(n), "at": crowd.at(n)})
    kinds = [kind for kind in crowd.rows if issubclass(kind, NumberedRow)]
    crowd.add(Activity, crowd.size * 5, lambda n: _trace(crowd, kinds, acts, n))
    crowd.add(Job, crowd.share(10), lambda n: {"kind": "imports.read", "state": "done", "by": crowd.owner})


def _trace(crowd, kinds, acts, n):
    kind = Milestone if n % 3 == 0 else kinds[n % len(kinds)]
    row = crowd.rows[kind][0 if n % 9 == 0 else n % len(crowd.rows[kind])]
    return {
        "at": crowd.at(n),
        "by": crowd.person(n),
        "change": acts[n % len(acts)] if n % 4 == 0 else None,
        "verb": "changed",
        "subject_kind": kind._meta.label_lower,
        "subject_id": row.pk,
        "subject_label": str(row),
        "subject_version": 1,
        "changes": {"state": ["planned", "in_progress"]} if kind is Milestone else {},
    }


def add_outbox(crowd):
    """Add alerts, whom they are for, and the mails they went in."""
    milestones = crowd.rows[Milestone]
    alerts = crowd.add(Alert, crowd.size, lambda n: _alert(crowd, crowd.heavy(milestones, n), n))
    mails = crowd.add(Mail, crowd.size, lambda n: _mail(crowd, n))
    crowd.add(
        Delivery,
        crowd.size * 2,
        lambda n: {
            "alert": alerts[n // 2],
            "membership": crowd.owner if n % 2 else crowd.people[-1],
            "mail": mails[0 if n % 20 == 1 else n // 2] if n % 5 else None,
            "state": DeliveryState.MAILED if n % 5 else DeliveryState.CANCELLED,
            "created_at": crowd.at(n),
        },
    )
    crowd.add(
        Attempt,
        crowd.size,
        lambda n: {
            "mail": mails[n],
            "outcome": "later",
            "phase": "data",
            "worker": "bench",
            "started_at": crowd.at(n),
        },
    )


def _alert(crowd, row, n):
    return {
        "rule": "milestone_overdue",
        "subject_kind": "planner.milestone",
        "subject_id": row.pk,
        "about_on": row.due_on,
        "values": {"name": str(row), "path": row.get_absolute_url()},
        "pace": Pace.NOW,
        "fires_at": crowd.at(n),
        "key": occurrence_key("bench", "planner.milestone", uuid.uuid4(), None, None, n),
    }


def _mail(crowd, n):
    mail = Mail.to(crowd.owner, "critical" if n % 10 else "notice", due_at=crowd.at(n), now=crowd.at(n))
    mail.state, mail.ended_at = ("sent", crowd.at(n)) if n % 50 else ("failed", crowd.at(n) - dt.timedelta(days=9))
    mail.subject, mail.text, mail.html = crowd.title(n), crowd.title(n), crowd.title(n)
    values = {field.attname: getattr(mail, field.attname) for field in mail._meta.concrete_fields}
    del values["team_id"]
    return values


def add_imports(crowd):
    """Add imports, the first with a row for each milestone."""
    imports = crowd.add(
        PlanImport,
        crowd.share(100),
        lambda n: {"file_name": f"plan {n}.csv", "size": 1, "state": "previewed", "made_by": crowd.owner},
    )
    PlanImport.objects.filter(pk=imports[0].pk).update(counts={"milestone": crowd.size, "create": crowd.size})
    crowd.add(
        StagedRow,
        crowd.size,
        lambda n: {
            "planimport": imports[0],
            "position": n,
            "line": n + 2,
            "kind": "milestone",
            "title": crowd.title(n),
            "verdict": "create",
            "target_id": uuid.uuid4(),
            "data": {"project": "Project", "due": str(crowd.day(n)), "values": {}},
        },
    )
