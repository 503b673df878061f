"""Verify the chain of the history, or print its head."""

import re
import sys

from django.core.management import BaseCommand, CommandError

from hoaip import audit
from hoaip.management.printing import as_json


class Command(BaseCommand):
    help = "audit verify: walk the chain, exit 1 when it is broken. audit head: print the newest hash."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["verify", "head"])
        parser.add_argument("--head", metavar="HEX", help="a head known from outside that has to be in the chain")
        parser.add_argument("--json", action="store_true", help="one JSON document (verify)")

    def handle(self, *args, what, **options):
        if what == "head":
            self.stdout.write(audit.head())
            return
        head = options["head"].strip().lower() if options["head"] is not None else None
        if head is not None and not re.fullmatch("[0-9a-f]{64}", head):
            raise CommandError("A head is 64 hexadecimal digits, as /audit/head/ shows it.")
        found = audit.verify(head=head)
        if options["json"]:
            self.stdout.write(as_json(found))
        elif found["ok"]:
            self.stdout.write(f"{found['rows']} rows, whole. Head: {found['head']}")
        else:
            self.stdout.write(f"Broken at row {found['bad']['sequence']}: {found['bad']['kind']}.")
        if not found["ok"]:
            sys.exit(1)
