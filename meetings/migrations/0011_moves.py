"""Whether the public knew a date that moved, who carried a number that stays reserved, how large a delegation can be."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0010_newest_of_a_host'),
    ]

    operations = [
        migrations.AddField(
            model_name='datechange',
            name='was_public',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='registernote',
            name='meeting',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='numbers_left', to='meetings.meeting'),
        ),
        migrations.AddIndex(
            model_name='datechange',
            index=models.Index(condition=models.Q(('date_precision', 'day')), fields=['starts_on'], name='meetings_datechange_on_day'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('size__isnull', True), ('size__lte', 999), _connector='OR'), name='meetings_attendance_size', violation_error_message='A delegation has at most 999 persons.'),
        ),
    ]
