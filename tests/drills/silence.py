"""Consultations that expire while the worker is stopped, killed in mid-job, or asked by two beats: one result each."""

import json
import signal
import time

from cbms.silence.certificate import seal_of
from tests.drills.house import House, wait_until

TASK = "cbms.tasks.close_consultations"
# Cleared plans of three CBMs, and their capitals asked: the first stays silent, the second objects, the third is
# extended. India is a state that loses its role meanwhile and answers all the same.
BEGIN = """
import json
from datetime import timedelta
from django.utils import timezone
from cbms.actions.consultations import answer_consultation, extend_consultation, open_consultation
from cbms.actions.plans import start_plan
from cbms.models import Asked, Cbm, Plan, PlanVersion, RoleAssignment
from cbms.plans.content import content_of, digest_of
from hoaip.calendar import today_in_kabul
from hoaip.models import User
people = json.loads('''PEOPLE''')
who = lambda key: User.objects.get(email=people[key])
today = today_in_kabul(timezone.now())
# The sample plans make room.
Plan.objects.update(state="withdrawn")
opened = {}
for code, key in (("dm", "fp_dm"), ("ct", "fp_ct"), ("tci", "fp_two")):
    plan = start_plan(Cbm.objects.get(code=code), title=f"Sample {code}", by=who(key))
    text = content_of(plan)
    PlanVersion.objects.create(plan=plan, number=1, content=text, digest=digest_of(text),
                               submitted_at=timezone.now(), submitted_by=who(key))
    Plan.objects.filter(pk=plan.pk).update(state="cleared")
    opened[code] = open_consultation(plan, expires_on=today + timedelta(days=14), by=who(key))
asked = lambda code, slug: Asked.objects.get(consultation=opened[code], stakeholder__slug=slug)
RoleAssignment.objects.filter(cbm__code="dm", stakeholder__slug="india").update(until_on=today - timedelta(days=1))
answer_consultation(asked("dm", "pakistan"), answer="support", by=who("del_pk"))
answer_consultation(asked("dm", "india"), answer="reservation", text="Sample: the budget.", by=who("del_in"))
answer_consultation(asked("ct", "turkey"), answer="objection", text="Sample: the text.", by=who("del_tr"))
extend_consultation(opened["tci"], expires_on=today + timedelta(days=21), reason="Sample.", by=who("fp_two"))
print(json.dumps({code: str(row.uid) for code, row in opened.items()}))
"""
LATE = """
from cbms.actions.consultations import answer_consultation
from cbms.models import Asked
from hoaip.errors import WrongState
from hoaip.models import User
try:
    answer_consultation(Asked.objects.get(consultation__uid="UID", stakeholder__slug="kazakhstan"), answer="objection",
                        text="Sample: too late.", by=User.objects.get(email="EMAIL"))
    print("taken")
except WrongState as error:
    print(f"refused: {error}")
"""


