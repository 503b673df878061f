"""`seed_demo`: sample people who can sign in, meetings and documents; and volume for the benchmark's database."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from conferences.demo.documents import seed_demo_documents
from conferences.demo.invitations import seed_demo_invitation
from conferences.demo.plans import seed_demo_consultation
from conferences.demo.samples import PROCESS, demo, seed_demo
from hoaip.calendar import today_in_kabul
from hoaip.models import Process, User
from meetings.volume import fill

BENCH = "_bench"


class Command(BaseCommand):
    help = "Writes sample people, meetings and documents and prints how to sign in; run again it prints the same."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout and nothing else")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other passwords")
        parser.add_argument("--meetings", type=int, default=0, help="fill a benchmark's database up to that number")

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError("Sample people have known passwords, so they are never written in production.")
        if not Process.objects.filter(slug=PROCESS).exists():
            raise CommandError("The sample people need the reference data. Run `manage.py seed_reference` first.")
        if options["meetings"]:
            refuse_other_databases()
        today = today_in_kabul(timezone.now())
        seed_demo(today=today, seed=options["seed"], by=User.objects.system())
        seed_demo_documents(today=today, by=User.objects.system())
        seed_demo_consultation(today=today, by=User.objects.system())
        seed_demo_invitation(today=today, by=User.objects.system())
        if options["meetings"]:
            fill(options["meetings"], today=today, by=User.objects.system())
        result = demo(today=today, seed=options["seed"])
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        self.stdout.write("Sample people, and the passwords they sign in with:")
        for person in result["people"]:
            of = ", ".join(code.upper() for code in person["cbms"])
            self.stdout.write(f"  {person['email']:28} {person['password']:34} {person['role']:14} {of}".rstrip())


def refuse_other_databases():
    """CommandError unless the database is a benchmark's own, by its name."""
    name = connection.settings_dict["NAME"]
    if not name.endswith(BENCH):
        raise CommandError(
            f"Volume is written only into a database whose name ends with {BENCH}; this one is {name}. "
            f"Set DATABASE_URL to such a database."
        )
