"""Invite the first administrator of a new portal."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from hoaip.accounts.actions.invitations import invite_first
from hoaip.models import Process, User


class Command(BaseCommand):
    help = "Invite the first administrator: prints the link that makes the account, once and for 72 hours."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("full_name", metavar="NAME")

    def handle(self, *args, email, full_name, **options):
        process = Process.objects.order_by("launched_on").first()
        if process is None:
            raise CommandError("There is no process yet. Run `manage.py seed_reference`, then this again.")
        try:
            _invitation, token = invite_first(
                email, full_name=full_name, process=process, now=timezone.now(), by=User.objects.system()
            )
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        self.stdout.write(settings.PUBLIC_ORIGIN + reverse("accounts:invitation_accept", args=[token]))
