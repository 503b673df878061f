"""Print who may do what, from the one table and the workflows."""

import csv

from django.core.management import BaseCommand

from hoaip import rights_table
from hoaip.management.printing import as_json


class Command(BaseCommand):
    help = "Print every permission, role and state with whether it is allowed."

    def add_arguments(self, parser):
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true", help="one JSON document")
        shape.add_argument("--csv", action="store_true", help="permission,role,state,allowed")

    def handle(self, *args, **options):
        rows = rights_table.rows()
        if options["json"]:
            self.stdout.write(as_json(rows))
            return
        if options["csv"]:
            writer = csv.writer(self.stdout, lineterminator="\n")
            writer.writerow(["permission", "role", "state", "allowed"])
            for row in rows:
                allowed = "true" if row["allowed"] else "false"
                writer.writerow([row["permission"], row["role"], row["state"] or "", allowed])
            return
        for row in rows:
            if row["allowed"]:
                self.stdout.write(f"{row['permission']:<20} {row['role']:<14} {row['state'] or ''}".rstrip())
