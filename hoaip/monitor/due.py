"""When a periodic job is due, from its entry in settings.PERIODIC_JOBS; nothing here reads the clock."""

from datetime import UTC, datetime, time, timedelta

# A schedule names a day of every year; the 29th of February alone comes more rarely.
FARTHEST = 366 * 8


def due_after(schedule, moment):
    """The first instant after `moment` (aware) at which a crontab is due, in UTC; of an interval the next one."""
    moment = moment.astimezone(UTC)
    if isinstance(schedule, timedelta):
        return moment + schedule
    return next(each for each in _instants(schedule, moment, step=1) if each > moment)


def due_before(schedule, moment):
    """The last instant up to `moment` (aware) at which a crontab was due, in UTC; of an interval the one before."""
    moment = moment.astimezone(UTC)
    if isinstance(schedule, timedelta):
        return moment - schedule
    return next(each for each in _instants(schedule, moment, step=-1) if each <= moment)


def _instants(schedule, moment, *, step):
    """Every instant of a crontab on the day of `moment` and on the days after (step 1) or before (step -1)."""
    clock = [time(hour, minute, tzinfo=UTC) for hour in sorted(schedule.hour) for minute in sorted(schedule.minute)]
    for number in range(FARTHEST):
        day = moment.date() + timedelta(days=number * step)
        if (
            day.month in schedule.month_of_year
            and day.day in schedule.day_of_month
            and day.isoweekday() % 7 in schedule.day_of_week
        ):
            yield from (datetime.combine(day, each) for each in clock[::step])
