"""Lists of a delegation's accounts, for who manages them and for the administrator; and of the delegations."""

import django_filters
from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hoaip.accounts.factors import FACTORS
from hoaip.accounts.teams import delegations, managers_of
from hoaip.calendar import today_in_kabul, whole
from hoaip.language import localized, page_language
from hoaip.lists import Column, ListFilter, ListPage
from hoaip.register.manage_forms import in_protocol_order
from hoaip.templatetags.shapes import pill
from hoaip.templatetags.ui import dual_date
from hoaip.templatetags.ui import localized as marked_name


class DelegateFilter(ListFilter):
    """Whose access holds or is ahead, without a word; or all, also those whose access ended."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Access"),
        choices=[("ended", gettext_lazy("Ended")), ("all", gettext_lazy("All"))],
        empty_label=gettext_lazy("Open"),
        method="of_state",
    )

    def of_state(self, queryset, name, value):
        return queryset if value == "all" else queryset.exclude(self.is_open)

    @property
    def is_open(self):
        today = self.request.today
        return Q(user__is_active=True) & (Q(until_on__isnull=True) | Q(until_on__gte=today))

    @property
    def qs(self):
        narrowed = super().qs
        chosen = self.is_bound and self.form.cleaned_data.get("state")
        return narrowed if chosen else narrowed.filter(self.is_open)


class DelegateList(ListPage):
    """Who speaks for one stakeholder, by name, with the state of the account and one step each.

    Of who speaks for it no more only the name and the days are told: the account is for something else, or for nothing.
    """

    name = "accounts-of-a-delegation"
    filter_class = DelegateFilter
    filters_are_shared = False

    def __init__(self, request, stakeholder):
        self.stakeholder = stakeholder
        super().__init__(request)

    def seen(self):
        return self.stakeholder.delegates.select_related("user", "stakeholder")

    def arranged(self, rows):
        return list(rows.order_by("user__full_name", "pk"))

    def dressed(self, rows):
        today = self.request.today
        managing = {row.user_id for row in managers_of([self.stakeholder], today).get(self.stakeholder.pk, ())}
        found = Authenticator.objects.filter(user__in=[row.user_id for row in rows], type__in=FACTORS)
        guarded = set(found.values_list("user", flat=True))
        for row in rows:
            row.is_over = not row.user.is_active or (row.until_on is not None and row.until_on < today)
            row.manages = row.user_id in managing
            row.has_factor = row.user_id in guarded
        return rows

    def columns(self):
        context = {"request": self.request}

        def name(row):
            marks = [pill("plain", _("access ended"))] if row.is_over else []
            if row.manages and not row.is_over:
                marks.append(pill("plain", _("manages the accounts")))
            said = format_html_join("", " {}", ((mark,) for mark in marks))
            return format_html("{}{}", self.linked(row), said)

        def address(row):
            return "" if row.is_over else format_html('<bdi dir="ltr">{}</bdi>', row.user.email)

        def period(row):
            until = dual_date(context, row.until_on) if row.until_on else _("open")
            return format_html('{} – <span class="note">{}</span>', dual_date(context, row.from_on), until)

        def seen(row):
            if row.is_over:
                return ""
            if row.user.last_login is None:
                return format_html('<span class="note">{}</span>', _("never"))
            return dual_date(context, today_in_kabul(row.user.last_login))

        def factor(row):
            if row.is_over:
                return ""
            return _("set up") if row.has_factor else format_html('<span class="note">{}</span>', _("none"))

        return [
            Column(_("Name"), name),
            Column(_("E-mail"), address),
            Column(_("From – until"), period),
            Column(_("Last sign-in"), seen),
            Column(_("Second factor"), factor),
            Column(format_html('<span class="hidden-text">{}</span>', _("Step")), self.step),
        ]

    def linked(self, row):
        return format_html("<bdi>{}</bdi>", row.user.full_name)

    def step(self, row):
        if row.is_over or row.manages or row.user_id == self.request.user.pk:
            return ""
        address = reverse("delegation:access_end", kwargs={"slug": self.stakeholder.slug, "uid": row.uid})
        return _way(address, _("End the access"), row.user.full_name)

    @property
    def title(self):
        return _("Accounts")

    def told(self, count):
        return ngettext("%(count)s account", "%(count)s accounts", count)


class AdministeredList(DelegateList):
    """The same for the administrator: each leads to the person, and to managing the accounts."""

    def linked(self, row):
        address = reverse("accounts:people_detail", kwargs={"uid": row.user.uid})
        return format_html('<a href="{}"><bdi>{}</bdi></a>', address, row.user.full_name)

    def step(self, row):
        if row.is_over or row.manages:
            return ""
        address = reverse("accounts:manager_new", kwargs={"slug": self.stakeholder.slug})
        return _way(f"{address}?person={row.user.uid}", _("Let manage the accounts"), row.user.full_name)


class TeamFilter(ListFilter):
    """All, or those that have accounts and nobody, or somebody, who manages them."""

    managed = django_filters.ChoiceFilter(
        label=gettext_lazy("Somebody manages the accounts"),
        choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))],
        empty_label=gettext_lazy("All"),
        method="of_managed",
    )

    def pill_words(self, name, value, words):
        return f"{self.filters[name].label}: {words}"

    def of_managed(self, queryset, name, value):
        return queryset.filter(is_managed=value == "yes")


class TeamList(ListPage):
    """Delegations that have accounts, in protocol order, with who manages those; or the way to name somebody."""

    name = "delegations-with-accounts"
    filter_class = TeamFilter
    filters_are_shared = False

    def seen(self):
        return delegations(self.request.today)

    def arranged(self, rows):
        return in_protocol_order(rows)

    def dressed(self, rows):
        found = managers_of(rows, self.request.today)
        for row in rows:
            row.of_today = found.get(row.pk, ())
        return rows

    def columns(self):
        def linked(row):
            address = reverse("accounts:team_detail", kwargs={"slug": row.slug})
            return format_html('<a href="{}">{}</a>', address, marked_name(row, "name"))

        def managers(row):
            if not row.of_today:
                return pill("risk", _("nobody"))
            return format_html_join("", "<div><bdi>{}</bdi></div>", ((each.user.full_name,) for each in row.of_today))

        def step(row):
            if row.of_today:
                return ""
            address = reverse("accounts:manager_new", kwargs={"slug": row.slug})
            return _way(address, _("Name a manager"), localized(row, "name")[0])

        return [
            Column(_("Country or organization"), linked),
            Column(_("Accounts"), lambda row: whole(row.accounts or 0, page_language()), is_number=True),
            Column(_("Manages the accounts"), managers),
            Column(format_html('<span class="hidden-text">{}</span>', _("Step")), step),
        ]

    @property
    def title(self):
        return _("Delegations")

    def told(self, count):
        return ngettext("%(count)s delegation", "%(count)s delegations", count)


def _way(address, words, of):
    """A link in a cell; who it is about is said to those who hear it."""
    return format_html(
        '<a class="screen-only" href="{}">{}<span class="hidden-text"> {}</span></a>', address, words, of
    )
