"""The nightly watch: flags are brought in line with the two-a-year rule, one CBM at a time."""

from collections import Counter

from cbms.actions import raise_flag, resolve_flag
from cbms.models import Cbm, Flag
from hoaip.action import action
from hoaip.calendar import YearError, calendar_of, today_in_kabul, year_of, year_range
from hoaip.models import JobRun, User
from meetings.compliance import FLAGGED, highest_target, review, situations, watch_rule
from meetings.models import WatchRule

NAME = "review_compliance"
OTHER_CALENDAR = "The year of the rule was changed to the other calendar."


def review_compliance(as_of):
    """Bring every flag in line with the rule, as if at the instant `as_of` (aware): each CBM is its own commit.

    Reviews the years from the one before its last completed run (at first the one before as_of's) to as_of's; of
    earlier years it only resolves open flags, and it closes open flags of the calendar that is not in use. Computed
    from state and day, never from ticks: twice is nothing, and nights missed are caught up by the next one.
    Returns {"flags_opened", "flags_escalated", "flags_resolved"}: how many changed; escalated counts every change of
    level.
    """
    today, by = today_in_kabul(as_of), User.objects.system()
    first_run_on = note_first_run(today)
    rule = watch_rule()
    calendar = rule.calendar
    this_year = year_of(today, calendar)
    last_run = (
        JobRun.objects.filter(name=NAME, finished_at__isnull=False, error="", as_of__lte=as_of)
        .order_by("-as_of")
        .values_list("as_of", flat=True)
        .first()
    )
    first_year = year_of(today_in_kabul(last_run) if last_run else today, calendar) - 1
    changes = Counter()

    standing = Flag.objects.filter(state=Flag.State.OPEN, kind=Flag.Kind.RTGM_TARGET)
    for flag in standing.select_related("cbm__process").order_by("pk"):
        if calendar_of(flag.year) != calendar:
            changes["resolved"] += resolve_flag(flag, on=today, by=by, note=OTHER_CALENDAR)
    earlier = sorted({flag.year for flag in standing.filter(year__lt=first_year) if calendar_of(flag.year) == calendar})
    for number in [*earlier, *range(first_year, this_year + 1)]:
        try:
            year = year_range(number)
        except YearError:
            continue
        resolve_only = number < first_year
        for cbm_id in to_change(year, today=today, terms=rule.terms, resolve_only=resolve_only):
            change = review_cbm(
                cbm_id,
                year=year,
                today=today,
                terms=rule.terms,
                by=by,
                mail=year.last >= first_run_on,
                resolve_only=resolve_only,
            )
            changes[change] += 1
    return {f"flags_{name}": changes[name] for name in ("opened", "escalated", "resolved")}


def to_change(year, *, today, terms, resolve_only=False):
    """Primary keys of the CBMs whose verdict and flag disagree; one cheap query on the nights on which none does."""
    if not any(needs_a_change(each, resolve_only=resolve_only) for each in situations(year, as_of=today, terms=terms)):
        return []
    rows = review(year, as_of=today, terms=terms, cap=highest_target(year))
    return [row.cbm_id for row in rows if needs_a_change(row, resolve_only=resolve_only)]


def needs_a_change(row, *, resolve_only=False):
    """Whether the verdict and the flag of a reviewed row or situation disagree."""
    if row.verdict not in FLAGGED:
        return row.flag_state == Flag.State.OPEN
    if resolve_only or row.flag_state == Flag.State.WAIVED:
        return False
    return row.flag_state != Flag.State.OPEN or row.flag_level != row.verdict


@action
def review_cbm(cbm_id, *, year, today, terms, by, mail, resolve_only=False):
    """One CBM of the nightly review, judged again under its lock: a meeting saved meanwhile counts.

    Returns "opened", "escalated", "resolved" or None.
    """
    cbm = Cbm.objects.select_for_update(no_key=True).select_related("process").get(pk=cbm_id)
    [row] = review(year, as_of=today, terms=terms, cbms=[cbm.pk])
    if not needs_a_change(row, resolve_only=resolve_only):
        return None
    if row.verdict in FLAGGED:
        return raise_flag(
            cbm,
            year=year.year,
            level=row.verdict,
            on=today,
            by=by,
            mail=mail,
            latest_invitation_on=row.latest_invitation_on,
        )
    flag = Flag.objects.select_related("cbm__process").get(cbm=cbm, year=year.year, kind=Flag.Kind.RTGM_TARGET)
    return "resolved" if resolve_flag(flag, on=today, by=by) else None


@action
def note_first_run(today):
    """The first day the watch ran, kept; returned. A run as if on an earlier day moves it back to that day."""
    rule, _created = WatchRule.objects.select_for_update().get_or_create(pk=1)
    if rule.first_run_on is None or today < rule.first_run_on:
        rule.first_run_on = today
        rule.save(update_fields=["first_run_on"])
    return rule.first_run_on
