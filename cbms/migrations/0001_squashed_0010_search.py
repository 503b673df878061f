"""0001 to 0010 in one: the tables, then what the database itself promises. CONTRIBUTING.md says when the old ones go."""

import django.contrib.postgres.constraints
import django.db.models.constraints
import django.db.models.deletion
import hoaip.models.bases
import uuid
from django.conf import settings
from django.db import migrations, models

from hoaip.tables_at_once import TablesAtOnce

APPEND_ONLY = ("planversion", "reviewdecision", "asked", "position", "extension", "milestonedate")
TEXT = """
CREATE FUNCTION cbms_refuse_frozen(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% does not change any more.', what
    USING ERRCODE = 'check_violation', CONSTRAINT = 'cbms_plan_frozen';
END $$;

CREATE FUNCTION cbms_keep_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN PERFORM cbms_refuse_frozen('A plan that was submitted'); END IF;
    RETURN OLD;
  END IF;
  IF (OLD.cbm_id, OLD.number, OLD.amends_id) IS DISTINCT FROM (NEW.cbm_id, NEW.number, NEW.amends_id)
    OR OLD.state NOT IN ('draft', 'changes_requested')
    AND (OLD.title_en, OLD.title_fa, OLD.title_ps, OLD.language, OLD.summary, OLD.starts_on, OLD.ends_on)
      IS DISTINCT FROM
        (NEW.title_en, NEW.title_fa, NEW.title_ps, NEW.language, NEW.summary, NEW.starts_on, NEW.ends_on)
    OR OLD.state = 'superseded' AND NEW.state <> 'superseded'
    OR OLD.state = 'adopted' AND NEW.state NOT IN ('adopted', 'superseded')
    OR OLD.adopted_version_id IS NOT NULL AND OLD.adopted_version_id IS DISTINCT FROM NEW.adopted_version_id
  THEN PERFORM cbms_refuse_frozen('The text of a plan under review or adopted'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_plan_frozen BEFORE UPDATE OR DELETE ON cbms_plan
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_plan();

CREATE FUNCTION cbms_keep_content() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row record;
  plans bigint[] := '{}';
BEGIN
  -- From where it is taken, and to where it comes.
  FOREACH row IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD] ELSE ARRAY[OLD, NEW] END
  LOOP
    IF TG_TABLE_NAME = 'cbms_activity_partners' THEN
      plans := plans || (SELECT plan_id FROM cbms_activity WHERE id = row.activity_id);
    ELSE
      plans := plans || row.plan_id;
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM cbms_plan WHERE id = ANY (plans) AND state NOT IN ('draft', 'changes_requested'))
  THEN PERFORM cbms_refuse_frozen('The text of a plan under review or adopted'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_objective_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_objective
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_content();
CREATE TRIGGER cbms_activity_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_activity
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_content();
CREATE TRIGGER cbms_activity_partners_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_activity_partners
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_content();
"""
DROP_TEXT = """
DROP TRIGGER cbms_activity_partners_frozen ON cbms_activity_partners;
DROP TRIGGER cbms_activity_frozen ON cbms_activity;
DROP TRIGGER cbms_objective_frozen ON cbms_objective;
DROP FUNCTION cbms_keep_content();
DROP TRIGGER cbms_plan_frozen ON cbms_plan;
DROP FUNCTION cbms_keep_plan();
DROP FUNCTION cbms_refuse_frozen(text);
"""
ADOPTION = """
CREATE FUNCTION cbms_keep_adoption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.kind = 'adopted' AND (TG_OP = 'DELETE'
    OR (OLD.plan_id, OLD.plan_version_id, OLD.kind, OLD.body, OLD.on, OLD.document_id, OLD.seal)
      IS DISTINCT FROM (NEW.plan_id, NEW.plan_version_id, NEW.kind, NEW.body, NEW.on, NEW.document_id, NEW.seal))
  THEN PERFORM cbms_refuse_frozen('An adoption'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_planevent_frozen BEFORE UPDATE OR DELETE ON cbms_planevent
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_adoption();
"""
RESULT = """
CREATE FUNCTION cbms_keep_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'open' THEN PERFORM cbms_refuse_frozen('The result of a consultation'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_consultation_frozen BEFORE UPDATE OR DELETE ON cbms_consultation
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_result();
"""
LOCKED = """
CREATE FUNCTION cbms_keep_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  its_period bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.period_id ELSE NEW.period_id END;
BEGIN
  IF EXISTS (SELECT FROM cbms_reportperiod WHERE id = its_period AND locked_at IS NOT NULL)
  THEN PERFORM cbms_refuse_frozen('A report of a locked period'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_progressreport_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_progressreport
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_locked();
"""
PLAN = """
CREATE FUNCTION cbms_keep_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- What may change: who moved it last, whether its facts are confirmed or disputed, and the days, by the rules below.
  free text[] := ARRAY['state', 'state_reason', 'version', 'changed_at', 'adopted_on', 'superseded_on',
    'source', 'source_note', 'confidence', 'is_disputed', 'dispute_note', 'confirmed_at', 'confirmed_by_id'];
BEGIN
  IF OLD.state NOT IN ('adopted', 'superseded') THEN RETURN NEW; END IF;
  IF to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free
    -- The day of the first adoption, and the day on which the next plan was adopted.
    OR OLD.adopted_on IS DISTINCT FROM NEW.adopted_on AND NEW.adopted_on IS DISTINCT FROM
      (SELECT min(event."on") FROM cbms_planevent event WHERE event.plan_id = OLD.id AND event.kind = 'adopted')
    OR OLD.superseded_on IS DISTINCT FROM NEW.superseded_on AND NOT EXISTS (
      SELECT FROM cbms_planevent event JOIN cbms_plan plan ON plan.id = event.plan_id
      WHERE plan.cbm_id = OLD.cbm_id AND plan.number > OLD.number AND event.kind = 'adopted'
        AND event."on" = NEW.superseded_on)
  THEN PERFORM cbms_refuse_frozen('An adopted plan'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_plan_adopted_frozen BEFORE UPDATE ON cbms_plan
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_adopted();

CREATE FUNCTION cbms_keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM cbms_plan WHERE id = NEW.plan_id AND state IN ('adopted', 'superseded'))
  THEN PERFORM cbms_refuse_frozen('An adopted plan'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_planversion_frozen BEFORE INSERT ON cbms_planversion
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_versions();
"""
DROP_PLAN = """
DROP TRIGGER cbms_planversion_frozen ON cbms_planversion;
DROP FUNCTION cbms_keep_versions();
DROP TRIGGER cbms_plan_adopted_frozen ON cbms_plan;
DROP FUNCTION cbms_keep_adopted();
"""
EVENT = """
CREATE FUNCTION cbms_keep_new_adoption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Bodies adopt one version of a plan, however many of them do.
  IF NEW.kind = 'adopted' AND (
    NOT EXISTS (SELECT FROM cbms_planversion WHERE id = NEW.plan_version_id AND plan_id = NEW.plan_id)
    OR EXISTS (SELECT FROM cbms_plan WHERE id = NEW.plan_id AND adopted_version_id <> NEW.plan_version_id))
  THEN PERFORM cbms_refuse_frozen('The version that was adopted'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_planevent_new_frozen BEFORE INSERT OR UPDATE ON cbms_planevent
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_new_adoption();

CREATE FUNCTION cbms_keep_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Who agreed is written before the adoption itself: once that stands, nobody joins and nobody leaves.
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM cbms_planevent WHERE id = OLD.planevent_id AND kind = 'adopted')
    OR TG_OP <> 'DELETE' AND EXISTS (SELECT FROM cbms_planevent WHERE id = NEW.planevent_id AND kind = 'adopted')
  THEN PERFORM cbms_refuse_frozen('An adoption'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_planevent_agreed_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_planevent_agreed
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_agreed();
"""
DROP_EVENT = """
DROP TRIGGER cbms_planevent_agreed_frozen ON cbms_planevent_agreed;
DROP FUNCTION cbms_keep_agreed();
DROP TRIGGER cbms_planevent_new_frozen ON cbms_planevent;
DROP FUNCTION cbms_keep_new_adoption();
"""
SIGNED = """
CREATE FUNCTION cbms_is_signed(its_document bigint) RETURNS boolean LANGUAGE sql STABLE AS
  'SELECT EXISTS (SELECT FROM cbms_planevent WHERE document_id = its_document AND kind = ''adopted'')';

CREATE FUNCTION cbms_keep_signed_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.process_id, OLD.type, OLD.reference, OLD.dated_on, OLD.deleted_at, OLD.purge_ordered_at, OLD.purged_at)
    IS DISTINCT FROM
    (NEW.process_id, NEW.type, NEW.reference, NEW.dated_on, NEW.deleted_at, NEW.purge_ordered_at, NEW.purged_at)
    AND cbms_is_signed(OLD.id)
  THEN PERFORM cbms_refuse_frozen('The signed text of an adopted plan'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_document_frozen BEFORE UPDATE ON hoaip_document
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_signed_document();

CREATE FUNCTION cbms_keep_signed_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND cbms_is_signed(OLD.document_id) OR TG_OP <> 'DELETE' AND cbms_is_signed(NEW.document_id)
  THEN PERFORM cbms_refuse_frozen('The signed text of an adopted plan'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_documentfile_frozen BEFORE INSERT OR UPDATE OR DELETE ON hoaip_documentfile
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_signed_file();
CREATE TRIGGER cbms_cbmdocument_frozen BEFORE UPDATE OR DELETE ON cbms_cbmdocument
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_signed_file();
"""
DROP_SIGNED = """
DROP TRIGGER cbms_cbmdocument_frozen ON cbms_cbmdocument;
DROP TRIGGER cbms_documentfile_frozen ON hoaip_documentfile;
DROP FUNCTION cbms_keep_signed_file();
DROP TRIGGER cbms_document_frozen ON hoaip_document;
DROP FUNCTION cbms_keep_signed_document();
DROP FUNCTION cbms_is_signed(bigint);
"""
# Written at once: what waits to be written would be read by every search.
WORDS = """
    CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple'::regconfig, hoaip_fold({1})))
    WITH (fastupdate = off);
"""
TABLES = {
    "cbms_objective": ("title", "text"),
    "cbms_activity": ("title", "text", "place", "funding", "indicator", "expected_result"),
}


