"""Run one periodic job, or a group of them, now, as if at an instant."""

from datetime import datetime, time

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from hoaip import jobs
from hoaip.calendar import KABUL
from hoaip.management.printing import as_json

# The hour at which a job looks at a bare day.
MORNING = time(6)


class Command(BaseCommand):
    help = "Run one periodic job now; a second run for the same instant changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME")
        parser.add_argument(
            "--as-of",
            metavar="INSTANT",
            help="as if at this instant: ISO 8601 with an offset, or a day (06:00 in Kabul); not in production",
        )
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args, name, **options):
        if options["as_of"] is not None and settings.PRODUCTION:
            raise CommandError("--as-of is for tests and drills: in production a job runs as of now.")
        as_of = timezone.now() if options["as_of"] is None else instant(options["as_of"])
        try:
            answer = jobs.run_named(name, as_of)
        except jobs.UnknownJob as problem:
            raise CommandError(str(problem)) from None
        if options["json"]:
            self.stdout.write(as_json(answer))
            return
        changed = ", ".join(f"{number} {what}" for what, number in answer["changed"].items()) or "nothing to count"
        self.stdout.write(f"{answer['job']} as of {answer['as_of']}: {changed}; {answer['queued']} mails queued")


def instant(text):
    """The instant that was typed: ISO 8601 with an offset, or a bare day for 06:00 in Kabul. CommandError else."""
    problem = CommandError(f"“{text}” is not an instant. Give 2026-01-02T01:30:00+00:00, or a day like 2026-01-02.")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise problem from None
    if found.tzinfo is not None:
        return found
    if len(text) > len("2026-01-02"):
        raise problem
    return datetime.combine(found.date(), MORNING, tzinfo=KABUL)
