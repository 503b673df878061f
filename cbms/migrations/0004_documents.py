"""The link from a CBM to its documents."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cbms', '0003_promises'),
        ('hoaip', '0003_documents'),
    ]

    operations = [
        migrations.CreateModel(
            name='CbmDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cbm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='document_links', to='cbms.cbm')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)s', to='hoaip.document')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
