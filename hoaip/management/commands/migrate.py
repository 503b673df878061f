"""`migrate`, and the table of the cache, which belongs to no app's migrations."""

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    """Django's migrate, then the table that the limits on sign-in count in."""

    def handle(self, *args, **options):
        super().handle(*args, **options)
        only_looking = options["plan"] or options["check_unapplied"]
        if not only_looking and not options["app_label"]:
            call_command("createcachetable", database=options["database"], verbosity=options["verbosity"])
