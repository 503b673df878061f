"""Documents, their files and readers; bytes that were stored are named for ever."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

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


class Migration(migrations.Migration):

    dependencies = [
        ('hoaip', '0002_promises'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessentry',
            name='kind',
            field=models.CharField(choices=[('refused', 'refused'), ('not_found', 'not found'), ('read_draft', 'draft read'), ('export', 'exported'), ('read_file', 'file read')], max_length=10),
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
        ),
        migrations.CreateModel(
            name='DocumentReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readers', to='hoaip.document')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='document',
            index=django.contrib.postgres.indexes.GinIndex(fields=['anchors'], name='hoaip_document_anchors'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(models.OrderBy(models.F('dated_on'), descending=True), models.OrderBy(models.F('id'), descending=True), name='hoaip_document_newest'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(models.OrderBy(models.F('dated_on'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('reach', 5)), name='hoaip_document_public'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('title_en__regex', '\\S'), ('title_fa__regex', '\\S'), ('title_ps__regex', '\\S'), _connector='OR'), name='hoaip_document_titled', violation_error_message='A document has a title in one language at least.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['agenda', 'record', 'concept', 'letter', 'declaration', 'evidence', 'other'])), name='hoaip_document_type', violation_error_message='A document has one of the seven types.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('dated_on__gte', '2011-01-01'), ('dated_on__lte', '2100-12-31')), name='hoaip_document_dated', violation_error_message='The date on a document lies between 2011 and 2100.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('ceiling__gte', 1), ('ceiling__lte', 5), models.Q(('rung__isnull', True), ('rung__in', [0, 2, 3, 4, 5]), _connector='OR')), name='hoaip_document_rungs', violation_error_message='A document is seen by everybody, every delegation, members, the ministry, or a list.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True), ('confirmed_ceiling__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('confirmed_ceiling__isnull', False)), _connector='OR'), name='hoaip_document_confirmed', violation_error_message='Wider than its parent names who confirmed that, and when.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deleted_at__isnull', True), ('deleted_by__isnull', True), ('deletion_reason', '')), models.Q(('deleted_at__isnull', False), ('deleted_by__isnull', False), ('deletion_reason__regex', '\\S')), _connector='OR'), name='hoaip_document_deleted', violation_error_message='A deleted document names who deleted it, when and why.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purge_ordered_at__isnull', True), ('purge_ordered_by__isnull', True), ('purge_reason', ''), ('purged_at__isnull', True), ('purged_by__isnull', True)), models.Q(('deleted_at__isnull', False), ('purge_ordered_at__isnull', False), ('purge_ordered_by__isnull', False), ('purge_reason__regex', '\\S'), models.Q(models.Q(('purged_at__isnull', True), ('purged_by__isnull', True)), models.Q(('purged_at__isnull', False), ('purged_by__isnull', False), models.Q(('purged_by', models.F('purge_ordered_by')), _negated=True)), _connector='OR')), _connector='OR'), name='hoaip_document_purge', violation_error_message='Files of a deleted document are destroyed by one person on the order and reason of another.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('stem', 'number'), name='hoaip_document_number', violation_error_message='That reference number belongs to another document already.'),
        ),
        migrations.AddConstraint(
            model_name='documentfile',
            constraint=models.UniqueConstraint(fields=('document', 'language', 'number'), name='hoaip_documentfile_number', violation_error_message='Somebody else replaced this file at the same moment. Reload the page.'),
        ),
        migrations.AddConstraint(
            model_name='documentfile',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('document', 'language'), name='hoaip_documentfile_one_current', violation_error_message='Of each language one version is the current one.'),
        ),
        migrations.AddConstraint(
            model_name='documentfile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'docx', 'xlsx', 'png', 'jpg', 'txt'])), name='hoaip_documentfile_kind', violation_error_message='A file is PDF, Word, Excel, PNG, JPG or text.'),
        ),
        migrations.AddConstraint(
            model_name='documentfile',
            constraint=models.CheckConstraint(condition=models.Q(('size__gte', 1), ('size__lte', 20971520)), name='hoaip_documentfile_size', violation_error_message='A file holds something and has at most 20 MB.'),
        ),
        migrations.AddConstraint(
            model_name='documentfile',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$'), ('stored_name__regex', '^[0-9a-f]{32}$')), name='hoaip_documentfile_digest', violation_error_message='A file is known by its SHA-256 and stored under a random name.'),
        ),
        migrations.AddConstraint(
            model_name='documentreader',
            constraint=models.UniqueConstraint(fields=('document', 'user'), name='hoaip_documentreader_once', violation_error_message='This person is on the list already.'),
        ),
        migrations.RunSQL(
            KEPT,
            """DROP TRIGGER hoaip_documentfile_frozen ON hoaip_documentfile;
            DROP FUNCTION hoaip_refuse_other_file();""",
        ),
    ]
