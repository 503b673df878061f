"""Run with the portal's settings against the bench database: fill it, sign in, count statements.

python -m tests.bench.inside fill N       bring the sample meetings up to N
python -m tests.bench.inside session      print the pages, and the key of a session of each reader, as JSON
python -m tests.bench.inside statements   {page: [statements, blocks]} of one request each, as JSON
"""

import json
import os
import re
import sys
from io import StringIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoaip.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the settings come first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from cbms.models import Plan  # noqa: E402
from hoaip.models import Appointment, Delegate  # noqa: E402
from hoaip.public_cache import bodies, own_bodies  # noqa: E402
from meetings.models import Meeting  # noqa: E402

BACKEND = "hoaip.accounts.backend.Backend"


def pages():
    """{name: (address, reader)} of what is measured; the meeting is a held one of Disaster Management.

    The draft is a plan under review, of which each reading is noted.

    The reader is "" for the public, or a role that somebody of the sample has.
    """
    meeting = Meeting.objects.filter(pairs__cbm__code="dm", state="held", is_imported=True).order_by("pk").last()
    draft = Plan.objects.filter(state="under_review").order_by("pk").first()
    public = {
        "home": "/",
        "Table 1": "/cbms/table/",
        "CBM": "/cbms/dm/",
        "meeting list": "/meetings/",
        "meeting": f"/meetings/{meeting.uid}/",
        "search, a rare word": "/search/?q=Almaty",
        "feed of 1,000 meetings": "/meetings/calendar.ics",
        "sign-in": "/accounts/login/",
    }
    staff = {
        "home, signed in": "/",
        "Table 1, signed in": "/cbms/table/",
        "CBM, signed in": "/cbms/dm/",
        "meeting list, signed in": "/meetings/",
        "meeting, signed in": f"/meetings/{meeting.uid}/",
        "search, a rare word, signed in": "/search/?q=Almaty",
        "brief of the process": "/brief/processes/hoa-ip/",
        "brief of a CBM": "/brief/cbms/dm/",
        "brief of a state": "/brief/stakeholders/kazakhstan/",
        "board": "/compliance/",
        "engagement": "/engagement/",
        "draft of a plan": f"/plans/{draft.uid}/",
        "logging form": "/meetings/new/?cbm=dm",
    }
    delegate = {
        "home, a delegate": "/",
        "CBM, a delegate": "/cbms/dm/",
        "meeting list, a delegate": "/meetings/",
        "meeting, a delegate": f"/meetings/{meeting.uid}/",
        "papers for the room, a delegate": f"/meetings/{meeting.uid}/pack/",
        "search, a rare word, a delegate": "/search/?q=Almaty",
    }
    readers = {"": public, "reviewer": staff, "delegate": delegate}
    return {name: (address, who) for who, seen in readers.items() for name, address in seen.items()}


def browsers():
    """{reader: a browser}: the public's, ministry staff's, and a delegate's whose state has a role in a CBM."""
    made = {who: Client(HTTP_HOST="127.0.0.1") for who in ("", "reviewer", "delegate")}
    seats = {
        "reviewer": Appointment.objects.filter(role="reviewer"),
        "delegate": Delegate.objects.filter(stakeholder__cbm_roles__cbm__code="dm"),
    }
    for who, rows in seats.items():
        made[who].force_login(rows.order_by("pk").first().user, backend=BACKEND)
    return made


def statements():
    found, made = {}, browsers()
    for name, (address, who) in pages().items():
        made[who].get(address)
        bodies.forget()
        own_bodies.forget()
        with CaptureQueriesContext(connection) as captured:
            response = made[who].get(address)
        if response.status_code != 200:
            raise SystemExit(f"{name} answered {response.status_code}")
        asked = [row["sql"] for row in captured if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        found[name] = [len(asked), sum(map(blocks, asked))]
    return found


def blocks(statement):
    """How many blocks of 8 KB a question reads when it is asked again, 0 for what is none."""
    question = re.sub(r"\ADECLARE .*? FOR (?=SELECT)", "", statement.strip(), flags=re.DOTALL)
    if not question.startswith(("SELECT", "WITH")) or "INSERT INTO" in question:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {question}")
        [plan] = cursor.fetchone()[0]
    return plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", number]:
            call_command("seed_demo", "--meetings", number, "--json", stdout=StringIO())
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        case ["session"]:
            keys = {who: browser.session.session_key for who, browser in browsers().items() if who}
            sys.stdout.write(json.dumps({"keys": keys, "pages": pages()}))
        case ["statements"]:
            sys.stdout.write(json.dumps(statements()))
