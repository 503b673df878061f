"""`seed_reference`: the publicly known history into the register."""

import json

from django.core.management.base import BaseCommand

from conferences.seeds import reference, seed_reference
from hoaip.models import User


class Command(BaseCommand):
    help = "Writes the reference data with its sources; run again it changes nothing that a person edited."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout and nothing else")

    def handle(self, *args, **options):
        tally = seed_reference(reference(), by=User.objects.system())
        if options["json"]:
            self.stdout.write(json.dumps(tally.kinds))
            return
        if not tally.written:
            self.stdout.write("The reference data stands as it is.")
            return
        for kind, counts in tally.kinds.items():
            words = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
            self.stdout.write(f"Reference data, {kind}: {words}.")
