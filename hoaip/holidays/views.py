"""The administrator's screen for holidays and weekends, by country and year."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaip.calendar import WEEKDAYS
from hoaip.decorators import load, requires
from hoaip.holidays import actions
from hoaip.holidays.forms import HolidayForm, NewHolidayForm, WeekendForm, WhichForm
from hoaip.language import page_language
from hoaip.models import Country, Holiday, WorkingWeek
from hoaip.permissions import Permission
from hoaip.saving.save import save_form
from hoaip.templatetags.ui import plain_digits

FORM = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.MANAGE_SETTINGS)
def holiday_list(request):
    """Holidays of one country in one year, and its weekend: `?country=` (the first without) and `?year=`.

    A query that is not understood is a 400: the form with the sentence at its field, and no rows.
    """
    form = WhichForm(request)
    if not form.is_valid():
        return render(request, "hoaip/holiday_list.html", {"form": form}, status=400)
    country, year = form.cleaned_data["country"], form.cleaned_data["year"]
    rows = Holiday.objects.filter(country=country).between(date(year, 1, 1), date(year, 12, 31))
    rows = list(rows.order_by("from_on", "pk")) if country else []
    week = WorkingWeek.objects.filter(country=country).first() if country else None
    here = reverse("holidays:holiday_list")
    context = {
        "form": form,
        "country": country,
        "tabs": [
            {
                "address": f"{here}?country={country.slug if country else ''}&year={each}",
                "words": plain_digits(each),
                "is_current": each == year,
            }
            for each in sorted({*range(request.today.year - 1, request.today.year + 3), year})
        ],
        "holidays": [row for row in rows if not row.is_removed],
        "removed": [row for row in rows if row.is_removed],
        "weekend": [WEEKDAYS[page_language()][day] for day in week.weekend] if week else None,
    }
    return render(request, "hoaip/holiday_list.html", context)


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS)
def holiday_new(request):
    """A holiday that is in no calendar of holidays; `?country=` fills it in."""
    initial = {"country": request.GET.get("country", "")}

    def write(form):
        given = dict(form.cleaned_data)
        return actions.add_holiday(given.pop("country"), by=request.user, **given)

    return save_form(
        request,
        lambda data: NewHolidayForm(data, initial=initial),
        write=write,
        to=address,
        template="hoaip/holiday_form.html",
        said=_("The holiday is in the list."),
        form_key="holidays:holiday_new",
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS, on=Holiday, anywhere=True)
def holiday_edit(request, holiday):
    """Correct the name or the days of a holiday."""
    initial = {name: getattr(holiday, name) for name in ("name", "from_on", "until_on")}
    return save_form(
        request,
        lambda data: HolidayForm(data, initial=initial),
        write=lambda form: actions.change_holiday(holiday, version=form.version, by=request.user, **form.cleaned_data),
        to=address,
        template="hoaip/holiday_form.html",
        said=_("The holiday is saved; the calendar of holidays changes it no more."),
        form_key=f"holidays:holiday_edit:{holiday.uid}",
        context={"holiday": holiday, "back": address(holiday)},
        current=holiday,
        grave=False,
    )


@require_POST
@requires(Permission.MANAGE_SETTINGS, on=Holiday, anywhere=True)
def holiday_remove(request, holiday):
    """Take a holiday away; it stays below the list and can be put back."""
    actions.remove_holiday(holiday, by=request.user)
    messages.success(request, _("Taken away: %(name)s. It stands below and can be put back.") % {"name": holiday})
    return redirect(address(holiday))


@require_POST
@requires(Permission.MANAGE_SETTINGS, on=Holiday, anywhere=True)
def holiday_restore(request, holiday):
    """Put back a holiday that was taken away."""
    actions.restore_holiday(holiday, by=request.user)
    messages.success(request, _("Put back: %(name)s.") % {"name": holiday})
    return redirect(address(holiday))


@require_http_methods(FORM)
@requires(Permission.MANAGE_SETTINGS)
def weekend_edit(request, slug):
    """The days of the week on which a country rests."""
    country = load(request, Country, slug, "slug")
    week = WorkingWeek.objects.filter(country=country).first() or WorkingWeek(country=country, version=0)
    here = f"{reverse('holidays:holiday_list')}?country={country.slug}"
    return save_form(
        request,
        lambda data: WeekendForm(data, initial={"weekend": week.weekend}),
        write=lambda form: actions.set_weekend(
            country, weekend=form.cleaned_data["weekend"], version=form.version, by=request.user
        ),
        to=here,
        template="hoaip/weekend_form.html",
        said=_("The weekend is saved."),
        form_key=f"holidays:weekend_edit:{country.uid}",
        context={"country": country, "back": here},
        current=week,
        grave=False,
    )


def address(holiday):
    return f"{reverse('holidays:holiday_list')}?country={holiday.country.slug}&year={holiday.from_on.year}"
