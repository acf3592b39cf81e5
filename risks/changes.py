"""What became of risks between two moments, such as from one meeting to the next."""

from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.fetching import first_of_each
from core.remembered import Remembered

from .models import ActionRisk, Assessment
from .scoring import Level, compare
from .states import ENDED, LEVEL_CHOICES, Change, Kind, Score, Status

LEVEL_WORDS = dict(LEVEL_CHOICES)


@dataclass(frozen=True, slots=True)
class Changed:
    """How one risk differs from what it was: new, rated anew, occurred or ended, and its actions done."""

    is_new: bool
    before: Level | None
    after: Level | None
    status: str  # occurred, closed or rejected meanwhile; else empty
    actions_done: int
    kind: str = Kind.THREAT  # what rises is bad of a threat, and good of an opportunity

    @property
    def is_rated_anew(self):
        return self.before != self.after

    @property
    def is_ended(self):
        return self.status in ENDED

    @property
    def marks(self):
        """Return (word, tone) of each difference worth a word."""
        return [each for each in (self._new(), self._rating(), self._status(), self._actions()) if each]

    @property
    def marks_of_changed(self):
        """Return the marks of a risk that is known to have changed: without any, it was rated again as it was."""
        return self.marks or [(_("rated again, same level"), "")]

    def _new(self):
        return self.is_new and (pgettext("risk", "new"), "accent")

    def _rating(self):
        if self.is_new or not self.is_rated_anew:
            return None
        words = {"before": LEVEL_WORDS.get(self.before), "after": LEVEL_WORDS.get(self.after)}
        match compare(self.before, self.after):
            case None if self.before is None:
                return _("rated for the first time: %(after)s") % words, "accent"
            case None:
                return _("no longer rated, was %(before)s") % words, "warn"
            case steps if steps > 0:
                return _("rated higher: %(before)s → %(after)s") % words, Change.RISEN.tone_of(self.kind)
        return _("rated lower: %(before)s → %(after)s") % words, Change.FALLEN.tone_of(self.kind)

    def _status(self):
        tone = "" if self.status in ENDED else Change.OCCURRED.tone_of(self.kind)
        return self.status and (Status(self.status).label, tone)

    def _actions(self):
        done = self.actions_done
        return done and (ngettext("%(count)s action done", "%(count)s actions done", done) % {"count": done}, "good")


def changes_of(risks, *, since, until=None):
    """Return {id: Changed} of risks from one moment to another, or until now; three statements at most."""
    done = _actions_done([risk.pk for risk in risks], since, until)
    return {pk: replace(each, actions_done=done.get(pk, 0)) for pk, each in shifts_of(risks, since, until).items()}


def shifts_of(risks, since, until=None):
    """Return {id: Changed} of risks, whatever became of their actions; two statements at most."""
    now = {risk.pk: risk.level for risk in risks}
    settled = {risk.pk: risk.level for risk in risks if until is None and _was_rated_by(risk, since)}
    asked = [pk for pk in now if pk not in settled]
    before = settled | (_levels_at(asked, since) if asked else {})
    after = now if until is None else _levels_at(asked, until)
    return {
        risk.pk: Changed(
            is_new=_is_within(risk.created_at, since, until),
            before=before.get(risk.pk),
            after=after.get(risk.pk),
            status=_entered(risk, since, until),
            actions_done=0,
            kind=risk.kind,
        )
        for risk in risks
    }


def _levels_at(ids, moment):
    return {risk: level or None for risk, level in LATEST.rows("of risks", risks=ids, moment=moment)}


def _latest(_shape, *, risks, moment):
    rows = Assessment._base_manager.filter(risk__in=risks, kind=Score.CURRENT, at__lte=moment)
    return first_of_each(rows, 1, by=["risk_id"], order=["-at", "-id"]).order_by().values_list("risk_id", "level")


LATEST = Remembered(_latest)


def _actions_done(ids, since, until):
    links = ActionRisk.objects.filter(risk__in=ids, action__completed_at__gt=since)
    if until is not None:
        links = links.filter(action__completed_at__lte=until)
    return dict(links.order_by().values_list("risk_id").annotate(Count("pk")))


def _was_rated_by(risk, moment):
    return risk.current_id is not None and risk.current.at <= moment


def _entered(risk, since, until):
    if _is_within(risk.closed_at, since, until):
        return risk.status
    return Status.OCCURRED.value if _is_within(risk.occurred_at, since, until) else ""


def _is_within(moment, since, until):
    return moment is not None and moment > since and (until is None or moment <= until)
