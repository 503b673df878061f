"""What changes holidays and weekends: the administrator by hand, and the seed, which never changes what that wrote."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.errors import same_version
from hoaip.imports import address
from hoaip.models import Holiday, WorkingWeek
from hoaip.permissions import Permission

SEEDED = Holiday.Source.SEEDED


@action
def add_holiday(country, *, name, from_on, until_on, by):
    """A holiday that the calendar of holidays does not know; returns it."""
    authorise(by, Permission.MANAGE_SETTINGS)
    need_country(country)
    holiday = Holiday(
        country=country, name=name.strip(), from_on=from_on, until_on=until_on, source=Holiday.Source.OWN, is_kept=True
    )
    check(holiday)
    holiday.full_clean()
    holiday.save()
    record("holiday.add", holiday, by=by)
    return holiday


@action
def change_holiday(holiday, *, name, from_on, until_on, version, by):
    """Correct the name or the days; from now on no seed changes it. Stale when somebody saved since `version`."""
    authorise(by, Permission.MANAGE_SETTINGS)
    row = locked(holiday)
    same_version(row, version)
    before = snapshot(row)
    row.name, row.from_on, row.until_on, row.is_kept = name.strip(), from_on, until_on, True
    row.version += 1
    check(row)
    row.full_clean()
    row.save()
    record("holiday.change", row, by=by, before=before)
    return row


@action
def remove_holiday(holiday, *, by):
    """The day is a working day. The row stays, so that no seed brings it back; a second time changes nothing."""
    return _set_removed(holiday, is_removed=True, event="holiday.remove", by=by)


@action
def restore_holiday(holiday, *, by):
    """A holiday that was taken away counts again."""
    return _set_removed(holiday, is_removed=False, event="holiday.restore", by=by)


@action
def set_weekend(country, *, weekend, version, by):
    """The days of the week on which a country rests, Monday being 0; from now on no seed changes them.

    `version` is 0 when none were known. Stale when somebody saved since.
    """
    authorise(by, Permission.MANAGE_SETTINGS)
    need_country(country)
    row, _is_new = WorkingWeek.objects.select_for_update(no_key=True).get_or_create(
        country=country, defaults={"version": 0}
    )
    same_version(row, version)
    before = snapshot(row)
    row.weekend, row.is_kept = sorted({int(day) for day in weekend}), True
    row.version += 1
    row.full_clean()
    row.save()
    record("weekend.change", row, by=by, before=before)
    return row


@action
def seed_country(country, *, days, weekend, first, last, by):
    """Bring the seeded holidays of a country from `first` to `last` in line with {day: name}; returns how many changed.

    - what a person entered, changed or took away stays as it is;
    - a day that the source does not know any more (an estimate that moved) is marked removed;
    - run again it changes nothing and writes nothing.
    """
    authorise(by, Permission.IMPORT_FACT)
    rows = list(Holiday.objects.select_for_update(no_key=True).filter(country=country).order_by("pk"))
    by_uid = {row.uid: row for row in rows}
    said = {(row.from_on, row.name) for row in rows}
    fresh, changed = [], []
    for day, name in days.items():
        uid = address("holiday", f"{country.code}:{day.isoformat()}")
        row = by_uid.get(uid)
        if row is None and (day, name) not in said:
            fresh.append(Holiday(uid=uid, country=country, name=name, from_on=day, until_on=day, source=SEEDED))
        elif row is None or row.is_kept or (row.name == name and not row.is_removed):
            continue
        elif row.name == name or (day, name) not in said:
            row.name, row.is_removed = name, False
            changed.append(row)
    for row in rows:
        is_gone = row.source == SEEDED and first <= row.from_on <= last and row.from_on not in days
        if is_gone and not row.is_kept and not row.is_removed:
            row.is_removed = True
            changed.append(row)
    for row in changed:
        row.version += 1
        row.save()
    Holiday.objects.bulk_create(fresh)
    touched = len(fresh) + len(changed) + _seed_weekend(country, weekend)
    if touched:
        period = [first.isoformat(), last.isoformat()]
        extra = {"holidays": [None, len(fresh) + len(changed)], "period": [None, period], "weekend": [None, weekend]}
        record("holiday.import", country, by=by, before=snapshot(country), extra=extra)
    return touched


def _seed_weekend(country, weekend):
    week = WorkingWeek.objects.filter(country=country).first()
    if week is None:
        WorkingWeek.objects.create(country=country, weekend=weekend)
    elif not week.is_kept and week.weekend != weekend:
        week.weekend = weekend
        week.version += 1
        week.save()
    else:
        return 0
    return 1


def _set_removed(holiday, *, is_removed, event, by):
    authorise(by, Permission.MANAGE_SETTINGS)
    row = locked(holiday)
    if row.is_removed == is_removed:
        return row
    before = snapshot(row)
    row.is_removed, row.is_kept = is_removed, True
    row.version += 1
    row.save()
    record(event, row, by=by, before=before)
    return row


def locked(holiday):
    return Holiday.objects.select_for_update(no_key=True).get(pk=holiday.pk)


def need_country(country):
    if country.kind != country.Kind.COUNTRY:
        raise ValidationError({"country": _("Holidays belong to a country. Choose one.")})


def check(holiday):
    """ValidationError at until_on when it lies before the first day."""
    if holiday.until_on < holiday.from_on:
        raise ValidationError({"until_on": _("It ends before it starts. Give the first day or a later one.")})
