"""Bring guardian's rows in line with the dated rows of today, or say whether they are."""

import sys

from django.core.management import BaseCommand

from hoaip import grants
from hoaip.management.printing import as_json


class Command(BaseCommand):
    help = "Rebuild the rights of today from the dated roles; --check only looks and exits 1 when they differ."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when they differ")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args, **options):
        changed = {} if options["check"] else grants.sync_all()
        differences = grants.check()
        if options["json"]:
            self.stdout.write(as_json(differences | changed))
        else:
            if changed:
                self.stdout.write(f"{changed['added']} grants added, {changed['removed']} removed")
            self.stdout.write(f"{differences['missing']} missing, {differences['extra']} extra")
        if any(differences.values()):
            sys.exit(1)
