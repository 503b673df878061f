"""0001 to 0013 in one: the tables, then what the database itself promises. CONTRIBUTING.md says when the old ones go."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import hoaip.models.bases
import uuid
from django.conf import settings
from django.db import migrations, models

from hoaip.search.folding import sql_function
from hoaip.tables_at_once import TablesAtOnce

APPEND_ONLY = """
CREATE FUNCTION hoaip_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'History is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER hoaip_auditentry_append_only BEFORE UPDATE OR DELETE ON hoaip_auditentry
  FOR EACH ROW EXECUTE FUNCTION hoaip_refuse_change();
CREATE TRIGGER hoaip_accessentry_append_only BEFORE UPDATE OR DELETE ON hoaip_accessentry
  FOR EACH ROW EXECUTE FUNCTION hoaip_refuse_change();
"""
# The application's role, where there is one apart from the owner: it may insert and read, nothing else.
PRIVILEGES = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hoaip_app') AND current_user <> 'hoaip_app' THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON hoaip_auditentry, hoaip_accessentry FROM hoaip_app;
    GRANT SELECT, INSERT ON hoaip_auditentry, hoaip_accessentry TO hoaip_app;
  END IF;
END $$;
"""
KIND = """
ALTER TABLE hoaip_membership ADD CONSTRAINT hoaip_membership_stakeholder_kind
  FOREIGN KEY (stakeholder_id, stakeholder_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;
"""
# What was uploaded stays named by its hash, also when the bytes are destroyed.
KEPT = """
CREATE FUNCTION hoaip_refuse_other_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.document_id, NEW.language, NEW.number, NEW.stored_name, NEW.size, NEW.sha256)
      IS DISTINCT FROM (OLD.document_id, OLD.language, OLD.number, OLD.stored_name, OLD.size, OLD.sha256) THEN
    RAISE EXCEPTION 'A stored file is never another one: % of its row is refused.', TG_OP
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hoaip_documentfile_frozen';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hoaip_documentfile_frozen BEFORE UPDATE OR DELETE ON hoaip_documentfile
  FOR EACH ROW EXECUTE FUNCTION hoaip_refuse_other_file();
"""
# Written at once: what waits to be written would be read by every search.
WORDS = """
    CREATE INDEX {0}_words ON {0} USING gin (to_tsvector('simple'::regconfig, hoaip_fold({1})))
    WITH (fastupdate = off);
"""
TABLES = {
    "hoaip_stakeholder": (
        "code",
        "name_en",
        "name_fa",
        "name_ps",
        "official_name_en",
        "official_name_fa",
        "official_name_ps",
    ),
    "hoaip_document": ("title_en", "title_fa", "title_ps", "reference"),
    "hoaip_person": ("name_latin", "name_arabic", "function"),
}


