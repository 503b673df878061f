"""Expressions of interest, brought to meetings of their CBM alone; heads of delegation as persons of the delegation."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cbms', '0005_contacts'),
        ('hoaip', '0005_people'),
        ('meetings', '0003_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='attendance',
            name='head',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delegations_led', to='hoaip.person'),
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
    ]
