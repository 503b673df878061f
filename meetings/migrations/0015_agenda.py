"""The agenda of a meeting; a paper named by an item is one of the same meeting; a closed agenda does not change."""

import django.db.models.constraints
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hoaip', '0008_merged'),
        ('meetings', '0014_hours'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('position', models.PositiveSmallIntegerField(editable=False)),
                ('title', models.CharField(max_length=200, verbose_name='item')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='notes')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('state', models.CharField(choices=[('open', 'open'), ('discussed', 'discussed'), ('carried', 'carried over'), ('dropped', 'not pursued')], default='open', editable=False, max_length=9, verbose_name='state')),
                ('state_reason', models.TextField(blank=True, editable=False)),
                ('carried_from', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_to', to='meetings.agendaitem')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='hoaip.document', verbose_name='document')),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agenda_items', to='hoaip.stakeholder', verbose_name='led by')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agenda', to='meetings.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('meeting', 'position'), name='meetings_agendaitem_position', violation_error_message='Two items of an agenda do not stand in the same place.'), models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='meetings_agendaitem_title', violation_error_message='An item of an agenda says what it is about.'), models.CheckConstraint(condition=models.Q(('minutes__isnull', True), models.Q(('minutes__gte', 1), ('minutes__lte', 999)), _connector='OR'), name='meetings_agendaitem_minutes', violation_error_message='An item takes from 1 to 999 minutes.'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'discussed', 'carried', 'dropped'])), name='meetings_agendaitem_state', violation_error_message='An item is open, discussed, carried over or not pursued.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), ('state_reason__regex', '\\S'), _connector='OR'), name='meetings_agendaitem_dropped', violation_error_message='An item is dropped with a reason.'), models.CheckConstraint(condition=models.Q(('carried_from__isnull', True), models.Q(('carried_from', models.F('id')), _negated=True), _connector='OR'), name='meetings_agendaitem_carried', violation_error_message='An item carries on one of an earlier meeting.')],
            },
        ),
        migrations.RunSQL(
            """ALTER TABLE meetings_meetingdocument
            ADD CONSTRAINT meetings_meetingdocument_of_meeting UNIQUE (document_id, meeting_id);
            ALTER TABLE meetings_agendaitem ADD CONSTRAINT meetings_agendaitem_document
            FOREIGN KEY (document_id, meeting_id) REFERENCES meetings_meetingdocument (document_id, meeting_id);""",
            """ALTER TABLE meetings_agendaitem DROP CONSTRAINT meetings_agendaitem_document;
            ALTER TABLE meetings_meetingdocument DROP CONSTRAINT meetings_meetingdocument_of_meeting;""",
        ),
        migrations.RunSQL(
            """CREATE TRIGGER meetings_agendaitem_frozen BEFORE INSERT OR UPDATE OR DELETE ON meetings_agendaitem
            FOR EACH ROW EXECUTE FUNCTION meetings_refuse_frozen('{closed,annulled}');""",
            "DROP TRIGGER meetings_agendaitem_frozen ON meetings_agendaitem;",
        ),
    ]
