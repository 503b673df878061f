"""Run with the portal's settings against the bench database: fill it, sign in, count statements.

python -m tests.bench.inside fill N       bring the sample meetings up to N
python -m tests.bench.inside session      print the key of a session of ministry staff
python -m tests.bench.inside statements   {page: statements} of one request each, as JSON
"""

import json
import os
import sys
from io import StringIO

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hoaip.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the settings come first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from hoaip.models import Appointment  # noqa: E402
from hoaip.public_cache import bodies, own_bodies  # noqa: E402
from meetings.models import Meeting  # noqa: E402

BACKEND = "hoaip.accounts.backend.Backend"


def pages():
    """{name: (address, signed in)} of what is measured; the meeting is a held one of Disaster Management."""
    meeting = Meeting.objects.filter(pairs__cbm__code="dm", state="held", is_imported=True).order_by("pk").last()
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
    signed_in = {
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
        "logging form": "/meetings/new/?cbm=dm",
    }
    return {name: (address, False) for name, address in public.items()} | {
        name: (address, True) for name, address in signed_in.items()
    }


def staff():
    """A browser of ministry staff."""
    browser = Client(HTTP_HOST="127.0.0.1")
    browser.force_login(Appointment.objects.filter(role="reviewer").order_by("pk").first().user, backend=BACKEND)
    return browser


def statements():
    found = {}
    browsers = {True: staff(), False: Client(HTTP_HOST="127.0.0.1")}
    for name, (address, signed_in) in pages().items():
        browsers[signed_in].get(address)
        bodies.forget()
        own_bodies.forget()
        with CaptureQueriesContext(connection) as captured:
            response = browsers[signed_in].get(address)
        if response.status_code != 200:
            raise SystemExit(f"{name} answered {response.status_code}")
        found[name] = len([row for row in captured if not row["sql"].startswith(("SAVEPOINT", "RELEASE"))])
    return found


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", number]:
            call_command("seed_demo", "--meetings", number, "--json", stdout=StringIO())
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        case ["session"]:
            sys.stdout.write(json.dumps({"key": staff().session.session_key, "pages": pages()}))
        case ["statements"]:
            sys.stdout.write(json.dumps(statements()))
