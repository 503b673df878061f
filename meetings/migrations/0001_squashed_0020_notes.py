"""0001 to 0020 in one: the tables, then what the database itself promises. CONTRIBUTING.md says when the old ones go."""

import django.db.models.constraints
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from hoaip.tables_at_once import TablesAtOnce

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
# Written at once: what waits to be written would be read by every search.
WORDS = """
    CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple'::regconfig, hoaip_fold({1})))
    WITH (fastupdate = off);
"""
TABLES = {
    "meetings_meeting": ("title_en", "title_fa", "title_ps", "city", "description", "type"),
    "meetings_outcome": ("text",),
    "meetings_recordparagraph": ("text",),
}
# Paragraphs are written with their revision and never change; none joins what is agreed. What a revision says of itself
# stays, it is never deleted, and from agreed it goes back to nothing.
PROMISES = """
CREATE FUNCTION meetings_refuse_revised() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND EXISTS (
      SELECT FROM meetings_recordrevision WHERE id = NEW.revision_id AND state = 'circulated') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'What was circulated does not change.'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_revisionparagraph_frozen';
END $$;
CREATE TRIGGER meetings_revisionparagraph_frozen BEFORE INSERT OR UPDATE OR DELETE ON meetings_revisionparagraph
  FOR EACH ROW EXECUTE FUNCTION meetings_refuse_revised();
CREATE FUNCTION meetings_refuse_unmade() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE'
      AND (OLD.meeting_id, OLD.number, OLD.circulated_at, OLD.is_correction, OLD.reason)
        IS NOT DISTINCT FROM (NEW.meeting_id, NEW.number, NEW.circulated_at, NEW.is_correction, NEW.reason)
      AND NOT (OLD.state IN ('agreed', 'published', 'recalled') AND NEW.state = 'circulated')
      AND NOT (OLD.state IN ('published', 'recalled') AND NEW.state = 'agreed')
      AND NOT (OLD.state = 'recalled' AND NEW.state = 'published') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'A revision stays what it was.'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_recordrevision_frozen';
END $$;
CREATE TRIGGER meetings_recordrevision_frozen BEFORE UPDATE OR DELETE ON meetings_recordrevision
  FOR EACH ROW EXECUTE FUNCTION meetings_refuse_unmade();
CREATE FUNCTION meetings_refuse_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  meeting bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
BEGIN
  IF EXISTS (SELECT FROM meetings_meeting WHERE id = meeting AND record_rung = 5) THEN
    RAISE EXCEPTION 'What was published does not change.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_outcome_frozen';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER meetings_outcome_published BEFORE INSERT OR UPDATE OR DELETE ON meetings_outcome
  FOR EACH ROW EXECUTE FUNCTION meetings_refuse_published();
CREATE INDEX meetings_revisionparagraph_words ON meetings_revisionparagraph
  USING gin (to_tsvector('simple'::regconfig, hoaip_fold(text))) WITH (fastupdate = off);
"""
UNPROMISED = """
DROP INDEX meetings_revisionparagraph_words;
DROP TRIGGER meetings_outcome_published ON meetings_outcome; DROP FUNCTION meetings_refuse_published();
DROP TRIGGER meetings_recordrevision_frozen ON meetings_recordrevision; DROP FUNCTION meetings_refuse_unmade();
DROP TRIGGER meetings_revisionparagraph_frozen ON meetings_revisionparagraph; DROP FUNCTION meetings_refuse_revised();
"""
# A note is for the ministry and for its addressee, for this one once the meeting is known to everybody. Whatever changes
# the meeting or the addressee, an action or a hand in the database, changes the document in the same statement.
NOTES_PLACED = """
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
NOTES_UNPLACED = """
DROP TRIGGER meetings_notedocument_placed ON meetings_notedocument;
DROP FUNCTION meetings_notedocuments_added();
DROP TRIGGER meetings_note_places ON meetings_note;
DROP FUNCTION meetings_notes_changed();
DROP TRIGGER meetings_meeting_places_notes ON meetings_meeting;
DROP FUNCTION meetings_meeting_of_notes_moved();
DROP FUNCTION meetings_place_notes(bigint);
"""


class Migration(migrations.Migration):

    replaces = [('meetings', '0001_initial'), ('meetings', '0002_promises'), ('meetings', '0003_documents'), ('meetings', '0004_interest'), ('meetings', '0005_meetings_at_volume'), ('meetings', '0006_plan_decisions'), ('meetings', '0007_held_on_a_day'), ('meetings', '0008_search'), ('meetings', '0009_held_by_day'), ('meetings', '0010_newest_of_a_host'), ('meetings', '0011_moves'), ('meetings', '0012_record_reminders'), ('meetings', '0013_own_feeds'), ('meetings', '0014_hours'), ('meetings', '0015_agenda'), ('meetings', '0016_invitations'), ('meetings', '0017_records'), ('meetings', '0018_agenda_outcomes'), ('meetings', '0019_offline'), ('meetings', '0020_notes')]

    initial = True

    dependencies = [
        ('cbms', '0001_squashed_0010_search'),
        ('hoaip', '0001_squashed_0013_delegation_managers'),
    ]

    operations = [
        TablesAtOnce(
            operations=[
                migrations.CreateModel(
                    name='Blackout',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('from_on', models.DateField(verbose_name='from')),
                        ('until_on', models.DateField(verbose_name='until')),
                        ('reason', models.CharField(max_length=160, verbose_name='reason')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), name='meetings_blackout_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='meetings_blackout_reason', violation_error_message='A blackout has a reason.')],
                    },
                ),
                migrations.CreateModel(
                    name='Meeting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('source', models.TextField(blank=True)),
                        ('source_note', models.TextField(blank=True)),
                        ('confidence', models.CharField(choices=[('high', 'high'), ('medium', 'medium'), ('low', 'low')], default='high', max_length=6)),
                        ('is_disputed', models.BooleanField(default=False)),
                        ('dispute_note', models.TextField(blank=True)),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                        ('is_imported', models.BooleanField(default=False, editable=False)),
                        ('type', models.CharField(choices=[('rtgm', 'Regional Technical Group Meeting'), ('som', 'Senior Officials’ Meeting'), ('am', 'Ambassadorial Meeting'), ('mc', 'Ministerial Conference'), ('expert', 'Expert meeting'), ('other', 'Other meeting')], max_length=6, verbose_name='type')),
                        ('state', models.CharField(choices=[('planned', 'planned'), ('invited', 'invited'), ('held', 'held'), ('reported', 'reported'), ('closed', 'closed'), ('postponed', 'postponed'), ('cancelled', 'cancelled'), ('annulled', 'annulled')], default='planned', max_length=9, verbose_name='state')),
                        ('ordinal', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='number')),
                        ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title')),
                        ('title_fa', models.CharField(blank=True, max_length=200, verbose_name='title, Dari')),
                        ('title_ps', models.CharField(blank=True, max_length=200, verbose_name='title, Pashto')),
                        ('date_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('quarter', 'quarter'), ('year', 'year')], default='day', max_length=7, verbose_name='how exactly')),
                        ('starts_on', models.DateField(verbose_name='first day')),
                        ('ends_on', models.DateField(verbose_name='last day')),
                        ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                        ('venue_time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone of the venue')),
                        ('mode', models.CharField(choices=[('in_person', 'in person'), ('online', 'online'), ('hybrid', 'hybrid')], default='in_person', max_length=9, verbose_name='held')),
                        ('description', models.TextField(blank=True, verbose_name='what it was about')),
                        ('announced_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('attendance_note', models.TextField(blank=True, verbose_name='note on attendance')),
                        ('state_reason', models.TextField(blank=True, editable=False)),
                        ('circulated_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('has_cbm', models.BooleanField(default=False, editable=False)),
                        ('is_public', models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=('held', 'reported', 'closed'), then=models.Value(True)), models.When(state='annulled', then=models.Value(False)), models.When(announced_at__isnull=False, then=models.Value(True)), default=models.Value(False)), output_field=models.BooleanField())),
                        ('counts', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('state__in', ('held', 'reported', 'closed')), ('type', 'rtgm')), then=models.Value('held')), models.When(models.Q(('state__in', ('planned', 'invited')), ('type', 'rtgm')), then=models.Value('planned')), default=models.Value('')), output_field=models.CharField(max_length=7))),
                        ('counts_until', models.GeneratedField(db_persist=True, expression=models.Case(models.When(date_precision='day', then=models.F('starts_on')), default=models.F('ends_on')), output_field=models.DateField())),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hosted', to='hoaip.stakeholder')),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='hoaip.process')),
                        ('frame_rung', models.GeneratedField(db_persist=True, expression=models.Case(models.When(state='annulled', then=models.Value(2)), models.When(models.Q(('state__in', ('held', 'reported', 'closed')), ('announced_at__isnull', False), _connector='OR'), then=models.Value(5)), models.When(has_cbm=True, then=models.Value(3)), default=models.Value(4)), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')]))),
                        ('papers_rung', models.GeneratedField(db_persist=True, expression=models.Case(models.When(state='annulled', then=models.Value(2)), models.When(has_cbm=True, then=models.Value(3)), default=models.Value(4)), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')]))),
                        ('closes_at', models.TimeField(blank=True, null=True, verbose_name='closes at')),
                        ('joining_url', models.URLField(blank=True, max_length=500, verbose_name='address for joining online')),
                        ('opens_at', models.TimeField(blank=True, null=True, verbose_name='opens at')),
                        ('venue', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                        ('record_reach', models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')], db_default=3, default=3, editable=False)),
                        ('record_rung', models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=['reported', 'closed'], then=models.F('record_reach')), default=models.Value(1)), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')]))),
                    ],
                    options={
                        'indexes': [models.Index(models.OrderBy(models.F('starts_on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='meetings_meeting_newest'), models.Index(models.OrderBy(models.F('starts_on'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('is_public', True)), name='meetings_meeting_public'), models.Index(condition=models.Q(('state__in', ('planned', 'invited'))), fields=['ends_on', 'id'], name='meetings_meeting_ahead'), models.Index(condition=models.Q(('state__in', ('planned', 'invited'))), fields=['starts_on', 'id'], name='meetings_meeting_coming'), models.Index(condition=models.Q(('is_public', True)), fields=['host', '-starts_on', '-id'], name='meetings_meeting_hosted')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'invited', 'held', 'reported', 'closed', 'postponed', 'cancelled', 'annulled'])), name='meetings_meeting_state', violation_error_message='A meeting is in one of its eight states.'), models.CheckConstraint(condition=models.Q(('type__in', ['rtgm', 'som', 'am', 'mc', 'expert', 'other']), ('mode__in', ['in_person', 'online', 'hybrid']), ('date_precision__in', ['day', 'month', 'quarter', 'year'])), name='meetings_meeting_type', violation_error_message='A meeting has a type, a mode and a precision of its date.'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on')), ('ends_on__lte', '2100-12-31'), ('starts_on__gte', '2011-01-01')), name='meetings_meeting_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), models.UniqueConstraint(condition=models.Q(('ordinal__isnull', False), models.Q(('type', 'rtgm'), _negated=True)), fields=('process', 'type', 'ordinal'), name='meetings_meeting_one_ordinal', violation_error_message='That number belongs to another meeting of this type already.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='meetings_meeting_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.'), models.CheckConstraint(condition=models.Q(models.Q(('closes_at__isnull', True), ('opens_at__isnull', True)), models.Q(('closes_at__isnull', False), ('opens_at__isnull', False), models.Q(('venue_time_zone', ''), _negated=True)), _connector='OR'), name='meetings_meeting_hours', violation_error_message='An hour is of a time zone, and what opens closes.'), models.CheckConstraint(condition=models.Q(('record_reach__in', [3, 4, 5])), name='meetings_meeting_record_reach', violation_error_message='A record is read by the members, by every delegation or by everybody.')],
                    },
                ),
                migrations.CreateModel(
                    name='DateChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('date_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('quarter', 'quarter'), ('year', 'year')], max_length=7)),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('reason', models.TextField(blank=True)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='date_changes', to='meetings.meeting')),
                        ('was_public', models.BooleanField(default=True)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('date_precision', 'day')), fields=['starts_on'], name='meetings_datechange_on_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Attendance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('answer', models.CharField(choices=[('present', 'present'), ('remote', 'remote'), ('absent', 'absent'), ('not_invited', 'not invited')], max_length=11, verbose_name='answer')),
                        ('capacity', models.CharField(choices=[('lead', 'Lead'), ('co_lead', 'Co-lead'), ('participating', 'Participating country'), ('supporting', 'Supporting country or organization'), ('observer', 'Observer')], default='observer', max_length=13)),
                        ('head_of_delegation', models.CharField(blank=True, max_length=160, verbose_name='head of delegation')),
                        ('size', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='size')),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='hoaip.stakeholder')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='meetings.meeting')),
                        ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations_led', to='hoaip.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'stakeholder'), name='meetings_attendance_once'), models.CheckConstraint(condition=models.Q(('answer__in', ['present', 'remote', 'absent', 'not_invited']), ('capacity__in', ['lead', 'co_lead', 'participating', 'supporting', 'observer'])), name='meetings_attendance_words', violation_error_message='A stakeholder was present, remote, absent or not invited.'), models.CheckConstraint(condition=models.Q(('size__isnull', True), ('size__lte', 999), _connector='OR'), name='meetings_attendance_size', violation_error_message='A delegation has at most 999 persons.')],
                    },
                ),
                migrations.CreateModel(
                    name='MeetingCbm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ordinal', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='number')),
                        ('starts_on', models.DateField(editable=False)),
                        ('ends_on', models.DateField(editable=False)),
                        ('counts', models.CharField(editable=False, max_length=7)),
                        ('counts_until', models.DateField(editable=False)),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_pairs', to='cbms.cbm')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='meetings.meeting')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['cbm', 'counts', 'starts_on'], include=('counts_until', 'ends_on'), name='meetings_meetingcbm_rule'), models.Index(models.F('cbm'), models.OrderBy(models.F('starts_on'), descending=True), models.OrderBy(models.F('meeting'), descending=True), name='meetings_meetingcbm_latest'), models.Index(fields=['cbm', 'ends_on', 'meeting'], name='meetings_meetingcbm_next'), models.Index(condition=models.Q(('counts', 'held'), ('counts_until', models.F('starts_on'))), fields=['starts_on', 'cbm'], name='meetings_meetingcbm_on_day')],
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'cbm'), name='meetings_meetingcbm_once', violation_error_message='The meeting belongs to this CBM already.'), models.UniqueConstraint(fields=('cbm', 'ordinal'), name='meetings_meetingcbm_one_ordinal', violation_error_message='That number belongs to another meeting of this CBM already.'), models.CheckConstraint(condition=models.Q(('ordinal__isnull', True), ('ordinal__gte', 1), _connector='OR'), name='meetings_meetingcbm_ordinal', violation_error_message='A number is 1 or more.')],
                    },
                ),
                migrations.CreateModel(
                    name='RecordParagraph',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('text', models.TextField()),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paragraphs', to='meetings.meeting')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('meeting', 'number'), name='meetings_recordparagraph_number'), models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='meetings_recordparagraph_text', violation_error_message='A paragraph says something.')],
                    },
                ),
                migrations.CreateModel(
                    name='RegisterNote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('source', models.TextField(blank=True)),
                        ('source_note', models.TextField(blank=True)),
                        ('confidence', models.CharField(choices=[('high', 'high'), ('medium', 'medium'), ('low', 'low')], default='high', max_length=6)),
                        ('is_disputed', models.BooleanField(default=False)),
                        ('dispute_note', models.TextField(blank=True)),
                        ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                        ('is_imported', models.BooleanField(default=False, editable=False)),
                        ('text', models.TextField()),
                        ('reserved_ordinal', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_notes', to='cbms.cbm')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('meeting', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='numbers_left', to='meetings.meeting')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='meetings_registernote_text', violation_error_message='A note says something.'), models.UniqueConstraint(fields=('cbm', 'reserved_ordinal'), name='meetings_registernote_one_ordinal'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='meetings_registernote_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ends_role', models.BooleanField(default=False)),
                        ('note', models.CharField(blank=True, max_length=200)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_decisions', to='meetings.meeting')),
                        ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cbms.roleassignment')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('role', 'meeting', 'ends_role'), name='meetings_roledecision_once')],
                    },
                ),
                migrations.CreateModel(
                    name='WatchRule',
                    fields=[
                        ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('calendar', models.CharField(choices=[('gregorian', 'Gregorian year'), ('solar', 'Solar Hijri year, from 1 Hamal')], default='gregorian', max_length=9, verbose_name='year')),
                        ('lead_days', models.PositiveSmallIntegerField(default=50, verbose_name='days from invitation to meeting')),
                        ('gap_days', models.PositiveSmallIntegerField(default=120, verbose_name='days between two meetings')),
                        ('warn_days', models.PositiveSmallIntegerField(default=30, verbose_name='days of warning before the latest invitation')),
                        ('first_run_on', models.DateField(blank=True, editable=False, null=True)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='meetings_watchrule_one'), models.CheckConstraint(condition=models.Q(('gap_days__lte', 365), ('lead_days__lte', 365), ('warn_days__lte', 365), ('calendar__in', ['gregorian', 'solar'])), name='meetings_watchrule_days', violation_error_message='Days of the rule are between 0 and 365.')],
                    },
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
                migrations.CreateModel(
                    name='Interest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('stakeholder_kind', models.CharField(editable=False, max_length=12)),
                        ('role', models.CharField(choices=[('lead', 'Lead'), ('co_lead', 'Co-lead'), ('participating', 'Participating'), ('supporting', 'Supporting')], max_length=13, verbose_name='role')),
                        ('why', models.TextField(verbose_name='why')),
                        ('state', models.CharField(choices=[('proposed', 'proposed'), ('brought', 'brought to a meeting'), ('decided', 'decided'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], default='proposed', max_length=9, verbose_name='state')),
                        ('proposed_on', models.DateField(editable=False)),
                        ('state_reason', models.TextField(blank=True, editable=False)),
                        ('settled_on', models.DateField(blank=True, editable=False, null=True)),
                        ('assignment', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interest', to='cbms.roleassignment')),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='cbms.cbm')),
                        ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='meetings.meeting')),
                        ('proposed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'brought', 'decided', 'declined', 'withdrawn'])), name='meetings_interest_state', violation_error_message='An interest is proposed, brought, decided, declined or withdrawn.'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['lead', 'co_lead', 'participating']), ('stakeholder_kind', 'country')), models.Q(('role', 'supporting'), ('stakeholder_kind__in', ['country', 'organization'])), _connector='OR'), name='meetings_interest_role', violation_error_message='An organization supports a CBM; it does not lead it or take part as a country.'), models.CheckConstraint(condition=models.Q(models.Q(('meeting__isnull', True), ('state', 'proposed')), models.Q(('meeting__isnull', False), ('state__in', ['brought', 'decided'])), ('state__in', ['declined', 'withdrawn']), _connector='OR'), name='meetings_interest_meeting', violation_error_message='An interest that was brought names the meeting.'), models.CheckConstraint(condition=models.Q(models.Q(('assignment__isnull', False), ('state', 'decided')), models.Q(models.Q(('state', 'decided'), _negated=True), ('assignment__isnull', True)), _connector='OR'), name='meetings_interest_assignment', violation_error_message='An interest that was decided names the role it led to.'), models.CheckConstraint(condition=models.Q(models.Q(('settled_by__isnull', True), ('settled_on__isnull', True), ('state__in', ('proposed', 'brought'))), models.Q(models.Q(('state__in', ('proposed', 'brought')), _negated=True), ('settled_by__isnull', False), ('settled_on__isnull', False)), _connector='OR'), name='meetings_interest_settled', violation_error_message='A settled interest names the day and the person who settled it.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), ('state_reason__regex', '\\S'), _connector='OR'), name='meetings_interest_declined', violation_error_message='An interest is declined with a reason.'), models.CheckConstraint(condition=models.Q(('why__regex', '\\S')), name='meetings_interest_why', violation_error_message='An expression of interest says why.'), models.UniqueConstraint(condition=models.Q(('state__in', ('proposed', 'brought'))), fields=('stakeholder', 'cbm'), name='meetings_interest_one_open', violation_error_message='An expression of interest of this stakeholder in this CBM is open already. Withdraw it first.')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='cbms.planevent')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_decisions', to='meetings.meeting')),
                    ],
                ),
                migrations.CreateModel(
                    name='RecordReminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('step', models.PositiveSmallIntegerField()),
                        ('at', models.DateTimeField()),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='record_reminders', to='meetings.meeting')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'step'), name='meetings_recordreminder_once', violation_error_message='Somebody was reminded of this record already.')],
                    },
                ),
                migrations.CreateModel(
                    name='OwnFeed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='own_feeds', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='meetings_ownfeed_one_open', violation_error_message='A person has one calendar address at a time.')],
                    },
                ),
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
                migrations.CreateModel(
                    name='Outcome',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('number', models.PositiveSmallIntegerField()),
                        ('kind', models.CharField(choices=[('decision', 'Decision'), ('action', 'Action'), ('commitment', 'Commitment'), ('information', 'Information')], max_length=11, verbose_name='kind')),
                        ('text', models.TextField(verbose_name='text')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                        ('due_precision', models.CharField(choices=[('day', 'day'), ('month', 'month')], default='day', max_length=5)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='meetings.meeting')),
                        ('agenda_item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='meetings.agendaitem', verbose_name='item of the agenda')),
                        ('owners', models.ManyToManyField(blank=True, related_name='owned_outcomes', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('meeting', 'number'), name='meetings_outcome_number'), models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='meetings_outcome_text', violation_error_message='An outcome says what came of the meeting.'), models.CheckConstraint(condition=models.Q(('kind__in', ['decision', 'action', 'commitment', 'information']), models.Q(('due_on__isnull', True), models.Q(('due_on__gte', '2011-01-01'), ('due_on__lte', '2100-12-31')), _connector='OR')), name='meetings_outcome_words', violation_error_message='An outcome is a decision, action, commitment or information, due between 2011 and 2100.')],
                    },
                ),
                migrations.CreateModel(
                    name='Call',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('answer_by', models.DateField(verbose_name='answer by')),
                        ('round', models.PositiveSmallIntegerField(default=1, editable=False)),
                        ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call', to='meetings.meeting')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('answer_by__gte', '2011-01-01'), ('answer_by__lte', '2100-12-31'), ('round__gte', 1)), name='meetings_call_days', violation_error_message='An answer is asked by a day between 2011 and 2100.')],
                    },
                ),
                migrations.CreateModel(
                    name='CallReminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('round', models.PositiveSmallIntegerField()),
                        ('on', models.DateField()),
                        ('at', models.DateTimeField()),
                        ('is_automatic', models.BooleanField(default=False)),
                        ('mails', models.PositiveSmallIntegerField(default=0)),
                        ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='meetings.call')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('call', 'round', 'on'), name='meetings_callreminder_once_a_day', violation_error_message='Those who have not answered were reminded today already.'), models.UniqueConstraint(condition=models.Q(('is_automatic', True)), fields=('call', 'round'), name='meetings_callreminder_once', violation_error_message='The portal reminds of an invitation once.')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitee',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('capacity', models.CharField(choices=[('lead', 'Lead'), ('co_lead', 'Co-lead'), ('participating', 'Participating country'), ('supporting', 'Supporting country or organization'), ('observer', 'Observer')], default='observer', editable=False, max_length=13)),
                        ('round', models.PositiveSmallIntegerField(default=1, editable=False)),
                        ('invited_at', models.DateTimeField(editable=False)),
                        ('mail_key', models.CharField(blank=True, editable=False, max_length=160)),
                        ('mails', models.PositiveSmallIntegerField(default=0, editable=False)),
                        ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('withdrawn_reason', models.TextField(blank=True, editable=False)),
                        ('invited_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitees', to='meetings.meeting')),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.stakeholder')),
                        ('withdrawn_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'stakeholder'), name='meetings_invitee_once', violation_error_message='It is invited to this meeting already.'), models.CheckConstraint(condition=models.Q(('capacity__in', ['lead', 'co_lead', 'participating', 'supporting', 'observer']), ('round__gte', 1)), name='meetings_invitee_words', violation_error_message='Who is invited leads, takes part, supports or observes.'), models.CheckConstraint(condition=models.Q(('mails', 0), models.Q(('mail_key', ''), _negated=True), _connector='OR'), name='meetings_invitee_mailed', violation_error_message='Mails of an invitation stand under its occasion.'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), ('withdrawn_reason__regex', '\\S')), _connector='OR'), name='meetings_invitee_withdrawn', violation_error_message='An invitation is withdrawn by a person, with a reason.')],
                    },
                ),
                migrations.CreateModel(
                    name='Rsvp',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('round', models.PositiveSmallIntegerField()),
                        ('answer', models.CharField(choices=[('attending', 'attending'), ('remote', 'attending remotely'), ('regrets', 'regrets')], max_length=9, verbose_name='answer')),
                        ('level', models.CharField(blank=True, choices=[('minister', 'minister'), ('deputy_minister', 'deputy minister'), ('senior_official', 'senior official'), ('director', 'director'), ('expert', 'expert')], max_length=15, verbose_name='level of the delegation')),
                        ('size', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='size')),
                        ('note', models.TextField(blank=True, verbose_name='note')),
                        ('at', models.DateTimeField()),
                        ('on_behalf', models.BooleanField(default=False)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('invitee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='meetings.invitee')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['invitee', 'round', '-id'], name='meetings_rsvp_newest')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['attending', 'remote', 'regrets']), ('level__in', ['', 'minister', 'deputy_minister', 'senior_official', 'director', 'expert']), ('round__gte', 1)), name='meetings_rsvp_words', violation_error_message='A state attends, attends remotely or sends regrets, at one of the levels.'), models.CheckConstraint(condition=models.Q(('size__isnull', True), models.Q(('size__gte', 1), ('size__lte', 999)), _connector='OR'), name='meetings_rsvp_size', violation_error_message='A delegation has between 1 and 999 persons.'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'regrets'), _negated=True), models.Q(('level', ''), ('size__isnull', True)), _connector='OR'), name='meetings_rsvp_regrets', violation_error_message='Who sends regrets sends no delegation.'), models.CheckConstraint(condition=models.Q(('on_behalf', False), ('note__regex', '\\S'), _connector='OR'), name='meetings_rsvp_on_behalf', violation_error_message='An answer that is entered on behalf of a state says how it came.')],
                    },
                ),
                migrations.CreateModel(
                    name='RecordRevision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('number', models.PositiveSmallIntegerField()),
                        ('state', models.CharField(choices=[('circulated', 'circulated'), ('agreed', 'agreed'), ('published', 'published'), ('recalled', 'recalled')], default='circulated', max_length=10)),
                        ('rung', models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')], default=3)),
                        ('is_correction', models.BooleanField(default=False)),
                        ('reason', models.TextField(blank=True)),
                        ('comment_until', models.DateField(blank=True, null=True)),
                        ('circulated_at', models.DateTimeField()),
                        ('agreed_at', models.DateTimeField(blank=True, null=True)),
                        ('agreed_words', models.TextField(blank=True)),
                        ('published_at', models.DateTimeField(blank=True, null=True)),
                        ('recalled_at', models.DateTimeField(blank=True, null=True)),
                        ('recalled_words', models.TextField(blank=True)),
                        ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('circulated_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='meetings.meeting')),
                        ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('recalled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'number'), name='meetings_recordrevision_number', violation_error_message='The record has a revision of this number already.'), models.UniqueConstraint(condition=models.Q(('state', 'circulated')), fields=('meeting',), name='meetings_recordrevision_one_circulated', violation_error_message='A revision of this record is circulated already.'), models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('recalled_at__isnull', True), ('rung', 3), ('state', 'circulated')), models.Q(('agreed_at__isnull', False), ('published_at__isnull', True), ('recalled_at__isnull', True), ('rung__in', [3, 4]), ('state', 'agreed')), models.Q(('agreed_at__isnull', False), ('published_at__isnull', False), ('recalled_at__isnull', True), ('rung', 5), ('state', 'published')), models.Q(('recalled_at__isnull', False), ('rung', 3), ('state', 'recalled')), _connector='OR'), name='meetings_recordrevision_state', violation_error_message='A revision is circulated, agreed, published or recalled, and says since when.'), models.CheckConstraint(condition=models.Q(('is_correction', False), ('reason__regex', '\\S'), _connector='OR'), name='meetings_recordrevision_reason', violation_error_message='A correction says why.')],
                    },
                ),
                migrations.CreateModel(
                    name='RevisionParagraph',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('text', models.TextField()),
                        ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paragraphs', to='meetings.recordrevision')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('revision', 'number'), name='meetings_revisionparagraph_number', violation_error_message='A revision has one paragraph of a number.'), models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='meetings_revisionparagraph_text', violation_error_message='A paragraph says something.')],
                    },
                ),
                migrations.CreateModel(
                    name='RecordComment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('text', models.TextField(verbose_name='comment')),
                        ('state', models.CharField(choices=[('open', 'not answered yet'), ('taken', 'taken up'), ('not_taken', 'not taken up')], default='open', editable=False, max_length=9)),
                        ('answer', models.TextField(blank=True, verbose_name='answer')),
                        ('answered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='record_comments', to='hoaip.stakeholder')),
                        ('paragraph', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='meetings.revisionparagraph')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='meetings_recordcomment_text', violation_error_message='A comment says something.'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('state', 'open')), models.Q(('answer__regex', '\\S'), ('answered_at__isnull', False), ('answered_by__isnull', False), ('state__in', ['taken', 'not_taken'])), _connector='OR'), name='meetings_recordcomment_state', violation_error_message='A comment is open, or was taken up or not, with words and by somebody.')],
                    },
                ),
                migrations.CreateModel(
                    name='OfflineForm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('form', models.UUIDField(editable=False, verbose_name='form')),
                        ('content_hash', models.CharField(editable=False, max_length=64)),
                        ('at', models.DateTimeField(editable=False)),
                        ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offline_forms', to='meetings.meeting')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('form',), name='meetings_offlineform_once', violation_error_message='This form was logged already. It makes no second meeting.')],
                    },
                ),
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
                    options={
                        'indexes': [models.Index(fields=['meeting', 'id'], name='meetings_note_of_meeting')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['invitation', 'record', 'free'])), name='meetings_note_kind', violation_error_message='A note invites, brings a record, or says anything else.'), models.CheckConstraint(condition=models.Q(models.Q(('delivered_at__isnull', True), ('delivered_by__isnull', True), ('delivered_on__isnull', True)), models.Q(('delivered_at__isnull', False), ('delivered_by__isnull', False), ('delivered_on__gte', models.F('dated_on')), ('delivered_on__isnull', False)), _connector='OR'), name='meetings_note_delivered', violation_error_message='A note is delivered on its own day or later, and somebody says so.')],
                    },
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
            ],
        ),
        # A table with a generated column gets its constraints last; this one is referred to before.
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('id', 'starts_on', 'ends_on', 'counts', 'counts_until'), name='meetings_meeting_repeated'),
        ),
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
        migrations.RunSQL(PLACED, UNPLACED),
        migrations.RunSQL(
            """ALTER TABLE meetings_interest ADD CONSTRAINT meetings_interest_stakeholder_kind
            FOREIGN KEY (stakeholder_id, stakeholder_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;""",
            "ALTER TABLE meetings_interest DROP CONSTRAINT meetings_interest_stakeholder_kind;",
        ),
        migrations.RunSQL(
            """ALTER TABLE meetings_interest ADD CONSTRAINT meetings_interest_meeting_of_cbm
            FOREIGN KEY (meeting_id, cbm_id) REFERENCES meetings_meetingcbm (meeting_id, cbm_id) ON UPDATE CASCADE;""",
            "ALTER TABLE meetings_interest DROP CONSTRAINT meetings_interest_meeting_of_cbm;",
        ),
        migrations.RunSQL(
            """ALTER TABLE meetings_attendance ADD CONSTRAINT meetings_attendance_head_of_stakeholder
            FOREIGN KEY (head_id, stakeholder_id) REFERENCES hoaip_person (id, stakeholder_id) ON UPDATE CASCADE;""",
            "ALTER TABLE meetings_attendance DROP CONSTRAINT meetings_attendance_head_of_stakeholder;",
        ),
        migrations.RunSQL(
            KEPT,
            "DROP TRIGGER meetings_plandecision_frozen ON meetings_plandecision;"
            " DROP FUNCTION meetings_keep_plandecision();",
        ),
        *(
            migrations.RunSQL(WORDS.format(table, " || ' ' || ".join(columns)), f"DROP INDEX {table}_words;")
            for table, columns in TABLES.items()
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
        migrations.RunSQL(PROMISES, UNPROMISED),
        migrations.RunSQL(
            """ALTER TABLE meetings_agendaitem
            ADD CONSTRAINT meetings_agendaitem_of_meeting UNIQUE (id, meeting_id);
            ALTER TABLE meetings_outcome ADD CONSTRAINT meetings_outcome_agenda_item
            FOREIGN KEY (agenda_item_id, meeting_id) REFERENCES meetings_agendaitem (id, meeting_id);""",
            """ALTER TABLE meetings_outcome DROP CONSTRAINT meetings_outcome_agenda_item;
            ALTER TABLE meetings_agendaitem DROP CONSTRAINT meetings_agendaitem_of_meeting;""",
        ),
        migrations.RunSQL(NOTES_PLACED, NOTES_UNPLACED),
    ]
