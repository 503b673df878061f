"""Notes verbales and their templates; the database keeps how far each note may be seen in line with its meeting."""
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

# A note is for the ministry and for its addressee, for this one once the meeting is known to everybody. Whatever changes
# the meeting or the addressee, an action or a hand in the database, changes the document in the same statement.
PLACED = """
CREATE FUNCTION meetings_place_notes(which bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE hoaip_document AS document
    SET process_id = meeting.process_id, anchors = place.anchors, ceiling = place.ceiling
    FROM meetings_notedocument AS link
    JOIN meetings_note AS note ON note.id = link.note_id
    JOIN meetings_meeting AS meeting ON meeting.id = note.meeting_id
    CROSS JOIN LATERAL (
      SELECT
        ARRAY['hoaip.stakeholder:' || note.stakeholder_id]::varchar(80)[] AS anchors,
        CASE WHEN meeting.frame_rung = 5 THEN 3 ELSE 2 END AS ceiling
    ) AS place
    WHERE meeting.id = which AND document.id = link.document_id
      AND (document.process_id, document.anchors, document.ceiling)
        IS DISTINCT FROM (meeting.process_id, place.anchors, place.ceiling);
$$;
CREATE FUNCTION meetings_meeting_of_notes_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM meetings_place_notes(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER meetings_meeting_places_notes AFTER UPDATE ON meetings_meeting FOR EACH ROW
  WHEN ((OLD.process_id, OLD.frame_rung) IS DISTINCT FROM (NEW.process_id, NEW.frame_rung))
  EXECUTE FUNCTION meetings_meeting_of_notes_moved();
CREATE FUNCTION meetings_notes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM meetings_place_notes(NEW.meeting_id);
  RETURN NULL;
END $$;
CREATE TRIGGER meetings_note_places AFTER UPDATE ON meetings_note FOR EACH ROW
  WHEN ((OLD.meeting_id, OLD.stakeholder_id) IS DISTINCT FROM (NEW.meeting_id, NEW.stakeholder_id))
  EXECUTE FUNCTION meetings_notes_changed();
CREATE FUNCTION meetings_notedocuments_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM meetings_place_notes(each.meeting_id) FROM (
    SELECT DISTINCT note.meeting_id FROM changed JOIN meetings_note AS note ON note.id = changed.note_id
  ) AS each;
  RETURN NULL;
END $$;
CREATE TRIGGER meetings_notedocument_placed AFTER INSERT ON meetings_notedocument
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION meetings_notedocuments_added();
"""
UNPLACED = """
DROP TRIGGER meetings_notedocument_placed ON meetings_notedocument;
DROP FUNCTION meetings_notedocuments_added();
DROP TRIGGER meetings_note_places ON meetings_note;
DROP FUNCTION meetings_notes_changed();
DROP TRIGGER meetings_meeting_places_notes ON meetings_meeting;
DROP FUNCTION meetings_meeting_of_notes_moved();
DROP FUNCTION meetings_place_notes(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hoaip', '0011_public_texts'),
        ('meetings', '0019_offline'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('batch', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('template_key', models.CharField(editable=False, max_length=60)),
                ('kind', models.CharField(choices=[('invitation', 'Invitation to a meeting'), ('record', 'Note with the record'), ('free', 'Any other note')], editable=False, max_length=10)),
                ('sheet', models.JSONField(editable=False)),
                ('dated_on', models.DateField(editable=False)),
                ('again_reason', models.TextField(blank=True, editable=False)),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='delivered on')),
                ('delivered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('delivered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='meetings.meeting')),
                ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.stakeholder')),
            ],
        ),
        migrations.CreateModel(
            name='NoteDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)s', to='hoaip.document')),
                ('note', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='link', to='meetings.note')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NoteTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('key', models.CharField(editable=False, max_length=60)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('invitation', 'Invitation to a meeting'), ('record', 'Note with the record'), ('free', 'Any other note')], default='free', max_length=10, verbose_name='kind')),
                ('text_en', models.CharField(blank=True, max_length=4000, verbose_name='text in English')),
                ('text_fa', models.CharField(blank=True, max_length=4000, verbose_name='text in Dari')),
                ('text_ps', models.CharField(blank=True, max_length=4000, verbose_name='text in Pashto')),
                ('is_retired', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key',), name='meetings_notetemplate_once', violation_error_message='This template was edited already. Open it again.'), models.CheckConstraint(condition=models.Q(('key__regex', '^[a-z0-9]+(-[a-z0-9]+)*$'), ('kind__in', ['invitation', 'record', 'free'])), name='meetings_notetemplate_words', violation_error_message='A template is for an invitation, for a record or for any other note.'), models.CheckConstraint(condition=models.Q(models.Q(('name__regex', '[\\u0001-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]'), _negated=True), models.Q(('text_en__regex', '[\\u0001-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]'), _negated=True), models.Q(('text_fa__regex', '[\\u0001-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]'), _negated=True), models.Q(('text_ps__regex', '[\\u0001-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]'), _negated=True)), name='meetings_notetemplate_seen', violation_error_message='The text holds characters that nobody sees and that turn the line round. Type it without them.'), models.CheckConstraint(condition=models.Q(('name__regex', '^$|\\S'), ('text_en__regex', '^$|\\S'), ('text_fa__regex', '^$|\\S'), ('text_ps__regex', '^$|\\S')), name='meetings_notetemplate_written', violation_error_message='A text is written or left empty; spaces alone are no text.')],
            },
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(fields=['meeting', 'id'], name='meetings_note_of_meeting'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['invitation', 'record', 'free'])), name='meetings_note_kind', violation_error_message='A note invites, brings a record, or says anything else.'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delivered_at__isnull', True), ('delivered_by__isnull', True), ('delivered_on__isnull', True)), models.Q(('delivered_at__isnull', False), ('delivered_by__isnull', False), ('delivered_on__gte', models.F('dated_on')), ('delivered_on__isnull', False)), _connector='OR'), name='meetings_note_delivered', violation_error_message='A note is delivered on its own day or later, and somebody says so.'),
        ),
        migrations.RunSQL(PLACED, UNPLACED),
    ]
