"""The moment from which everybody reads a record, its outcomes and the documents that follow it."""

from django.db import migrations, models

# The moment of a record is repeated to its documents as its rung is, and freezes the outcomes when it has come.
OPENS = """
DROP TRIGGER meetings_meeting_places ON meetings_meeting;
CREATE OR REPLACE FUNCTION meetings_place_documents(which bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE hoaip_document AS document
    SET process_id = meeting.process_id, anchors = place.anchors, ceiling = place.ceiling,
        ceiling_from = place.ceiling_from
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
        END AS ceiling,
        CASE own.follows WHEN 'record' THEN meeting.record_opens_at END AS ceiling_from
    ) AS place
    WHERE link.meeting_id = which AND document.id = own.id
      AND (document.process_id, document.anchors, document.ceiling, document.ceiling_from)
        IS DISTINCT FROM (meeting.process_id, place.anchors, place.ceiling, place.ceiling_from);
$$;
CREATE TRIGGER meetings_meeting_places AFTER UPDATE ON meetings_meeting FOR EACH ROW
  WHEN ((OLD.process_id, OLD.frame_rung, OLD.papers_rung, OLD.record_rung, OLD.record_opens_at)
    IS DISTINCT FROM (NEW.process_id, NEW.frame_rung, NEW.papers_rung, NEW.record_rung, NEW.record_opens_at))
  EXECUTE FUNCTION meetings_meeting_moved();
CREATE OR REPLACE FUNCTION meetings_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  meeting bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
BEGIN
  IF EXISTS (SELECT FROM meetings_meeting WHERE id = meeting
      AND (record_rung = 5 OR record_opens_at <= statement_timestamp())) THEN
    RAISE EXCEPTION 'What was published does not change.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_outcome_frozen';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
OPENS_NOT = """
DROP TRIGGER meetings_meeting_places ON meetings_meeting;
CREATE OR REPLACE FUNCTION meetings_place_documents(which bigint) RETURNS void LANGUAGE sql AS $$
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
CREATE TRIGGER meetings_meeting_places AFTER UPDATE ON meetings_meeting FOR EACH ROW
  WHEN ((OLD.process_id, OLD.frame_rung, OLD.papers_rung, OLD.record_rung)
    IS DISTINCT FROM (NEW.process_id, NEW.frame_rung, NEW.papers_rung, NEW.record_rung))
  EXECUTE FUNCTION meetings_meeting_moved();
CREATE OR REPLACE FUNCTION meetings_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  meeting bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
BEGIN
  IF EXISTS (SELECT FROM meetings_meeting WHERE id = meeting AND record_rung = 5) THEN
    RAISE EXCEPTION 'What was published does not change.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_outcome_frozen';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hoaip', '0014_embargo'),
        ('meetings', '0021_newest_circulated'),
    ]

    operations = [
        migrations.AddField(
            model_name='meeting',
            name='record_from',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='recordrevision',
            name='public_from',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='recordrevision',
            index=models.Index(condition=models.Q(('public_from__isnull', False)), fields=['public_from'], name='meetings_recordrevision_opens'),
        ),
        migrations.AddConstraint(
            model_name='recordrevision',
            constraint=models.CheckConstraint(condition=models.Q(('public_from__isnull', True), ('state', 'agreed'), _connector='OR'), name='meetings_recordrevision_public_from', violation_error_message='Only an agreed text is published at a moment that was fixed before.'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='record_opens_at',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=['reported', 'closed'], then=models.F('record_from'))), output_field=models.DateTimeField()),
        ),
        migrations.RunSQL(OPENS, OPENS_NOT),
    ]
