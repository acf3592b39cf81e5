"""Every row of a team, whichever app it is of."""

from django.apps import apps

from teams.models import Team


def rows_of(team):
    """Return a queryset per kind of row that belongs to a team, those that hang on others in front."""
    return [model._base_manager.filter(**{way: team}) for model, way in _ways().items()]


def _ways():
    """Return {model: the lookup that leads to its team}."""
    ways, found = {}, True
    models = [model for model in apps.get_models(include_auto_created=True) if model is not Team]
    while found:
        found = {model: way for model in models if model not in ways and (way := _way(model, ways))}
        ways = found | ways
    return ways


def _way(model, ways):
    fields = {field.name: field for field in model._meta.concrete_fields}
    if "team" in fields and fields["team"].related_model is Team:
        return "team"
    for name, field in fields.items():
        if field.related_model in ways and not field.null:
            return f"{name}__{ways[field.related_model]}"
    return None
