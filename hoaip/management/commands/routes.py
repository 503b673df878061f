"""Print every address with its methods and its permission."""

from django.core.management import BaseCommand, CommandError

from hoaip.management.printing import as_json
from hoaip.routes import UndeclaredRoute, all_routes


class Command(BaseCommand):
    help = "Print every route: name, pattern, methods, permission."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args, **options):
        try:
            routes = all_routes()
        except UndeclaredRoute as problem:
            raise CommandError(str(problem)) from None
        if options["json"]:
            self.stdout.write(as_json(routes))
            return
        for route in routes:
            methods = " ".join(route["methods"])
            self.stdout.write(f"{methods:<9} {route['permission']:<20} /{route['pattern']}  {route['name']}")
