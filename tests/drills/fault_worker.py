"""Workers killed in mid-job, Redis flushed, two beats, forty days without a job: the same flags, each mail once."""

import contextlib
import signal
import time

import redis

from tests.drills.house import House
from tests.mailbox import mailbox

# After tonight: one night more, then none for forty days over the New Year, then one in summer.
NIGHTS = [
    "2026-11-24T01:30:00+00:00",
    "2026-12-30T01:30:00+00:00",
    "2027-02-08T01:30:00+00:00",
    "2027-07-20T01:30:00+00:00",
]
FLAGS = """
SELECT string_agg(concat_ws(' ', c.code, f.year, f.level, f.state, f.opening), '; ' ORDER BY f.year, c.position)
FROM cbms_flag f JOIN cbms_cbm c ON c.id = f.cbm_id
"""


TASK = "meetings.tasks.review_compliance"


def nights(house, repeats=1):
    for night in NIGHTS:
        for _ in range(repeats):
            house.json("run_job", "review_compliance", "--as-of", night)


def run(*, small):
    kills = 3 if small else 20
    with House(web=False) as calm:
        calm.json("run_job", "review_compliance")
        nights(calm)
        flags, people = calm.one(FLAGS), calm.one("SELECT count(*) FROM hoaip_outboxmessage")
        again = calm.json("run_job", "review_compliance", "--as-of", NIGHTS[-1])
    with mailbox() as post, House(web=False, email_url=f"smtp://127.0.0.1:{post.port}") as house:
        killed = kill_in_mid_job(house, kills)
        house.json("run_job", "review_compliance")
        nights(house, repeats=2)
        with contextlib.closing(redis.Redis.from_url(house.servers.redis.url)) as broker:
            broker.flushall()
        house.start_worker()
        house.start_beat("beat")
        house.start_beat("another-beat")
        house.wait_for_mail()
        house.stop("another-beat")
        house.stop("beat")
        house.stop("worker")
        disturbed, sent = house.one(FLAGS), house.one("SELECT count(*) FROM hoaip_outboxmessage WHERE state = 'sent'")
        arrived = post.ids
        chain = house.json("audit", "verify")
    return {
        "ok": disturbed == flags
        and sent == people == len(set(arrived)) == len(arrived)
        and set(again["changed"].values()) == {0}
        and chain["ok"],
        "killed": killed,
        "flags": flags.count(";") + 1,
        "flags_equal": disturbed == flags,
        "mails_intended": people,
        "mails_sent": sent,
        "mails_arrived": len(arrived),
        "message_ids": len(set(arrived)),
        "again": again["changed"],
        "chain": chain["ok"],
    }


def kill_in_mid_job(house, kills):
    """Give a worker tonight's job again and again, and kill it with -9 while it runs. How often it was alive."""
    done = 0
    for turn in range(kills):
        worker = house.start_worker()
        sender = house.start(f"sender-{turn}", "celery", "--app", "hoaip.celery", "call", TASK)
        sender.wait(60)
        house.processes.pop(f"sender-{turn}")
        # Later in the job each time: the first kill hits its start, the last its end.
        locked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7201"
        until = time.monotonic() + 20
        while not house.one(locked) and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(turn % 10 * 0.02)
        done += worker.poll() is None
        house.stop("worker", signal.SIGKILL)
    return done