def run(*, small):
    kills = 1 if small else 10
    with House(web=False) as house:
        emails = {key: person["email"] for key, person in house.people.items()}
        uids = json.loads(shell(house, BEGIN.replace("PEOPLE", json.dumps(emails))).splitlines()[-1])
        with house.connect() as connection, connection.cursor() as cursor:
            cursor.execute(
                "UPDATE cbms_consultation SET expires_at = clock_timestamp() + interval '200 milliseconds'"
                " WHERE uid = ANY (%s::uuid[])",
                [[uids["dm"], uids["ct"]]],
            )
        # Nobody works at the instant of the expiry.
        expired = "SELECT bool_and(expires_at < clock_timestamp()) FROM cbms_consultation WHERE uid IN (%s, %s)"
        wait_until(lambda: house.one(expired, uids["dm"], uids["ct"]), "the expiry")
        late = shell(house, LATE.replace("UID", uids["dm"]).replace("EMAIL", emails["del_kz"])).strip()
        still_open = state(house, uids["dm"])
        killed = kill_in_mid_job(house, kills)
        # Two beats, two workers.
        house.start_worker("worker")
        house.start_worker("another-worker")
        for name in ("one-beat", "another-beat"):
            send(house, name)
        wait_until(lambda: state(house, uids["dm"]) == "passed", "the result", patience_s=90)
        for name in ("one-beat", "another-beat"):
            house.processes.pop(name).wait(60)
        wait_until(lambda: not house.one(RUNNING) and house.one(DONE) >= 2, "both runs", patience_s=60)
        house.stop("another-worker")
        house.stop("worker")
        again = house.json("run_job", "close_consultations")
        found = told(house, uids)
        chain = house.json("audit", "verify")
    return {
        "ok": late.startswith("refused: This consultation expired at")
        and still_open == "open"
        and found["states"] == {"dm": "passed", "ct": "open", "tci": "open"}
        and found["plans"] == {"dm": "cleared", "ct": "in_consultation", "tci": "in_consultation"}
        and found["results"] == found["ends_told"] == found["mails_twice"] + 1 == 1
        and found["judges"] == found["reviewers"]
        and found["answers"] == {"pakistan": "support", "india": "reservation"}
        and found["sealed"]
        and set(again["changed"].values()) == {0}
        and chain["ok"],
        "late": late[:60],
        "killed": killed,
        **found,
        "again": again["changed"],
        "chain": chain["ok"],
    }


RUNNING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7201"
DONE = "SELECT count(*) FROM hoaip_jobrun WHERE name = 'close_consultations' AND finished_at IS NOT NULL"


def kill_in_mid_job(house, kills):
    """Give a worker the job, and kill it with -9 while it runs, later each time. How often it was alive."""
    done = 0
    for turn in range(kills):
        worker = house.start_worker()
        send(house, f"sender-{turn}").wait(60)
        house.processes.pop(f"sender-{turn}")
        until = time.monotonic() + 20
        while not house.one(RUNNING) and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(turn % 10 * 0.01)
        done += worker.poll() is None
        house.stop("worker", signal.SIGKILL)
    return done


def send(house, name):
    return house.start(name, "celery", "--app", "hoaip.celery", "call", TASK)


def shell(house, code):
    return house.manage("shell", "--no-imports", "-c", code)


def state(house, uid):
    return house.one("SELECT state FROM cbms_consultation WHERE uid = %s", uid)


def told(house, uids):
    """What stands in the database of the three, and who was told how often."""
    uid = uids["dm"]
    plan = "SELECT p.state FROM cbms_plan p JOIN cbms_consultation c ON c.plan_id = p.id WHERE c.uid = %s"
    mails = "SELECT count(*) FROM hoaip_outboxmessage WHERE object_uid = %s AND template = %s"
    result = house.one("SELECT result FROM cbms_consultation WHERE uid = %s", uid)
    result = json.loads(result) if isinstance(result, str) else result
    return {
        "states": {code: state(house, each) for code, each in uids.items()},
        "plans": {code: house.one(plan, each) for code, each in uids.items()},
        "results": house.one("SELECT count(*) FROM hoaip_auditentry WHERE action = 'consultation.pass'"),
        "ends_told": house.one("SELECT count(*) FROM hoaip_event WHERE kind = 'consultation.end'"),
        "mails": house.one(mails, uid, "consultation_end"),
        "mails_twice": house.one(
            "SELECT count(*) - count(DISTINCT (template, recipient_id)) FROM hoaip_outboxmessage WHERE object_uid = %s",
            uid,
        ),
        "judges": house.one(mails, uids["ct"], "consultation_judge"),
        "reviewers": sum(key.startswith("rev") for key in house.people),
        "answers": {row["stakeholder"]: row["answer"] for row in result["answers"] if row["answer"] != "none"},
        "sealed": seal_of(result) == house.one("SELECT seal FROM cbms_consultation WHERE uid = %s", uid),
    }