class Migration(migrations.Migration):

    replaces = [('hoaip', '0001_initial'), ('hoaip', '0002_promises'), ('hoaip', '0003_documents'), ('hoaip', '0004_events'), ('hoaip', '0005_people'), ('hoaip', '0006_search'), ('hoaip', '0007_saved_filters'), ('hoaip', '0008_merged'), ('hoaip', '0009_weekly_digest'), ('hoaip', '0010_letters'), ('hoaip', '0011_public_texts'), ('hoaip', '0012_watches'), ('hoaip', '0013_delegation_managers')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        TablesAtOnce(
            operations=[
                migrations.CreateModel(
                    name='AccessEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(db_index=True)),
                        ('kind', models.CharField(choices=[('refused', 'refused'), ('not_found', 'not found'), ('read_draft', 'draft read'), ('export', 'exported'), ('read_file', 'file read')], max_length=10)),
                        ('actor_uid', models.UUIDField(null=True)),
                        ('method', models.CharField(max_length=7)),
                        ('path', models.CharField(max_length=300)),
                        ('route', models.CharField(blank=True, max_length=100)),
                        ('request_id', models.CharField(blank=True, max_length=64)),
                        ('minute_key', models.CharField(db_index=True, max_length=120)),
                    ],
                    options={
                        'verbose_name_plural': 'access entries',
                    },
                ),
                migrations.CreateModel(
                    name='AuditEntry',
                    fields=[
                        ('sequence', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('at', models.DateTimeField()),
                        ('group', models.UUIDField(db_index=True)),
                        ('actor_uid', models.UUIDField()),
                        ('actor_name', models.CharField(max_length=200)),
                        ('acting_for', models.CharField(blank=True, max_length=120)),
                        ('request_id', models.CharField(blank=True, max_length=64)),
                        ('action', models.CharField(max_length=60)),
                        ('object_type', models.CharField(max_length=60)),
                        ('object_uid', models.CharField(db_index=True, max_length=64)),
                        ('object_name', models.CharField(blank=True, max_length=200)),
                        ('object_version', models.PositiveIntegerField(null=True)),
                        ('changes', models.JSONField(default=dict)),
                        ('reason', models.TextField(blank=True)),
                        ('previous_hash', models.CharField(max_length=64)),
                        ('hash', models.CharField(max_length=64, unique=True)),
                    ],
                    options={
                        'verbose_name_plural': 'audit entries',
                    },
                ),
                migrations.CreateModel(
                    name='Heartbeat',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, unique=True)),
                        ('at', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='KeptForm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token_hash', models.CharField(max_length=64, unique=True)),
                        ('path', models.CharField(max_length=500)),
                        ('fields', models.JSONField()),
                        ('expires_at', models.DateTimeField(db_index=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                        ('full_name', models.CharField(max_length=200, verbose_name='name')),
                        ('language', models.CharField(choices=[('en', 'English'), ('fa-af', 'دری'), ('ps', 'پښتو')], default='en', max_length=5, verbose_name='language')),
                        ('calendar', models.CharField(choices=[('gregorian', 'Gregorian first'), ('solar', 'Solar Hijri first')], default='gregorian', max_length=9, verbose_name='calendar')),
                        ('time_zone', models.CharField(default='Asia/Kabul', max_length=64, verbose_name='time zone')),
                        ('is_active', models.BooleanField(default=True)),
                        ('is_staff', models.BooleanField(default=False)),
                        ('is_system', models.BooleanField(default=False, editable=False)),
                        ('deactivated_at', models.DateTimeField(blank=True, null=True)),
                        ('weekly_digest', models.BooleanField(default=True, verbose_name='weekly letter')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'ordering': (),
                        'constraints': [models.CheckConstraint(condition=models.Q(('full_name__regex', '\\S')), name='hoaip_user_named', violation_error_message="An account carries the person's name."), models.CheckConstraint(condition=models.Q(('is_system', False), ('password', '!'), _connector='OR'), name='hoaip_user_system_cannot_sign_in', violation_error_message="The portal's own account has no password."), models.UniqueConstraint(condition=models.Q(('is_system', True)), fields=('is_system',), name='hoaip_user_one_system_account')],
                    },
                ),
                migrations.CreateModel(
                    name='Draft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('form', models.CharField(max_length=160)),
                        ('fields', models.JSONField()),
                        ('saved_at', models.DateTimeField()),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('author', 'form'), name='hoaip_draft_one_a_form')],
                    },
                ),
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('on', models.DateField()),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('kind', models.CharField(max_length=40)),
                        ('object_type', models.CharField(max_length=60)),
                        ('object_uid', models.UUIDField(db_index=True)),
                        ('is_public', models.BooleanField(default=False)),
                        ('topic', models.CharField(max_length=12)),
                        ('params', models.JSONField(default=dict)),
                    ],
                ),
                migrations.CreateModel(
                    name='IdempotencyKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('route', models.CharField(max_length=100)),
                        ('key', models.CharField(max_length=64)),
                        ('body_hash', models.CharField(max_length=64)),
                        ('location', models.CharField(blank=True, max_length=300)),
                        ('created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'route', 'key'), name='hoaip_idempotencykey_once')],
                    },
                ),
                migrations.CreateModel(
                    name='JobRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60)),
                        ('as_of', models.DateTimeField()),
                        ('started_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('result', models.JSONField(default=dict)),
                        ('error', models.TextField(blank=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['name', 'as_of'], name='hoaip_jobrun_name_as_of')],
                    },
                ),
                migrations.CreateModel(
                    name='OutboxMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('dedupe_key', models.CharField(max_length=200, unique=True)),
                        ('address', models.EmailField(max_length=254)),
                        ('language', models.CharField(default='en', max_length=5)),
                        ('template', models.CharField(max_length=60)),
                        ('subject', models.CharField(max_length=200)),
                        ('body', models.TextField()),
                        ('object_type', models.CharField(blank=True, max_length=60)),
                        ('object_uid', models.UUIDField(blank=True, null=True)),
                        ('message_id', models.CharField(max_length=120, unique=True)),
                        ('state', models.CharField(choices=[('queued', 'queued'), ('sent', 'sent'), ('failed', 'failed'), ('suppressed', 'suppressed')], default='queued', max_length=10)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('next_try_at', models.DateTimeField()),
                        ('sent_at', models.DateTimeField(blank=True, null=True)),
                        ('error', models.CharField(blank=True, max_length=300)),
                        ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('counted_at', models.DateTimeField(blank=True, null=True)),
                        ('read_at', models.DateTimeField(blank=True, null=True)),
                        ('wish', models.CharField(choices=[('at_once', 'At once'), ('weekly', 'Once a week, counted in one letter'), ('off', 'Not by mail')], default='at_once', max_length=7)),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['next_try_at'], name='hoaip_outbox_due'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['recipient'], name='hoaip_outbox_unread')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='hoaip_outboxmessage_sent_together', violation_error_message='A sent message carries the instant at which it was sent.'), models.CheckConstraint(condition=models.Q(('wish', 'at_once'), ('state', 'suppressed'), _connector='OR'), name='hoaip_outboxmessage_wish', violation_error_message='What somebody chose not to get at once is not sent.'), models.CheckConstraint(condition=models.Q(('counted_at__isnull', True), ('wish', 'weekly'), _connector='OR'), name='hoaip_outboxmessage_counted', violation_error_message='The weekly letter counts what was chosen for it.')],
                    },
                ),
                migrations.CreateModel(
                    name='Process',
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
                        ('slug', models.SlugField(unique=True)),
                        ('short_name', models.CharField(max_length=40)),
                        ('name_en', models.CharField(max_length=200)),
                        ('name_fa', models.CharField(blank=True, max_length=200)),
                        ('name_ps', models.CharField(blank=True, max_length=200)),
                        ('description_en', models.TextField(blank=True)),
                        ('description_fa', models.TextField(blank=True)),
                        ('description_ps', models.TextField(blank=True)),
                        ('launched_on', models.DateField()),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('themes_en', models.TextField(blank=True, verbose_name='what it rests on, English')),
                        ('themes_fa', models.TextField(blank=True, verbose_name='what it rests on, Dari')),
                        ('themes_ps', models.TextField(blank=True, verbose_name='what it rests on, Pashto')),
                        ('stated_counts', models.JSONField(blank=True, default=list)),
                    ],
                    options={
                        'permissions': [('reviewer', 'Reviewer'), ('director', 'Director'), ('administrator', 'Administrator'), ('participant', 'Participant')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('name_en__regex', '\\S')), name='hoaip_process_named', violation_error_message='A process has an English name.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='hoaip_process_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='Appointment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('role', models.CharField(choices=[('reviewer', 'Ministry staff'), ('director', 'Director'), ('administrator', 'Administrator')], max_length=13)),
                        ('from_on', models.DateField(verbose_name='from')),
                        ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL)),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='hoaip.process')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31'), models.Q(('until_on__isnull', True), models.Q(('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), _connector='OR')), name='hoaip_appointment_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(('role__in', ['reviewer', 'director', 'administrator'])), name='hoaip_appointment_role', violation_error_message='An appointment is staff, director or administrator.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(hoaip.models.bases.Point('process'), '&&'), (hoaip.models.bases.Point('user'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='hoaip_appointment_no_overlap', violation_error_message='This person already has an appointment in the process in that period.')],
                    },
                ),
                migrations.CreateModel(
                    name='ProcessGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('until_on', models.DateField(blank=True, null=True)),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='hoaip.process')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('user', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='Stakeholder',
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
                        ('kind', models.CharField(choices=[('country', 'Country'), ('organization', 'Organization')], max_length=12)),
                        ('slug', models.SlugField(unique=True)),
                        ('code', models.CharField(help_text='ISO alpha-2 code or acronym', max_length=12, unique=True, verbose_name='code')),
                        ('name_en', models.CharField(max_length=120, verbose_name='short name, English')),
                        ('name_fa', models.CharField(blank=True, max_length=120, verbose_name='short name, Dari')),
                        ('name_ps', models.CharField(blank=True, max_length=120, verbose_name='short name, Pashto')),
                        ('official_name_en', models.CharField(blank=True, max_length=200, verbose_name='official name, English')),
                        ('official_name_fa', models.CharField(blank=True, max_length=200, verbose_name='official name, Dari')),
                        ('official_name_ps', models.CharField(blank=True, max_length=200, verbose_name='official name, Pashto')),
                        ('sort_key', models.CharField(blank=True, help_text='Only where protocol orders it differently.', max_length=120, verbose_name='sort key')),
                        ('scope', models.CharField(blank=True, choices=[('regional', 'regional'), ('international', 'international')], max_length=13, verbose_name='scope')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='hoaip.stakeholder')),
                    ],
                    options={
                        'permissions': [('delegate', 'Delegate'), ('delegation_manager', 'Delegation_manager')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('name_en__regex', '\\S')), name='hoaip_stakeholder_named', violation_error_message='A stakeholder has an English short name.'), models.CheckConstraint(condition=models.Q(models.Q(('code__regex', '^[A-Z]{2}$'), ('kind', 'country'), ('scope', '')), ('kind', 'organization'), _connector='OR'), name='hoaip_stakeholder_kind_fields', violation_error_message='A country has a two-letter ISO code and no scope; an organization any.'), models.UniqueConstraint(fields=('id', 'kind'), name='hoaip_stakeholder_id_kind'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='hoaip_stakeholder_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.'), models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(models.Q(('merged_into', models.F('id')), _negated=True), ('kind', 'organization')), _connector='OR'), name='hoaip_stakeholder_merged', violation_error_message='An organization is merged into another one; a country never is.')],
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
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
                        ('category', models.CharField(choices=[('participating', 'Participating country'), ('supporting', 'Supporting country'), ('organization', 'Supporting organization')], max_length=13, verbose_name='category')),
                        ('basis', models.TextField(blank=True, verbose_name='basis')),
                        ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='hoaip.process')),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31'), models.Q(('until_on__isnull', True), models.Q(('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), _connector='OR')), name='hoaip_membership_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(models.Q(('category__in', ['participating', 'supporting']), ('stakeholder_kind', 'country')), models.Q(('category', 'organization'), ('stakeholder_kind', 'organization')), _connector='OR'), name='hoaip_membership_category', violation_error_message='A country participates or supports; an organization is a supporting organization.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(hoaip.models.bases.Point('process'), '&&'), (hoaip.models.bases.Point('stakeholder'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='hoaip_membership_no_overlap', violation_error_message='This stakeholder already belongs to the process in that period.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='hoaip_membership_confirmed', violation_error_message='A confirmed fact names the person who confirmed it.')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                        ('full_name', models.CharField(max_length=200, verbose_name='name')),
                        ('role', models.CharField(choices=[('focal_point', 'Focal point'), ('reviewer', 'Ministry staff'), ('director', 'Director'), ('administrator', 'Administrator'), ('delegate', 'Delegate')], max_length=13, verbose_name='role')),
                        ('language', models.CharField(default='en', max_length=5, verbose_name='language')),
                        ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                        ('expires_at', models.DateTimeField()),
                        ('accepted_at', models.DateTimeField(blank=True, null=True)),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('process', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.process')),
                        ('stakeholder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='hoaip_invitation_accepted_together', violation_error_message='An accepted invitation names the account it made.'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'delegate'), ('stakeholder__isnull', False)), models.Q(models.Q(('role', 'delegate'), _negated=True), ('stakeholder', None)), _connector='OR'), name='hoaip_invitation_delegate_has_stakeholder', violation_error_message='A delegate is invited for a country or an organization, nobody else is.'), models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('email', 'stakeholder'), name='hoaip_invitation_one_open', nulls_distinct=False, violation_error_message='An invitation to this address is open already. Renew or withdraw it.')],
                    },
                ),
                migrations.CreateModel(
                    name='Delegate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('from_on', models.DateField(verbose_name='from')),
                        ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to=settings.AUTH_USER_MODEL)),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegates', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31'), models.Q(('until_on__isnull', True), models.Q(('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), _connector='OR')), name='hoaip_delegate_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(hoaip.models.bases.Point('user'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='hoaip_delegate_no_overlap', violation_error_message='This person already speaks for a stakeholder in that period.')],
                    },
                ),
                migrations.CreateModel(
                    name='Country',
                    fields=[
                    ],
                    options={
                        'proxy': True,
                    },
                    bases=('hoaip.stakeholder',),
                ),
                migrations.CreateModel(
                    name='Organization',
                    fields=[
                    ],
                    options={
                        'proxy': True,
                    },
                    bases=('hoaip.stakeholder',),
                ),
                migrations.CreateModel(
                    name='StakeholderGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('until_on', models.DateField(blank=True, null=True)),
                        ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='hoaip.stakeholder')),
                        ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'unique_together': {('user', 'permission', 'content_object')},
                    },
                ),
                migrations.CreateModel(
                    name='Document',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('anchors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, editable=False, size=None)),
                        ('type', models.CharField(choices=[('agenda', 'Agenda'), ('record', 'Record of meeting'), ('concept', 'Concept note'), ('letter', 'Letter'), ('declaration', 'Declaration'), ('evidence', 'Evidence'), ('other', 'Other document')], max_length=11, verbose_name='type')),
                        ('stem', models.CharField(editable=False, max_length=60)),
                        ('number', models.PositiveIntegerField(editable=False)),
                        ('reference', models.CharField(editable=False, max_length=72, unique=True, verbose_name='reference number')),
                        ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title, English')),
                        ('title_fa', models.CharField(blank=True, max_length=200, verbose_name='title, Dari')),
                        ('title_ps', models.CharField(blank=True, max_length=200, verbose_name='title, Pashto')),
                        ('dated_on', models.DateField(verbose_name='date on the document')),
                        ('language', models.CharField(choices=[('en', 'English'), ('fa-af', 'Dari'), ('ps', 'Pashto'), ('ar', 'Arabic'), ('az', 'Azerbaijani'), ('zh', 'Chinese'), ('hi', 'Hindi'), ('kk', 'Kazakh'), ('ky', 'Kyrgyz'), ('fa', 'Persian'), ('ru', 'Russian'), ('tg', 'Tajik'), ('tr', 'Turkish'), ('tk', 'Turkmen'), ('ur', 'Urdu'), ('uz', 'Uzbek')], default='en', max_length=5, verbose_name='language')),
                        ('rung', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')], null=True, verbose_name='who can see it')),
                        ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')], editable=False)),
                        ('confirmed_ceiling', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')], editable=False, null=True)),
                        ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('reach', models.GeneratedField(db_persist=True, expression=models.Case(models.When(rung__isnull=True, then=models.F('ceiling')), models.When(rung__lte=models.F('ceiling'), then=models.F('rung')), models.When(confirmed_ceiling__lte=models.F('ceiling'), then=models.F('rung')), default=models.F('ceiling')), output_field=models.PositiveSmallIntegerField(choices=[(0, 'those on a list, and the director'), (1, 'focal points of the CBM and ministry staff'), (2, 'the ministry'), (3, 'members of the CBM'), (4, 'every delegation of the process'), (5, 'everybody')]))),
                        ('follows', models.GeneratedField(db_persist=True, expression=models.Case(models.When(then=models.Value('record'), type__in=['record', 'evidence']), models.When(then=models.Value('papers'), type__in=['agenda', 'letter']), default=models.Value('frame')), output_field=models.CharField(max_length=6))),
                        ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('deletion_reason', models.TextField(blank=True, editable=False)),
                        ('purge_ordered_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('purge_reason', models.TextField(blank=True, editable=False)),
                        ('purged_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('confirmed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('created_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('deleted_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('process', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='hoaip.process')),
                        ('purge_ordered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('purged_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['anchors'], name='hoaip_document_anchors'), models.Index(models.OrderBy(models.F('dated_on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='hoaip_document_newest'), models.Index(models.OrderBy(models.F('dated_on'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('reach', 5)), name='hoaip_document_public')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('title_en__regex', '\\S'), ('title_fa__regex', '\\S'), ('title_ps__regex', '\\S'), _connector='OR'), name='hoaip_document_titled', violation_error_message='A document has a title in one language at least.'), models.CheckConstraint(condition=models.Q(('type__in', ['agenda', 'record', 'concept', 'letter', 'declaration', 'evidence', 'other'])), name='hoaip_document_type', violation_error_message='A document has one of the seven types.'), models.CheckConstraint(condition=models.Q(('dated_on__gte', '2011-01-01'), ('dated_on__lte', '2100-12-31')), name='hoaip_document_dated', violation_error_message='The date on a document lies between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(('ceiling__gte', 1), ('ceiling__lte', 5), models.Q(('rung__isnull', True), ('rung__in', [0, 2, 3, 4, 5]), _connector='OR')), name='hoaip_document_rungs', violation_error_message='A document is seen by everybody, every delegation, members, the ministry, or a list.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('confirmed_ceiling__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('confirmed_ceiling__isnull', False)), _connector='OR'), name='hoaip_document_confirmed', violation_error_message='Wider than its parent names who confirmed that, and when.'), models.CheckConstraint(condition=models.Q(models.Q(('deleted_at__isnull', True), ('deleted_by__isnull', True), ('deletion_reason', '')), models.Q(('deleted_at__isnull', False), ('deleted_by__isnull', False), ('deletion_reason__regex', '\\S')), _connector='OR'), name='hoaip_document_deleted', violation_error_message='A deleted document names who deleted it, when and why.'), models.CheckConstraint(condition=models.Q(models.Q(('purge_ordered_at__isnull', True), ('purge_ordered_by__isnull', True), ('purge_reason', ''), ('purged_at__isnull', True), ('purged_by__isnull', True)), models.Q(('deleted_at__isnull', False), ('purge_ordered_at__isnull', False), ('purge_ordered_by__isnull', False), ('purge_reason__regex', '\\S'), models.Q(models.Q(('purged_at__isnull', True), ('purged_by__isnull', True)), models.Q(('purged_at__isnull', False), ('purged_by__isnull', False), models.Q(('purged_by', models.F('purge_ordered_by')), _negated=True)), _connector='OR')), _connector='OR'), name='hoaip_document_purge', violation_error_message='Files of a deleted document are destroyed by one person on the order and reason of another.'), models.UniqueConstraint(fields=('stem', 'number'), name='hoaip_document_number', violation_error_message='That reference number belongs to another document already.')],
                    },
                ),
                migrations.CreateModel(
                    name='DocumentFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('language', models.CharField(choices=[('en', 'English'), ('fa-af', 'Dari'), ('ps', 'Pashto'), ('ar', 'Arabic'), ('az', 'Azerbaijani'), ('zh', 'Chinese'), ('hi', 'Hindi'), ('kk', 'Kazakh'), ('ky', 'Kyrgyz'), ('fa', 'Persian'), ('ru', 'Russian'), ('tg', 'Tajik'), ('tr', 'Turkish'), ('tk', 'Turkmen'), ('ur', 'Urdu'), ('uz', 'Uzbek')], max_length=5, verbose_name='language')),
                        ('number', models.PositiveSmallIntegerField(editable=False)),
                        ('is_current', models.BooleanField(default=True, editable=False)),
                        ('name', models.CharField(max_length=160, verbose_name='file name')),
                        ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word'), ('xlsx', 'Excel'), ('png', 'PNG'), ('jpg', 'JPG'), ('txt', 'Text')], max_length=4, verbose_name='kind')),
                        ('stored_name', models.CharField(editable=False, max_length=32, unique=True)),
                        ('size', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('purged_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='hoaip.document')),
                        ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('document', 'language', 'number'), name='hoaip_documentfile_number', violation_error_message='Somebody else replaced this file at the same moment. Reload the page.'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('document', 'language'), name='hoaip_documentfile_one_current', violation_error_message='Of each language one version is the current one.'), models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'docx', 'xlsx', 'png', 'jpg', 'txt'])), name='hoaip_documentfile_kind', violation_error_message='A file is PDF, Word, Excel, PNG, JPG or text.'), models.CheckConstraint(condition=models.Q(('size__gte', 1), ('size__lte', 20971520)), name='hoaip_documentfile_size', violation_error_message='A file holds something and has at most 20 MB.'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$'), ('stored_name__regex', '^[0-9a-f]{32}$')), name='hoaip_documentfile_digest', violation_error_message='A file is known by its SHA-256 and stored under a random name.')],
                    },
                ),
                migrations.CreateModel(
                    name='DocumentReader',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readers', to='hoaip.document')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('document', 'user'), name='hoaip_documentreader_once', violation_error_message='This person is on the list already.')],
                    },
                ),
                migrations.CreateModel(
                    name='EventAnchor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80)),
                        ('on', models.DateField()),
                        ('topic', models.CharField(max_length=12)),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='anchors', to='hoaip.event')),
                    ],
                    options={
                        'indexes': [models.Index(models.F('name'), models.OrderBy(models.F('on'), descending=True), models.OrderBy(models.F('event'), descending=True), name='hoaip_eventanchor_newest'), models.Index(models.F('name'), models.F('topic'), models.OrderBy(models.F('on'), descending=True), models.OrderBy(models.F('event'), descending=True), name='hoaip_eventanchor_topic')],
                        'constraints': [models.UniqueConstraint(fields=('event', 'name'), name='hoaip_eventanchor_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Holiday',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('country_kind', models.CharField(default='country', editable=False, max_length=12)),
                        ('from_on', models.DateField(verbose_name='first day')),
                        ('until_on', models.DateField(verbose_name='last day')),
                        ('name', models.CharField(max_length=200, verbose_name='name')),
                        ('source', models.CharField(choices=[('seeded', 'from the calendar of holidays'), ('own', 'entered here')], default='own', max_length=6)),
                        ('is_removed', models.BooleanField(default=False)),
                        ('is_kept', models.BooleanField(default=False)),
                        ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holidays', to='hoaip.stakeholder')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['country', 'from_on'], name='hoaip_holiday_country_from')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), name='hoaip_holiday_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='hoaip_holiday_named', violation_error_message='A holiday has a name.'), models.CheckConstraint(condition=models.Q(('country_kind', 'country')), name='hoaip_holiday_country', violation_error_message='Holidays belong to a country.'), models.CheckConstraint(condition=models.Q(models.Q(('is_kept', True), ('source', 'own')), ('source', 'seeded'), _connector='OR'), name='hoaip_holiday_source', violation_error_message='A holiday comes from the calendar of holidays, or a person entered it.'), models.UniqueConstraint(fields=('country', 'from_on', 'name'), name='hoaip_holiday_once', violation_error_message='This holiday is in the list already. If it was taken away, put it back.')],
                    },
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('name_latin', models.CharField(blank=True, max_length=160, verbose_name='name, Latin script')),
                        ('name_arabic', models.CharField(blank=True, max_length=160, verbose_name='name, Arabic script')),
                        ('function', models.CharField(blank=True, max_length=160, verbose_name='function')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                        ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                        ('left_on', models.DateField(blank=True, null=True, verbose_name='last day in this function')),
                        ('stakeholder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='persons', to='hoaip.stakeholder')),
                        ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL)),
                        ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='hoaip.person')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('name_latin__regex', '\\S'), ('name_arabic__regex', '\\S'), _connector='OR'), name='hoaip_person_named', violation_error_message='A person has a name, in Latin or in Arabic script.'), models.CheckConstraint(condition=models.Q(('left_on__isnull', True), models.Q(('left_on__gte', '2011-01-01'), ('left_on__lte', '2100-12-31')), _connector='OR'), name='hoaip_person_left', violation_error_message='The last day in a function lies between 2011 and 2100.'), models.UniqueConstraint(models.F('stakeholder'), django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='hoaip_person_email_once', nulls_distinct=False, violation_error_message='Somebody with this e-mail address is in the list already.'), models.UniqueConstraint(fields=('id', 'stakeholder'), name='hoaip_person_id_stakeholder'), models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(models.Q(('merged_into', models.F('id')), _negated=True), ('user__isnull', True)), _connector='OR'), name='hoaip_person_merged', violation_error_message='An entry is merged into another one, and its account goes with it.')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkingWeek',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('country_kind', models.CharField(default='country', editable=False, max_length=12)),
                        ('weekend', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                        ('is_kept', models.BooleanField(default=False)),
                        ('country', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='working_week', to='hoaip.stakeholder')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('weekend__contained_by', [0, 1, 2, 3, 4, 5, 6])), name='hoaip_workingweek_weekend', violation_error_message='A weekend is made of days from Monday to Sunday.'), models.CheckConstraint(condition=models.Q(('country_kind', 'country')), name='hoaip_workingweek_country', violation_error_message='A working week belongs to a country.')],
                    },
                ),
                migrations.CreateModel(
                    name='SavedFilter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('list', models.CharField(editable=False, max_length=60)),
                        ('name', models.CharField(max_length=80, verbose_name='name')),
                        ('query', models.CharField(editable=False, max_length=1000)),
                        ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'list', 'name'), name='hoaip_savedfilter_name', violation_error_message='You have a filter of that name for this list already. Choose another name.'), models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='hoaip_savedfilter_named', violation_error_message='A filter has a name.'), models.CheckConstraint(condition=models.Q(models.Q(('query', ''), _negated=True), models.Q(('list', ''), _negated=True)), name='hoaip_savedfilter_query', violation_error_message='A filter narrows a list by something.')],
                    },
                ),
                migrations.CreateModel(
                    name='Preference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('group', models.CharField(choices=[('asked', 'Something is asked of me, or said in my name'), ('account', 'My account and my sign-in'), ('meetings', 'A meeting I am invited to changes'), ('reminders', 'Something is due or missing'), ('work', 'Something waits for a decision'), ('answers', 'Something I sent in is answered'), ('watched', 'News of what I watch'), ('history', 'The daily head of the history'), ('weekly', 'The weekly letter')], editable=False, max_length=10)),
                        ('choice', models.CharField(choices=[('at_once', 'At once'), ('weekly', 'Once a week, counted in one letter'), ('off', 'Not by mail')], max_length=7)),
                        ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'group'), name='hoaip_preference_once', violation_error_message='For each kind of letters there is one choice.'), models.CheckConstraint(condition=models.Q(('choice__in', ['weekly', 'off'])), name='hoaip_preference_differs', violation_error_message='Letters come at once, once a week, or not by mail.'), models.CheckConstraint(condition=models.Q(('group__in', ('answers', 'history', 'meetings', 'reminders', 'watched', 'work'))), name='hoaip_preference_silenceable', violation_error_message='Letters of this kind come at once: they ask for something, or guard you.')],
                    },
                ),
                migrations.CreateModel(
                    name='PublicText',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('key', models.CharField(max_length=60)),
                        ('text_en', models.CharField(blank=True, max_length=2000, verbose_name='text in English')),
                        ('text_fa', models.CharField(blank=True, max_length=2000, verbose_name='text in Dari')),
                        ('text_ps', models.CharField(blank=True, max_length=2000, verbose_name='text in Pashto')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('key',), name='hoaip_publictext_once', violation_error_message='This text was edited already. Open it again.'), models.CheckConstraint(condition=models.Q(('key__regex', '^[a-z]+(-[a-z]+)*$')), name='hoaip_publictext_key', violation_error_message='The key of a text is made of small letters and hyphens.'), models.CheckConstraint(condition=models.Q(models.Q(('text_en__regex', '[\\u0001-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]'), _negated=True), models.Q(('text_fa__regex', '[\\u0001-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]'), _negated=True), models.Q(('text_ps__regex', '[\\u0001-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]'), _negated=True)), name='hoaip_publictext_seen', violation_error_message='The text holds characters that nobody sees and that turn the line round. Type it without them.'), models.CheckConstraint(condition=models.Q(('text_en__regex', '^$|\\S'), ('text_fa__regex', '^$|\\S'), ('text_ps__regex', '^$|\\S')), name='hoaip_publictext_written', violation_error_message='A text is written or left empty; spaces alone are no text.')],
                    },
                ),
                migrations.CreateModel(
                    name='Watch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('name', models.CharField(editable=False, max_length=80)),
                        ('told_at', models.DateTimeField(editable=False)),
                        ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='watches', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='hoaip_watch_once', violation_error_message='You watch this already.')],
                    },
                ),
                migrations.CreateModel(
                    name='DelegationManager',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('changed_at', models.DateTimeField(auto_now=True)),
                        ('from_on', models.DateField(verbose_name='from')),
                        ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('stakeholder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='managers', to='hoaip.stakeholder')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='managed', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('from_on__gte', '2011-01-01'), ('from_on__lte', '2100-12-31'), models.Q(('until_on__isnull', True), models.Q(('until_on__gte', models.F('from_on')), ('until_on__lte', '2100-12-31')), _connector='OR')), name='hoaip_delegationmanager_days', violation_error_message='It ends on or after its first day, and both days lie between 2011 and 2100.'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('until_on__isnull', False), _connector='OR'), name='hoaip_delegationmanager_ended', violation_error_message='What was ended at once has a last day.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at__isnull', True)), expressions=[(hoaip.models.bases.Point('stakeholder'), '&&'), (hoaip.models.bases.Point('user'), '&&'), (hoaip.models.bases.InclusiveRange('from_on', 'until_on'), '&&')], name='hoaip_delegationmanager_no_overlap', violation_error_message='This person already manages the accounts of this delegation then.')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            APPEND_ONLY,
            """DROP TRIGGER hoaip_auditentry_append_only ON hoaip_auditentry;
            DROP TRIGGER hoaip_accessentry_append_only ON hoaip_accessentry; DROP FUNCTION hoaip_refuse_change();""",
        ),
        migrations.RunSQL(PRIVILEGES, migrations.RunSQL.noop),
        migrations.RunSQL(KIND, "ALTER TABLE hoaip_membership DROP CONSTRAINT hoaip_membership_stakeholder_kind;"),
        migrations.RunSQL(
            KEPT,
            """DROP TRIGGER hoaip_documentfile_frozen ON hoaip_documentfile;
            DROP FUNCTION hoaip_refuse_other_file();""",
        ),
        migrations.RunSQL(
            """ALTER TABLE hoaip_holiday ADD CONSTRAINT hoaip_holiday_kind
            FOREIGN KEY (country_id, country_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;""",
            "ALTER TABLE hoaip_holiday DROP CONSTRAINT hoaip_holiday_kind;",
        ),
        migrations.RunSQL(
            """ALTER TABLE hoaip_workingweek ADD CONSTRAINT hoaip_workingweek_kind
            FOREIGN KEY (country_id, country_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;""",
            "ALTER TABLE hoaip_workingweek DROP CONSTRAINT hoaip_workingweek_kind;",
        ),
        # The digest of its table stands in tests/hoaip/search: with another table it is another migration.
        migrations.RunSQL(sql_function(), "DROP FUNCTION hoaip_fold(text);"),
        *(
            migrations.RunSQL(WORDS.format(table, " || ' ' || ".join(columns)), f"DROP INDEX {table}_words;")
            for table, columns in TABLES.items()
        ),
    ]
