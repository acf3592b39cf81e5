"""What people are promised for a milestone follows it: earned when it is reached, and no longer when it is not."""

from django.db import models


class Rewarding(models.Model):
    """For milestones, whatever completes one or takes that back: a verb, an undo, an import."""

    class Meta:
        abstract = True

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        super().after_writing(rows, changes, by=by, reason=reason)
        turned = [row.pk for row, pairs in zip(rows, changes, strict=True) if "completed_at" in pairs]
        if turned:
            cls._meta.get_field("bonuses").related_model.follow(turned)
