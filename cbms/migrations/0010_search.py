"""Indexes of what is searched in plans."""

from django.db import migrations

# Written at once: what waits to be written would be read by every search.
WORDS = """
    CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple'::regconfig, hoaip_fold({1})))
    WITH (fastupdate = off);
"""
TABLES = {
    "cbms_objective": ("title", "text"),
    "cbms_activity": ("title", "text", "place", "funding", "indicator", "expected_result"),
}


class Migration(migrations.Migration):

    dependencies = [("cbms", "0009_adoption"), ("hoaip", "0006_search")]

    operations = [
        migrations.RunSQL(WORDS.format(table, " || ' ' || ".join(columns)), f"DROP INDEX {table}_words;")
        for table, columns in TABLES.items()
    ]
