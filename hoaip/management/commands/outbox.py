"""Print how the outgoing mail stands."""

from django.core.management import BaseCommand
from django.utils import timezone

from hoaip.management.printing import as_json
from hoaip.post.outbox import status


class Command(BaseCommand):
    help = "outbox status: how many mails are queued, sent and failed, and how old the oldest queued one is."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["status"])
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args, **options):
        state = status(timezone.now())
        if options["json"]:
            self.stdout.write(as_json(state))
            return
        self.stdout.write(
            f"{state['queued']} queued, {state['sent']} sent, {state['failed']} failed; "
            f"the oldest queued mail waits for {state['oldest_age_s']} s"
        )
