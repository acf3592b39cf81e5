"""New work, which a discontinued project takes no more of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

DISCONTINUED = _(
    "“%(project)s” is discontinued and takes no new work. Make it active again, or choose another project."
)


class NewWork(models.Model):
    """For rows that are work of a project: `home_link` names the project, or the row of it that they belong to."""

    home_link = "project"

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self._state.adding:
            self.refuse_discontinued()

    @classmethod
    def judge_what_others_changed(cls, rows):
        """Refuse work of a project that was discontinued since the rows were judged, in one statement for many rows."""
        super().judge_what_others_changed(rows)
        home = cls._meta.get_field(cls.home_link)
        ids = {getattr(row, home.attname) for row in rows} - {None}
        lost = set(home.related_model.objects.discontinued().filter(pk__in=ids).values_list("pk", flat=True))
        for row in rows:
            if getattr(row, home.attname) in lost:
                getattr(row, home.name).refresh_from_db()
                row.refuse_discontinued()

    def refuse_discontinued(self):
        """Raise a ValidationError if this would be new work of a discontinued project.

        A link that could not be loaded is refused by its field.
        """
        field = self._meta.get_field(self.home_link)
        home = getattr(self, field.name) if field.is_cached(self) else None
        project = getattr(home, "project", home)
        if project is not None and project.team_id == self.team_id and project.is_discontinued:
            error = ValidationError(DISCONTINUED, code="project_discontinued", params={"project": project})
            raise ValidationError({field.name: error})
