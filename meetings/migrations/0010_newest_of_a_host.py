from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0009_held_by_day'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(condition=models.Q(('is_public', True)), fields=['host', '-starts_on', '-id'], name='meetings_meeting_hosted'),
        ),
    ]
