"""The moment from which everybody sees a commitment."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cbms', '0001_squashed_0010_search'),
        ('conferences', '0001_squashed_0013_commitment_reminders'),
        ('hoaip', '0014_embargo'),
        ('meetings', '0022_embargo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='public_from',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(condition=models.Q(('public_from__isnull', False)), fields=['public_from'], name='conferences_commitment_opens'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(('public_from__isnull', True), models.Q(('state', 'draft'), _negated=True), _connector='OR'), name='conferences_commitment_public_from', violation_error_message='A draft is not published at a moment: it is registered first.'),
        ),
    ]
