"""Events without words, their places in timelines as rows of their own; what a process rests on and how it is counted."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

# Events told before: their sentence is kept as it was written, without the names of persons that the public may not
# read; their places become rows.
CARRY_OVER = """
UPDATE hoaip_event SET
  topic = CASE split_part(kind, '.', 1) WHEN 'meeting' THEN 'meetings' WHEN 'cbm' THEN 'plans' ELSE 'roles' END,
  params = jsonb_build_object('said', CASE
    WHEN kind = 'focal_point.start' THEN regexp_replace(public_text, ': .*$', '.')
    WHEN kind = 'focal_point.end' THEN 'Last day of the ' || regexp_replace(public_text, '^.* as ', '')
    WHEN public_text <> '' THEN public_text ELSE internal_text END);
INSERT INTO hoaip_eventanchor (event_id, name, "on", topic)
SELECT event.id, anchor.name, event."on", event.topic
FROM hoaip_event AS event, LATERAL (SELECT DISTINCT unnest(event.anchors) AS name) AS anchor;
"""


# Taken back, an event has its places again, and the English sentence where it had one.
CARRY_BACK = """
UPDATE hoaip_event AS event SET
  public_text = CASE WHEN is_public THEN coalesce(params ->> 'said', '') ELSE '' END,
  internal_text = coalesce(params ->> 'said', ''),
  anchors = ARRAY(SELECT name FROM hoaip_eventanchor WHERE event_id = event.id ORDER BY name);
DELETE FROM hoaip_eventanchor;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("hoaip", "0003_documents")]
    operations = [
        *(
            migrations.AddField(
                "process",
                f"themes_{tongue}",
                models.TextField(blank=True, default="", verbose_name=f"what it rests on, {words}"),
                preserve_default=False,
            )
            for tongue, words in (("en", "English"), ("fa", "Dari"), ("ps", "Pashto"))
        ),
        migrations.AddField("process", "stated_counts", models.JSONField(blank=True, default=list)),
        migrations.AddField("event", "topic", models.CharField(max_length=12, default=""), preserve_default=False),
        migrations.AddField("event", "params", models.JSONField(default=dict)),
        migrations.CreateModel(
            name="EventAnchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("on", models.DateField()),
                ("topic", models.CharField(max_length=12)),
                (
                    "event",
                    # Its reverse name is free only once the column of that name is gone.
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="hoaip.event"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(CARRY_OVER, CARRY_BACK),
        # The checks of the new rows' keys are made now, else the tables cannot be altered in this transaction.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE;", migrations.RunSQL.noop),
        migrations.RemoveIndex("event", "hoaip_event_anchors"),
        migrations.RemoveIndex("event", "hoaip_event_on"),
        # With a default the column can be put back under rows.
        migrations.AlterField(
            "event", "anchors", ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)
        ),
        migrations.RemoveField("event", "anchors"),
        migrations.RemoveField("event", "public_text"),
        migrations.RemoveField("event", "internal_text"),
        migrations.AlterField("event", "object_uid", models.UUIDField(db_index=True)),
        migrations.AlterField(
            "eventanchor",
            "event",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="anchors", to="hoaip.event"
            ),
        ),
        migrations.AddConstraint(
            "eventanchor", models.UniqueConstraint(fields=["event", "name"], name="hoaip_eventanchor_once")
        ),
        migrations.AddIndex(
            "eventanchor",
            models.Index("name", models.F("on").desc(), models.F("event").desc(), name="hoaip_eventanchor_newest"),
        ),
        migrations.AddIndex(
            "eventanchor",
            models.Index(
                "name", "topic", models.F("on").desc(), models.F("event").desc(), name="hoaip_eventanchor_topic"
            ),
        ),
    ]
