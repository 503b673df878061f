"""`compile_catalogues`: the words of Dari and Pashto, made ready for use."""

from django.core.management.base import BaseCommand

from hoaip.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/django.po where it is newer than what was compiled."
    requires_system_checks = []

    def handle(self, *args, **options):
        written = compile_catalogues()
        self.stdout.write(f"{len(written)} catalogues compiled." if written else "All catalogues are up to date.")
