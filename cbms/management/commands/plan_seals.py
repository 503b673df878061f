"""`plan_seals`: every seal of an adopted plan computed again, for people and for scripts."""

from django.core.management.base import BaseCommand

from cbms.models import PlanEvent
from cbms.plans.seal import check
from hoaip.management.printing import as_json


class Command(BaseCommand):
    help = "Computes the seals of adopted plans again out of text and signed files; ends with 1 when one is not right."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON document and nothing else")

    def handle(self, *args, **options):
        rows = PlanEvent.objects.filter(kind="adopted").order_by("pk")
        checks = [check(event) for event in rows.select_related("plan__cbm", "plan_version", "document")]
        wrong = [told(seal) for seal in checks if not seal.is_right]
        if options["json"]:
            self.stdout.write(as_json({"ok": not wrong, "seals": len(checks), "wrong": wrong}))
        else:
            for each in wrong:
                self.stdout.write(f"{each['cbm']} {each['plan']}: {', '.join(each['what'])}")
            self.stdout.write(f"{len(checks)} seals, {len(wrong)} not right")
        if wrong:
            raise SystemExit(1)


def told(seal):
    what = [] if seal.is_text_right else ["text"]
    what += [f"file {file.sha256}" for file in seal.files if not file.is_right]
    plan = seal.event.plan
    return {"cbm": plan.cbm.code, "plan": str(plan.uid), "event": str(seal.event.uid), "what": what or ["seal"]}
