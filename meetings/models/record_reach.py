"""How far the outcomes and the record of a meeting are seen, now and from a moment on."""

from django.db import models
from django.db.models import Case, F, Q, Value, When

from hoaip.embargo import has_come, is_past
from hoaip.ladder import Rung

# Of a meeting in one of these states a record was circulated; in any other its drafters alone read.
CIRCULATED = ("reported", "closed")


def opened(of=""):
    """Meetings whose outcomes and record everybody reads by now, as a Q; `of`: the way to the meeting."""
    return Q(**{f"{of}record_rung": Rung.PUBLIC}) | has_come(f"{of}record_opens_at")


class RecordReach(models.Model):
    """What a meeting repeats of the agreed texts of its record, for outcomes and documents."""

    # How far its outcomes and record may be seen while the record is circulated: as its newest agreed text says.
    record_reach = models.PositiveSmallIntegerField(
        choices=Rung, default=Rung.MEMBERS, db_default=Rung.MEMBERS.value, editable=False
    )
    # The first moment that is fixed for one of them to be published.
    record_from = models.DateTimeField(null=True, blank=True, editable=False)

    record_rung = models.GeneratedField(
        expression=Case(When(state__in=["reported", "closed"], then=F("record_reach")), default=Value(Rung.DRAFTERS)),
        output_field=models.PositiveSmallIntegerField(choices=Rung),
        db_persist=True,
    )
    record_opens_at = models.GeneratedField(
        expression=Case(When(state__in=["reported", "closed"], then=F("record_from"))),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    class Meta:
        abstract = True

    @property
    def record_rung_now(self):
        """How far they are seen at this instant."""
        return Rung.PUBLIC if is_past(self.record_opens_at) else self.record_rung

    @property
    def outcomes_are_published(self):
        """The record is public and its outcomes with it: none changes any more."""
        return self.record_rung_now == Rung.PUBLIC
