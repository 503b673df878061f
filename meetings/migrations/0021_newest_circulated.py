"""The newest meetings whose record is circulated, and the newest of the bodies of the process, found by an index."""

from django.db import migrations, models
from django.db.models import F, Q

NEWEST = (F("starts_on").desc(), F("id").desc())


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_squashed_0020_notes")]

    operations = [
        migrations.AddIndex(
            "meeting",
            models.Index(
                *NEWEST, condition=Q(state__in=["reported", "closed"]), name="meetings_meeting_circulated"
            ),
        ),
        migrations.AddIndex(
            "meeting",
            models.Index(*NEWEST, condition=Q(type__in=("som", "am", "mc")), name="meetings_meeting_of_process"),
        ),
    ]
