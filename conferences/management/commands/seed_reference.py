"""`seed_reference`: the publicly known history into the register."""

import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from conferences.seeds import reference, seed_reference
from hoaip import jobs
from hoaip.calendar import today_in_kabul
from hoaip.holidays.days import are_known
from hoaip.models import User


class Command(BaseCommand):
    help = "Writes the reference data with its sources; run again it changes nothing that a person edited."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout and nothing else")

    def handle(self, *args, **options):
        tally = seed_reference(reference(), by=User.objects.system())
        now = timezone.now()
        if not are_known(today_in_kabul(now)):
            # The nightly job's own work, so that a fresh portal need not wait for the night.
            changed = jobs.run("extend_holidays", now)["changed"]["holidays_changed"]
            tally.kinds["holidays"]["created"] += changed
        if options["json"]:
            self.stdout.write(json.dumps(tally.kinds))
            return
        if not tally.written:
            self.stdout.write("The reference data stands as it is.")
            return
        for kind, counts in tally.kinds.items():
            words = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
            self.stdout.write(f"Reference data, {kind}: {words}.")
