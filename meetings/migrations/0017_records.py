"""Records after their draft: revisions with their paragraphs, comments on them, and how far an agreed one is read.

What was circulated before there were revisions is the first revision of its meeting: circulated, and not agreed.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

# As in 0003: documents of a meeting follow what each of its parts allows.
PLACES = """
CREATE TRIGGER meetings_meeting_places AFTER UPDATE ON meetings_meeting FOR EACH ROW
  WHEN ((OLD.process_id, OLD.frame_rung, OLD.papers_rung, OLD.record_rung)
    IS DISTINCT FROM (NEW.process_id, NEW.frame_rung, NEW.papers_rung, NEW.record_rung))
  EXECUTE FUNCTION meetings_meeting_moved();
"""
BEFORE_REVISIONS = """
INSERT INTO meetings_recordrevision (uid, version, created_at, changed_at, meeting_id, number, state, rung,
    is_correction, reason, circulated_at, agreed_words, recalled_words)
  SELECT gen_random_uuid(), 1, now(), now(), meeting.id, 1, 'circulated', 3, false, '',
    coalesce(meeting.circulated_at, meeting.changed_at), '', ''
  FROM meetings_meeting AS meeting WHERE meeting.state IN ('reported', 'closed')
    AND EXISTS (SELECT FROM meetings_recordparagraph AS paragraph WHERE paragraph.meeting_id = meeting.id);
INSERT INTO meetings_revisionparagraph (revision_id, number, text)
  SELECT revision.id, paragraph.number, paragraph.text FROM meetings_recordparagraph AS paragraph
    JOIN meetings_recordrevision AS revision ON revision.meeting_id = paragraph.meeting_id;
"""
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


class Migration(migrations.Migration):

    dependencies = [
        ('hoaip', '0008_merged'),
        ('meetings', "0016_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
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
            ],
        ),
        migrations.CreateModel(
            name='RevisionParagraph',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name='meeting',
            name='record_reach',
            field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')], db_default=3, default=3, editable=False),
        ),
        # A generated column is not altered but made anew; the trigger that reads it goes and comes with it.
        migrations.RunSQL('DROP TRIGGER meetings_meeting_places ON meetings_meeting;', PLACES),
        migrations.RemoveField(model_name='meeting', name='record_rung'),
        migrations.AddField(
            model_name='meeting',
            name='record_rung',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(state__in=['reported', 'closed'], then=models.F('record_reach')), default=models.Value(1)), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')])),
        ),
        migrations.RunSQL(PLACES, 'DROP TRIGGER meetings_meeting_places ON meetings_meeting;'),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('record_reach__in', [3, 4, 5])), name='meetings_meeting_record_reach', violation_error_message='A record is read by the members, by every delegation or by everybody.'),
        ),
        migrations.AddField(
            model_name='recordcomment',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordcomment',
            name='author',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordcomment',
            name='stakeholder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='record_comments', to='hoaip.stakeholder'),
        ),
        migrations.AddField(
            model_name='recordrevision',
            name='agreed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordrevision',
            name='circulated_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordrevision',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='meetings.meeting'),
        ),
        migrations.AddField(
            model_name='recordrevision',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recordrevision',
            name='recalled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revisionparagraph',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paragraphs', to='meetings.recordrevision'),
        ),
        migrations.AddField(
            model_name='recordcomment',
            name='paragraph',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='meetings.revisionparagraph'),
        ),
        migrations.AddConstraint(
            model_name='recordrevision',
            constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='meetings_recordrevision_number', violation_error_message='The record has a revision of this number already.'),
        ),
        migrations.AddConstraint(
            model_name='recordrevision',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'circulated')), fields=('meeting',), name='meetings_recordrevision_one_circulated', violation_error_message='A revision of this record is circulated already.'),
        ),
        migrations.AddConstraint(
            model_name='recordrevision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('recalled_at__isnull', True), ('rung', 3), ('state', 'circulated')), models.Q(('agreed_at__isnull', False), ('published_at__isnull', True), ('recalled_at__isnull', True), ('rung__in', [3, 4]), ('state', 'agreed')), models.Q(('agreed_at__isnull', False), ('published_at__isnull', False), ('recalled_at__isnull', True), ('rung', 5), ('state', 'published')), models.Q(('recalled_at__isnull', False), ('rung', 3), ('state', 'recalled')), _connector='OR'), name='meetings_recordrevision_state', violation_error_message='A revision is circulated, agreed, published or recalled, and says since when.'),
        ),
        migrations.AddConstraint(
            model_name='recordrevision',
            constraint=models.CheckConstraint(condition=models.Q(('is_correction', False), ('reason__regex', '\\S'), _connector='OR'), name='meetings_recordrevision_reason', violation_error_message='A correction says why.'),
        ),
        migrations.AddConstraint(
            model_name='revisionparagraph',
            constraint=models.UniqueConstraint(fields=('revision', 'number'), name='meetings_revisionparagraph_number', violation_error_message='A revision has one paragraph of a number.'),
        ),
        migrations.AddConstraint(
            model_name='revisionparagraph',
            constraint=models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='meetings_revisionparagraph_text', violation_error_message='A paragraph says something.'),
        ),
        migrations.AddConstraint(
            model_name='recordcomment',
            constraint=models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='meetings_recordcomment_text', violation_error_message='A comment says something.'),
        ),
        migrations.AddConstraint(
            model_name='recordcomment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('state', 'open')), models.Q(('answer__regex', '\\S'), ('answered_at__isnull', False), ('answered_by__isnull', False), ('state__in', ['taken', 'not_taken'])), _connector='OR'), name='meetings_recordcomment_state', violation_error_message='A comment is open, or was taken up or not, with words and by somebody.'),
        ),
        # Before anything is written: a table with rows of this transaction takes no trigger and no index.
        migrations.RunSQL(PROMISES, UNPROMISED),
        migrations.RunSQL(BEFORE_REVISIONS, migrations.RunSQL.noop),
    ]
