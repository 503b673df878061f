"""Technical focal points; nobody is the contact of a stakeholder that the person does not belong to."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import hoaip.models.bases
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cbms', '0004_documents'),
        ('hoaip', '0005_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.RunSQL(
            """ALTER TABLE cbms_technicalcontact ADD CONSTRAINT cbms_technicalcontact_person_of_stakeholder
            FOREIGN KEY (person_id, stakeholder_id) REFERENCES hoaip_person (id, stakeholder_id) ON UPDATE CASCADE;""",
            "ALTER TABLE cbms_technicalcontact DROP CONSTRAINT cbms_technicalcontact_person_of_stakeholder;",
        ),
    ]
