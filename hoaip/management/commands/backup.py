"""Write the whole portal into one file."""

import sys

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from hoaip.backup.writing import BackupProblem, write_backup
from hoaip.management.printing import as_json


class Command(BaseCommand):
    help = "Write rows, files and a manifest with sums into a new file of DIR; people go on working meanwhile."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR")
        parser.add_argument("--keep", type=int, metavar="N", help="of the backups in DIR keep only the newest N")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args, folder, **options):
        if options["keep"] is not None and options["keep"] < 1:
            raise CommandError("--keep is at least 1: the backup that is made now stays.")
        try:
            path, manifest = write_backup(folder, now=timezone.now(), keep=options["keep"])
        except BackupProblem as problem:
            raise CommandError(str(problem)) from None
        said = summary(path, manifest)
        if options["json"]:
            self.stdout.write(as_json(said))
        else:
            self.stdout.write(f"{path}: {said['rows']} rows, {said['files']} files; head of the history {said['head']}")
        if not manifest["history"]["ok"]:
            self.stderr.write(
                "The history does not verify: see `manage.py audit verify`. The backup holds it as it is."
            )
            sys.exit(1)


def summary(path, manifest):
    """What both commands print as JSON."""
    return {
        "file": str(path),
        "made_at": manifest["made_at"],
        "tables": len(manifest["tables"]),
        "rows": sum(table["rows"] for table in manifest["tables"].values()),
        "files": len(manifest["files"]),
        "head": manifest["history"]["head"],
    }
