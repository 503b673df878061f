"""The administrator's lists of accounts and of open invitations."""

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hoaip.accounts.roles import roles_of
from hoaip.accounts.teams import open_invitations, tell_about
from hoaip.grants import holders_of
from hoaip.language import localized
from hoaip.lists import Cell, Column, ListFilter, ListPage, Text, instants, named, written
from hoaip.models import Invitation, User
from hoaip.permissions import Permission, Role
from hoaip.templatetags.shapes import pill

ROLES = (
    Role.FOCAL_POINT,
    Role.REVIEWER,
    Role.DIRECTOR,
    Role.ADMINISTRATOR,
    Role.DELEGATE,
    Role.LEAD,
    Role.CO_LEAD,
    Role.PARTICIPATING,
    Role.SUPPORTING,
    Role.DELEGATION_MANAGER,
)
ACTIVE = [("active", gettext_lazy("active")), ("deactivated", gettext_lazy("deactivated"))]


class PeopleFilter(ListFilter):
    """By a part of name or e-mail, by a role of today, and by account; without a word active ones alone."""

    q = Text(label=gettext_lazy("Name or e-mail"), method="of_words")
    role = django_filters.ChoiceFilter(
        label=gettext_lazy("Role today"),
        choices=[(role.value, role.label) for role in ROLES],
        empty_label=gettext_lazy("All"),
        method="of_role",
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Account"),
        choices=[("deactivated", gettext_lazy("Deactivated")), ("all", gettext_lazy("All"))],
        empty_label=gettext_lazy("Active"),
        method="of_state",
    )

    def of_words(self, queryset, name, value):
        return queryset.filter(Q(full_name__icontains=value) | Q(email__icontains=value))

    def of_role(self, queryset, name, value):
        return queryset.filter(pk__in=holders_of(value, self.request.today))

    def of_state(self, queryset, name, value):
        return queryset if value == "all" else queryset.filter(is_active=False)

    @property
    def qs(self):
        narrowed = super().qs
        chosen = self.is_bound and self.form.cleaned_data.get("state")
        return narrowed if chosen else narrowed.filter(is_active=True)


class PeopleList(ListPage):
    """Accounts by name, with their roles of today. The portal's own account is nobody's to look at."""

    name = "people"
    export_route = "accounts:people_export"
    filter_class = PeopleFilter
    filters_are_shared = False
    order = ("full_name", "pk")

    def seen(self):
        return User.objects.filter(is_system=False)

    def dressed(self, rows):
        said = roles_of(rows, on=self.request.today)
        for person in rows:
            person.said = said[person.pk]
        return rows

    def columns(self):
        def linked(person):
            address = reverse("accounts:people_detail", kwargs={"uid": person.uid})
            mark = "" if person.is_active else format_html(" {}", pill("plain", _("deactivated")))
            return format_html('<a href="{}"><bdi>{}</bdi></a>{}', address, person.full_name, mark)

        def roles(person):
            if not person.said:
                return format_html('<span class="note">{}</span>', _("no role"))
            return format_html_join("", "<div>{}</div>", ((words,) for words in person.said))

        account = named("account", _("Account"), lambda row: "active" if row.is_active else "deactivated", ACTIVE)
        name = Cell("name", _("Name"), lambda row: row.full_name)
        today = Cell("today", _("Today"), lambda row: "; ".join(map(str, row.said)))
        return [
            Column(_("Name"), linked, (name, *account.cells)),
            Column(_("Today"), roles, (today,)),
            written(
                "email",
                _("E-mail"),
                lambda row: row.email,
                html=lambda row: format_html('<bdi dir="ltr">{}</bdi>', row.email),
                needs=Permission.MANAGE_ACCOUNTS,
            ),
        ]

    @property
    def title(self):
        return _("People")

    def told(self, count):
        return ngettext("%(count)s account", "%(count)s accounts", count)


class InvitationFilter(ListFilter):
    """By a part of name or e-mail, and whether the address has an account already."""

    q = Text(label=gettext_lazy("Name or e-mail"), method="of_words")
    account = django_filters.ChoiceFilter(
        label=gettext_lazy("Has an account already"),
        choices=[("yes", gettext_lazy("Yes"))],
        empty_label=gettext_lazy("All"),
        method="of_account",
    )

    def pill_words(self, name, value, words):
        return str(self.filters[name].label) if name == "account" else words

    def of_account(self, queryset, name, value):
        return queryset.filter(account__isnull=False)

    def of_words(self, queryset, name, value):
        return queryset.filter(Q(full_name__icontains=value) | Q(email__icontains=value))


class InvitationList(ListPage):
    """Invitations that were neither used nor withdrawn, newest first; `now` tells which are too old."""

    name = "invitations"
    export_route = "accounts:invitation_export"
    filter_class = InvitationFilter
    filters_are_shared = False
    order = ("-expires_at", "-pk")
    template = "hoaip/_invitation.html"

    def __init__(self, request, *, now):
        self.now = now
        super().__init__(request)

    def seen(self):
        return open_invitations()

    def dressed(self, rows):
        return tell_about(rows, day=self.request.today, now=self.now)

    def columns(self):
        def of_what(row):
            anchor = row.stakeholder or row.process
            return localized(anchor, "name")[0] if anchor else ""

        return [
            Column(_("Until"), None, instants("expires_at", _("Until"), lambda row: row.expires_at)),
            written("name", _("Name"), lambda row: row.full_name),
            named("invited_as", _("Invited as"), lambda row: row.role, Invitation.Kind.choices),
            written("of", _("Country, organization or process"), of_what),
            written("email", _("E-mail"), lambda row: row.email, needs=Permission.MANAGE_ACCOUNTS),
            written("invited_by", _("Invited by"), lambda row: row.invited_by.full_name),
        ]

    @property
    def title(self):
        return _("Open invitations")

    def told(self, count):
        return ngettext("%(count)s invitation", "%(count)s invitations", count)
