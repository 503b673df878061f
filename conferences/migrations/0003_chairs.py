"""Who chairs a process from when to when."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import hoaip.models.bases
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0002_initial'),
        ('hoaip', '0004_events'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.RunSQL(
            """ALTER TABLE conferences_chair ADD CONSTRAINT conferences_chair_stakeholder_kind
            FOREIGN KEY (stakeholder_id, stakeholder_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;""",
            "ALTER TABLE conferences_chair DROP CONSTRAINT conferences_chair_stakeholder_kind;",
        ),
    ]
