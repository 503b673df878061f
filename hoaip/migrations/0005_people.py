"""Persons without accounts; holidays and weekends, which belong to a country under a composite key."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hoaip', '0004_events'),
    ]

    operations = [
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
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('name_latin__regex', '\\S'), ('name_arabic__regex', '\\S'), _connector='OR'), name='hoaip_person_named', violation_error_message='A person has a name, in Latin or in Arabic script.'), models.CheckConstraint(condition=models.Q(('left_on__isnull', True), models.Q(('left_on__gte', '2011-01-01'), ('left_on__lte', '2100-12-31')), _connector='OR'), name='hoaip_person_left', violation_error_message='The last day in a function lies between 2011 and 2100.'), models.UniqueConstraint(models.F('stakeholder'), django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='hoaip_person_email_once', nulls_distinct=False, violation_error_message='Somebody with this e-mail address is in the list already.'), models.UniqueConstraint(fields=('id', 'stakeholder'), name='hoaip_person_id_stakeholder')],
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
    ]
