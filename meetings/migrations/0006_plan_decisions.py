"""What a body did with an Implementation Plan, it did at a meeting; of an adoption that stays said."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE FUNCTION meetings_keep_plandecision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM cbms_planevent WHERE id = OLD.event_id AND kind = 'adopted')
  THEN PERFORM cbms_refuse_frozen('An adoption'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER meetings_plandecision_frozen BEFORE UPDATE OR DELETE ON meetings_plandecision
  FOR EACH ROW EXECUTE FUNCTION meetings_keep_plandecision();
"""


class Migration(migrations.Migration):
    dependencies = [("cbms", "0009_adoption"), ("meetings", "0005_meetings_at_volume")]

    operations = [
        migrations.CreateModel(
            name="PlanDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decision", to="cbms.planevent"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_decisions",
                        to="meetings.meeting",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            KEPT,
            "DROP TRIGGER meetings_plandecision_frozen ON meetings_plandecision;"
            " DROP FUNCTION meetings_keep_plandecision();",
        ),
    ]
