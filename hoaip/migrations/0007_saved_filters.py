"""Filters of a list that somebody keeps under a name."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hoaip', '0006_search'),
    ]

    operations = [
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
    ]
