"""The watch at volume: the verdict query against the plain statement, and a night on which every flag is new."""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from hoaip.serving.postgres import SUPERUSER

BASE = Path(__file__).resolve().parent.parent.parent
DATABASE = "verdict_bench"

CBMS = """
INSERT INTO cbms_cbm (uid, version, created_at, changed_at, source, source_note, confidence, is_disputed, dispute_note,
  is_imported, process_id, code, position, name_en, name_fa, name_ps, objectives_en, objectives_fa, objectives_ps,
  founded_on)
SELECT gen_random_uuid(), 1, now(), now(), '', '', 'high', false, '', false, (SELECT min(id) FROM hoaip_process),
  'b' || n, 100 + n, 'Bench ' || n, '', '', '', '', '', '2012-06-14' FROM generate_series(1, %(cbms)s) AS n
"""
MEETINGS = """
INSERT INTO meetings_meeting (
  uid, version, created_at, changed_at, source, source_note, confidence, is_disputed, dispute_note, is_imported,
  process_id, type, state, title_en, title_fa, title_ps, date_precision, starts_on, ends_on, city,
  venue_time_zone, venue, joining_url, mode, description, announced_at, attendance_note, state_reason,
  created_by_id, has_cbm)
SELECT gen_random_uuid(), 1, now(), now(), '', '', 'high', false, '', false, (SELECT min(id) FROM hoaip_process),
  'rtgm', 'held', 'b' || (1 + n %% %(cbms)s), '', '', 'day', day, day, '', '', '', '', 'in_person', '', now(), '', '',
  (SELECT min(id) FROM hoaip_user), true
FROM generate_series(1, %(meetings)s) AS n,
  LATERAL (SELECT date '2012-07-01' + (n::bigint * 7919 %% 4900)::int AS day) AS days
"""
PAIRS = """
INSERT INTO meetings_meetingcbm (meeting_id, cbm_id, starts_on, ends_on, counts, counts_until)
SELECT m.id, c.id, m.starts_on, m.ends_on, m.counts, m.counts_until
FROM meetings_meeting m JOIN cbms_cbm c ON c.code = m.title_en
"""
# What one writes first: count all pairs of the year by group, keep the groups below two.
PLAIN = """
INSERT INTO found (cbm_id, held)
SELECT cbm_id, count(*) FROM meetings_meetingcbm
WHERE counts = 'held' AND extract(year FROM starts_on) = 2024 GROUP BY cbm_id HAVING count(*) < 2
"""
# No CBM met in the year under review: every one of them is flagged, on one night.
NOBODY_MET = "DELETE FROM meetings_meetingcbm WHERE starts_on >= '2024-01-01' AND starts_on < '2025-01-01'"
INSIDE = """
import json, sys, time
import django
django.setup()
from datetime import date
from django.utils import timezone
from hoaip.calendar import year_range
from hoaip.models import User
from cbms.models import Flag
from meetings.compliance import situations, watch_rule
from meetings.actions import review_compliance
terms, year = watch_rule().terms, year_range(2024)
def once():
    began = time.perf_counter()
    flagged = sum(each.cbms for each in situations(year, as_of=date(2025, 1, 15), terms=terms)
                  if each.verdict in ("missed", "at_risk"))
    return time.perf_counter() - began, flagged
if sys.argv[1] == "review":
    once()
    found = {"review": [once()[0] for _ in range(5)]}
else:
    began = time.perf_counter()
    review_compliance(timezone.datetime(2025, 1, 15, 6, tzinfo=timezone.get_default_timezone()))
    found = {"flags_s": time.perf_counter() - began, "flags": Flag.objects.count()}
print(json.dumps(found))
"""


def measure(postgres, *, quick):
    """{"cbms", "meetings", "plain_s", "review_s", "ratio", "flags", "flags_s"}; seconds are medians of five."""
    sizes = {"cbms": 500, "meetings": 50_000} if quick else {"cbms": 10_000, "meetings": 1_000_000}
    connection = postgres.connect()
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    url = postgres.url(SUPERUSER, DATABASE)
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")} | {
        "DJANGO_SETTINGS_MODULE": "hoaip.settings",
        "PROFILE": "development",
        "SECRET_KEY": "bench-" + "k" * 60,
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_ORIGIN": "http://127.0.0.1",
    }
    for command in (["migrate", "--verbosity", "0"], ["seed_reference"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=BASE, env=environment, check=True, capture_output=True
        )
    connection = postgres.connect(SUPERUSER, DATABASE)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the pairs are written whole: no trigger fills them
        for statement in (CBMS, MEETINGS, PAIRS):
            cursor.execute(statement, sizes)
        cursor.execute("VACUUM ANALYZE meetings_meetingcbm")
        cursor.execute("ANALYZE")
        cursor.execute("CREATE TABLE found (cbm_id bigint, held int)")
        plain = []
        for _ in range(6):
            cursor.execute("TRUNCATE found")
            began = time.perf_counter()
            cursor.execute(PLAIN)
            plain.append(time.perf_counter() - began)
        found = inside("review", environment)
        cursor.execute(NOBODY_MET)
        found |= inside("flags", environment)
    plain_s, review_s = statistics.median(plain[1:]), statistics.median(found["review"])
    return sizes | {
        "plain_s": plain_s,
        "review_s": review_s,
        "ratio": review_s / plain_s,
        "flags": found["flags"],
        "flags_s": found["flags_s"],
    }


def inside(part, environment):
    """What INSIDE measured of its part "review" or "flags"."""
    told = subprocess.run(
        [sys.executable, "-c", INSIDE, part], cwd=BASE, env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(told.stdout.splitlines()[-1])
