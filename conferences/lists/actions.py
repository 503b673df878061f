"""The list of actions: what stands in a row, on the screen and in a file, and what narrows it."""

from datetime import timedelta
from uuid import UUID

import django_filters
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.circle import called
from cbms.filters import cbm_choices
from conferences.due import due_html
from conferences.follow_up.reading import Reading, states_of
from conferences.follow_up.sources import Sources
from conferences.models import OPEN_ACTIONS, Action
from conferences.models.standing import RUNGS
from hoaip.decorators import reader
from hoaip.language import page_language
from hoaip.lists import Cell, Column, ListFilter, ListPage, days, offered, written
from hoaip.permissions import Permission
from hoaip.public_cache import facts
from hoaip.reader import calendar_of_reader
from hoaip.templatetags.ui import number
from hoaip.widgets import Listed

SOON = timedelta(days=30)


def owners():
    """Those who do something that is public, and everybody."""
    return offered(Exists(Action.objects.filter(owner=OuterRef("pk"), shown_rung=RUNGS[-1])))


class ActionFilter(ListFilter):
    """By CBM, owner, state in neutral words, due day, what is carried out, and whether it is the reader's own."""

    cbm = django_filters.ChoiceFilter(
        field_name="cbm__code", label=gettext_lazy("CBM"), widget=Listed, empty_label=None
    )
    owner = django_filters.ChoiceFilter(
        field_name="owner__slug", label=gettext_lazy("Who does it"), widget=Listed, empty_label=gettext_lazy("all")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        empty_label=gettext_lazy("all states"),
        widget=Listed,
        method="in_state",
    )
    due = django_filters.ChoiceFilter(
        label=gettext_lazy("Due"), empty_label=gettext_lazy("at any time"), widget=Listed, method="when_due"
    )
    source = django_filters.ChoiceFilter(
        choices=[("commitment", gettext_lazy("a commitment")), ("meeting", gettext_lazy("a decision of a meeting"))],
        label=gettext_lazy("Carries out"),
        empty_label=gettext_lazy("anything"),
        widget=Listed,
        method="of_source",
    )
    mine = django_filters.ChoiceFilter(
        choices=[("yes", gettext_lazy("mine alone"))],
        label=gettext_lazy("Whose"),
        empty_label=gettext_lazy("everybody’s"),
        widget=Listed,
        method="of_reader",
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.reading = Reading(reader(request), request)
        states = list(self.reading.neutral_words.items())
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices", cbm_choices)
        self.offer("owner", facts.get(request, "owners of actions", owners), to_insiders=not self.is_shared)
        due = [("soon", _("in the next 30 days")), ("ongoing", _("ongoing"))]
        if self.reading.is_internal:
            due.insert(0, ("overdue", _("overdue")))
            states.append(("to_verify", _("to be verified")))
        self.filters["state"].extra["choices"] = states
        self.filters["due"].extra["choices"] = due
        if not (self.reading.speaks_for or self.reading.focal_of):
            del self.filters["mine"]

    @property
    def is_shared(self):
        """Whether this reader chooses among what everybody chooses among."""
        return not (self.reading.is_internal or self.reading.speaks_for)

    def in_state(self, queryset, name, value):
        states = [Action.State.DONE_CLAIMED] if value == "to_verify" else states_of(value)
        return queryset.filter(state__in=states)

    def when_due(self, queryset, name, value):
        today = self.request.today
        if value == "overdue":
            return queryset.overdue(today)
        if value == "ongoing":
            return queryset.filter(due_on__isnull=True)
        return queryset.filter(due_on__range=(today, today + SOON), state__in=OPEN_ACTIONS)

    def of_source(self, queryset, name, value):
        return queryset.filter(**{"commitment__isnull" if value == "commitment" else "outcome__isnull": False})

    def of_reader(self, queryset, name, value):
        return queryset.filter(Q(owner__in=self.reading.speaks_for) | Q(cbm__in=self.reading.focal_of))

    def pill_words(self, name, value, words):
        return value.upper() if name == "cbm" else words


class ActionList(ListPage):
    """Actions the reader may see, the newest first."""

    name = "actions"
    export_route = "follow_up:action_export"
    filter_class = ActionFilter
    order = ("-pk",)

    @property
    def filters_are_shared(self):
        return self.filters.is_shared

    def seen(self):
        return Action.objects.visible_to(reader(self.request))

    def shaped(self, rows):
        return rows.select_related("owner", "cbm", "outcome")

    def dressed(self, rows):
        self.sources = Sources(rows, reader(self.request))
        return rows

    def columns(self):
        reading, origin = self.filters.reading, settings.PUBLIC_ORIGIN
        language, calendar = page_language(), calendar_of_reader(self.request)
        # One address is resolved, the others differ by their uid alone.
        before, after = reverse("follow_up:action_detail", kwargs={"uid": UUID(int=0)}).split(str(UUID(int=0)))

        def linked(row):
            return format_html('<a href="{}{}{}"><bdi>{}</bdi></a>', before, row.uid, after, row.title)

        def state(row):
            over = reading.days_over(row)
            if over is None:
                return reading.word(row)
            late = ngettext("%(count)s day over", "%(count)s days over", over) % {"count": number(over)}
            return format_html('{} <span class="pill pill-risk">{}</span>', reading.word(row), late)

        def source(row):
            words = self.sources.words(row)
            if not words:
                return format_html('<span class="note">{}</span>', _("not open to you"))
            return format_html('<a class="quiet" href="{}"><bdi>{}</bdi></a>', self.sources.address(row), words)

        return [
            Column(
                _("Action"),
                linked,
                (
                    Cell("action", _("Action"), lambda row: row.title),
                    Cell("address", _("Address"), lambda row: f"{origin}{before}{row.uid}{after}", is_safe=True),
                ),
            ),
            written(
                "owner", _("Who does it"), lambda row: row.owner.slug, words=lambda row: called(row.owner, language)
            ),
            written("cbm", _("CBM"), lambda row: row.cbm.short if row.cbm else ""),
            Column(
                _("Due"),
                lambda row: due_html(row, calendar),
                (
                    *days("due_on", _("Due"), lambda row: row.due_on),
                    Cell("due_precision", _("How exactly"), lambda row: str(row.due_precision), is_safe=True),
                ),
            ),
            Column(
                _("State"), state, (Cell("state", _("State"), reading.code, lambda row: str(reading.word(row)), True),)
            ),
            written("carries_out", _("Carries out"), self.source_words, html=source),
            Column(
                _("Days open"),
                lambda row: number(reading.days_open(row)),
                (
                    Cell("days_open", _("Days open"), lambda row: blank(reading.days_open(row)), is_safe=True),
                    Cell("days_over", _("Days over"), lambda row: blank(reading.days_over(row)), is_safe=True),
                ),
                is_number=True,
                needs=Permission.VIEW_BOARD,
            ),
        ]

    def source_words(self, row):
        return self.sources.words(row)

    @property
    def title(self):
        return _("Actions")

    def told(self, count):
        return ngettext("%(count)s action", "%(count)s actions", count)


def blank(value):
    """Nothing in place of None: an empty cell."""
    return "" if value is None else value
