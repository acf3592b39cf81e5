"""Rows of which a rule wants a field: the field says so itself, by form and by API, instead of the row as a whole."""

from django.core.exceptions import ValidationError
from django.db import models


class Needing(models.Model):
    """Mixed into rows of a team."""

    class Meta:
        abstract = True

    def needs(self):
        """Return {field: the name of the rule that misses it where it is empty}."""
        return {}

    def clean_fields(self, exclude=None):
        errors = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        rules = {rule.name: rule for rule in self._meta.constraints}
        for field, name in self.needs().items():
            if field not in {*(exclude or ()), *errors} and self._lacks(field):
                errors[field] = [ValidationError(rules[name].get_violation_error_message(), code=name)]
        if errors:
            raise ValidationError(errors)

    def _lacks(self, field):
        return getattr(self, self._meta.get_field(field).attname) in (None, "")
