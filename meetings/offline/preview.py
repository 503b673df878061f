"""What a form would write, beside what is stored: read before anything is written."""

from functools import cached_property

from django.utils.translation import gettext as _

from cbms.circle import called
from hoaip.grants import can_on_all
from hoaip.language import page_language
from hoaip.permissions import Permission
from meetings.actions.guards import may_be_held, nobody_leading, somebody_leading_came, standing_in_register
from meetings.actions.moves import period
from meetings.capacities import capacities
from meetings.models import Attendance, Meeting, Outcome
from meetings.names import headline, short_name


class Preview:
    """The details of a Filling (meetings/offline/filling.py) as the page shows them to `by`."""

    def __init__(self, filling, details, process, *, by, today):
        self.filling, self.details, self.process, self.by, self.today = filling, details, process, by, today
        self.meeting = filling.meeting

    @property
    def moves(self):
        """Whether the stored meeting gets another day or period."""
        return self.meeting is not None and period(self.meeting) != period(self.details)

    def facts(self):
        """[(label, before, after, whether it changes)] of the columns but the period, as words."""
        for label, words in (
            (_("Title"), lambda row: row.title_en if isinstance(row, Meeting) else row.title),
            (_("Host"), lambda row: called(row.host, page_language()) if row.host else ""),
            (_("City"), lambda row: row.city),
            (_("Held"), lambda row: str(Meeting.Mode(row.mode).label)),
        ):
            before = words(self.meeting) if self.meeting is not None else ""
            after = words(self.details)
            yield label, before, after, self.meeting is not None and before != after

    def groups(self):
        """[(heading, [(role, name, answer in words)])] of who holds a role, and of others who came."""
        form, labels = self.filling.form, dict(Attendance.Answer.choices)
        sections = [*form.attendance_groups(), (_("Others who came, as observers"), form.others())]
        for heading, lines in sections:
            told = [(line.role, line.name, labels.get(line.field.value() or "", "")) for line in lines]
            if heading == sections[-1][0]:
                told = [each for each in told if each[2]]
            if told:
                yield heading, told

    @property
    def unsaid(self):
        """How many hold a role and have no answer: they are written as not having come."""
        form = self.filling.form
        return sum(
            1 for _heading, lines in form.attendance_groups() for line in lines if not (line.field.value() or "")
        )

    @property
    def outcomes(self):
        """[(number, kind, text, owners, due as OutcomeDetails, whether it is new)]."""
        language = page_language()
        for number, each in enumerate(self.details.outcomes, 1):
            owners = [called(owner, language) for owner in each.owners]
            is_new = number > self.filling.outcomes_before
            yield number, Outcome.Kind(each.kind).label, each, owners, is_new

    @property
    def paragraphs(self):
        """[(number, text, whether it is new)]."""
        before = self.filling.paragraphs_before
        return [(number, text, number > before) for number, text in enumerate(self.details.record, 1)]

    @cached_property
    def unheld(self):
        """Sentences that say why it cannot be recorded as held; [] when it can. One query at most."""
        details = self.details
        to_the_day = not can_on_all(self.by, Permission.CORRECT_ORDINAL, details.cbms or [self.process])
        problems = list(may_be_held(details, today=self.today, to_the_day=to_the_day).values())
        capacity_of = capacities(details.cbms, self.process, details.starts_on)
        attendance = [(who.pk, capacity_of.get(who.pk), answer) for who, answer in details.attendance.items()]
        if not somebody_leading_came(details.host, attendance):
            problems.append(nobody_leading())
        return problems

    @cached_property
    def registered(self):
        """[(meeting, name)] of the same CBM, type and day that stand in the register."""
        if self.meeting is not None and not self.moves:
            return []
        found = standing_in_register(self.details, by=self.by, apart_from=self.meeting)
        return [(each, ", ".join(map(short_name, each.pairs.all())) or headline(each)) for each in found]

    @property
    def has_attendance(self):
        return bool(self.details.attendance)
