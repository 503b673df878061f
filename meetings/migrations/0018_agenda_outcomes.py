"""An outcome may name the item of the agenda that it came of: one of its own meeting."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0017_records'),
    ]

    operations = [
        migrations.AddField(
            model_name='outcome',
            name='agenda_item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='meetings.agendaitem', verbose_name='item of the agenda'),
        ),
        migrations.RunSQL(
            """ALTER TABLE meetings_agendaitem
            ADD CONSTRAINT meetings_agendaitem_of_meeting UNIQUE (id, meeting_id);
            ALTER TABLE meetings_outcome ADD CONSTRAINT meetings_outcome_agenda_item
            FOREIGN KEY (agenda_item_id, meeting_id) REFERENCES meetings_agendaitem (id, meeting_id);""",
            """ALTER TABLE meetings_outcome DROP CONSTRAINT meetings_outcome_agenda_item;
            ALTER TABLE meetings_agendaitem DROP CONSTRAINT meetings_agendaitem_of_meeting;""",
        ),
    ]
