"""`compliance`: the two-a-year rule for a year, for people and for scripts."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hoaip.calendar import DayError, YearError, parse_day, parse_year, today_in_kabul, year_of, year_range
from meetings.compliance import review, watch_rule


class Command(BaseCommand):
    help = "Prints what each CBM held, planned and misses in a year, and the verdict of the two-a-year rule."

    def add_arguments(self, parser):
        parser.add_argument("--year", help="as 2026, or a solar year as 1405; default: the year of --as-of")
        parser.add_argument("--as-of", help="a day as 2026-10-20; default: today in Kabul")
        parser.add_argument("--json", action="store_true", help="one JSON document and nothing else")

    def handle(self, *args, **options):
        rule = watch_rule()
        try:
            as_of = parse_day(options["as_of"]) if options["as_of"] else today_in_kabul(timezone.now())
            year = year_range(parse_year(options["year"]) if options["year"] else year_of(as_of, rule.calendar))
        except (DayError, YearError) as error:
            raise CommandError(str(error)) from error
        answer = {
            "year": year.year,
            "calendar": year.calendar,
            "as_of": as_of.isoformat(),
            "rows": [as_plain(row) for row in review(year, as_of=as_of, terms=rule.terms)],
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer))
            return
        self.stdout.write(f"{year.year} ({year.calendar}), as of {as_of}")
        for row in answer["rows"]:
            latest = f", invite by {row['latest_invitation_on']}" if row["latest_invitation_on"] else ""
            self.stdout.write(
                f"{row['cbm']:>4}  {row['held']} held, {row['planned']} planned of {row['target']}: "
                f"{row['verdict']}{latest}"
            )


def as_plain(row):
    """A reviewed row as the contract names it."""
    flag = None
    if row.flag_level is not None:
        flag = {"level": row.flag_level, "state": row.flag_state, "acknowledged": row.is_acknowledged}
    return {
        "cbm": row.code,
        "held": row.held,
        "planned": row.planned,
        "target": row.target,
        "missing": row.missing,
        "verdict": row.verdict,
        "latest_invitation_on": row.latest_invitation_on.isoformat() if row.latest_invitation_on else None,
        "flag": flag,
    }
