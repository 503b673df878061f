"""Indexes of what is searched in meetings and their records."""

from django.db import migrations

# Written at once: what waits to be written would be read by every search.
WORDS = """
    CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple'::regconfig, hoaip_fold({1})))
    WITH (fastupdate = off);
"""
TABLES = {
    "meetings_meeting": ("title_en", "title_fa", "title_ps", "city", "description", "type"),
    "meetings_outcome": ("text",),
    "meetings_recordparagraph": ("text",),
}


class Migration(migrations.Migration):

    dependencies = [("meetings", "0007_held_on_a_day"), ("hoaip", "0006_search")]

    operations = [
        migrations.RunSQL(WORDS.format(table, " || ' ' || ".join(columns)), f"DROP INDEX {table}_words;")
        for table, columns in TABLES.items()
    ]