class Migration(migrations.Migration):

    replaces = [('cbms', '0001_initial'), ('cbms', '0002_initial'), ('cbms', '0003_promises'), ('cbms', '0004_documents'), ('cbms', '0005_contacts'), ('cbms', '0006_plans'), ('cbms', '0007_plan_promises'), ('cbms', '0008_reviews'), ('cbms', '0009_adoption'), ('cbms', '0010_search')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('hoaip', '0001_squashed_0013_delegation_managers'),
    ]

    operations = [
        TablesAtOnce(
            operations=[
                migrations.CreateModel(
                    name='Cbm',
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
                        ('code', models.SlugField(max_length=8, unique=True, verbose_name='code')),
                        ('position', models.PositiveSmallIntegerField(unique=True)),
                        ('name_en', models.CharField(max_length=120, verbose_name='name, English')),
                        ('name_fa', models.CharField(blank=True, max_length=120, verbose_name='name, Dari')),
                        ('name_ps', models.CharField(blank=True, max_length=120, verbose_name='name, Pashto')),
                        ('objectives_en', models.TextField(blank=True, verbose_name='objectives, English')),
                        ('objectives_fa', models.TextField(blank=True, verbose_name='objectives, Dari')),
                        ('objectives_ps', models.TextField(blank=True, verbose_name='objectives, Pashto')),
                        ('founded_on', models.DateField(verbose_name='founded on')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cbms', to='hoaip.process')),
                    ],
                    options={
                        'permissions': [('focal_point', 'Focal_point'), ('lead', 'Lead'), ('co_lead', 'Co_lead'), ('participating', 'Participating'), ('supporting', 'Supporting')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('name_en__regex', '\\S')), name='cbms_cbm_named', violation_error_message='A CBM has an English name.'), models.CheckConstraint(condition=models.Q(('founded_on__gte', '2011-01-01'), ('founded_on__lte', '2100-12-31')), name='cbms_cbm_founded', violation_error_message='A CBM was founded between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='cbms_cbm_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='CbmGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('until_on', models.DateField(blank=True, null=True)),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='cbms.cbm')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('user', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='Flag',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('year', models.PositiveSmallIntegerField()),
                        ('kind', models.CharField(choices=[('rtgm_target', 'RTGM target')], default='rtgm_target', max_length=11)),
                        ('level', models.CharField(choices=[('at_risk', 'at risk'), ('missed', 'missed')], max_length=7)),
                        ('state', models.CharField(choices=[('open', 'open'), ('resolved', 'resolved'), ('waived', 'waived')], default='open', max_length=8)),
                        ('opening', models.PositiveSmallIntegerField(default=1)),
                        ('opened_on', models.DateField()),
                        ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                        ('explanation', models.TextField(blank=True, verbose_name='explanation')),
                        ('waived_at', models.DateTimeField(blank=True, null=True)),
                        ('waiver_reason', models.TextField(blank=True, verbose_name='reason of the waiver')),
                        ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='cbms.cbm')),
                        ('waived_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('cbm', 'year', 'kind'), name='cbms_flag_one_a_year'), models.CheckConstraint(condition=models.Q(('level__in', ['at_risk', 'missed']), ('state__in', ['open', 'resolved', 'waived'])), name='cbms_flag_words', violation_error_message='A flag is at risk or missed, and open, resolved or waived.'), models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True)), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False)), _connector='OR'), name='cbms_flag_acknowledged', violation_error_message='An acknowledged flag names the person who acknowledged it.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waived'), ('waived_at__isnull', False), ('waived_by__isnull', False), ('waiver_reason__regex', '\\S')), models.Q(models.Q(('state', 'waived'), _negated=True), ('waived_at__isnull', True), ('waived_by__isnull', True)), _connector='OR'), name='cbms_flag_waived', violation_error_message='A waived flag names who waived it, when and why.')],
                    },
                ),
                migrations.CreateModel(
                    name='FlagChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField()),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('level', models.CharField(choices=[('at_risk', 'at risk'), ('missed', 'missed')], max_length=7)),
                        ('state', models.CharField(choices=[('open', 'open'), ('resolved', 'resolved'), ('waived', 'waived')], max_length=8)),
                        ('note', models.TextField(blank=True)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('flag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='cbms.flag')),
                    ],
                ),
                migrations.CreateModel(
                    name='FocalInstitution',
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
                        ('from_on', models.DateField(verbose_name='from')),
                        ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('from_basis', models.CharField(choices=[('exact', 'exact day'), ('month', 'month known'), ('year', 'year known'), ('attested', 'in force at the latest from that day'), ('unknown', 'start not known')], default='exact', max_length=8, verbose_name='how the first day is known')),
                        ('name_en', models.CharField(max_length=200, verbose_name='name, English')),
                        ('name_fa', models.CharField(blank=True, max_length=200, verbose_name='name, Dari')),
                        ('name_ps', models.CharField(blank=True, max_length=200, verbose_name='name, Pashto')),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='institutions', to='cbms.cbm')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31'), models.Q(('until_on__isnull', True), models.Q(('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), _connector='OR')), name='cbms_focalinstitution_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(('name_en__regex', '\\S')), name='cbms_focalinstitution_named', violation_error_message='An institution has an English name.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(hoaip.models.bases.Point('cbm'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='cbms_focalinstitution_no_overlap', violation_error_message='This CBM already has a national focal institution in that period.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='cbms_focalinstitution_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='FocalPoint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('kind', models.CharField(choices=[('primary', 'Focal point'), ('deputy', 'Deputy focal point')], default='primary', max_length=7, verbose_name='kind')),
                        ('unit', models.CharField(default='Regional Cooperation Directorate', max_length=160, verbose_name='unit')),
                        ('from_on', models.DateField(verbose_name='from')),
                        ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='focal_points', to='cbms.cbm')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='focal_points', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31'), models.Q(('until_on__isnull', True), models.Q(('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), _connector='OR')), name='cbms_focalpoint_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'primary')), expressions=[(hoaip.models.bases.Point('cbm'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='cbms_focalpoint_one_primary', violation_error_message='This CBM already has a primary focal point in that period.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(hoaip.models.bases.Point('cbm'), '&&'), (hoaip.models.bases.Point('user'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='cbms_focalpoint_person_once', violation_error_message='This person is already a focal point of the CBM in that period.')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleAssignment',
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
                        ('from_on', models.DateField(verbose_name='from')),
                        ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('from_basis', models.CharField(choices=[('exact', 'exact day'), ('month', 'month known'), ('year', 'year known'), ('attested', 'in force at the latest from that day'), ('unknown', 'start not known')], default='exact', max_length=8, verbose_name='how the first day is known')),
                        ('stakeholder_kind', models.CharField(editable=False, max_length=12)),
                        ('role', models.CharField(choices=[('lead', 'Lead'), ('co_lead', 'Co-lead'), ('participating', 'Participating'), ('supporting', 'Supporting')], max_length=13, verbose_name='role')),
                        ('basis', models.TextField(blank=True, verbose_name='basis')),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='cbms.cbm')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cbm_roles', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31'), models.Q(('until_on__isnull', True), models.Q(('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), _connector='OR')), name='cbms_roleassignment_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['lead', 'co_lead', 'participating']), ('stakeholder_kind', 'country')), models.Q(('role', 'supporting'), ('stakeholder_kind__in', ['country', 'organization'])), _connector='OR'), name='cbms_roleassignment_role', violation_error_message='An organization supports a CBM; it does not lead it or take part as a country.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(hoaip.models.bases.Point('cbm'), '&&'), (hoaip.models.bases.Point('stakeholder'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='cbms_roleassignment_no_overlap', violation_error_message='This stakeholder already holds a role in this CBM in that period. End that role first.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='cbms_roleassignment_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='Standing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('state', models.CharField(choices=[('active', 'active'), ('suspended', 'suspended'), ('concluded', 'concluded')], max_length=9)),
                        ('from_on', models.DateField(verbose_name='from')),
                        ('reason', models.TextField(verbose_name='reason')),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='cbms.cbm')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('cbm', 'from_on'), name='cbms_standing_one_a_day', violation_error_message='The standing of this CBM changes on that day already.'), models.CheckConstraint(condition=models.Q(('state__in', ['active', 'suspended', 'concluded']), ('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31')), name='cbms_standing_state', violation_error_message='A CBM is active, suspended or concluded from a day between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='cbms_standing_reason', violation_error_message='A change of standing has a reason.')],
                    },
                ),
                migrations.CreateModel(
                    name='TargetOverride',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                        ('target', models.PositiveSmallIntegerField(verbose_name='target')),
                        ('reason', models.TextField(verbose_name='reason')),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='cbms.cbm')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('cbm', 'year'), name='cbms_targetoverride_one_a_year', violation_error_message='This CBM has a target of its own for that year already.'), models.CheckConstraint(condition=models.Q(('target__lte', 12), models.Q(models.Q(('year__gte', 2011), ('year__lte', 2100)), models.Q(('year__gte', 1390), ('year__lte', 1479)), _connector='OR')), name='cbms_targetoverride_range', violation_error_message='A target is 0 to 12 meetings for a year from 2011 (1390) on.'), models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='cbms_targetoverride_reason', violation_error_message='A target of its own has a reason.')],
                    },
                ),
                migrations.CreateModel(
                    name='CbmDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='document_links', to='cbms.cbm')),
                        ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)s', to='hoaip.document')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='TechnicalContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('from_on', models.DateField(verbose_name='from')),
                        ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('last_confirmed_on', models.DateField(blank=True, null=True, verbose_name='last confirmed')),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='technical_contacts', to='cbms.cbm')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='technical_contacts', to='hoaip.person')),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='technical_contacts', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31'), models.Q(('until_on__isnull', True), models.Q(('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), _connector='OR')), name='cbms_technicalcontact_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(hoaip.models.bases.Point('cbm'), '&&'), (hoaip.models.bases.Point('person'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='cbms_technicalcontact_no_overlap', violation_error_message='This person is a technical focal point of the CBM in that period already.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by__isnull', True), ('last_confirmed_on__isnull', True)), models.Q(('confirmed_by__isnull', False), ('last_confirmed_on__gte', '2011-01-01'), ('last_confirmed_on__lte', '2100-12-31')), _connector='OR'), name='cbms_technicalcontact_confirmed', violation_error_message='A confirmed contact names the day and the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='ConsultationRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('entitled', models.CharField(choices=[('leads', 'leads and co-leads'), ('members', 'leads, co-leads and participating countries')], default='members', max_length=7, verbose_name='who may object')),
                        ('least_days', models.PositiveSmallIntegerField(default=14, verbose_name='days at least')),
                        ('cbm', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='consultation_rule', to='cbms.cbm')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('entitled__in', ['leads', 'members']), ('least_days__gte', 1), ('least_days__lte', 365)), name='cbms_consultationrule_words', violation_error_message='The capitals have between one day and a year.')],
                    },
                ),
                migrations.CreateModel(
                    name='Plan',
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
                        ('number', models.PositiveSmallIntegerField(editable=False)),
                        ('state', models.CharField(choices=[('draft', 'draft'), ('under_review', 'under review'), ('changes_requested', 'returned for changes'), ('cleared', 'cleared'), ('in_consultation', 'in consultation'), ('adopted', 'adopted'), ('superseded', 'superseded'), ('withdrawn', 'withdrawn')], default='draft', max_length=17, verbose_name='state')),
                        ('state_reason', models.TextField(blank=True, editable=False)),
                        ('title_en', models.CharField(max_length=200, verbose_name='title, English')),
                        ('title_fa', models.CharField(blank=True, max_length=200, verbose_name='title, Dari')),
                        ('title_ps', models.CharField(blank=True, max_length=200, verbose_name='title, Pashto')),
                        ('language', models.CharField(choices=[('en', 'English'), ('fa-af', 'Dari'), ('ps', 'Pashto'), ('ar', 'Arabic'), ('az', 'Azerbaijani'), ('zh', 'Chinese'), ('hi', 'Hindi'), ('kk', 'Kazakh'), ('ky', 'Kyrgyz'), ('fa', 'Persian'), ('ru', 'Russian'), ('tg', 'Tajik'), ('tr', 'Turkish'), ('tk', 'Turkmen'), ('ur', 'Urdu'), ('uz', 'Uzbek')], default='en', max_length=5, verbose_name='language')),
                        ('summary', models.TextField(blank=True, verbose_name='summary')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='first month')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='last month')),
                        ('is_shared', models.BooleanField(default=False, verbose_name='drafted together with the leads')),
                        ('adopted_on', models.DateField(blank=True, editable=False, null=True)),
                        ('superseded_on', models.DateField(blank=True, editable=False, null=True)),
                        ('amends', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='cbms.plan')),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='cbms.cbm')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'under_review', 'changes_requested', 'cleared', 'in_consultation', 'adopted', 'superseded', 'withdrawn'])), name='cbms_plan_state', violation_error_message='A plan has one of the eight states.'), models.UniqueConstraint(fields=('cbm', 'number'), name='cbms_plan_number', violation_error_message='That number belongs to another plan of this CBM.'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'under_review', 'changes_requested', 'cleared', 'in_consultation'))), fields=('cbm',), name='cbms_plan_one_under_way', violation_error_message='A plan of this CBM is under way already. Go on with that one.'), models.UniqueConstraint(condition=models.Q(('state', 'adopted')), fields=('cbm',), name='cbms_plan_one_in_force', violation_error_message='Of a CBM one plan is in force at a time.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'superseded'), ('superseded_on__isnull', False)), models.Q(models.Q(('state', 'superseded'), _negated=True), ('superseded_on__isnull', True)), _connector='OR'), name='cbms_plan_superseded', violation_error_message='A superseded plan names the day from which another is in force.'), models.CheckConstraint(condition=models.Q(('language__in', ['en', 'fa-af', 'ps'])), name='cbms_plan_language', violation_error_message='A plan is written in English, Dari or Pashto.'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), models.Q(('starts_on__gte', '2011-01-01'), ('starts_on__lte', '2100-12-31')), _connector='OR'), models.Q(('ends_on__isnull', True), models.Q(('ends_on__gte', '2011-01-01'), ('ends_on__lte', '2100-12-31')), _connector='OR'), models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR')), name='cbms_plan_period', violation_error_message='A plan ends in the month in which it starts or later, from 2011 to 2100.'), models.CheckConstraint(condition=models.Q(('title_en__regex', '\\S')), name='cbms_plan_titled', violation_error_message='A plan has an English title.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='cbms_plan_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='Milestone',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('title', models.CharField(max_length=200, verbose_name='milestone')),
                        ('due_on', models.DateField(verbose_name='due')),
                        ('state', models.CharField(choices=[('proposed', 'proposed'), ('active', 'active'), ('achieved', 'achieved'), ('dropped', 'dropped')], default='proposed', editable=False, max_length=8)),
                        ('resolution', models.TextField(blank=True, verbose_name='what was reached')),
                        ('new_due_on', models.DateField(blank=True, editable=False, null=True)),
                        ('new_due_reason', models.TextField(blank=True, editable=False)),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.document')),
                        ('new_due_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='cbms.plan')),
                        ('accepted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('drop_reason', models.TextField(blank=True, editable=False)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='cbms_milestone_titled', violation_error_message='A milestone says what is to be reached.'), models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'active', 'achieved', 'dropped']), ('due_on__gte', '2011-01-01'), ('due_on__lte', '2100-12-31')), name='cbms_milestone_state', violation_error_message='A milestone is due between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('new_due_by__isnull', True), ('new_due_on__isnull', True), ('new_due_reason', '')), models.Q(('new_due_by__isnull', False), ('new_due_on__isnull', False), ('new_due_reason__regex', '\\S'), ('state', 'active')), _connector='OR'), name='cbms_milestone_new_day', violation_error_message='Another day is proposed for an active milestone, with a reason.'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True), ('state__in', ['proposed', 'dropped'])), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False), models.Q(('state', 'proposed'), _negated=True)), _connector='OR'), name='cbms_milestone_accepted', violation_error_message='A milestone in force names who accepted it, and when.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('drop_reason__regex', '\\S'), ('state', 'dropped')), models.Q(models.Q(('state', 'dropped'), _negated=True), ('drop_reason', '')), _connector='OR'), models.Q(models.Q(('state', 'achieved'), _negated=True), ('resolution__regex', '\\S'), _connector='OR')), name='cbms_milestone_ended', violation_error_message='What was reached, or why it was dropped, is said in words.')],
                    },
                ),
                migrations.CreateModel(
                    name='MilestoneDate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_on', models.DateField()),
                        ('reason', models.TextField()),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earlier_dates', to='cbms.milestone')),
                    ],
                ),
                migrations.CreateModel(
                    name='Objective',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('title', models.CharField(blank=True, max_length=300, verbose_name='objective')),
                        ('text', models.TextField(blank=True, verbose_name='what it means')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectives', to='cbms.plan')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('plan', 'key'), name='cbms_objective_key', violation_error_message='An objective stands in a plan once.'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('plan', 'position'), name='cbms_objective_position', violation_error_message='Two objectives have the same place.')],
                    },
                ),
                migrations.CreateModel(
                    name='Activity',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.UUIDField(default=uuid.uuid4, editable=False)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('title', models.CharField(blank=True, max_length=300, verbose_name='activity')),
                        ('text', models.TextField(blank=True, verbose_name='description')),
                        ('place', models.CharField(blank=True, max_length=160, verbose_name='place')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='from month')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='until month')),
                        ('funding', models.CharField(blank=True, max_length=300, verbose_name='funding')),
                        ('indicator', models.CharField(blank=True, max_length=300, verbose_name='indicator')),
                        ('expected_result', models.TextField(blank=True, verbose_name='expected result')),
                        ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities_led', to='hoaip.stakeholder', verbose_name='lead')),
                        ('objective', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='cbms.objective')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='cbms.plan')),
                        ('partners', models.ManyToManyField(blank=True, related_name='activities_joined', to='hoaip.stakeholder', verbose_name='partners')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('plan', 'key'), name='cbms_activity_key', violation_error_message='An activity stands in a plan once.'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('objective', 'position'), name='cbms_activity_position', violation_error_message='Two activities have the same place.'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), models.Q(('starts_on__gte', '2011-01-01'), ('starts_on__lte', '2100-12-31')), _connector='OR'), models.Q(('ends_on__isnull', True), models.Q(('ends_on__gte', '2011-01-01'), ('ends_on__lte', '2100-12-31')), _connector='OR'), models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR')), name='cbms_activity_period', violation_error_message='An activity ends in the month in which it starts or later, from 2011 to 2100.')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('number', models.PositiveSmallIntegerField()),
                        ('content', models.JSONField()),
                        ('digest', models.CharField(max_length=64)),
                        ('note', models.TextField(blank=True)),
                        ('submitted_at', models.DateTimeField()),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='cbms.plan')),
                        ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='cbms_planversion_number', violation_error_message='That version is there already. Reload the page.'), models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='cbms_planversion_digest', violation_error_message='A version is known by its SHA-256.')],
                    },
                ),
                migrations.CreateModel(
                    name='Consultation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('state', models.CharField(choices=[('open', 'open'), ('passed', 'no objection'), ('broken', 'broken by an objection'), ('withdrawn', 'withdrawn')], default='open', editable=False, max_length=9)),
                        ('opened_at', models.DateTimeField(editable=False)),
                        ('expires_at', models.DateTimeField(verbose_name='expires')),
                        ('note', models.TextField(blank=True, verbose_name='what the capitals are asked')),
                        ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('end_reason', models.TextField(blank=True, editable=False)),
                        ('result', models.JSONField(blank=True, editable=False, null=True)),
                        ('seal', models.CharField(blank=True, editable=False, max_length=64)),
                        ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('opened_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='cbms.plan')),
                        ('plan_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='cbms.planversion')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('plan',), name='cbms_consultation_one_open', violation_error_message='A consultation on this plan is open already.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('result__isnull', True), ('seal', ''), ('state', 'open')), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('result__isnull', False), ('seal__regex', '^[0-9a-f]{64}$'), ('state__in', ['passed', 'broken', 'withdrawn'])), _connector='OR'), name='cbms_consultation_ended', violation_error_message='A consultation is open, or has ended with a sealed result.'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('opened_at'))), name='cbms_consultation_expires', violation_error_message='A consultation expires after it was opened.')],
                    },
                ),
                migrations.CreateModel(
                    name='Asked',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('capacity', models.CharField(max_length=13)),
                        ('may_object', models.BooleanField()),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.stakeholder')),
                        ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked', to='cbms.consultation')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('consultation', 'stakeholder'), name='cbms_asked_once', violation_error_message='A stakeholder is asked once.'), models.CheckConstraint(condition=models.Q(('capacity__in', ['lead', 'co_lead', 'participating', 'supporting'])), name='cbms_asked_capacity', violation_error_message='Who is asked leads, takes part or supports.')],
                    },
                ),
                migrations.CreateModel(
                    name='Extension',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('expired_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('reason', models.TextField()),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='cbms.consultation')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('expired_at'))), name='cbms_extension_later', violation_error_message='An extension moves the expiry to a later instant.'), models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='cbms_extension_reason', violation_error_message='An extension has a reason.')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='cbms.plan')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cbms.planversion')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('plan', 'user'), name='cbms_planreading_once', violation_error_message='A person has seen one version last.')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanEvent',
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
                        ('kind', models.CharField(choices=[('discussed', 'discussed'), ('endorsed', 'endorsed'), ('adopted', 'adopted')], max_length=9, verbose_name='what it did')),
                        ('body', models.CharField(choices=[('rtg', 'Regional Technical Group'), ('am', 'Ambassadorial Meeting'), ('som', 'Senior Officials’ Meeting'), ('mc', 'Ministerial Conference')], max_length=3, verbose_name='body')),
                        ('on', models.DateField(verbose_name='day')),
                        ('seal', models.CharField(blank=True, editable=False, max_length=64)),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.document')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cbms.plan')),
                        ('plan_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cbms.planversion')),
                        ('agreed', models.ManyToManyField(blank=True, related_name='+', to='hoaip.stakeholder', verbose_name='who agreed')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'discussed'), models.Q(('body__in', ['rtg', 'mc']), ('kind', 'endorsed')), models.Q(('body__in', ['som', 'mc']), ('kind', 'adopted')), _connector='OR'), name='cbms_planevent_body', violation_error_message='A Regional Technical Group or a Ministerial Conference endorses a plan; a Senior Officials’ Meeting or a Ministerial Conference adopts it.'), models.CheckConstraint(condition=models.Q(('kind__in', ['discussed', 'endorsed', 'adopted']), ('body__in', ['rtg', 'am', 'som', 'mc']), ('on__gte', '2011-01-01'), ('on__lte', '2100-12-31')), name='cbms_planevent_words', violation_error_message='A body discussed, endorsed or adopted a plan between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'adopted'), ('plan_version__isnull', False), ('seal__regex', '^[0-9a-f]{64}$')), models.Q(models.Q(('kind', 'adopted'), _negated=True), ('seal', '')), _connector='OR'), name='cbms_planevent_adopted', violation_error_message='An adoption names the version it adopted and seals it.'), models.UniqueConstraint(fields=('plan', 'kind', 'body', 'on'), name='cbms_planevent_once', violation_error_message='That is recorded already: the same body, on the same day.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='cbms_planevent_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanComment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('about', models.UUIDField(blank=True, editable=False, null=True)),
                        ('text', models.TextField(verbose_name='comment')),
                        ('must_fix', models.BooleanField(default=False, verbose_name='must be mended before it is cleared')),
                        ('state', models.CharField(choices=[('open', 'open'), ('resolved', 'resolved'), ('withdrawn', 'withdrawn')], default='open', editable=False, max_length=9)),
                        ('says_addressed', models.BooleanField(default=False, editable=False)),
                        ('resolved_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('parent', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='cbms.plancomment')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='cbms.plan')),
                        ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='cbms.planversion')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='cbms_plancomment_text', violation_error_message='A comment says something.'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True), ('state', 'open')), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False), ('state__in', ['resolved', 'withdrawn'])), _connector='OR'), name='cbms_plancomment_state', violation_error_message='A comment is open, or names who resolved or withdrew it.'), models.CheckConstraint(condition=models.Q(models.Q(('parent__isnull', True), ('says_addressed', False)), models.Q(('must_fix', False), ('parent__isnull', False)), _connector='OR'), name='cbms_plancomment_answer', violation_error_message='An answer belongs to a comment, and asks for nothing of its own.')],
                    },
                ),
                migrations.CreateModel(
                    name='Position',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('answer', models.CharField(choices=[('support', 'support'), ('no_objection', 'no objection'), ('reservation', 'reservation'), ('objection', 'objection'), ('comment', 'comment')], max_length=12, verbose_name='position')),
                        ('text', models.TextField(blank=True, verbose_name='in words')),
                        ('at', models.DateTimeField()),
                        ('on_behalf', models.BooleanField(default=False)),
                        ('asked', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='cbms.asked')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('confirms', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='confirmed_by_position', to='cbms.position')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['support', 'no_objection']), models.Q(('answer__in', ['reservation', 'objection', 'comment']), ('text__regex', '\\S')), _connector='OR'), name='cbms_position_answer', violation_error_message='A reservation, an objection and a comment say why in words.')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportPeriod',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('starts_on', models.DateField(verbose_name='first month')),
                        ('ends_on', models.DateField(verbose_name='last month')),
                        ('locked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('locked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='cbms.plan')),
                        ('lock_reason', models.TextField(blank=True, editable=False)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('plan', 'starts_on'), name='cbms_reportperiod_once', violation_error_message='That period is there already.'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on')), ('ends_on__lte', '2100-12-31'), ('starts_on__gte', '2011-01-01')), name='cbms_reportperiod_days', violation_error_message='A period ends after it starts, from 2011 to 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('locked_at__isnull', True), ('locked_by__isnull', True)), models.Q(('locked_at__isnull', False), ('locked_by__isnull', False)), _connector='OR'), name='cbms_reportperiod_locked', violation_error_message='A locked period names who locked it.')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgressReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('activity_key', models.UUIDField(editable=False)),
                        ('state', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned'), ('accepted', 'accepted')], default='draft', editable=False, max_length=9)),
                        ('status', models.CharField(choices=[('not_started', 'not started'), ('under_way', 'under way'), ('delayed', 'delayed'), ('done', 'done'), ('dropped', 'dropped')], default='not_started', max_length=11, verbose_name='status')),
                        ('narrative', models.TextField(blank=True, verbose_name='what was done')),
                        ('return_reason', models.TextField(blank=True, editable=False)),
                        ('settled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('reported_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='cbms.reportperiod')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('period', 'activity_key'), name='cbms_progressreport_once', violation_error_message='An activity has one report a period.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'accepted']), ('status__in', ['not_started', 'under_way', 'delayed', 'done', 'dropped'])), name='cbms_progressreport_words', violation_error_message='An activity is not started, under way, delayed, done or dropped.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), ('return_reason__regex', '\\S'), _connector='OR'), name='cbms_progressreport_returned', violation_error_message='A report is returned with a reason.'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), ('state', 'accepted')), models.Q(('state', 'accepted'), _negated=True), _connector='OR'), name='cbms_progressreport_settled', violation_error_message='An accepted report names who accepted it.')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportEvidence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.document')),
                        ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='cbms.progressreport')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('report', 'document'), name='cbms_reportevidence_once', violation_error_message='That document is there already.')],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewDecision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('cleared', 'cleared'), ('changes_requested', 'returned for changes')], max_length=17)),
                        ('reason', models.TextField(blank=True)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan_version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='cbms.planversion')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['cleared', 'changes_requested'])), name='cbms_reviewdecision_kind', violation_error_message='A version is cleared or returned for changes.')],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewTask',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('due_on', models.DateField(verbose_name='due')),
                        ('assigned_at', models.DateTimeField()),
                        ('claimed_at', models.DateTimeField(blank=True, null=True)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_tasks', to='cbms.plan')),
                        ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='review_tasks', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('plan',), name='cbms_reviewtask_one_open', violation_error_message='This plan is with a reviewer already. Hand it on instead.')],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name='plan',
            name='adopted_version',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cbms.planversion'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('adopted_on__isnull', False), ('adopted_version__isnull', False), ('state__in', ('adopted', 'superseded'))), models.Q(models.Q(('state__in', ('adopted', 'superseded')), _negated=True), ('adopted_on__isnull', True), ('adopted_version__isnull', True)), _connector='OR'), name='cbms_plan_adopted', violation_error_message='An adopted plan names the version and the day of its adoption.'),
        ),
        migrations.RunSQL(
            """ALTER TABLE cbms_roleassignment ADD CONSTRAINT cbms_roleassignment_stakeholder_kind
            FOREIGN KEY (stakeholder_id, stakeholder_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;""",
            "ALTER TABLE cbms_roleassignment DROP CONSTRAINT cbms_roleassignment_stakeholder_kind;",
        ),
        migrations.RunSQL(
            """ALTER TABLE cbms_technicalcontact ADD CONSTRAINT cbms_technicalcontact_person_of_stakeholder
            FOREIGN KEY (person_id, stakeholder_id) REFERENCES hoaip_person (id, stakeholder_id) ON UPDATE CASCADE;""",
            "ALTER TABLE cbms_technicalcontact DROP CONSTRAINT cbms_technicalcontact_person_of_stakeholder;",
        ),
        migrations.RunSQL(TEXT, DROP_TEXT),
        migrations.RunSQL(
            ADOPTION,
            "DROP TRIGGER cbms_planevent_frozen ON cbms_planevent; DROP FUNCTION cbms_keep_adoption();",
        ),
        migrations.RunSQL(
            RESULT,
            "DROP TRIGGER cbms_consultation_frozen ON cbms_consultation; DROP FUNCTION cbms_keep_result();",
        ),
        migrations.RunSQL(
            LOCKED,
            "DROP TRIGGER cbms_progressreport_frozen ON cbms_progressreport; DROP FUNCTION cbms_keep_locked();",
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER cbms_{table}_append_only BEFORE UPDATE OR DELETE ON cbms_{table}"
                " FOR EACH ROW EXECUTE FUNCTION hoaip_refuse_change();",
                f"DROP TRIGGER cbms_{table}_append_only ON cbms_{table};",
            )
            for table in APPEND_ONLY
        ),
        migrations.RunSQL(PLAN, DROP_PLAN),
        migrations.RunSQL(EVENT, DROP_EVENT),
        migrations.RunSQL(SIGNED, DROP_SIGNED),
        *(
            migrations.RunSQL(WORDS.format(table, " || ' ' || ".join(columns)), f"DROP INDEX {table}_words;")
            for table, columns in TABLES.items()
        ),
    ]
