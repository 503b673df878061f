"""The list of those invited to a meeting and of what each answered, on the screen and as a file."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_filters import ChoiceFilter

from cbms.circle import called
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.lists import Cell, Column, ListFilter, ListPage, instants, named, written
from hoaip.templatetags.shapes import role_mark
from hoaip.templatetags.ui import instant, number
from meetings.invited import with_answers
from meetings.models import Attendance, Invitee, Rsvp
from meetings.reading import may_read_notes
from meetings.templatetags.invitations import rsvp_pill

NONE = "none"
ANSWERS = [*Rsvp.Answer.choices, (NONE, gettext_lazy("no answer"))]


class InviteeFilter(ListFilter):
    """By what was answered, no answer among it."""

    answer = ChoiceFilter(
        label=gettext_lazy("What was answered"),
        choices=ANSWERS,
        empty_label=gettext_lazy("all answers"),
        method="of_answer",
    )

    def of_answer(self, queryset, name, value):
        return queryset.filter(answered=None if value == NONE else value)


class InviteeList(ListPage):
    """Those invited to the present date of one meeting, by role and protocol. Notes are the ministry's to read."""

    name = "invited"
    export_route = "meetings:invitee_export"
    filter_class = InviteeFilter
    page_size = 200

    def __init__(self, request, meeting):
        self.meeting = meeting
        super().__init__(request)

    def seen(self):
        return Invitee.objects.standing().with_answer().filter(meeting=self.meeting)

    def arranged(self, rows):
        return with_answers(rows)

    def export_of(self):
        return (self.meeting.uid,)

    def columns(self):
        language = page_language()

        def of_answer(name):
            return lambda line: getattr(line.standing, name) if line.standing else ""

        def who(line):
            return called(line.stakeholder, language)

        def role(line):
            return format_html("{} {}", role_mark(line.capacity, "none"), line.capacity_words)

        def on_behalf(line):
            return "yes" if of_answer("on_behalf")(line) else ""

        def answered(line):
            marked = format_html('<br><span class="note">{}</span>', _("entered on its behalf"))
            shown = rsvp_pill(line.standing.answer if line.standing else "")
            return format_html("{}{}", shown, marked if on_behalf(line) else "")

        def when(line):
            return instant({"request": self.request}, line.standing.at) if line.standing else ""

        columns = [
            Column(
                _("State or organization"),
                lambda line: format_html("<bdi>{}</bdi>", who(line)),
                (
                    Cell("code", _("Code"), lambda line: line.stakeholder.code, is_safe=True),
                    Cell("name", _("Name"), who),
                ),
            ),
            named("role", _("Role"), lambda line: line.capacity, Attendance.Capacity.choices, html=role),
            named(
                "answer",
                _("What was answered"),
                lambda line: str(line.standing.answer) if line.standing else NONE,
                ANSWERS,
                html=answered,
            ),
            named("level", _("Level"), of_answer("level"), Rsvp.Level.choices),
            Column(
                _("Persons"),
                lambda line: number(line.standing.size) if line.standing and line.standing.size else "",
                (Cell("size", _("Persons"), lambda line: of_answer("size")(line) or "", is_safe=True),),
                is_number=True,
            ),
            Column(
                _("Answered"),
                when,
                instants("answered_at", _("Answered"), lambda line: line.standing.at if line.standing else None),
            ),
            # On the screen it stands beside the answer.
            Column(_("On its behalf"), None, (Cell("on_behalf", _("On its behalf"), on_behalf, is_safe=True),)),
        ]
        if may_read_notes(reader(self.request), self.meeting):
            columns += [
                Column(
                    _("Letters"),
                    lambda line: number(line.invitee.mails),
                    (Cell("letters", _("Letters"), lambda line: line.invitee.mails, is_safe=True),),
                    is_number=True,
                ),
                written("note", _("Note"), of_answer("note")),
            ]
        return columns

    @property
    def title(self):
        return _("Who is invited")

    def told(self, count):
        return ngettext("%(count)s is invited", "%(count)s are invited", count)
