"""One spelling for a word, and indexes of what is searched on the lowest floor."""

from django.db import migrations

from hoaip.search.folding import sql_function

# Written at once: what waits to be written would be read by every search.
WORDS = """
    CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple'::regconfig, hoaip_fold({1})))
    WITH (fastupdate = off);
"""
TABLES = {
    "hoaip_stakeholder": (
        "code",
        "name_en",
        "name_fa",
        "name_ps",
        "official_name_en",
        "official_name_fa",
        "official_name_ps",
    ),
    "hoaip_document": ("title_en", "title_fa", "title_ps", "reference"),
    "hoaip_person": ("name_latin", "name_arabic", "function"),
}


class Migration(migrations.Migration):

    dependencies = [("hoaip", "0005_people")]

    operations = [
        # The digest of its table stands in tests/hoaip/search: with another table it is another migration.
        migrations.RunSQL(sql_function(), "DROP FUNCTION hoaip_fold(text);"),
        *(
            migrations.RunSQL(WORDS.format(table, " || ' ' || ".join(columns)), f"DROP INDEX {table}_words;")
            for table, columns in TABLES.items()
        ),
    ]
