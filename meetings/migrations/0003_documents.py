"""How far each part of a meeting may be seen, and the link to its documents, which the database keeps in line."""

import django.db.models.deletion
from django.db import migrations, models

# A document repeats what its meeting allows: process, the keys of CBMs and of who came, and the rung of the part that
# it follows. Whatever changes the meeting, an action or a hand in the database, changes them in the same statement.
PLACED = """
CREATE FUNCTION meetings_place_documents(which bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE hoaip_document AS document
    SET process_id = meeting.process_id, anchors = place.anchors, ceiling = place.ceiling
    FROM meetings_meetingdocument AS link
    JOIN meetings_meeting AS meeting ON meeting.id = link.meeting_id
    JOIN hoaip_document AS own ON own.id = link.document_id
    CROSS JOIN LATERAL (
      SELECT
        ARRAY(
          SELECT 'cbms.cbm:' || pair.cbm_id FROM meetings_meetingcbm AS pair WHERE pair.meeting_id = meeting.id
          UNION ALL
          SELECT 'hoaip.stakeholder:' || came.stakeholder_id FROM meetings_attendance AS came
            WHERE came.meeting_id = meeting.id AND came.answer IN ('present', 'remote') AND own.follows = 'record'
          ORDER BY 1
        )::varchar(80)[] AS anchors,
        CASE own.follows
          WHEN 'record' THEN meeting.record_rung WHEN 'papers' THEN meeting.papers_rung ELSE meeting.frame_rung
        END AS ceiling
    ) AS place
    WHERE link.meeting_id = which AND document.id = own.id
      AND (document.process_id, document.anchors, document.ceiling)
        IS DISTINCT FROM (meeting.process_id, place.anchors, place.ceiling);
$$;
CREATE FUNCTION meetings_meeting_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM meetings_place_documents(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER meetings_meeting_places AFTER UPDATE ON meetings_meeting FOR EACH ROW
  WHEN ((OLD.process_id, OLD.frame_rung, OLD.papers_rung, OLD.record_rung)
    IS DISTINCT FROM (NEW.process_id, NEW.frame_rung, NEW.papers_rung, NEW.record_rung))
  EXECUTE FUNCTION meetings_meeting_moved();
CREATE FUNCTION meetings_rows_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM meetings_place_documents(each.meeting_id) FROM (
    SELECT DISTINCT changed.meeting_id FROM changed
      JOIN meetings_meetingdocument AS link ON link.meeting_id = changed.meeting_id
  ) AS each;
  RETURN NULL;
END $$;
CREATE TRIGGER meetings_meetingdocument_placed AFTER INSERT ON meetings_meetingdocument
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION meetings_rows_changed();
CREATE TRIGGER meetings_meetingcbm_places_new AFTER INSERT ON meetings_meetingcbm
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION meetings_rows_changed();
CREATE TRIGGER meetings_meetingcbm_places_gone AFTER DELETE ON meetings_meetingcbm
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION meetings_rows_changed();
CREATE TRIGGER meetings_attendance_places_new AFTER INSERT ON meetings_attendance
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION meetings_rows_changed();
CREATE TRIGGER meetings_attendance_places_changed AFTER UPDATE ON meetings_attendance
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION meetings_rows_changed();
CREATE TRIGGER meetings_attendance_places_gone AFTER DELETE ON meetings_attendance
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION meetings_rows_changed();
"""
UNPLACED = """
DROP TRIGGER meetings_attendance_places_gone ON meetings_attendance;
DROP TRIGGER meetings_attendance_places_changed ON meetings_attendance;
DROP TRIGGER meetings_attendance_places_new ON meetings_attendance;
DROP TRIGGER meetings_meetingcbm_places_gone ON meetings_meetingcbm;
DROP TRIGGER meetings_meetingcbm_places_new ON meetings_meetingcbm;
DROP TRIGGER meetings_meetingdocument_placed ON meetings_meetingdocument;
DROP FUNCTION meetings_rows_changed();
DROP TRIGGER meetings_meeting_places ON meetings_meeting;
DROP FUNCTION meetings_meeting_moved();
DROP FUNCTION meetings_place_documents(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hoaip', '0003_documents'),
        ('meetings', '0002_promises'),
    ]

    operations = [
        migrations.AddField(
            model_name='meeting',
            name='frame_rung',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(state='annulled', then=models.Value(2)), models.When(models.Q(('state__in', ('held', 'reported', 'closed')), ('announced_at__isnull', False), _connector='OR'), then=models.Value(5)), models.When(has_cbm=True, then=models.Value(3)), default=models.Value(4)), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')])),
        ),
        migrations.AddField(
            model_name='meeting',
            name='papers_rung',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(state='annulled', then=models.Value(2)), models.When(has_cbm=True, then=models.Value(3)), default=models.Value(4)), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')])),
        ),
        migrations.AddField(
            model_name='meeting',
            name='record_rung',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=['reported', 'closed'], then=models.Value(3)), default=models.Value(1)), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')])),
        ),
        migrations.CreateModel(
            name='MeetingDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)s', to='hoaip.document')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='document_links', to='meetings.meeting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunSQL(PLACED, UNPLACED),
    ]
