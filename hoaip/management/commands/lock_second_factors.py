"""Lock the secrets of second factors under the present SECRET_KEY."""

from allauth.mfa.adapter import get_adapter
from cryptography.fernet import InvalidToken
from django.core.management import BaseCommand, CommandError

from hoaip.accounts.actions.factors import lock_anew
from hoaip.management.printing import as_json
from hoaip.models import User


class Command(BaseCommand):
    help = "After SECRET_KEY changed and the former one stands in SECRET_KEY_FALLBACKS: lock every second factor anew."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args, **options):
        adapter = get_adapter()
        try:
            number = lock_anew(decrypt=adapter.decrypt, encrypt=adapter.encrypt, by=User.objects.system())
        except InvalidToken:
            raise CommandError(
                "A second factor is locked under a key that is not known here; nothing was changed. "
                "Put every former SECRET_KEY into SECRET_KEY_FALLBACKS."
            ) from None
        self.stdout.write(
            as_json({"locked": number}) if options["json"] else f"{number} second factors are locked under SECRET_KEY."
        )
