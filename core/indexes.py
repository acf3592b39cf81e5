"""An index for words in the middle of a text, as each database has one."""

from django.contrib.postgres.indexes import GinIndex
from django.db import ProgrammingError, models, transaction

HAS = "SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'"
COULD = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"


class WordsIndex(models.Index):
    """Finds words anywhere in the texts of a team: fields are the team and the text.

    PostgreSQL looks the text up by its trigrams; where the extension is missing it gets an index of teams. SQLite finds
    the ids in the index, which holds the texts: a quarter of the work of reading the rows.
    """

    def create_sql(self, model, schema_editor, using="", **kwargs):
        """Return the statement this database makes the index by."""
        team, text = self.fields
        if schema_editor.connection.vendor != "postgresql":
            index = models.Index(fields=[team, text, "id"], name=self.name)
            return index.create_sql(model, schema_editor, using=using, **kwargs)
        index = models.Index(fields=[team], name=self.name)
        if _says(schema_editor.connection, HAS):
            index = GinIndex(fields=[text], name=self.name, opclasses=["gin_trgm_ops"])
        return index.create_sql(model, schema_editor, **kwargs)


def add_trigrams(_apps, schema_editor):
    """Add PostgreSQL's trigrams where the server has them and this user may; without them a search reads more."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql" or _says(connection, HAS) or not _says(connection, COULD):
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except ProgrammingError:  # refused: not the owner of the database
        return


def _says(connection, question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone() is not None
