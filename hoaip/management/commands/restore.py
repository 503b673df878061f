"""Fill an empty portal from a backup."""

from django.core.management import BaseCommand, CommandError

from hoaip.backup.restoring import restore_backup
from hoaip.backup.writing import BackupProblem
from hoaip.management.commands.backup import summary
from hoaip.management.printing import as_json


class Command(BaseCommand):
    help = "Restore FILE into a migrated, empty database and an empty MEDIA_ROOT; all of it, or nothing."
    # They would open a database with the role that may do less.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args, file, **options):
        try:
            manifest, warnings = restore_backup(file)
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        said = summary(file, manifest)
        if options["json"]:
            self.stdout.write(as_json(said | {"warnings": warnings}))
            return
        self.stdout.write(f"{said['rows']} rows and {said['files']} files are restored and agree with their sums.")
        self.stdout.write(f"Head of the history: {said['head']}. Everybody signs in anew.")
        for warning in warnings:
            self.stderr.write(warning)
