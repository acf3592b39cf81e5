"""How much each milestone counts for a goal."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

UNKNOWN = _("No such milestone leads to this goal.")
CLOSED = _("“%(goal)s” is closed. Reopen it first.")


class Weighing(models.Model):
    """The weights of a goal's milestones, and the verb that sets them."""

    verbs = {"weighed": _("{who} weighed the milestones of {row}")}

    class Meta:
        abstract = True

    @transaction.atomic
    def weigh(self, weights, *, by):
        """Let milestones count by these weights, {id of a milestone: 1 to 100}; return how many weights changed."""
        self.lock()
        if self.is_closed:
            raise ValidationError(CLOSED, code="closed", params={"goal": self.code})
        links = {link.milestone_id: link for link in self.milestone_links.filter(milestone__in=weights)}
        if weights.keys() - links.keys():
            raise ValidationError({"milestone": ValidationError(UNKNOWN, code="does_not_exist")})
        changed = [link for pk, link in links.items() if link.weight != weights[pk]]
        for link in changed:
            link.weight = weights[link.milestone_id]
            link.clean_fields(exclude={"milestone", "goal"})
        self.milestone_links.model.objects.bulk_update(changed, ["weight"])
        if changed:
            self.__dict__.pop("standing", None)
            self.write("weighed", by=by)
        return len(changed)
