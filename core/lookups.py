"""Whether a word stands in a text in search form, as each database tells it fastest."""

from django.db.models import TextField
from django.db.models.lookups import Contains


@TextField.register_lookup
class Holds(Contains):
    """`search_text__holds`: as `contains`, but SQLite's LIKE reads sign by sign where a word begins beyond ASCII."""

    lookup_name = "holds"

    def get_rhs_op(self, connection, rhs):
        return connection.operators["contains"] % rhs

    def as_sqlite(self, compiler, connection):
        if not isinstance(self.rhs, str) or self.rhs[:1].isascii():
            return super().as_sql(compiler, connection)
        text, params = self.process_lhs(compiler, connection)
        return f"INSTR({text}, %s) > 0", [*params, self.rhs]
