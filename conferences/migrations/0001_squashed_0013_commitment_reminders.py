"""0001 to 0013 in one: the tables, then what the database itself promises. CONTRIBUTING.md says when the old ones go."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import hoaip.models.bases
import uuid
from django.conf import settings
from django.db import migrations, models

from hoaip.tables_at_once import TablesAtOnce

# An entry that `is_titled` takes paragraphs once, and in the same transaction stops being one, with a seal over its words.
SEALED = """
CREATE FUNCTION conferences_refuse_frozen(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% does not change any more.', what
    USING ERRCODE = 'check_violation', CONSTRAINT = 'conferences_declaration_frozen';
END $$;

CREATE FUNCTION conferences_keep_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- What may change: whether its facts are confirmed or disputed, and the version that every save raises.
  free text[] := ARRAY['version', 'changed_at', 'source', 'source_note', 'confidence', 'is_disputed', 'dispute_note',
    'confirmed_at', 'confirmed_by_id', 'is_imported'];
  -- What comes with the words, once; a title only where there was none.
  words text[] := ARRAY['is_titled', 'seal', 'sealed_at', 'sealed_by_id', 'document_id', 'is_summary',
    'title_fa', 'title_ps'];
BEGIN
  IF OLD.state <> 'sealed' THEN RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END IF;
  IF TG_OP = 'UPDATE' AND OLD.is_titled AND NOT NEW.is_titled
    AND to_jsonb(OLD) - free - words IS NOT DISTINCT FROM to_jsonb(NEW) - free - words
    AND NEW.title_fa IN (OLD.title_fa, CASE OLD.title_fa WHEN '' THEN NEW.title_fa ELSE OLD.title_fa END)
    AND NEW.title_ps IN (OLD.title_ps, CASE OLD.title_ps WHEN '' THEN NEW.title_ps ELSE OLD.title_ps END)
    AND NEW.seal <> OLD.seal
    AND (NEW.document_id IS NOT NULL
      OR EXISTS (SELECT FROM conferences_paragraph WHERE declaration_id = OLD.id))
  THEN RETURN NEW; END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free
  THEN PERFORM conferences_refuse_frozen('A sealed declaration'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER conferences_declaration_frozen BEFORE UPDATE OR DELETE ON conferences_declaration
  FOR EACH ROW EXECUTE FUNCTION conferences_keep_sealed();

CREATE FUNCTION conferences_keep_paragraph() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- Tags may change: they are the portal's, the words are the ministers'.
  free text[] := ARRAY['version', 'changed_at', 'pillar', 'theme', 'is_actionable'];
  found record;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - free IS NOT DISTINCT FROM to_jsonb(NEW) - free THEN RETURN NEW; END IF;
  IF TG_OP <> 'INSERT' AND EXISTS (
      SELECT FROM conferences_declaration WHERE id = OLD.declaration_id AND state = 'sealed')
  THEN PERFORM conferences_refuse_frozen('A paragraph of a sealed declaration'); END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  -- Locked: of two who bring words at once the second finds them sealed.
  SELECT state, is_titled INTO found FROM conferences_declaration WHERE id = NEW.declaration_id FOR SHARE;
  IF found.state = 'sealed' AND NOT found.is_titled
  THEN PERFORM conferences_refuse_frozen('A paragraph of a sealed declaration'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER conferences_paragraph_frozen BEFORE INSERT OR UPDATE OR DELETE ON conferences_paragraph
  FOR EACH ROW EXECUTE FUNCTION conferences_keep_paragraph();

-- Whoever brought words has sealed them in the same transaction.
CREATE FUNCTION conferences_seal_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM conferences_declaration AS declaration
      WHERE declaration.id = NEW.declaration_id AND declaration.is_titled
        AND EXISTS (SELECT FROM conferences_paragraph WHERE declaration_id = declaration.id))
  THEN PERFORM conferences_refuse_frozen('A declaration known by its title, without a seal over its words,'); END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER conferences_paragraph_sealed AFTER INSERT OR UPDATE ON conferences_paragraph
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION conferences_seal_words();
"""
DROP_SEALED = """
DROP TRIGGER conferences_paragraph_sealed ON conferences_paragraph;
DROP FUNCTION conferences_seal_words();
DROP TRIGGER conferences_paragraph_frozen ON conferences_paragraph;
DROP FUNCTION conferences_keep_paragraph();
DROP TRIGGER conferences_declaration_frozen ON conferences_declaration;
DROP FUNCTION conferences_keep_sealed();
DROP FUNCTION conferences_refuse_frozen(text);
"""
EVIDENCE = """
CREATE FUNCTION conferences_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Evidence is added to, and never changed.'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'conferences_actionevidence_frozen';
END $$;
CREATE TRIGGER conferences_actionevidence_frozen BEFORE UPDATE OR DELETE ON conferences_actionevidence
  FOR EACH ROW EXECUTE FUNCTION conferences_keep_evidence();

CREATE FUNCTION conferences_keep_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.number IS NOT NULL
    OR TG_OP = 'UPDATE' AND OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number
  THEN RAISE EXCEPTION 'The number of a commitment stays its own.'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'conferences_commitment_number_kept'; END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER conferences_commitment_number_kept BEFORE UPDATE OR DELETE ON conferences_commitment
  FOR EACH ROW EXECUTE FUNCTION conferences_keep_number();
"""
DROP_EVIDENCE = """
DROP TRIGGER conferences_commitment_number_kept ON conferences_commitment;
DROP FUNCTION conferences_keep_number();
DROP TRIGGER conferences_actionevidence_frozen ON conferences_actionevidence;
DROP FUNCTION conferences_keep_evidence();
"""
# The programme repeats its organization's kind under a composite key: a country has none here.
KIND = """
ALTER TABLE conferences_programme ADD CONSTRAINT conferences_programme_kind
  FOREIGN KEY (organization_id, organization_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;
"""
# Written at once: what waits to be written would be read by every search.
WORDS = """
    CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple'::regconfig, hoaip_fold({1})))
    WITH (fastupdate = off);
"""
TABLES = {
    "conferences_declaration": ("title_en", "title_fa", "title_ps"),
    "conferences_paragraph": ("text_en", "text_fa", "text_ps"),
    "conferences_commitment": ("title_en", "title_fa", "title_ps"),
    "conferences_action": ("title",),
    "conferences_initiative": ("acronym", "name_en", "name_fa", "name_ps", "about_en", "about_fa", "about_ps"),
    "conferences_measureproposal": ("title", "summary"),
    "conferences_programme": ("title_en", "title_fa", "title_ps", "about"),
}
# Its owner reads what came with an action, and members of its CBM where they see the action (rung 3 or wider).
PLACED = """
CREATE FUNCTION conferences_place_documents(which bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE hoaip_document AS document
    SET process_id = action.process_id, anchors = place.anchors, ceiling = 3
    FROM conferences_actiondocument AS link
    JOIN conferences_action AS action ON action.id = link.action_id
    CROSS JOIN LATERAL (
      SELECT ARRAY(
        SELECT 'cbms.cbm:' || action.cbm_id WHERE action.cbm_id IS NOT NULL AND action.rung >= 3
        UNION ALL
        SELECT 'hoaip.stakeholder:' || action.owner_id
        ORDER BY 1
      )::varchar(80)[] AS anchors
    ) AS place
    WHERE link.action_id = which AND document.id = link.document_id
      AND (document.process_id, document.anchors, document.ceiling) IS DISTINCT FROM (action.process_id, place.anchors, 3);
$$;
CREATE FUNCTION conferences_action_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM conferences_place_documents(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER conferences_action_places AFTER UPDATE ON conferences_action FOR EACH ROW
  WHEN ((OLD.process_id, OLD.cbm_id, OLD.owner_id, OLD.rung)
    IS DISTINCT FROM (NEW.process_id, NEW.cbm_id, NEW.owner_id, NEW.rung))
  EXECUTE FUNCTION conferences_action_moved();
CREATE FUNCTION conferences_document_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM conferences_place_documents(NEW.action_id);
  RETURN NULL;
END $$;
CREATE TRIGGER conferences_actiondocument_placed AFTER INSERT ON conferences_actiondocument
  FOR EACH ROW EXECUTE FUNCTION conferences_document_came();
"""
UNPLACED = """
DROP TRIGGER conferences_actiondocument_placed ON conferences_actiondocument;
DROP FUNCTION conferences_document_came();
DROP TRIGGER conferences_action_places ON conferences_action;
DROP FUNCTION conferences_action_moved();
DROP FUNCTION conferences_place_documents(bigint);
"""


class Migration(migrations.Migration):

    replaces = [('conferences', '0001_initial'), ('conferences', '0002_initial'), ('conferences', '0003_chairs'), ('conferences', '0004_trail'), ('conferences', '0005_trail_promises'), ('conferences', '0006_commitment_number'), ('conferences', '0007_due_days'), ('conferences', '0008_search'), ('conferences', '0009_handover'), ('conferences', '0010_action_documents'), ('conferences', '0011_answers_on_behalf'), ('conferences', '0012_words_of_titles'), ('conferences', '0013_commitment_reminders')]

    initial = True

    dependencies = [
        ('cbms', '0001_squashed_0010_search'),
        ('hoaip', '0001_squashed_0013_delegation_managers'),
        ('meetings', '0001_squashed_0020_notes'),
    ]

    operations = [
        TablesAtOnce(
            operations=[
                migrations.CreateModel(
                    name='Conference',
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
                        ('ordinal', models.PositiveSmallIntegerField(verbose_name='number')),
                        ('co_chair_persons', models.TextField(blank=True, verbose_name='co-chaired by')),
                        ('theme', models.CharField(blank=True, max_length=300, verbose_name='theme')),
                        ('declaration', models.CharField(blank=True, max_length=300, verbose_name='declaration')),
                        ('stated_participants', models.JSONField(blank=True, default=dict)),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='conference', to='meetings.meeting')),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conferences', to='hoaip.process')),
                        ('co_chairs', models.ManyToManyField(blank=True, related_name='co_chaired', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('process', 'ordinal'), name='conferences_conference_one_ordinal', violation_error_message='That number belongs to another conference already.'), models.CheckConstraint(condition=models.Q(('ordinal__gte', 1)), name='conferences_conference_ordinal', violation_error_message='A number is 1 or more.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='conferences_conference_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='Chair',
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
                        ('standing', models.CharField(choices=[('permanent', 'Permanent chair'), ('co_chair', 'Co-chair'), ('chair', 'Chair')], max_length=9, verbose_name='as')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('from_conference', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='terms_begun', to='conferences.conference', verbose_name='from conference')),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chairs', to='hoaip.process')),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chairs', to='hoaip.stakeholder')),
                        ('until_conference', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='terms_ended', to='conferences.conference', verbose_name='to conference')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31'), models.Q(('until_on__isnull', True), models.Q(('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), _connector='OR')), name='conferences_chair_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(('stakeholder_kind', 'country'), ('standing__in', ['permanent', 'co_chair', 'chair'])), name='conferences_chair_country', violation_error_message='A country chairs a process: permanently, as co-chair, or as chair.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(hoaip.models.bases.Point('process'), '&&'), (hoaip.models.bases.Point('stakeholder'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='conferences_chair_no_overlap', violation_error_message='This country chairs the process in that period already. End that first.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='conferences_chair_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='CommitmentRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_confirmed_only', models.BooleanField(default=False, verbose_name='the public list shows only what its owners confirmed')),
                        ('labels', models.JSONField(blank=True, default=dict)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ],
                ),
                migrations.CreateModel(
                    name='Declaration',
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
                        ('slug', models.SlugField(max_length=80, unique=True, verbose_name='name in addresses')),
                        ('kind', models.CharField(choices=[('declaration', 'Declaration'), ('communique', 'Communiqué'), ('chair_statement', 'Chair’s statement')], default='declaration', max_length=15, verbose_name='kind')),
                        ('title_en', models.CharField(max_length=300, verbose_name='title, English')),
                        ('title_fa', models.CharField(blank=True, max_length=300, verbose_name='title, Dari')),
                        ('title_ps', models.CharField(blank=True, max_length=300, verbose_name='title, Pashto')),
                        ('agreed_on', models.DateField(verbose_name='agreed on')),
                        ('is_summary', models.BooleanField(default=False, verbose_name='summaries in our own words')),
                        ('state', models.CharField(choices=[('draft', 'draft'), ('sealed', 'sealed')], default='draft', editable=False, max_length=6, verbose_name='state')),
                        ('seal', models.CharField(blank=True, editable=False, max_length=64)),
                        ('sealed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='hoaip.document', verbose_name='source file')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='meetings.meeting')),
                        ('process', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='hoaip.process')),
                        ('sealed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('completes', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='words_draft', to='conferences.declaration')),
                        ('is_titled', models.BooleanField(default=False, editable=False)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('title_en__regex', '\\S')), name='conferences_declaration_titled', violation_error_message='A declaration has an English title.'), models.CheckConstraint(condition=models.Q(('agreed_on__gte', '2011-01-01'), ('kind__in', ['declaration', 'communique', 'chair_statement']), ('agreed_on__lte', '2100-12-31')), name='conferences_declaration_words', violation_error_message='A text is agreed or given between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('seal', ''), ('sealed_at__isnull', True), ('sealed_by__isnull', True), ('state', 'draft')), models.Q(('seal__regex', '^[0-9a-f]{64}$'), ('sealed_at__isnull', False), ('sealed_by__isnull', False), ('state', 'sealed')), _connector='OR'), name='conferences_declaration_sealed', violation_error_message='A sealed text has its seal, and names who sealed it and when.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='conferences_declaration_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.'), models.CheckConstraint(condition=models.Q(models.Q(('is_titled', False), models.Q(('document__isnull', True), ('state', 'sealed')), _connector='OR'), models.Q(('completes__isnull', True), models.Q(('state', 'draft'), models.Q(('completes', models.F('id')), _negated=True)), _connector='OR')), name='conferences_declaration_titled_alone', violation_error_message='A text is known by its title alone while it has no file; the words of one are a draft.')],
                    },
                ),
                migrations.CreateModel(
                    name='Delegation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('level', models.CharField(choices=[('head_of_state', 'head of state or government'), ('minister', 'minister'), ('deputy_minister', 'deputy minister or special envoy'), ('senior_official', 'senior official'), ('ambassador', 'ambassador'), ('other', 'other')], max_length=15, verbose_name='level')),
                        ('head', models.CharField(blank=True, max_length=160, verbose_name='head of delegation')),
                        ('function', models.CharField(blank=True, max_length=160, verbose_name='function')),
                        ('size', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='size')),
                        ('conference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='conferences.conference')),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations_sent', to='hoaip.stakeholder', verbose_name='state or organization')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('conference', 'stakeholder'), name='conferences_delegation_once', violation_error_message='Its delegation is on the list already. Edit that one.'), models.CheckConstraint(condition=models.Q(('level__in', ['head_of_state', 'minister', 'deputy_minister', 'senior_official', 'ambassador', 'other']), models.Q(('size__isnull', True), ('size__gte', 1), _connector='OR')), name='conferences_delegation_words', violation_error_message='A delegation has a level of the list, and one person at least.')],
                    },
                ),
                migrations.CreateModel(
                    name='Initiative',
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
                        ('slug', models.SlugField(max_length=60, unique=True)),
                        ('acronym', models.CharField(max_length=40, verbose_name='short name')),
                        ('name_en', models.CharField(max_length=200, verbose_name='name, English')),
                        ('name_fa', models.CharField(blank=True, max_length=200, verbose_name='name, Dari')),
                        ('name_ps', models.CharField(blank=True, max_length=200, verbose_name='name, Pashto')),
                        ('about_en', models.TextField(blank=True, verbose_name='what it is, English')),
                        ('about_fa', models.TextField(blank=True, verbose_name='what it is, Dari')),
                        ('about_ps', models.TextField(blank=True, verbose_name='what it is, Pashto')),
                        ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('peace', 'Vision for peace'), ('security', 'Security cooperation')], max_length=10), blank=True, default=list, size=None)),
                        ('pillars', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('consultation', 'Political consultation'), ('cbms', 'Confidence building measures'), ('cooperation', 'Cooperation with regional organizations')], max_length=12), blank=True, default=list, size=None)),
                        ('url', models.URLField(blank=True, max_length=300, verbose_name='address on the web')),
                        ('status', models.CharField(choices=[('active', 'active'), ('dormant', 'dormant'), ('concluded', 'concluded'), ('unknown', 'not known')], default='unknown', max_length=9, verbose_name='status')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('is_process', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='as_initiative', to='hoaip.process')),
                        ('organiser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='hoaip.stakeholder', verbose_name='organized by')),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='hoaip.process')),
                        ('cbms', models.ManyToManyField(blank=True, related_name='initiatives', to='cbms.cbm')),
                        ('members', models.ManyToManyField(blank=True, related_name='takes_part_in', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('name_en__regex', '\\S')), name='conferences_initiative_named', violation_error_message='An initiative has an English name.'), models.CheckConstraint(condition=models.Q(('themes__contained_by', ['peace', 'security']), ('pillars__contained_by', ['consultation', 'cbms', 'cooperation']), ('status__in', ['active', 'dormant', 'concluded', 'unknown'])), name='conferences_initiative_words', violation_error_message='Themes, pillars and status are those of the lists.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='conferences_initiative_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='MeasureProposal',
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
                        ('title', models.CharField(max_length=200, verbose_name='measure')),
                        ('summary', models.TextField(verbose_name='what it would do')),
                        ('state', models.CharField(choices=[('idea', 'idea'), ('proposed', 'proposed'), ('discussed', 'discussed'), ('adopted', 'adopted'), ('declined', 'declined')], default='idea', editable=False, max_length=9, verbose_name='state')),
                        ('state_reason', models.TextField(blank=True, editable=False)),
                        ('settled_on', models.DateField(blank=True, editable=False, null=True)),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measure_proposals', to='cbms.cbm', verbose_name='CBM')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('initiative', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='conferences.initiative', verbose_name='out of the initiative')),
                        ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='meetings.meeting', verbose_name='meeting')),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measure_proposals', to='hoaip.process')),
                        ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures_proposed', to='hoaip.stakeholder', verbose_name='proposed by')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='conferences_measureproposal_titled', violation_error_message='A measure has a title.'), models.CheckConstraint(condition=models.Q(('state__in', ['idea', 'proposed']), models.Q(('meeting__isnull', False), ('state', 'discussed')), models.Q(('meeting__isnull', False), ('settled_on__isnull', False), ('state', 'adopted')), models.Q(('settled_on__isnull', False), ('state', 'declined'), ('state_reason__regex', '\\S')), _connector='OR'), name='conferences_measureproposal_state', violation_error_message='A measure is discussed and adopted by a meeting, and declined with a reason.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='conferences_measureproposal_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='MeetingTheme',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('theme', models.CharField(choices=[('peace', 'Vision for peace'), ('security', 'Security cooperation')], max_length=10)),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='meetings.meeting')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('meeting', 'theme'), name='conferences_meetingtheme_once', violation_error_message='That theme is there already.'), models.CheckConstraint(condition=models.Q(('theme__in', ['peace', 'security'])), name='conferences_meetingtheme_words', violation_error_message='A theme is peace or security.')],
                    },
                ),
                migrations.CreateModel(
                    name='Paragraph',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                        ('text_en', models.TextField(blank=True, verbose_name='text, English')),
                        ('text_fa', models.TextField(blank=True, verbose_name='text, Dari')),
                        ('text_ps', models.TextField(blank=True, verbose_name='text, Pashto')),
                        ('pillar', models.CharField(blank=True, choices=[('consultation', 'Political consultation'), ('cbms', 'Confidence building measures'), ('cooperation', 'Cooperation with regional organizations')], max_length=12, verbose_name='pillar')),
                        ('theme', models.CharField(blank=True, choices=[('peace', 'Vision for peace'), ('security', 'Security cooperation')], max_length=10, verbose_name='theme')),
                        ('is_actionable', models.BooleanField(default=False, verbose_name='asks for action')),
                        ('declaration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paragraphs', to='conferences.declaration')),
                        ('cbms', models.ManyToManyField(blank=True, related_name='paragraphs', to='cbms.cbm')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('declaration', 'number'), name='conferences_paragraph_number', violation_error_message='A declaration has one paragraph of each number.'), models.CheckConstraint(condition=models.Q(('number__gte', 1), models.Q(('text_en__regex', '\\S'), ('text_fa__regex', '\\S'), ('text_ps__regex', '\\S'), _connector='OR')), name='conferences_paragraph_text', violation_error_message='A paragraph says something, in one language at least.'), models.CheckConstraint(condition=models.Q(('pillar__in', ['', 'consultation', 'cbms', 'cooperation']), ('theme__in', ['', 'peace', 'security'])), name='conferences_paragraph_tags', violation_error_message='A paragraph is about one of the pillars and themes, or none.')],
                    },
                ),
                migrations.CreateModel(
                    name='Commitment',
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
                        ('number', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                        ('title_en', models.CharField(max_length=300, verbose_name='commitment, English')),
                        ('title_fa', models.CharField(blank=True, max_length=300, verbose_name='commitment, Dari')),
                        ('title_ps', models.CharField(blank=True, max_length=300, verbose_name='commitment, Pashto')),
                        ('measure', models.TextField(blank=True, verbose_name='what shows that it is done')),
                        ('is_goal', models.BooleanField(default=False, verbose_name='a goal that nobody has taken on yet')),
                        ('collective', models.CharField(blank=True, choices=[('participating', 'all participating countries'), ('supporting', 'all supporting countries'), ('organizations', 'all supporting organizations'), ('all', 'all who take part in the process')], max_length=13, verbose_name='undertaken together')),
                        ('pillar', models.CharField(blank=True, choices=[('consultation', 'Political consultation'), ('cbms', 'Confidence building measures'), ('cooperation', 'Cooperation with regional organizations')], max_length=12, verbose_name='pillar')),
                        ('theme', models.CharField(blank=True, choices=[('peace', 'Vision for peace'), ('security', 'Security cooperation')], max_length=10, verbose_name='theme')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                        ('due_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('ongoing', 'ongoing')], default='ongoing', max_length=7)),
                        ('rung', models.PositiveSmallIntegerField(choices=[(2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')], default=4, verbose_name='who can see it')),
                        ('anchors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, editable=False, size=None)),
                        ('shown_rung', models.GeneratedField(db_persist=True, expression=models.Case(models.When(state='draft', then=models.Value(1)), default=models.F('rung'), output_field=models.PositiveSmallIntegerField()), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')]))),
                        ('state', models.CharField(choices=[('draft', 'draft'), ('registered', 'registered'), ('confirmed', 'confirmed by its owners'), ('in_progress', 'in progress'), ('completion_claimed', 'said to be completed'), ('completed', 'completed'), ('withdrawn', 'withdrawn'), ('merged', 'merged into another')], default='draft', editable=False, max_length=18, verbose_name='state')),
                        ('state_reason', models.TextField(blank=True, editable=False)),
                        ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('claim', models.TextField(blank=True, editable=False)),
                        ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='hoaip.document')),
                        ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='meetings.meeting')),
                        ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='conferences.commitment')),
                        ('outcome', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='meetings.outcome')),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='hoaip.process')),
                        ('paragraph', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='conferences.paragraph')),
                        ('cbms', models.ManyToManyField(blank=True, related_name='commitments', to='cbms.cbm')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['due_on', 'id'], name='conferences_commitment_due_ix')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('title_en__regex', '\\S')), name='conferences_commitment_titled', violation_error_message='A commitment says what was undertaken.'), models.UniqueConstraint(fields=('process', 'number'), name='conferences_commitment_number', violation_error_message='That number belongs to another commitment.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'registered', 'confirmed', 'in_progress', 'completion_claimed', 'completed', 'withdrawn', 'merged']), ('pillar__in', ['', 'consultation', 'cbms', 'cooperation']), ('theme__in', ['', 'peace', 'security']), ('collective__in', ['', 'participating', 'supporting', 'organizations', 'all']), ('rung__in', [2, 3, 4, 5])), name='conferences_commitment_words', violation_error_message='State, pillar, theme and group are those of the lists.'), models.CheckConstraint(condition=models.Q(models.Q(('letter__isnull', True), ('meeting__isnull', True), ('outcome__isnull', True), ('paragraph__isnull', False)), models.Q(('letter__isnull', True), ('meeting__isnull', True), ('outcome__isnull', False), ('paragraph__isnull', True)), models.Q(('letter__isnull', True), ('meeting__isnull', False), ('outcome__isnull', True), ('paragraph__isnull', True)), models.Q(('letter__isnull', False), ('meeting__isnull', True), ('outcome__isnull', True), ('paragraph__isnull', True)), _connector='OR'), name='conferences_commitment_source', violation_error_message='A commitment was made in one place: a paragraph, an outcome, a meeting or a letter.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('state_reason__regex', '\\S'), _connector='OR'), models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR')), name='conferences_commitment_ended', violation_error_message='It is withdrawn with a reason, and merged into another one.'), models.CheckConstraint(condition=models.Q(models.Q(('claim', ''), ('claimed_at__isnull', True), ('claimed_by__isnull', True), models.Q(('state__in', ['completion_claimed', 'completed']), _negated=True)), models.Q(('claim__regex', '\\S'), ('claimed_at__isnull', False), ('claimed_by__isnull', False)), _connector='OR'), name='conferences_commitment_claimed', violation_error_message='Who says that it is completed says what shows it.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='conferences_commitment_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.'), models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('number__gte', 1), ('number__isnull', False)), _connector='OR'), name='conferences_commitment_numbered', violation_error_message='A commitment has its number from the day it is registered.'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('due_precision', 'ongoing')), models.Q(('due_on__gte', '2011-01-01'), ('due_on__isnull', False), ('due_on__lte', '2100-12-31'), ('due_precision__in', ['day', 'month'])), _connector='OR'), name='conferences_commitment_due', violation_error_message='It is due on a day or in a month between 2011 and 2100, or it is ongoing.')],
                    },
                ),
                migrations.CreateModel(
                    name='Action',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('activity_key', models.UUIDField(blank=True, null=True)),
                        ('title', models.CharField(max_length=300, verbose_name='action')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                        ('due_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('ongoing', 'ongoing')], default='day', max_length=7)),
                        ('rung', models.PositiveSmallIntegerField(choices=[(2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')], default=4, verbose_name='who can see it')),
                        ('anchors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, editable=False, size=None)),
                        ('shown_rung', models.GeneratedField(db_persist=True, expression=models.F('rung'), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')]))),
                        ('state', models.CharField(choices=[('open', 'open'), ('in_progress', 'in progress'), ('done_claimed', 'said to be done'), ('verified', 'done'), ('cancelled', 'cancelled')], default='open', editable=False, max_length=12, verbose_name='state')),
                        ('state_reason', models.TextField(blank=True, editable=False)),
                        ('claimed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('verified_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('cbm', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='cbms.cbm', verbose_name='CBM')),
                        ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('outcome', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='meetings.outcome')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='hoaip.stakeholder', verbose_name='who does it')),
                        ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='cbms.plan')),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='hoaip.process')),
                        ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('commitment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='conferences.commitment')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state__in', ('open', 'in_progress', 'done_claimed'))), fields=['due_on', 'id'], name='conferences_action_due_ix')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='conferences_action_titled', violation_error_message='An action says what is to be done.'), models.CheckConstraint(condition=models.Q(('commitment__isnull', False), ('outcome__isnull', False), _connector='OR'), name='conferences_action_source', violation_error_message='An action carries out a commitment or an outcome of a meeting.'), models.CheckConstraint(condition=models.Q(('rung__in', [2, 3, 4, 5]), ('state__in', ['open', 'in_progress', 'done_claimed', 'verified', 'cancelled']), models.Q(models.Q(('activity_key__isnull', True), ('plan__isnull', True)), models.Q(('activity_key__isnull', False), ('plan__isnull', False)), _connector='OR')), name='conferences_action_words', violation_error_message='State and visibility are those of the lists; an activity is one of a plan.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('claimed_at__isnull', True), ('claimed_by__isnull', True)), models.Q(('claimed_at__isnull', False), ('claimed_by__isnull', False)), _connector='OR'), models.Q(models.Q(('state__in', ['done_claimed', 'verified']), _negated=True), ('claimed_at__isnull', False), _connector='OR')), name='conferences_action_claimed', violation_error_message='Who says that it is done is named, with the instant.'), models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_by__isnull', True), models.Q(('state', 'verified'), _negated=True)), models.Q(('state', 'verified'), ('verified_at__isnull', False), ('verified_by__isnull', False), models.Q(('verified_by', models.F('claimed_by')), _negated=True)), _connector='OR'), name='conferences_action_verified', violation_error_message='Somebody else than who claimed it verifies it.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), ('state_reason__regex', '\\S'), _connector='OR'), name='conferences_action_cancelled', violation_error_message='An action is cancelled with a reason.'), models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('due_precision', 'ongoing')), models.Q(('due_on__gte', '2011-01-01'), ('due_on__isnull', False), ('due_on__lte', '2100-12-31'), ('due_precision__in', ['day', 'month'])), _connector='OR'), name='conferences_action_due', violation_error_message='It is due on a day or in a month between 2011 and 2100, or it is ongoing.')],
                    },
                ),
                migrations.CreateModel(
                    name='CommitmentOwner',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('answer', models.CharField(blank=True, choices=[('', 'no answer yet'), ('confirmed', 'confirmed'), ('corrected', 'asks for other words'), ('disputed', 'disputed')], default='', max_length=9, verbose_name='answer')),
                        ('answer_text', models.TextField(blank=True)),
                        ('answered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('resolution', models.TextField(blank=True, editable=False)),
                        ('resolved_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ownership', to='conferences.commitment')),
                        ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ownership', to='hoaip.stakeholder')),
                        ('basis', models.TextField(blank=True, editable=False)),
                        ('letter', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.document')),
                        ('on_behalf', models.BooleanField(default=False, editable=False)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('commitment', 'stakeholder'), name='conferences_commitmentowner_once', violation_error_message='It is an owner of this commitment already.'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answer_text', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answer', 'confirmed'), ('answered_at__isnull', False), ('answered_by__isnull', False)), models.Q(('answer__in', ['corrected', 'disputed']), ('answer_text__regex', '\\S'), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='conferences_commitmentowner_answer', violation_error_message='An owner confirms, or says in words what is wrong.'), models.CheckConstraint(condition=models.Q(models.Q(('resolution', ''), ('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolution__regex', '\\S'), ('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='conferences_commitmentowner_resolved', violation_error_message='What became of an answer names who settled it, and when.'), models.CheckConstraint(condition=models.Q(models.Q(('basis', ''), ('letter__isnull', True), ('on_behalf', False)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('basis__regex', '\\S')), _connector='OR'), name='conferences_commitmentowner_behalf', violation_error_message='What is entered on behalf of an owner says how it came.')],
                    },
                ),
                migrations.CreateModel(
                    name='Contribution',
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
                        ('theme', models.CharField(blank=True, choices=[('peace', 'Vision for peace'), ('security', 'Security cooperation')], max_length=10, verbose_name='theme')),
                        ('promised_on', models.DateField(blank=True, null=True, verbose_name='said on')),
                        ('promised', models.TextField(blank=True, verbose_name='what it said it would bring')),
                        ('arrived_on', models.DateField(blank=True, null=True, verbose_name='arrived on')),
                        ('arrived', models.TextField(blank=True, verbose_name='what arrived')),
                        ('cbm', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='cbms.cbm', verbose_name='CBM')),
                        ('commitment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='conferences.commitment')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='meetings.meeting')),
                        ('initiative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contributions', to='conferences.initiative')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('promised', ''), ('promised_on__isnull', True)), ('promised__regex', '\\S'), _connector='OR'), models.Q(models.Q(('arrived', ''), ('arrived_on__isnull', True)), models.Q(('arrived__regex', '\\S'), ('arrived_on__isnull', False)), _connector='OR'), models.Q(('promised__regex', '\\S'), ('arrived__regex', '\\S'), _connector='OR'), ('theme__in', ['', 'peace', 'security'])), name='conferences_contribution_said', violation_error_message='Say what was to come or what arrived; what arrived has its day.'), models.CheckConstraint(condition=models.Q(models.Q(('promised_on__isnull', True), models.Q(('promised_on__gte', '2011-01-01'), ('promised_on__lte', '2100-12-31')), _connector='OR'), models.Q(('arrived_on__isnull', True), models.Q(('arrived_on__gte', '2011-01-01'), ('arrived_on__lte', '2100-12-31')), _connector='OR'), models.Q(('promised_on__isnull', True), ('arrived_on__isnull', True), ('arrived_on__gte', models.F('promised_on')), _connector='OR')), name='conferences_contribution_days', violation_error_message='It arrives after it was said, from 2011 to 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='conferences_contribution_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='Programme',
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
                        ('organization_kind', models.CharField(default='organization', editable=False, max_length=12)),
                        ('title_en', models.CharField(max_length=200, verbose_name='title, English')),
                        ('title_fa', models.CharField(blank=True, max_length=200, verbose_name='title, Dari')),
                        ('title_ps', models.CharField(blank=True, max_length=200, verbose_name='title, Pashto')),
                        ('about', models.TextField(blank=True, verbose_name='what it does')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('status', models.CharField(choices=[('planned', 'planned'), ('running', 'running'), ('ended', 'ended'), ('unknown', 'not known')], default='unknown', max_length=7, verbose_name='status')),
                        ('url', models.URLField(blank=True, max_length=300, verbose_name='address on the web')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='hoaip.stakeholder', verbose_name='organization')),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='hoaip.process')),
                        ('cbms', models.ManyToManyField(related_name='programmes', to='cbms.cbm')),
                        ('states', models.ManyToManyField(blank=True, related_name='programmes_there', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('title_en__regex', '\\S')), name='conferences_programme_titled', violation_error_message='A programme has an English title.'), models.CheckConstraint(condition=models.Q(('organization_kind', 'organization')), name='conferences_programme_of_organization', violation_error_message='A programme here is one of an organization.'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), models.Q(('starts_on__gte', '2011-01-01'), ('starts_on__lte', '2100-12-31')), _connector='OR'), models.Q(('ends_on__isnull', True), models.Q(('ends_on__gte', '2011-01-01'), ('ends_on__lte', '2100-12-31')), _connector='OR'), models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), ('status__in', ['planned', 'running', 'ended', 'unknown'])), name='conferences_programme_days', violation_error_message='A programme ends after it begins, from 2011 to 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='conferences_programme_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='ActionEvidence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('text', models.TextField(blank=True, verbose_name='what shows it')),
                        ('at', models.DateTimeField(editable=False)),
                        ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='conferences.action')),
                        ('by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.document')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('text__regex', '\\S'), ('document__isnull', False), _connector='OR'), name='conferences_actionevidence_something', violation_error_message='Evidence is words or a document.')],
                    },
                ),
                migrations.CreateModel(
                    name='ActionReminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_on', models.DateField()),
                        ('step', models.SmallIntegerField()),
                        ('at', models.DateTimeField()),
                        ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='conferences.action')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('action', 'due_on', 'step'), name='conferences_actionreminder_once', violation_error_message='Its owner was reminded of that already.')],
                    },
                ),
                migrations.CreateModel(
                    name='Handover',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('effective_on', models.DateField(verbose_name='first day of the successor')),
                        ('note', models.TextField(verbose_name='note')),
                        ('proposed_at', models.DateTimeField(editable=False)),
                        ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='cbms.cbm', verbose_name='CBM')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('outgoing', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('proposed_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='successor')),
                        ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('note__regex', '\\S')), name='conferences_handover_note', violation_error_message='Say a word to whoever takes over.'), models.CheckConstraint(condition=models.Q(('successor', models.F('outgoing')), _negated=True), name='conferences_handover_two', violation_error_message='Somebody else than the focal point takes over.'), models.CheckConstraint(condition=models.Q(('effective_on__gte', '2011-01-01'), ('effective_on__lte', '2100-12-31')), name='conferences_handover_day', violation_error_message='The first day lies between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('withdrawn_at__isnull', True)), _connector='OR'), models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR')), name='conferences_handover_settled', violation_error_message='A handover is confirmed or withdrawn, and names who did it.'), models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('cbm',), name='conferences_handover_one_open', violation_error_message='A handover of this CBM is proposed already. Withdraw that first.')],
                    },
                ),
                migrations.CreateModel(
                    name='HandoverItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('number', models.PositiveSmallIntegerField()),
                        ('kind', models.CharField(choices=[('flag', 'Flag'), ('plan', 'Plan under way'), ('review', 'Review asked for'), ('comment', 'Unresolved comment'), ('consultation', 'Open consultation'), ('action', 'Open action'), ('record', 'Record of a meeting'), ('meeting', 'Meeting ahead'), ('contact', 'Technical focal point')], max_length=12)),
                        ('about', models.UUIDField(blank=True, null=True)),
                        ('title_en', models.CharField(max_length=300)),
                        ('title_fa', models.CharField(blank=True, max_length=300)),
                        ('title_ps', models.CharField(blank=True, max_length=300)),
                        ('address', models.CharField(max_length=200)),
                        ('day', models.DateField(blank=True, null=True)),
                        ('state', models.CharField(blank=True, max_length=20)),
                        ('taken_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('handover', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='conferences.handover')),
                        ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('title_en__regex', '\\S')), name='conferences_handoveritem_titled', violation_error_message='An item says what it is.'), models.CheckConstraint(condition=models.Q(models.Q(('taken_at__isnull', True), ('taken_by__isnull', True)), models.Q(('taken_at__isnull', False), ('taken_by__isnull', False)), _connector='OR'), name='conferences_handoveritem_taken', violation_error_message='What was taken over names who took it and when.'), models.UniqueConstraint(fields=('handover', 'number'), name='conferences_handoveritem_number', violation_error_message='Two items of one pack have the same number.')],
                    },
                ),
                migrations.CreateModel(
                    name='ActionDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='document_links', to='conferences.action')),
                        ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)s', to='hoaip.document')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='CommitmentReminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_on', models.DateField()),
                        ('step', models.SmallIntegerField()),
                        ('at', models.DateTimeField()),
                        ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='conferences.commitment')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('commitment', 'due_on', 'step'), name='conferences_commitmentreminder_once', violation_error_message='Its owners were reminded of that already.')],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name='commitment',
            name='owners',
            field=models.ManyToManyField(related_name='commitments', through='conferences.CommitmentOwner', to='hoaip.stakeholder'),
        ),
        migrations.RunSQL(
            """ALTER TABLE conferences_chair ADD CONSTRAINT conferences_chair_stakeholder_kind
            FOREIGN KEY (stakeholder_id, stakeholder_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;""",
            "ALTER TABLE conferences_chair DROP CONSTRAINT conferences_chair_stakeholder_kind;",
        ),
        migrations.RunSQL(SEALED, DROP_SEALED),
        migrations.RunSQL(EVIDENCE, DROP_EVIDENCE),
        migrations.RunSQL(KIND, "ALTER TABLE conferences_programme DROP CONSTRAINT conferences_programme_kind;"),
        *(
            migrations.RunSQL(WORDS.format(table, " || ' ' || ".join(columns)), f"DROP INDEX {table}_words;")
            for table, columns in TABLES.items()
        ),
        migrations.RunSQL(PLACED, UNPLACED),
    ]
