"""Indexes of what is searched in declarations and what became of them."""

from django.db import migrations

# Written at once: what waits to be written would be read by every search.
WORDS = """
    CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple'::regconfig, hoaip_fold({1})))
    WITH (fastupdate = off);
"""
TABLES = {
    "conferences_declaration": ("title_en", "title_fa", "title_ps"),
    "conferences_paragraph": ("text_en", "text_fa", "text_ps"),
    "conferences_commitment": ("title_en", "title_fa", "title_ps"),
    "conferences_action": ("title",),
    "conferences_initiative": ("acronym", "name_en", "name_fa", "name_ps", "about_en", "about_fa", "about_ps"),
    "conferences_measureproposal": ("title", "summary"),
    "conferences_programme": ("title_en", "title_fa", "title_ps", "about"),
}


class Migration(migrations.Migration):

    dependencies = [("conferences", "0007_due_days"), ("hoaip", "0006_search")]

    operations = [
        migrations.RunSQL(WORDS.format(table, " || ' ' || ".join(columns)), f"DROP INDEX {table}_words;")
        for table, columns in TABLES.items()
    ]
