"""A form on one line above a list that adds a row to it: a title, Enter, and the next. Its page: quick_pages.py."""

UNSET = (None, "", "all", "none")  # what filters say that means no value


class QuickMixin:
    """A form on one line. What the list is filtered by, or is the only choice, is filled in and not shown.

    `asked` is what a person types; of the other fields those show that are needed and have no value yet.
    """

    asked = "title"
    auto_id = "quick-%s"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": self.auto_id} | kwargs)
        self.fields[self.asked].widget.attrs["autocomplete"] = "off"

    @classmethod
    def filled_by(cls, filterset):
        """Return what a list is filtered by, for the fields of a new row that bear the name of a filter."""
        asked = {name: filterset.form.cleaned_data.get(name) for name in cls.base_fields if name in filterset.filters}
        return {name: getattr(value, "pk", value) for name, value in asked.items() if value not in UNSET}

    @property
    def adds(self):
        """Return what is added, in words."""
        return self._meta.model._meta.verbose_name

    @property
    def title(self):
        """Return the field that takes the room."""
        return self[self.asked]

    @property
    def shown(self):
        """Return what is asked beside the title."""
        needed = {name: field for name, field in self.fields.items() if field.required and name != self.asked}
        known = {name for name, field in needed.items() if self.get_initial_for_field(field, name)}
        return [self[name] for name in needed if name in self.errors or name not in known]

    @property
    def filled(self):
        """Return (name, value) of what is known already."""
        shown = {field.name for field in self.shown} | {self.asked}
        known = ((name, self[name].value()) for name in self.fields if name not in shown)
        return [(self.add_prefix(name), value) for name, value in known if value]
