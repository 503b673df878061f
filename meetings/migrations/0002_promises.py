"""The pair repeats its meeting under a composite key; circulated paragraphs and closed outcomes do not change."""

from django.db import migrations

PAIR = """
CREATE FUNCTION meetings_fill_pair() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT starts_on, ends_on, counts, counts_until INTO NEW.starts_on, NEW.ends_on, NEW.counts, NEW.counts_until
    FROM meetings_meeting WHERE id = NEW.meeting_id;
  RETURN NEW;
END $$;
CREATE TRIGGER meetings_meetingcbm_fill BEFORE INSERT ON meetings_meetingcbm
  FOR EACH ROW EXECUTE FUNCTION meetings_fill_pair();
ALTER TABLE meetings_meetingcbm ADD CONSTRAINT meetings_meetingcbm_repeats
  FOREIGN KEY (meeting_id, starts_on, ends_on, counts, counts_until)
  REFERENCES meetings_meeting (id, starts_on, ends_on, counts, counts_until) ON UPDATE CASCADE;
"""
FROZEN = """
CREATE FUNCTION meetings_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  meeting bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
BEGIN
  IF EXISTS (SELECT FROM meetings_meeting WHERE id = meeting AND state = ANY (TG_ARGV[0]::text[])) THEN
    RAISE EXCEPTION 'What was circulated or closed does not change.'
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_frozen';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER meetings_recordparagraph_frozen BEFORE INSERT OR UPDATE OR DELETE ON meetings_recordparagraph
  FOR EACH ROW EXECUTE FUNCTION meetings_refuse_frozen('{reported,closed,annulled}');
CREATE TRIGGER meetings_outcome_frozen BEFORE INSERT OR UPDATE OR DELETE ON meetings_outcome
  FOR EACH ROW EXECUTE FUNCTION meetings_refuse_frozen('{closed,annulled}');
CREATE TRIGGER meetings_attendance_frozen BEFORE INSERT OR UPDATE OR DELETE ON meetings_attendance
  FOR EACH ROW EXECUTE FUNCTION meetings_refuse_frozen('{closed,annulled}');
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [
        migrations.RunSQL(
            PAIR,
            """ALTER TABLE meetings_meetingcbm DROP CONSTRAINT meetings_meetingcbm_repeats;
            DROP TRIGGER meetings_meetingcbm_fill ON meetings_meetingcbm; DROP FUNCTION meetings_fill_pair();""",
        ),
        migrations.RunSQL(
            FROZEN,
            """DROP TRIGGER meetings_recordparagraph_frozen ON meetings_recordparagraph;
            DROP TRIGGER meetings_outcome_frozen ON meetings_outcome;
            DROP TRIGGER meetings_attendance_frozen ON meetings_attendance; DROP FUNCTION meetings_refuse_frozen();""",
        ),
    ]
