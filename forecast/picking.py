"""Reading a few places of a large JSON document in one pass, so that what a page shows decides what it costs."""

from django.db.models import F, Func, JSONField


class Picked(Func):
    """What stands at each of some paths of a JSON field, as a list in their order; None where nothing does.

    A path is a tuple of keys. Once for each row, however many paths: each other way takes the document apart anew for
    every path.
    """

    def __init__(self, field, paths, **extra):
        self.paths = tuple(paths)
        super().__init__(F(field), output_field=JSONField(), **extra)

    def as_sqlite(self, compiler, connection, **context):
        sql, params = compiler.compile(self.source_expressions[0])
        # With one path alone json_extract answers without a list around it: there is always one more, to nowhere.
        places = [f"$.{'.'.join(_quoted(key) for key in path)}" for path in (*self.paths, ("", ""))]
        return f"json_extract({sql}, {', '.join('%s' for _ in places)})", (*params, *places)

    def as_postgresql(self, compiler, connection, **context):
        sql, params = compiler.compile(self.source_expressions[0])
        found = ", ".join("doc #> %s::text[]" for _ in self.paths)
        # OFFSET 0 keeps the subquery apart; joining nothing to the document unpacks it, once for all paths.
        document = f"SELECT {sql} || '{{}}'::jsonb AS doc OFFSET 0"
        paths = [list(path) for path in self.paths]
        # Both hold placeholders alone.
        whole = f"(SELECT to_jsonb(ARRAY[{found}]::jsonb[]) FROM ({document}) AS whole)"  # noqa: S608
        return whole, (*paths, *params)


def _quoted(key):
    return f'"{key}"'


def put_together(paths, found):
    """Return the document that holds what was found at each path, and nothing else."""
    document = {}
    for path, value in zip(paths, found or (), strict=False):
        here = document
        for key in path[:-1]:
            here = here.setdefault(key, {})
        if value is not None:
            here[path[-1]] = value
    return document
