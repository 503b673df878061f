"""The administrator's list of roles in CBMs."""

from collections import Counter
from functools import cached_property

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.circle import party_key
from cbms.filters import cbm_choices
from cbms.models import RoleAssignment
from hoaip.language import localized, page_language
from hoaip.lists import Cell, Column, ListFilter, ListPage, days, named, offered, written
from hoaip.public_cache import facts
from hoaip.templatetags.shapes import pill, role_mark
from hoaip.templatetags.ui import dual_date
from hoaip.templatetags.ui import localized as marked_name
from hoaip.widgets import Listed
from meetings.forms.roles import meeting_words

ORDER = list(RoleAssignment.LETTERS)


def holders():
    """Those who hold, held or will hold a role, and everybody."""
    return offered(Exists(RoleAssignment.objects.filter(stakeholder=OuterRef("pk"))))


class RoleFilter(ListFilter):
    """By CBM, role, stakeholder, and whether it runs; without a word running ones and those to come."""

    cbm = django_filters.ChoiceFilter(
        field_name="cbm__code", label=gettext_lazy("CBM"), empty_label=gettext_lazy("all CBMs"), widget=Listed
    )
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Role"), choices=RoleAssignment.CbmRole.choices, empty_label=gettext_lazy("All")
    )
    stakeholder = django_filters.ChoiceFilter(
        field_name="stakeholder__slug",
        label=gettext_lazy("Country or organization"),
        empty_label=gettext_lazy("All"),
        widget=Listed,
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[("ended", gettext_lazy("Ended")), ("all", gettext_lazy("All"))],
        empty_label=gettext_lazy("In force or to come"),
        method="of_state",
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        known = [pair for pair in facts.get(request, "cbm choices", cbm_choices) if pair[0]]
        self.filters["cbm"].extra["choices"] = known
        self.offer("stakeholder", facts.get(request, "holders of roles", holders))

    def of_state(self, queryset, name, value):
        return queryset if value == "all" else queryset.filter(until_on__lt=self.request.today)

    @property
    def qs(self):
        narrowed = super().qs
        if self.is_bound and self.form.cleaned_data.get("state"):
            return narrowed
        return narrowed.filter(Q(until_on__isnull=True) | Q(until_on__gte=self.request.today))

    def pill_words(self, name, value, words):
        return value.upper() if name == "cbm" else words


class RoleList(ListPage):
    """Roles by CBM, by role, then in protocol order, each with the meetings that decided it."""

    name = "roles"
    export_route = "roles:role_export"
    filter_class = RoleFilter
    page_size = 100
    has_groups = True

    def seen(self):
        return RoleAssignment.objects.all()

    def shaped(self, rows):
        return rows.select_related("stakeholder", "cbm").prefetch_related("decisions__meeting__pairs__cbm")

    def arranged(self, rows):
        language = page_language()
        found = sorted(
            rows,
            key=lambda row: (
                row.cbm.position,
                ORDER.index(row.role),
                party_key(row.stakeholder, language),
                row.from_on,
                row.pk,
            ),
        )
        self.sizes = Counter(row.cbm_id for row in found)
        # Where no person has confirmed a single one, a mark on each says nothing.
        self.some_confirmed = any(row.is_confirmed for row in found)
        return found

    def group_of(self, row):
        return localized(row.cbm, "name")[0], self.sizes[row.cbm_id]

    def columns(self):
        return [
            Column(_("CBM"), None, (Cell("cbm", _("CBM"), lambda row: row.cbm.short, is_safe=True),)),
            written("stakeholder", _("Who"), lambda row: localized(row.stakeholder, "name")[0], html=self._who),
            named(
                "role",
                _("Role"),
                lambda row: row.role,
                RoleAssignment.CbmRole.choices,
                html=lambda row: role_mark(row.role, "shown"),
            ),
            Column(
                _("From"),
                self._beginning,
                (
                    *days("from_on", _("From"), lambda row: row.from_on),
                    *named(
                        "from_basis",
                        _("How the first day is known"),
                        lambda row: row.from_basis,
                        RoleAssignment._meta.get_field("from_basis").choices,
                    ).cells,
                ),
            ),
            Column(
                _("Until"),
                lambda row: self._day(row.until_on) if row.until_on else "",
                days("until_on", _("Until"), lambda row: row.until_on),
            ),
            Column(
                _("By what decision"),
                self._decision,
                (
                    Cell("basis", _("By what decision"), lambda row: row.basis),
                    Cell("decided_by", _("Decided by"), lambda row: "; ".join(self._meetings(row))),
                ),
            ),
            Column(format_html('<span class="hidden-text">{}</span>', _("Steps")), self._end),
        ]

    @cached_property
    def _today(self):
        return self.request.today

    def _day(self, day):
        return dual_date({"request": self.request}, day)

    def _who(self, row):
        marks = []
        if row.from_on > self._today:
            marks.append(pill("plain", _("to come")))
        if row.is_disputed:
            marks.append(pill("disputed"))
        elif self.some_confirmed and not row.is_confirmed:
            marks.append(pill("unconfirmed"))
        return format_html(
            '<a class="quiet" href="{}">{}</a>{}',
            reverse("register:stakeholder_detail", kwargs={"slug": row.stakeholder.slug}),
            marked_name(row.stakeholder, "name"),
            format_html_join("", " {}", ((mark,) for mark in marks)),
        )

    def _beginning(self, row):
        if row.from_basis == "unknown":
            return _("start not known")
        if row.from_basis == "exact":
            return self._day(row.from_on)
        return format_html('{} <span class="note">{}</span>', self._day(row.from_on), row.get_from_basis_display())

    def _meetings(self, row):
        return [meeting_words(decision.meeting) for decision in row.decisions.all()]

    def _decision(self, row):
        links = format_html_join(
            "",
            '<div class="note">{} <a href="{}"><bdi>{}</bdi></a></div>',
            (
                (
                    _("Ended by") if decision.ends_role else _("Decided by"),
                    reverse("meetings:meeting_detail", kwargs={"uid": decision.meeting.uid}),
                    meeting_words(decision.meeting),
                )
                for decision in row.decisions.all()
            ),
        )
        return format_html('<bdi class="note">{}</bdi>{}', row.basis, links)

    def _end(self, row):
        if row.until_on is not None and row.until_on < self._today:
            return ""
        return format_html(
            '<a href="{}">{}<span class="hidden-text">: {}</span></a>',
            reverse("roles:role_end", kwargs={"uid": row.uid}),
            _("End"),
            _(", ").join((row.get_role_display(), localized(row.stakeholder, "name")[0])),
        )

    @property
    def title(self):
        return _("Roles in CBMs")

    def told(self, count):
        return ngettext("%(count)s role", "%(count)s roles", count)
