"""An organization never leads: the role repeats the stakeholder's kind under a composite key."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cbms", "0002_initial"), ("hoaip", "0002_promises")]
    operations = [
        migrations.RunSQL(
            """ALTER TABLE cbms_roleassignment ADD CONSTRAINT cbms_roleassignment_stakeholder_kind
            FOREIGN KEY (stakeholder_id, stakeholder_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;""",
            "ALTER TABLE cbms_roleassignment DROP CONSTRAINT cbms_roleassignment_stakeholder_kind;",
        ),
    ]
